/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Which input rows a spatial kernel on integers reads for one output row. */
#ifndef M2C_RUNTIME_WINDOW_S8_H
#define M2C_RUNTIME_WINDOW_S8_H

#include "m2c/m2c_rows.h"
#include "m2c/m2c_window.h"

/* Fills rows[0..count-1] for one output row: rows[k] points to input row
 * first + k * step where that is in [0, in_h), else it is `outside` (a row of
 * the input's zero point for convolutions, NULL for pools). `in` is one sample,
 * in_h rows of row_bytes bytes each, so 4-bit rows count half their elements;
 * first = oy * stride_h - pad_top, step = dilation_h. */
M2C_KERNEL void m2c_window_s8(const int8_t **rows, const int8_t *in,
                              int32_t in_h, int32_t row_bytes, int32_t first,
                              int32_t step, int32_t count,
                              const int8_t *outside) {
  int32_t k;
  for (k = 0; k < count; k++) {
    const int32_t row = first + k * step;
    rows[k] = row >= 0 && row < in_h ? in + row * row_bytes : outside;
  }
}

/* The same where `in` is a ring of the last `ring` rows: row y is in place
 * y mod ring. */
M2C_KERNEL void m2c_ring_s8(const int8_t **rows, const int8_t *in, int32_t ring,
                            int32_t in_h, int32_t row_bytes, int32_t first,
                            int32_t step, int32_t count,
                            const int8_t *outside) {
  int32_t slot = m2c_ring_slot(first, ring), k;
  for (k = 0; k < count; k++) {
    const int32_t row = first + k * step;
    rows[k] = row >= 0 && row < in_h ? in + slot * row_bytes : outside;
    slot = m2c_ring_next(slot, step, ring);
  }
}

#endif
