/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Weights of 4 bits. */
#ifndef M2C_TEST_RUNTIME_S4_H
#define M2C_TEST_RUNTIME_S4_H

#include "overlay.h"

static int8_t wide[WEIGHTS]; /* the weights, a byte each */

/* Puts the half of a weight into its byte of two rows. */
static inline void put_half(int8_t *byte, int32_t half, int32_t upper) {
  *byte = (int8_t)((uint8_t)*byte | ((uint32_t)half & 15) << 4 * upper);
}

/* Of all weights the upper half, and packed: each row from a whole byte on. */
static inline void narrow_weights(int32_t rows, int32_t n) {
  const int32_t pitch = (n + 1) / 2;
  int32_t r, i;
  for (i = 0; i < rows * n; i++)
    wide[i] = (int8_t)(weights[i] >> 4);
  memset(weights, 0, (size_t)(rows * pitch));
  for (r = 0; r < rows; r++)
    for (i = 0; i < n; i++)
      put_half(weights + r * pitch + i / 2, wide[r * n + i], i % 2);
}

#endif
