/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The 4-bit weights of the neon set, from what m2c_neon_s8w4.h says of them. */
#ifndef M2C_TEST_RUNTIME_NEON_PAD_S4_H
#define M2C_TEST_RUNTIME_NEON_PAD_S4_H

#include "s4.h"

static int8_t padded[2 * WEIGHTS];

/* No two of -8 may share a lane. */
static void fit_weights(int32_t channels, int32_t n) {
  int32_t i;
  for (i = 0; i < channels * n; i++)
    if (weights[i] < -112 && i % 3 != 0)
      weights[i] = -112;
  narrow_weights(channels, n);
}

static void pad_neon_s4(int32_t channels, int32_t n) {
  const int32_t pitch = (n + 15) / 16 * 16;
  int32_t c, k;
  memset(padded, 0, sizeof padded);
  for (c = 0; c < channels; c++)
    for (k = 0; k < n; k++)
      put_half(padded + c / 2 * pitch + k, wide[c * n + k], c % 2);
}

#endif
