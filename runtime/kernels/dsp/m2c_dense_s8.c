/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One row of a quantised fully connected layer by SMLAD: four outputs at a time
 * from packed weights (m2c_dsp_dot.h), the inputs widened on the way, so that no
 * scratch is needed. Formula and params: m2c_dense_s8.h. */
#include "m2c/m2c_dense_s8.h"
#include "m2c/m2c_dsp_bytes.h"
#include "m2c/m2c_dsp_dot_1x4.h"

/* Adds the products of four inputs to the sums of four outputs. */
M2C_KERNEL void m2c_dense_s8_add(m2c_dsp_block *block, uint32_t four,
                                 const int32_t *w) {
  int32_t i;
  for (i = 0; i < 4; i++) {
    const uint32_t x = i < 2 ? m2c_dsp_even(four) : m2c_dsp_odd(four);
    m2c_dsp_step(block->sums + i % 2, block->sums + 2 + i % 2, (int32_t)x,
                 w[i]);
  }
}

M2C_KERNEL void m2c_dense_s8_packed(const m2c_dense_s8_params *p,
                                    int8_t *M2C_RESTRICT out, const int8_t *x) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  const int32_t fours = (p->in_n + 3) / 4, whole = m2c_whole(p->in_n, 4);
  const uint32_t sum = m2c_dsp_sum_bytes(x, p->in_n);
  m2c_dsp_block block;
  int32_t o, i;
  block.w = p->packed;
  block.x = x;
  block.end = x + whole;
  for (o = 0; o < p->out_n; o += 4) {
    const int32_t count = p->out_n - o < 4 ? p->out_n - o : 4;
    if (whole > 0)
      m2c_dsp_dot_1x4(&block);
    else
      memset(block.sums, 0, sizeof block.sums);
    if (p->in_n % 4 != 0)
      m2c_dense_s8_add(&block, m2c_dsp_load_some(x + whole, p->in_n % 4),
                       block.w + 4 * (fours - 1));
    for (i = 0; i < count; i++) {
      const int32_t s = block.sums[i / 2], u = block.sums[2 + i / 2];
      const int32_t product =
          i % 2 ? m2c_dsp_second(s, u) : (int32_t)((uint32_t)u - sum);
      out[o + i] = m2c_dsp_requant(
          &q, (int32_t)((uint32_t)product + (uint32_t)p->bias[o + i]), o + i);
    }
    block.w += 4 * fours;
  }
}

M2C_KERNEL void m2c_dense_s8(const m2c_dense_s8_params *p,
                             int8_t *M2C_RESTRICT out,
                             const int8_t *const *rows, void *scratch) {
  if (p->packed)
    m2c_dense_s8_packed(p, out, rows[0]);
  else
    m2c_dense_s8_run(p, out, rows, (int8_t *)scratch, 8, 8);
}
