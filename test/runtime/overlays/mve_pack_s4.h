/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The 4-bit weights of the mve set, from what m2c_mve_dot_s8w4.h says of them. */
#ifndef M2C_TEST_RUNTIME_MVE_PACK_S4_H
#define M2C_TEST_RUNTIME_MVE_PACK_S4_H

#include "s4.h"

static int8_t sixteens[2 * WEIGHTS];

static void fit_weights(int32_t channels, int32_t n) {
  narrow_weights(channels, n);
}

/* Taps of kernel_h x kernel_w with in_c inputs each. */
static void pack_mve_s4(int32_t channels, int32_t kernel_h, int32_t kernel_w,
                        int32_t in_c) {
  const int32_t in_n = kernel_h * kernel_w * in_c, vectors = (in_n + 15) / 16;
  int32_t c, i;
  memset(sixteens, 0, sizeof sixteens);
  for (c = 0; c < channels; c++)
    for (i = 0; i < in_n; i++) {
      const int32_t ky = i / in_c / kernel_w, kx = i / in_c % kernel_w;
      const int32_t k = (kx * kernel_h + ky) * in_c + i % in_c;
      put_half(sixteens + (c / 2 * vectors + k / 16) * 16 + k % 16,
               wide[c * in_n + i], c % 2);
    }
}

#endif
