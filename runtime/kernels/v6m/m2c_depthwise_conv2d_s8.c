/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of a quantised depthwise convolution of 3x3 taps, one channel
 * after the other (m2c_v6m_depthwise.h). Formula and params:
 * m2c_depthwise_conv2d_s8_params.h. */
#include "m2c/m2c_depthwise_conv2d_s8.h"
#include "m2c/m2c_scratch_v6m.h"
#include "m2c/m2c_v6m_depthwise.h"
#include "m2c/m2c_v6m_requant.h"

/* Whether the scratch that m2c_scratch_v6m_depthwise asks for is there. */
M2C_KERNEL int32_t
m2c_depthwise_conv2d_s8_is_3x3(const m2c_depthwise_conv2d_s8_params *p) {
  return p->kernel_h == 3 && p->kernel_w == 3 && p->dilation_w == 1 &&
         p->channel_multiplier == 1 && p->out_bits == 8;
}

M2C_V6M_BLOCK void
m2c_depthwise_conv2d_s8_3x3(const m2c_depthwise_conv2d_s8_params *p,
                            int8_t *out, const int8_t *const *rows,
                            void *scratch) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  m2c_v6m_lines y = m2c_v6m_lines_of(&q, p->in_c);
  const int32_t block = m2c_v6m_depthwise_block(p->out_w);
  m2c_v6m_depthwise t;
  int32_t c, ky;
  for (ky = 0; ky < 3; ky++)
    t.rows[ky] = rows[ky];
  t.in_c = p->in_c;
  t.zero = p->in_zero;
  t.step = p->stride_w * p->in_c;
  t.end = p->in_w * p->in_c;
  t.count = p->out_w;
  y.n = y.pitch = p->out_w;
  for (c = 0; c < p->in_c; c += block) {
    const int32_t rest = p->in_c - c;
    t.channels = rest < block ? rest : block;
    t.at = c - p->pad_left * p->in_c;
    t.sums = (int32_t *)scratch;
    t.bias = p->bias + c;
    t.weights = p->weights + c;
    y.sums = t.sums;
    y.out = out + c;
    m2c_v6m_depthwise_3x3(&t);
    m2c_v6m_requant(&q, &y, c, rest < block ? rest : block);
  }
}

M2C_KERNEL void m2c_depthwise_conv2d_s8(const m2c_depthwise_conv2d_s8_params *p,
                                        int8_t *M2C_RESTRICT out,
                                        const int8_t *const *rows,
                                        void *scratch) {
  if (m2c_depthwise_conv2d_s8_is_3x3(p))
    m2c_depthwise_conv2d_s8_3x3(p, out, rows, scratch);
  else
    m2c_depthwise_conv2d_s8_run(p, out, rows, (int8_t *)scratch, 8, 8);
}
