/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One row of a quantised fully connected layer by sums of 16 products, four
 * outputs at a time. Formula and params: m2c_dense_s8.h. */
#include "m2c/m2c_dense_s8.h"
#include "m2c/m2c_mve_dot.h"
#include "m2c/m2c_scratch_mve.h"

M2C_MVE_BLOCK void m2c_dense_s8_sixteens(const m2c_dense_s8_params *p,
                                         int8_t *out, const int8_t *x,
                                         void *scratch) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  m2c_mve_outputs t;
  m2c_mve_block b;
  b.x[0] = b.x[1] = b.x[2] = x;
  b.n = p->in_n;
  b.pair = (b.n + 15) / 16 * 32;
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
    m2c_mve_dot_channels(&b, 1, t.count);
    m2c_mve_requant(&q, &t);
  }
}

M2C_KERNEL void m2c_dense_s8(const m2c_dense_s8_params *p,
                             int8_t *M2C_RESTRICT out,
                             const int8_t *const *rows, void *scratch) {
  if (p->sixteens)
    m2c_dense_s8_sixteens(p, out, rows[0], scratch);
  else
    m2c_dense_s8_run(p, out, rows, (int8_t *)scratch, 8, 8);
}
