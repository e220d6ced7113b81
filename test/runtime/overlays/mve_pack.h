/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The weights of the mve set, from what m2c_mve_dot.h says of them. */
#ifndef M2C_TEST_RUNTIME_MVE_PACK_H
#define M2C_TEST_RUNTIME_MVE_PACK_H

#include "any_weights.h"
#include "overlay.h"

static int8_t sixteens[4 * WEIGHTS];

/* Taps of kernel_h x kernel_w with in_c inputs each. */
static inline void pack_mve(int32_t channels, int32_t kernel_h,
                            int32_t kernel_w, int32_t in_c) {
  const int32_t in_n = kernel_h * kernel_w * in_c;
  const int32_t vectors = (in_n + 15) / 16;
  int32_t c, ky, kx, ic;
  memset(sixteens, 0, sizeof sixteens);
  for (c = 0; c < channels; c++)
    for (ky = 0; ky < kernel_h; ky++)
      for (kx = 0; kx < kernel_w; kx++)
        for (ic = 0; ic < in_c; ic++) {
          const int32_t k = (kx * kernel_h + ky) * in_c + ic;
          sixteens[((c / 2 * vectors + k / 16) * 2 + c % 2) * 16 + k % 16] =
              weights[c * in_n + (ky * kernel_w + kx) * in_c + ic];
        }
}

#endif
