/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of a quantised depthwise convolution of 3x3 taps, a sum of all
 * nine products at a time (m2c_mve_depthwise.h), for a strip of outputs and a
 * block of channels. Formula and params: m2c_depthwise_conv2d_s8_params.h. */
#ifndef M2C_RUNTIME_MVE_DEPTHWISE_CONV_H
#define M2C_RUNTIME_MVE_DEPTHWISE_CONV_H

#include "m2c/m2c_depthwise_conv2d_s8.h"
#include "m2c/m2c_mve_depthwise.h"
#include "m2c/m2c_scratch_mve.h"
#include "m2c/m2c_window.h"

/* The words of `columns` columns from `left` on, which may be outside the row. */
M2C_KERNEL void
m2c_mve_depthwise_columns(const m2c_depthwise_conv2d_s8_params *p,
                          m2c_mve_columns t, const int8_t *const *rows,
                          int32_t first, int32_t left, int32_t columns) {
  const uint32_t padding = (uint8_t)p->in_zero * 0x010101u;
  const m2c_reach r = m2c_reach_of(left, columns, p->in_w);
  int32_t ky;
  if (r.before > 0) {
    t.columns = r.before;
    m2c_mve_fill(&t, padding);
  }
  t.to += 4 * r.before;
  if (r.inside > 0) {
    t.columns = r.inside;
    for (ky = 0; ky < 3; ky++)
      t.rows[ky] = rows[ky] + r.first * p->in_c + first;
    m2c_mve_transpose(&t);
  }
  t.to += 4 * r.inside;
  if (r.after > 0) {
    t.columns = r.after;
    m2c_mve_fill(&t, padding);
  }
}

/* `channels` from t's first one on, four or more: the last four may be made
 * twice. */
M2C_KERNEL void m2c_mve_depthwise_fours(m2c_mve_depthwise t, int32_t channels) {
  const m2c_mve_depthwise first = t;
  const int32_t last = channels - 4;
  t.fours = channels / 4;
  m2c_mve_depthwise_run(&t);
  if (channels % 4 == 0)
    return;
  t = first;
  t.fours = 1;
  t.x += last * t.pitch;
  t.w += last * 16;
  t.bias += last;
  t.scale = t.scale ? t.scale + last : NULL;
  t.out += last;
  t.c += last;
  m2c_mve_depthwise_run(&t);
}

M2C_MVE_BLOCK void
m2c_mve_depthwise_conv(const m2c_depthwise_conv2d_s8_params *p, int8_t *out,
                       const int8_t *const *rows, int8_t *scratch) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  const m2c_mve_depthwise_cut cut =
      m2c_mve_cut_depthwise(p->in_c, p->out_w, p->stride_w);
  m2c_mve_columns columns;
  m2c_mve_depthwise t;
  int32_t c, ox;
  columns.to = scratch;
  columns.in_c = p->in_c;
  columns.pitch = t.pitch = cut.pitch;
  t.x = scratch;
  t.out_c = p->in_c;
  t.zero = p->out_zero;
  t.low = p->out_min;
  t.high = p->out_max;
  t.q = &q;
  t.step = 4 * p->stride_w;
  for (c = 0; c < p->in_c; c += cut.channels) {
    /* A last block of fewer than four begins before its time. */
    const int32_t first = p->in_c - c < 4 ? p->in_c - 4 : c;
    const int32_t rest = p->in_c - first;
    columns.channels = rest < cut.channels ? rest : cut.channels;
    t.w = p->sixteens + 16 * first;
    t.bias = p->bias + first;
    t.scale = p->scale ? p->scale + first : NULL;
    t.c = first;
    for (ox = 0; ox < p->out_w; ox += cut.pixels) {
      t.count = p->out_w - ox < cut.pixels ? p->out_w - ox : cut.pixels;
      m2c_mve_depthwise_columns(p, columns, rows, first,
                                ox * p->stride_w - p->pad_left,
                                (t.count - 1) * p->stride_w + 3);
      t.out = out + ox * p->in_c + first;
      m2c_mve_depthwise_fours(t, columns.channels);
    }
  }
}

#endif
