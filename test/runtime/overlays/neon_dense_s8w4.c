/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "s4.h"

#define m2c_dense_s8w4 overlay_dense_s8w4
#define m2c_dense_s8w4_params overlay_dense_s8w4_params
#include "neon/m2c_dense_s8w4.c"
#undef m2c_dense_s8w4
#undef m2c_dense_s8w4_params
#include "c/m2c_dense_s8w4.c"
#include "m2c/m2c_scratch.h"

#define PORTABLE m2c_dense_s8w4
#define OVERLAID overlay_dense_s8w4

static int8_t padded[2 * WEIGHTS];

static void fit_weights(int32_t channels, int32_t n) {
  int32_t i;
  for (i = 0; i < channels * n; i++) /* two of -8 may share no lane */
    if (weights[i] < -112 && i % 3 != 0)
      weights[i] = -112;
  narrow_weights(channels, n);
}

static void pack_weights(m2c_dense_s8_params *q, int32_t channels, int32_t n) {
  const int32_t pitch = (n + 15) / 16 * 16;
  int32_t c, k;
  memset(padded, 0, sizeof padded);
  for (c = 0; c < channels; c++)
    for (k = 0; k < n; k++) {
      int8_t *byte = padded + c / 2 * pitch + k;
      *byte = (int8_t)((uint8_t)*byte | ((uint32_t)wide[c * n + k] & 15)
                                            << c % 2 * 4);
    }
  q->padded = padded;
}

static int64_t scratch_bytes(const m2c_dense_s8_params *p) {
  return p->in_n % 16 != 0 ? m2c_scratch_neon(1, p->in_n) : 0;
}

#include "dense.h"
