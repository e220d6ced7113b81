/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One row of a quantised fully connected layer with 4-bit weights, four outputs at
 * a time (m2c_dsp_digits.h), the inputs widened on the way. Formula and params:
 * m2c_dense_s8.h. */
#include "m2c/m2c_dense_s8.h"
#include "m2c/m2c_dsp_bytes.h"
#include "m2c/m2c_dsp_digits.h"

typedef m2c_dense_s8_params m2c_dense_s8w4_params;

M2C_KERNEL void m2c_dense_s8w4_packed(const m2c_dense_s8_params *p,
                                      int8_t *M2C_RESTRICT out,
                                      const int8_t *x) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  const int32_t fours = (p->in_n + 3) / 4, whole = m2c_whole(p->in_n, 4);
  const int32_t sum = (int32_t)m2c_dsp_sum_bytes(x, p->in_n);
  m2c_dsp_block block;
  int32_t o, i;
  block.w = p->packed;
  block.x = x;
  block.end = x + whole;
  for (o = 0; o < p->out_n; o += 4) {
    if (whole > 0)
      m2c_dsp_digits_1x4(&block);
    else
      memset(block.sums, 0, sizeof block.sums);
    if (p->in_n % 4 != 0) {
      const uint32_t rest = m2c_dsp_load_some(x + whole, p->in_n % 4);
      const int32_t *w = block.w + 2 * (fours - 1);
      m2c_dsp_digits_step(block.sums, 1, m2c_dsp_even(rest), (uint32_t)w[0]);
      m2c_dsp_digits_step(block.sums, 1, m2c_dsp_odd(rest), (uint32_t)w[1]);
    }
    for (i = 0; i < 4 && o + i < p->out_n; i++)
      out[o + i] = m2c_dsp_requant(
          &q,
          (int32_t)((uint32_t)m2c_dsp_digit(block.sums, 1, i, sum) +
                    (uint32_t)p->bias[o + i]),
          o + i);
    block.w += 2 * fours;
  }
}

M2C_KERNEL void m2c_dense_s8w4(const m2c_dense_s8w4_params *p,
                               int8_t *M2C_RESTRICT out,
                               const int8_t *const *rows, void *scratch) {
  if (p->packed)
    m2c_dense_s8w4_packed(p, out, rows[0]);
  else
    m2c_dense_s8_run(p, out, rows, (int8_t *)scratch, 8, 4);
}
