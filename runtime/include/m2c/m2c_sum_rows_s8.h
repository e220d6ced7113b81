/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Params and portable body of m2c_sum_rows_s8, with formula, rows and out there. */
#ifndef M2C_RUNTIME_SUM_ROWS_S8_H
#define M2C_RUNTIME_SUM_ROWS_S8_H

#include "m2c/m2c_types.h"

typedef struct {
  int32_t in_w;     /* columns; >= 1 */
  int32_t channels; /* >= 1 */
} m2c_sum_rows_s8_params;

/* Channels `first` to end - 1. */
M2C_KERNEL void m2c_sum_rows_s8_run(const m2c_sum_rows_s8_params *p,
                                    int32_t *M2C_RESTRICT out, const int8_t *x,
                                    int32_t first, int32_t end) {
  int32_t w, c;
  for (w = 0; w < p->in_w; w++) {
    for (c = first; c < end; c++)
      out[c] += x[c];
    x += p->channels;
  }
}

#endif
