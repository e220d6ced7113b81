/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of a quantised 2-D convolution by sums of 16 products: three
 * columns by two channels at a time. Input columns, all their rows and padding
 * too, are laid side by side in scratch, a strip at a time: then a window is one
 * run of inputs, [kx][ky][ic]. Windows that lie so in the row are left there.
 * Formula and params: m2c_conv2d_s8_params.h. */
#ifndef M2C_RUNTIME_MVE_CONV_H
#define M2C_RUNTIME_MVE_CONV_H

#include "m2c/m2c_conv2d_s8.h"
#include "m2c/m2c_mve_dot.h"
#include "m2c/m2c_mve_spread.h"
#include "m2c/m2c_scratch_mve.h"

/* Columns first to first + count - 1 of the padded row, a column each
 * kernel_h * in_c bytes. */
M2C_KERNEL void m2c_mve_conv_columns(const m2c_conv2d_s8_params *p, int8_t *to,
                                     const int8_t *const *rows, int32_t first,
                                     int32_t count) {
  const int32_t column = p->kernel_h * p->in_c;
  const m2c_reach r = m2c_reach_of(first, count, p->in_w);
  int32_t ky;
  memset(to, p->in_zero, (size_t)(r.before * column));
  to += r.before * column;
  memset(to + r.inside * column, p->in_zero, (size_t)(r.after * column));
  if (r.inside == 0)
    return;
  if (m2c_mve_has_places(p->in_c, column)) {
    m2c_mve_places places;
    m2c_mve_find_places(&places, p->in_c, column);
    for (ky = 0; ky < p->kernel_h; ky++)
      m2c_mve_scatter(to + ky * p->in_c, rows[ky] + r.first * p->in_c,
                      r.inside * p->in_c, &places);
  } else {
    for (ky = 0; ky < p->kernel_h; ky++)
      m2c_mve_spread(to + ky * p->in_c, rows[ky] + r.first * p->in_c, p->in_c,
                     r.inside, column);
  }
}

/* The columns of `pixels` outputs from ox on. */
M2C_KERNEL void m2c_mve_conv_strip(const m2c_conv2d_s8_params *p, int8_t *to,
                                   const int8_t *const *rows, int32_t ox,
                                   int32_t pixels, int32_t shared) {
  const int32_t column = p->kernel_h * p->in_c;
  int32_t left = ox * p->stride_w - p->pad_left, i;
  if (shared) {
    m2c_mve_conv_columns(p, to, rows, left,
                         (pixels - 1) * p->stride_w + p->kernel_w);
    return;
  }
  for (i = 0; i < pixels * p->kernel_w; i++) {
    m2c_mve_conv_columns(p, to, rows, left + i % p->kernel_w * p->dilation_w,
                         1);
    to += column;
    if ((i + 1) % p->kernel_w == 0)
      left += p->stride_w;
  }
}

/* Some pixels whose windows are x and then each `step` on, a block of channels. */
M2C_KERNEL void m2c_mve_conv_pixels(const m2c_mve_form *form,
                                    const m2c_requant *q, m2c_mve_block *b,
                                    m2c_mve_outputs *t, const int8_t *x,
                                    int32_t step, int32_t pixels) {
  while (pixels > 0) {
    t->pixels = pixels < 3 ? pixels : 3;
    b->x[0] = x;
    b->x[1] = x + step;
    b->x[2] = x + 2 * step;
    m2c_mve_channels(form, q, b, t);
    x += 3 * step;
    t->out += 3 * t->out_c;
    pixels -= 3;
  }
}

M2C_MVE_BLOCK void m2c_mve_conv(const m2c_mve_form *form,
                                const m2c_conv2d_s8_params *p, int8_t *out,
                                const int8_t *const *rows, int8_t *scratch) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  const m2c_mve_conv2d_cut cut =
      m2c_mve_cut_conv2d(p->kernel_h, p->kernel_w, p->in_w, p->in_c, p->out_w,
                         p->out_c, p->stride_w, p->dilation_w, p->pad_left);
  const int32_t column = p->kernel_h * p->in_c;
  const int32_t step = (cut.shared ? p->stride_w : p->kernel_w) * column;
  const int8_t *const x = cut.direct ? rows[0] : scratch + cut.sums;
  m2c_mve_outputs t;
  m2c_mve_block b;
  int32_t ox, pixels;
  b.n = p->kernel_w * column;
  b.pair = (b.n + 15) / 16 * (form->fraction ? 16 : 32);
  b.sums = (int32_t *)(void *)scratch;
  t.sums = b.sums;
  t.out_c = p->out_c;
  for (ox = 0; ox < p->out_w; ox += pixels) {
    pixels = p->out_w - ox < cut.pixels ? p->out_w - ox : cut.pixels;
    if (!cut.direct)
      m2c_mve_conv_strip(p, scratch + cut.sums, rows, ox, pixels, cut.shared);
    for (t.c = 0; t.c < p->out_c; t.c += M2C_MVE_CHANNELS) {
      const int32_t rest = p->out_c - t.c;
      t.count = rest < M2C_MVE_CHANNELS ? rest : M2C_MVE_CHANNELS;
      t.out = out + ox * p->out_c + t.c;
      b.w = p->sixteens + t.c / 2 * b.pair;
      b.bias = p->bias + t.c;
      m2c_mve_conv_pixels(form, &q, &b, &t, x, step, pixels);
    }
  }
}

#endif
