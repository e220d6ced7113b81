/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of a quantised depthwise convolution by SMLAD, where its taps
 * are 3x3 (m2c_dsp_depthwise.h): strip by strip of columns, four channels at a
 * time. Formula and params: m2c_depthwise_conv2d_s8_params.h. */
#ifndef M2C_RUNTIME_DSP_DEPTHWISE_CONV_H
#define M2C_RUNTIME_DSP_DEPTHWISE_CONV_H

#include "m2c/m2c_depthwise_conv2d_s8.h"
#include "m2c/m2c_dsp_depthwise.h"
#include "m2c/m2c_window.h"

M2C_KERNEL void m2c_dsp_depthwise_conv(const m2c_depthwise_conv2d_s8_params *p,
                                       int8_t *M2C_RESTRICT out,
                                       m2c_rows_s8 rows, uint32_t *lanes) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  const uint32_t zeros = (uint32_t)(p->in_zero & 65535) * 0x10001u;
  const int8_t *x = m2c_rows_s8_at(rows, 0);
  m2c_dsp_outputs t;
  m2c_dsp_strip s;
  int32_t ox, c, i;
  s.row1 = m2c_rows_s8_at(rows, 1) - x;
  s.row2 = m2c_rows_s8_at(rows, 2) - x;
  s.in_c = p->in_c;
  t.lanes = lanes;
  t.in_c = p->in_c;
  t.zero = p->out_zero;
  for (ox = 0; ox < p->out_w; ox += p->strip) {
    m2c_reach r;
    t.count = p->out_w - ox < p->strip ? p->out_w - ox : p->strip;
    r = m2c_reach_of(ox * p->stride_w - p->pad_left,
                     (t.count - 1) * p->stride_w + 3, p->in_w);
    s.count = r.inside;
    for (c = 0; c < p->in_c; c += 4) {
      /* Where the last channels are no four, some are made twice. */
      const int32_t o = c + 4 <= p->in_c ? c : p->in_c - 4;
      s.lanes = lanes;
      s.even = s.odd = 0;
      for (i = 0; i < r.before; i++)
        m2c_dsp_widen_padding(&s, zeros);
      s.x = x + r.first * p->in_c + o;
      if (r.inside > 0)
        m2c_dsp_widen_strip(&s);
      for (i = 0; i < r.after; i++)
        m2c_dsp_widen_padding(&s, zeros);
      t.out = out + ox * p->in_c + o;
      t.packed = (const uint32_t *)p->packed + 3 * o;
      t.bias = p->bias + o;
      t.scale = p->scale ? p->scale + o : NULL;
      if (!m2c_dsp_depthwise_four(&t, &q, p->stride_w))
        for (i = 0; i < 4; i++)
          m2c_dsp_depthwise_any(&t, &q, o, i, p->stride_w);
    }
  }
}

#endif
