/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Writes one 4-bit value to a strided block of up to six dimensions (the border
 * of ONNX Pad, ConstantOfShape).
 *
 *   out[out_offset + i0 * out_s0 + ... + i5 * out_s5] = value
 *       for all ij in [0, dj)
 *
 * Lines that are dense, start at even elements and have even length are written
 * by bytes, all others nibble by nibble. Fill unused leading dimensions with 1.
 * rows: not read.
 * out:  elements outside the block stay as they are. */
#include "m2c/m2c_pack_s4.h"

typedef struct {
  int32_t d0, d1, d2, d3, d4, d5;                         /* block; >= 0 */
  int32_t out_s0, out_s1, out_s2, out_s3, out_s4, out_s5; /* in elements */
  int32_t out_offset;
  int32_t value; /* -8..7 */
} m2c_fill_s4_params;

/* n values from element `to` of out on, `step` elements apart. */
M2C_KERNEL void m2c_fill_s4_line(int8_t *out, int32_t to, int32_t value,
                                 int32_t n, int32_t step) {
  int32_t i = 0;
  if (step == 1 && to % 2 == 0) {
    memset(out + to / 2, m2c_s4_pair(value, value), (size_t)(n / 2));
    i = m2c_whole(n, 2);
  }
  for (; i < n; i++)
    m2c_s4_set(out, to + i * step, value);
}

M2C_KERNEL void m2c_fill_s4(const m2c_fill_s4_params *p, int8_t *out,
                            const int8_t *const *rows, void *scratch) {
  /* Evenly spaced inner dimensions are one line. */
  const int32_t j4 = p->d4 == 1 || p->out_s4 == p->d5 * p->out_s5;
  const int32_t n4 = j4 ? p->d4 * p->d5 : p->d5;
  const int32_t j3 = j4 && (p->d3 == 1 || p->out_s3 == n4 * p->out_s5);
  const int32_t n3 = j3 ? p->d3 * n4 : n4;
  const int32_t d3 = j3 ? 1 : p->d3, d4 = j4 ? 1 : p->d4;
  int32_t i0, i1, i2, i3, i4;
  (void)rows;
  (void)scratch;
  for (i0 = 0; i0 < p->d0; i0++)
    for (i1 = 0; i1 < p->d1; i1++)
      for (i2 = 0; i2 < p->d2; i2++)
        for (i3 = 0; i3 < d3; i3++)
          for (i4 = 0; i4 < d4; i4++)
            m2c_fill_s4_line(out,
                             p->out_offset + i0 * p->out_s0 + i1 * p->out_s1 +
                                 i2 * p->out_s2 + i3 * p->out_s3 +
                                 i4 * p->out_s4,
                             p->value, n3, p->out_s5);
}
