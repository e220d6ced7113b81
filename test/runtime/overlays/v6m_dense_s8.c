/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "any_weights.h"
#include "overlay.h"

#define m2c_dense_s8 overlay_dense_s8
#include "v6m/m2c_dense_s8.c"
#undef m2c_dense_s8
#include "c/m2c_dense_s8.c"

static int32_t raised[2 * WEIGHTS];

static void pack_weights(m2c_dense_s8_params *q, int32_t channels, int32_t n) {
  const int32_t k = (n + 3) / 4 * 4;
  int32_t c, i;
  memset(raised, 0, sizeof raised);
  for (c = 0; c < channels; c++) {
    int32_t *four = raised + c / 4 * (4 + k), sum = 0;
    for (i = 0; i < n; i++) {
      const int32_t w = weights[c * n + i] + 128;
      sum += w;
      four[4 + i] = (int32_t)((uint32_t)four[4 + i] | (uint32_t)w << c % 4 * 8);
    }
    four[c % 4] = 16384 * n - 128 * sum;
  }
  q->raised = raised;
}

static int64_t scratch_bytes(const m2c_dense_s8_params *p) {
  return (p->in_n + 3) / 4 * 4;
}

#include "dense.h"
