/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* The portable body of m2c_copy_strided_f32. */
#ifndef M2C_RUNTIME_COPY_STRIDED_F32_H
#define M2C_RUNTIME_COPY_STRIDED_F32_H

#include "m2c/m2c_copy_strided.h"

typedef m2c_copy_strided_params m2c_copy_strided_f32_params;

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
  const m2c_copy_strided_runs r = m2c_copy_strided_runs_of(p);
  int32_t i0, i1, i2, i3, i4;
  for (i0 = 0; i0 < p->d0; i0++)
    for (i1 = 0; i1 < p->d1; i1++)
      for (i2 = 0; i2 < r.d2; i2++)
        for (i3 = 0; i3 < r.d3; i3++)
          for (i4 = 0; i4 < r.d4; i4++)
            m2c_copy_strided_f32_line(
                p,
                out + p->out_offset + i0 * p->out_s0 + i1 * p->out_s1 +
                    i2 * p->out_s2 + i3 * p->out_s3 + i4 * p->out_s4,
                x + p->in_offset + i0 * p->in_s0 + i1 * p->in_s1 +
                    i2 * p->in_s2 + i3 * p->in_s3 + i4 * p->in_s4,
                r.run);
}

#endif
