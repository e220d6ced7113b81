/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One row of a quantised fully connected layer by sums of 16 products, four
 * outputs at a time. Formula and params: m2c_dense_s8.h. */
#ifndef M2C_RUNTIME_MVE_DENSE_H
#define M2C_RUNTIME_MVE_DENSE_H

#include "m2c/m2c_dense_s8.h"
#include "m2c/m2c_mve_dot.h"
#include "m2c/m2c_scratch_mve.h"

M2C_MVE_BLOCK void m2c_mve_dense(const m2c_mve_form *form,
                                 const m2c_dense_s8_params *p, int8_t *out,
                                 const int8_t *x, void *scratch) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  m2c_mve_outputs t;
  m2c_mve_block b;
  b.x[0] = b.x[1] = b.x[2] = x;
  b.n = p->in_n;
  b.pair = (b.n + 15) / 16 * (form->fraction ? 16 : 32);
  b.sums = (int32_t *)scratch;
  t.sums = b.sums;
  t.out_c = p->out_n;
  t.pixels = 1;
  for (t.c = 0; t.c < p->out_n; t.c += M2C_MVE_DENSE) {
    const int32_t rest = p->out_n - t.c;
    t.count = rest < M2C_MVE_DENSE ? rest : M2C_MVE_DENSE;
    t.out = out + t.c;
    b.w = p->sixteens + t.c / 2 * b.pair;
    b.bias = p->bias + t.c;
    m2c_mve_channels(form, &q, &b, &t);
  }
}

#endif
