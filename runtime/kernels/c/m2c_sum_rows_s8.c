/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Adds one row of a feature map to the sums of its channels: the first half of a
 * global average pool that sees the map row by row.
 *
 *   out[c] += sum over w of x[w][c]
 *
 * rows: rows[0] = x, in_w x channels elements.
 * out:  channels sums; the caller clears them before the first row. Below 2^31
 *       for maps of less than 2^24 columns in all.
 * scratch: not used. */
#include "m2c/m2c_sum_rows_s8.h"

M2C_KERNEL void m2c_sum_rows_s8(const m2c_sum_rows_s8_params *p,
                                int32_t *M2C_RESTRICT out,
                                const int8_t *const *rows, void *scratch) {
  (void)scratch;
  m2c_sum_rows_s8_run(p, out, rows[0], 0, p->channels);
}
