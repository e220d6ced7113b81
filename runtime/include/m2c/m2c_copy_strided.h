/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Blocks of up to six dimensions in two strided layouts: what m2c_copy_strided_f32,
 * _s8 and _s4 copy, with formula, rows and out there. */
#ifndef M2C_RUNTIME_COPY_STRIDED_H
#define M2C_RUNTIME_COPY_STRIDED_H

#include "m2c/m2c_types.h"

typedef struct {
  int32_t d0, d1, d2, d3, d4, d5;                   /* block; >= 0 */
  int32_t in_s0, in_s1, in_s2, in_s3, in_s4, in_s5; /* strides, elements */
  int32_t in_offset;
  int32_t out_s0, out_s1, out_s2, out_s3, out_s4, out_s5;
  int32_t out_offset;
} m2c_copy_strided_params;

/* The innermost dimensions that are dense in both layouts are one run. */
typedef struct {
  int32_t run;        /* elements; < 0: d5 strided ones */
  int32_t d2, d3, d4; /* what is left outside the run */
} m2c_copy_strided_runs;

/* Whether a dimension of size d and the given strides goes on where a dense
 * run of that many elements inside it ends. */
M2C_KERNEL int32_t m2c_copy_strided_joins(int32_t d, int32_t in_s,
                                          int32_t out_s, int32_t run) {
  return d == 1 || (in_s == run && out_s == run);
}

M2C_KERNEL m2c_copy_strided_runs
m2c_copy_strided_runs_of(const m2c_copy_strided_params *p) {
  const int32_t j5 = m2c_copy_strided_joins(p->d5, p->in_s5, p->out_s5, 1);
  const int32_t r5 = p->d5;
  const int32_t j4 =
      j5 && m2c_copy_strided_joins(p->d4, p->in_s4, p->out_s4, r5);
  const int32_t r4 = j4 ? p->d4 * r5 : r5;
  const int32_t j3 =
      j4 && m2c_copy_strided_joins(p->d3, p->in_s3, p->out_s3, r4);
  const int32_t r3 = j3 ? p->d3 * r4 : r4;
  const int32_t j2 =
      j3 && m2c_copy_strided_joins(p->d2, p->in_s2, p->out_s2, r3);
  m2c_copy_strided_runs t;
  t.run = !j5 ? -1 : j2 ? p->d2 * r3 : r3;
  t.d2 = j2 ? 1 : p->d2;
  t.d3 = j3 ? 1 : p->d3;
  t.d4 = j4 ? 1 : p->d4;
  return t;
}

#endif
