/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* The body of m2c_depthwise_conv2d_s8, _s8w4, _s4 and _s4w4: four neighbouring
 * channels at a time, their sums in registers over all taps. */
#ifndef M2C_RUNTIME_DEPTHWISE_CONV2D_S8_H
#define M2C_RUNTIME_DEPTHWISE_CONV2D_S8_H

#include "m2c/m2c_depthwise_conv2d_s8_params.h"
#include "m2c/m2c_pack_s4.h"
#include "m2c/m2c_requant.h"
#include "m2c/m2c_scratch.h"
#include "m2c/m2c_window.h"

/* Sums of four neighbouring channels; named, as gcc keeps arrays in memory. */
typedef struct {
  int32_t s0, s1, s2, s3;
} m2c_depthwise_conv2d_s8_sums;

/* The weights of a block of channels, 8 bits: tap t of channel o (of the whole
 * layer) at w[t * pitch + o - first]. */
typedef struct {
  const int8_t *w;
  int32_t pitch, first;
} m2c_depthwise_conv2d_s8_block;

/* n taps of four channels, x and w advancing by their steps. */
M2C_KERNEL void m2c_depthwise_conv2d_s8_taps(m2c_depthwise_conv2d_s8_sums *t,
                                             const int8_t *x, int32_t x_step,
                                             const int8_t *w, int32_t w_step,
                                             int32_t n) {
  int32_t s0 = t->s0, s1 = t->s1, s2 = t->s2, s3 = t->s3, k;
  for (k = 0; k < n; k++) {
    s0 += x[0] * w[0];
    s1 += x[1] * w[1];
    s2 += x[2] * w[2];
    s3 += x[3] * w[3];
    x += x_step;
    w += w_step;
  }
  t->s0 = s0, t->s1 = s1, t->s2 = s2, t->s3 = s3;
}

/* Multiplier 1: channels o to o + 3 of column ox, whose taps kx0 to kx1 are
 * inside the row. border (a literal): these are not all. */
M2C_KERNEL void m2c_depthwise_conv2d_s8_four(
    const m2c_depthwise_conv2d_s8_params *p, const m2c_requant *q, int8_t *out,
    m2c_rows_s8 rows, m2c_depthwise_conv2d_s8_block b, int32_t o, int32_t ox,
    int32_t kx0, int32_t kx1, int32_t border) {
  const int32_t start =
      (ox * p->stride_w - p->pad_left + kx0 * p->dilation_w) * p->in_c + o;
  const int8_t *w = b.w + (o - b.first);
  m2c_depthwise_conv2d_s8_sums t;
  int8_t zeros[4];
  int32_t ky;
  if (border)
    memset(zeros, p->in_zero, sizeof zeros);
  t.s0 = p->bias[o], t.s1 = p->bias[o + 1];
  t.s2 = p->bias[o + 2], t.s3 = p->bias[o + 3];
  for (ky = 0; ky < p->kernel_h; ky++) {
    const int8_t *row = m2c_rows_s8_at(rows, ky);
    if (border)
      m2c_depthwise_conv2d_s8_taps(&t, zeros, 0, w, b.pitch, kx0);
    if (kx0 < kx1)
      m2c_depthwise_conv2d_s8_taps(&t, row + start, p->dilation_w * p->in_c,
                                   w + kx0 * b.pitch, b.pitch, kx1 - kx0);
    if (border)
      m2c_depthwise_conv2d_s8_taps(&t, zeros, 0, w + kx1 * b.pitch, b.pitch,
                                   p->kernel_w - kx1);
    w += p->kernel_w * b.pitch;
  }
  out += ox * p->in_c + o;
  out[0] = m2c_requant_one(q, t.s0, o);
  out[1] = m2c_requant_one(q, t.s1, o + 1);
  out[2] = m2c_requant_one(q, t.s2, o + 2);
  out[3] = m2c_requant_one(q, t.s3, o + 3);
}

/* Any multiplier: output channel o of column ox. */
M2C_KERNEL void m2c_depthwise_conv2d_s8_single(
    const m2c_depthwise_conv2d_s8_params *p, const m2c_requant *q, int8_t *out,
    m2c_rows_s8 rows, m2c_depthwise_conv2d_s8_block b, int32_t o, int32_t ox) {
  const int32_t left = ox * p->stride_w - p->pad_left;
  const int32_t c = o / p->channel_multiplier;
  const int8_t *w = b.w + (o - b.first);
  int32_t sum = p->bias[o], ky, kx;
  for (ky = 0; ky < p->kernel_h; ky++) {
    const int8_t *x = m2c_rows_s8_at(rows, ky) + c;
    for (kx = 0; kx < p->kernel_w; kx++) {
      const int32_t column = left + kx * p->dilation_w;
      const int32_t inside = column >= 0 && column < p->in_w;
      sum += (inside ? x[column * p->in_c] : p->in_zero) * *w;
      w += b.pitch;
    }
  }
  out[ox * p->in_c * p->channel_multiplier + o] = m2c_requant_one(q, sum, o);
}

