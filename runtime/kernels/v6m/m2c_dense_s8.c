/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One row of a quantised fully connected layer, four outputs at a time
 * (m2c_v6m_dense.h). Formula and params: m2c_dense_s8.h. */
#include "m2c/m2c_dense_s8.h"
#include "m2c/m2c_v6m_dense.h"
#include "m2c/m2c_v6m_requant.h"

M2C_V6M_BLOCK void m2c_dense_s8_raised(const m2c_dense_s8_params *p,
                                       int8_t *out, const int8_t *in,
                                       uint8_t *x) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  const int32_t *w = p->raised;
  m2c_v6m_lines y = m2c_v6m_lines_of(&q, 0);
  m2c_v6m_quad t;
  int32_t sum = 0, o, i;
  y.n = y.pitch = 1;
  t.x = x;
  t.k = (p->in_n + 3) / 4 * 4;
  for (i = 0; i < p->in_n; i++) {
    sum += in[i] + 128;
    x[i] = (uint8_t)(in[i] + 128);
  }
  for (; i < t.k; i++)
    x[i] = 0;
  for (o = 0; o < p->out_n; o += 4) {
    t.w = w + 4;
    m2c_v6m_dot_1x4(&t);
    for (i = 0; i < 4 && o + i < p->out_n; i++)
      t.sums[i] += w[i] - 128 * sum + p->bias[o + i];
    y.out = out + o;
    y.sums = t.sums;
    m2c_v6m_requant(&q, &y, o, i);
    w += 4 + t.k;
  }
}

M2C_KERNEL void m2c_dense_s8(const m2c_dense_s8_params *p,
                             int8_t *M2C_RESTRICT out,
                             const int8_t *const *rows, void *scratch) {
  if (p->raised)
    m2c_dense_s8_raised(p, out, rows[0], (uint8_t *)scratch);
  else
    m2c_dense_s8_run(p, out, rows, (int8_t *)scratch, 8, 8);
}
