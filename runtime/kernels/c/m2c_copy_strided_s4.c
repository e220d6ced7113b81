/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Copies a block of packed 4-bit elements, of up to six dimensions, between two
 * strided layouts (ONNX Transpose, Slice, Split, and the pieces of Concat, Pad).
 *
 *   out[out_offset + i0 * out_s0 + ... + i5 * out_s5] =
 *       x[in_offset + i0 * in_s0 + ... + i5 * in_s5]  for all ij in [0, dj)
 *
 * Runs that are dense in both layouts and start at even elements are copied by
 * bytes, all others nibble by nibble. Fill unused leading dimensions with 1.
 * rows: rows[0] = x.
 * out:  not overlapping x; elements outside the block stay as they are. */
#include "m2c/m2c_copy_strided.h"
#include "m2c/m2c_pack_s4.h"

typedef m2c_copy_strided_params m2c_copy_strided_s4_params;

/* The innermost dimensions, from element `to` of out and `from` of x: run dense
 * elements, or (run < 0) d5 strided ones. */
M2C_KERNEL void m2c_copy_strided_s4_line(const m2c_copy_strided_s4_params *p,
                                         int8_t *M2C_RESTRICT out, int32_t to,
                                         const int8_t *x, int32_t from,
                                         int32_t run) {
  const int32_t n = run >= 0 ? run : p->d5;
  const int32_t to_step = run >= 0 ? 1 : p->out_s5;
  const int32_t from_step = run >= 0 ? 1 : p->in_s5;
  int32_t i = 0;
  if (run >= 0 && to % 2 == 0 && from % 2 == 0) {
    memcpy(out + to / 2, x + from / 2, (size_t)(run / 2));
    i = m2c_whole(run, 2);
  }
  for (; i < n; i++)
    m2c_s4_set(out, to + i * to_step, m2c_s4_at(x, from + i * from_step));
}

M2C_KERNEL void m2c_copy_strided_s4(const m2c_copy_strided_s4_params *p,
                                    int8_t *M2C_RESTRICT out,
                                    const int8_t *const *rows, void *scratch) {
  const m2c_copy_strided_runs r = m2c_copy_strided_runs_of(p);
  int32_t i0, i1, i2, i3, i4;
  (void)scratch;
  for (i0 = 0; i0 < p->d0; i0++)
    for (i1 = 0; i1 < p->d1; i1++)
      for (i2 = 0; i2 < r.d2; i2++)
        for (i3 = 0; i3 < r.d3; i3++)
          for (i4 = 0; i4 < r.d4; i4++)
            m2c_copy_strided_s4_line(
                p, out,
                p->out_offset + i0 * p->out_s0 + i1 * p->out_s1 +
                    i2 * p->out_s2 + i3 * p->out_s3 + i4 * p->out_s4,
                rows[0],
                p->in_offset + i0 * p->in_s0 + i1 * p->in_s1 + i2 * p->in_s2 +
                    i3 * p->in_s3 + i4 * p->in_s4,
                r.run);
}