/* Channels first to last - 1 of all columns. */
M2C_KERNEL void m2c_depthwise_conv2d_s8_channels(
    const m2c_depthwise_conv2d_s8_params *p, const m2c_requant *q, int8_t *out,
    m2c_rows_s8 rows, m2c_depthwise_conv2d_s8_block b, int32_t last) {
  const int32_t begin = m2c_inner_begin(p->pad_left, p->stride_w);
  const int32_t end = m2c_inner_end(p->pad_left, p->stride_w, p->dilation_w,
                                    p->kernel_w, p->in_w, p->out_w);
  const int32_t n = last - b.first;
  const int32_t fours =
      b.first + (p->channel_multiplier == 1 ? m2c_whole(n, 4) : 0);
  int32_t ox, o;
  for (ox = 0; ox < p->out_w; ox++) {
    if (ox >= begin && ox < end) {
      for (o = b.first; o < fours; o += 4)
        m2c_depthwise_conv2d_s8_four(p, q, out, rows, b, o, ox, 0, p->kernel_w,
                                     0);
    } else {
      const int32_t left = ox * p->stride_w - p->pad_left;
      const int32_t kx1 =
          m2c_tap_end(left, p->dilation_w, p->kernel_w, p->in_w);
      int32_t kx0 = m2c_tap_begin(left, p->dilation_w);
      kx0 = kx0 < kx1 ? kx0 : kx1; /* no tap inside: all are counted once */
      for (o = b.first; o < fours; o += 4)
        m2c_depthwise_conv2d_s8_four(p, q, out, rows, b, o, ox, kx0, kx1, 1);
    }
    for (o = fours; o < last; o++)
      m2c_depthwise_conv2d_s8_single(p, q, out, rows, b, o, ox);
  }
}

/* All channels with 4-bit weights, widened into scratch block by block. */
M2C_KERNEL void
m2c_depthwise_conv2d_s8_widen(const m2c_depthwise_conv2d_s8_params *p,
                              const m2c_requant *q, int8_t *out,
                              m2c_rows_s8 rows, int8_t *scratch) {
  const int32_t out_c = p->in_c * p->channel_multiplier;
  const int32_t taps = p->kernel_h * p->kernel_w;
  const int32_t step =
      out_c < M2C_DEPTHWISE_BLOCK ? out_c : M2C_DEPTHWISE_BLOCK;
  m2c_depthwise_conv2d_s8_block b;
  int32_t t;
  b.w = scratch;
  b.pitch = step;
  for (b.first = 0; b.first < out_c; b.first += step) {
    const int32_t n = out_c - b.first < step ? out_c - b.first : step;
    for (t = 0; t < taps; t++)
      m2c_unpack_s4(scratch + t * step,
                    p->weights + t * ((out_c + 1) / 2) + b.first / 2, n);
    m2c_depthwise_conv2d_s8_channels(p, q, out, rows, b, b.first + n);
  }
}

M2C_KERNEL void
m2c_depthwise_conv2d_s8_run(const m2c_depthwise_conv2d_s8_params *p,
                            int8_t *M2C_RESTRICT out, const int8_t *const *rows,
                            int8_t *scratch, int32_t in_bits,
                            int32_t weight_bits) {
  const int32_t out_c = p->in_c * p->channel_multiplier;
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  const m2c_rows_s8 in =
      m2c_rows_s8_of(rows, p->kernel_h, p->in_w * p->in_c, in_bits, scratch);
  int8_t *y = out;
  if (in_bits == 4)
    scratch += p->kernel_h * p->in_w * p->in_c;
  if (p->out_bits == 4) {
    y = scratch;
    scratch += p->out_w * out_c;
  }
  if (weight_bits == 4) {
    m2c_depthwise_conv2d_s8_widen(p, &q, y, in, scratch);
  } else {
    m2c_depthwise_conv2d_s8_block b;
    b.w = p->weights;
    b.pitch = out_c;
    b.first = 0;
    m2c_depthwise_conv2d_s8_channels(p, &q, y, in, b, out_c);
  }
  if (p->out_bits == 4)
    m2c_pack_s4(out, y, p->out_w * out_c);
}

#endif
