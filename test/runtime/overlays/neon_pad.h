/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The weights of the neon set, from what m2c_neon.h says of them. */
#ifndef M2C_TEST_RUNTIME_NEON_PAD_H
#define M2C_TEST_RUNTIME_NEON_PAD_H

#include "overlay.h"

static int8_t padded[2 * WEIGHTS];

/* Rows to whole fours, each to whole sixteens. */
static void pad_neon(int32_t channels, int32_t in_n) {
  const int32_t n = (in_n + 15) / 16 * 16;
  int32_t c;
  memset(padded, 0, sizeof padded);
  for (c = 0; c < channels; c++)
    memcpy(padded + c * n, weights + c * in_n, (size_t)in_n);
}

/* No two weights of -128 may share a lane. */
static void spare_least(void) {
  int32_t i;
  for (i = 0; i < WEIGHTS; i++)
    if (weights[i] == -128 && i % 3 != 0)
      weights[i] = -127;
}

#endif
