/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of a quantised depthwise convolution by SMLAD, where its taps
 * are 3x3 (m2c_dsp_depthwise.h): strip by strip of columns, four channels at a
 * time. Formula and params: m2c_depthwise_conv2d_s8_params.h. */
#include "m2c/m2c_depthwise_conv2d_s8.h"
#include "m2c/m2c_dsp_depthwise.h"

/* Widens input columns left to left + count - 1 of channels c to c + 3. */
M2C_KERNEL void
m2c_depthwise_conv2d_s8_strip(const m2c_depthwise_conv2d_s8_params *p,
                              uint32_t *lanes, m2c_rows_s8 rows, int32_t c,
                              int32_t left, int32_t count) {
  const uint32_t zeros = (uint32_t)(p->in_zero & 255) * 0x01010101u;
  const int8_t *x = m2c_rows_s8_at(rows, 0) + c;
  int32_t column = left;
  m2c_dsp_strip s;
  s.row1 = m2c_rows_s8_at(rows, 1) + c - x;
  s.row2 = m2c_rows_s8_at(rows, 2) + c - x;
  s.lanes = lanes;
  s.in_c = p->in_c;
  s.even = s.odd = 0;
  while (column < left + count) {
    if (column >= 0 && column < p->in_w) {
      s.count =
          left + count < p->in_w ? left + count - column : p->in_w - column;
      s.x = x + column * p->in_c;
      m2c_dsp_widen_strip(&s);
      column += s.count;
    } else {
      m2c_dsp_widen_column(&s, zeros, zeros, zeros);
      column++;
    }
  }
}

M2C_KERNEL void
m2c_depthwise_conv2d_s8_packed(const m2c_depthwise_conv2d_s8_params *p,
                               int8_t *M2C_RESTRICT out, m2c_rows_s8 rows,
                               uint32_t *lanes) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  m2c_dsp_outputs t;
  int32_t ox, c, i;
  t.lanes = lanes;
  t.in_c = p->in_c;
  t.zero = p->out_zero;
  for (ox = 0; ox < p->out_w; ox += p->strip) {
    t.count = p->out_w - ox < p->strip ? p->out_w - ox : p->strip;
    for (c = 0; c < p->in_c; c += 4) {
      /* Where the last channels are no four, some are made twice. */
      const int32_t o = c + 4 <= p->in_c ? c : p->in_c - 4;
      m2c_depthwise_conv2d_s8_strip(p, lanes, rows, o,
                                    ox * p->stride_w - p->pad_left,
                                    (t.count - 1) * p->stride_w + 3);
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

M2C_KERNEL void m2c_depthwise_conv2d_s8(const m2c_depthwise_conv2d_s8_params *p,
                                        int8_t *M2C_RESTRICT out,
                                        const int8_t *const *rows,
                                        void *scratch) {
  if (p->packed)
    m2c_depthwise_conv2d_s8_packed(
        p, out, m2c_rows_s8_of(rows, p->kernel_h, p->in_w * p->in_c, 8, NULL),
        (uint32_t *)scratch);
  else
    m2c_depthwise_conv2d_s8_run(p, out, rows, (int8_t *)scratch, 8, 8);
}
