/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* A block of up to six dimensions in two strided layouts: what m2c_copy_strided_f32
 * copies, with formula, rows and out as there. */
#ifndef M2C_RUNTIME_COPY_STRIDED_F32_H
#define M2C_RUNTIME_COPY_STRIDED_F32_H

#include "m2c/m2c_types.h"

typedef struct {
  int32_t d0, d1, d2, d3, d4, d5;                   /* block; >= 0 */
  int32_t in_s0, in_s1, in_s2, in_s3, in_s4, in_s5; /* strides, elements */
  int32_t in_offset;
  int32_t out_s0, out_s1, out_s2, out_s3, out_s4, out_s5;
  int32_t out_offset;
} m2c_copy_strided_f32_params;

/* Whether a dimension of size d and the given strides goes on where a dense
 * run of that many elements inside it ends. */
M2C_KERNEL int32_t m2c_copy_strided_f32_joins(int32_t d, int32_t in_s,
                                              int32_t out_s, int32_t run) {
  return d == 1 || (in_s == run && out_s == run);
}

/* The innermost dimensions: run dense elements, or (run < 0) d5 strided ones.
 */
M2C_KERNEL void m2c_copy_strided_f32_line(const m2c_copy_strided_f32_params *p,
                                          float *M2C_RESTRICT out,
                                          const float *x, int32_t run) {
  int32_t i;
  if (run >= 0)
    memcpy(out, x, (size_t)run * sizeof(float));
  else
    for (i = 0; i < p->d5; i++)
      out[i * p->out_s5] = x[i * p->in_s5];
}

M2C_KERNEL void m2c_copy_strided_f32_run(const m2c_copy_strided_f32_params *p,
                                         float *M2C_RESTRICT out,
                                         const float *x) {
  const int32_t j5 = m2c_copy_strided_f32_joins(p->d5, p->in_s5, p->out_s5, 1);
  const int32_t r5 = p->d5;
  const int32_t j4 =
      j5 && m2c_copy_strided_f32_joins(p->d4, p->in_s4, p->out_s4, r5);
  const int32_t r4 = j4 ? p->d4 * r5 : r5;
  const int32_t j3 =
      j4 && m2c_copy_strided_f32_joins(p->d3, p->in_s3, p->out_s3, r4);
  const int32_t r3 = j3 ? p->d3 * r4 : r4;
  const int32_t j2 =
      j3 && m2c_copy_strided_f32_joins(p->d2, p->in_s2, p->out_s2, r3);
  const int32_t run = j2 ? p->d2 * r3 : r3;
  const int32_t d2 = j2 ? 1 : p->d2, d3 = j3 ? 1 : p->d3, d4 = j4 ? 1 : p->d4;
  int32_t i0, i1, i2, i3, i4;
  for (i0 = 0; i0 < p->d0; i0++)
    for (i1 = 0; i1 < p->d1; i1++)
      for (i2 = 0; i2 < d2; i2++)
        for (i3 = 0; i3 < d3; i3++)
          for (i4 = 0; i4 < d4; i4++)
            m2c_copy_strided_f32_line(
                p,
                out + p->out_offset + i0 * p->out_s0 + i1 * p->out_s1 +
                    i2 * p->out_s2 + i3 * p->out_s3 + i4 * p->out_s4,
                x + p->in_offset + i0 * p->in_s0 + i1 * p->in_s1 +
                    i2 * p->in_s2 + i3 * p->in_s3 + i4 * p->in_s4,
                j5 ? run : -1);
}

#endif
