/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of a quantised depthwise convolution by 16-bit products, where
 * its taps are 3x3 and there are eight channels or more (m2c_neon_depthwise.h).
 * Columns at the border get their taps, padding too, side by side in scratch.
 * Formula and params: m2c_depthwise_conv2d_s8_params.h. */
#ifndef M2C_RUNTIME_NEON_DEPTHWISE_CONV_H
#define M2C_RUNTIME_NEON_DEPTHWISE_CONV_H

#include "m2c/m2c_depthwise_conv2d_s8.h"
#include "m2c/m2c_neon_depthwise.h"

/* The nine taps of column ox, [ky][kx][channel]. */
M2C_KERNEL void
m2c_neon_depthwise_gather(const m2c_depthwise_conv2d_s8_params *p,
                          int8_t *window, m2c_rows_s8 rows, int32_t ox) {
  int32_t ky, kx;
  for (ky = 0; ky < 3; ky++)
    for (kx = 0; kx < 3; kx++) {
      const int32_t column = ox * p->stride_w - p->pad_left + kx;
      if (column >= 0 && column < p->in_w)
        memcpy(window, m2c_rows_s8_at(rows, ky) + column * p->in_c,
               (size_t)p->in_c);
      else
        memset(window, p->in_zero, (size_t)p->in_c);
      window += p->in_c;
    }
}

/* All channels of the columns that t is about. */
M2C_KERNEL void
m2c_neon_depthwise_columns(const m2c_depthwise_conv2d_s8_params *p,
                           m2c_neon_depthwise t) {
  const m2c_neon_depthwise first = t;
  int32_t c, ky;
  for (c = 0; c < p->in_c; c += 8) {
    /* Where the last channels are no eight, some are made twice. */
    const int32_t o = c + 8 <= p->in_c ? c : p->in_c - 8;
    for (ky = 0; ky < 3; ky++)
      t.rows[ky] = first.rows[ky] + o;
    t.w = p->padded + o;
    t.out = first.out + o;
    t.c = o;
    m2c_neon_depthwise_3x3(&t);
  }
}

M2C_KERNEL void m2c_neon_depthwise_conv(const m2c_depthwise_conv2d_s8_params *p,
                                        int8_t *M2C_RESTRICT out,
                                        m2c_rows_s8 rows, int8_t *window) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  const int32_t begin = m2c_inner_begin(p->pad_left, p->stride_w);
  const int32_t end =
      m2c_inner_end(p->pad_left, p->stride_w, 1, 3, p->in_w, p->out_w);
  m2c_neon_depthwise t;
  int32_t ox, ky;
  t.in_c = p->in_c;
  t.step = p->stride_w * p->in_c;
  t.bias = p->bias;
  t.q = &q;
  for (ox = 0; ox < p->out_w; ox += t.count) {
    t.out = out + ox * p->in_c;
    if (ox >= begin && ox < end) {
      t.count = end - ox;
      for (ky = 0; ky < 3; ky++)
        t.rows[ky] = m2c_rows_s8_at(rows, ky) +
                     (ox * p->stride_w - p->pad_left) * p->in_c;
    } else {
      t.count = 1;
      m2c_neon_depthwise_gather(p, window, rows, ox);
      for (ky = 0; ky < 3; ky++)
        t.rows[ky] = window + 3 * ky * p->in_c;
    }
    m2c_neon_depthwise_columns(p, t);
  }
}

#endif
