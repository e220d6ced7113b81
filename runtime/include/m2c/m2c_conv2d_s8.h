/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* The body of m2c_conv2d_s8, _s8w4, _s4 and _s4w4: two columns by two channels
 * at a time, the inner columns straight from the rows, those at the border from
 * a gathered window. */
#ifndef M2C_RUNTIME_CONV2D_S8_H
#define M2C_RUNTIME_CONV2D_S8_H

#include "m2c/m2c_conv2d_s8_params.h"
#include "m2c/m2c_dot_s8.h"
#include "m2c/m2c_pack_s4.h"
#include "m2c/m2c_requant.h"
#include "m2c/m2c_window.h"

/* Two output channels (or one, where the last is left over) while the row is
 * walked. The counts are literals at the call. */
typedef struct {
  const int8_t *w0, *w1; /* weights of 8 bits, in_n each */
  int32_t oc;            /* the first channel, in group g */
  int32_t g;
} m2c_conv2d_s8_pair;

M2C_KERNEL void m2c_conv2d_s8_store(const m2c_conv2d_s8_params *p,
                                    const m2c_dot_s8 *t, int8_t *out,
                                    int32_t ox, int32_t oc, int32_t pixels,
                                    int32_t channels) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  out += ox * p->out_c + oc;
  out[0] = m2c_requant_one(&q, t->s00, oc);
  if (channels > 1)
    out[1] = m2c_requant_one(&q, t->s01, oc + 1);
  if (pixels > 1)
    out[p->out_c] = m2c_requant_one(&q, t->s10, oc);
  if (pixels > 1 && channels > 1)
    out[p->out_c + 1] = m2c_requant_one(&q, t->s11, oc + 1);
}

/* Columns ox to ox + pixels - 1, all of whose taps are inside the row. */
M2C_KERNEL void m2c_conv2d_s8_inner(const m2c_conv2d_s8_params *p, int8_t *out,
                                    m2c_rows_s8 rows,
                                    const m2c_conv2d_s8_pair *c, int32_t ox,
                                    int32_t pixels, int32_t channels) {
  const int32_t icg = p->in_c / p->group;
  /* Neighbouring taps are neighbouring memory: one long run of k. */
  const int32_t joined = p->group == 1 && p->dilation_w == 1;
  const int32_t runs = joined ? 1 : p->kernel_w;
  const int32_t count = joined ? p->kernel_w * icg : icg;
  const int32_t start = (ox * p->stride_w - p->pad_left) * p->in_c + c->g * icg;
  const int8_t *w0 = c->w0, *w1 = c->w1;
  m2c_dot_s8 t;
  int32_t ky, run;
  m2c_dot_s8_start(&t, p->bias[c->oc], p->bias[c->oc + channels - 1]);
  for (ky = 0; ky < p->kernel_h; ky++) {
    const int8_t *x = m2c_rows_s8_at(rows, ky) + start;
    for (run = 0; run < runs; run++) {
      m2c_dot_s8_add(&t, pixels, channels, x, x + p->stride_w * p->in_c, w0, w1,
                     count);
      x += p->dilation_w * p->in_c;
      w0 += count;
      w1 += count;
    }
  }
  m2c_conv2d_s8_store(p, &t, out, ox, c->oc, pixels, channels);
}

/* The window of column ox, some of whose taps are outside the row: all inputs
 * of group g in the order of the weights. */
M2C_KERNEL void m2c_conv2d_s8_gather(const m2c_conv2d_s8_params *p,
                                     int8_t *M2C_RESTRICT window,
                                     m2c_rows_s8 rows, int32_t g, int32_t ox) {
  const int32_t icg = p->in_c / p->group;
  const int32_t left = ox * p->stride_w - p->pad_left;
  int32_t ky, kx;
  for (ky = 0; ky < p->kernel_h; ky++) {
    const int8_t *x = m2c_rows_s8_at(rows, ky) + g * icg;
    for (kx = 0; kx < p->kernel_w; kx++) {
      const int32_t column = left + kx * p->dilation_w;
      if (column >= 0 && column < p->in_w)
        memcpy(window, x + column * p->in_c, (size_t)icg);
      else
        memset(window, p->in_zero, (size_t)icg);
      window += icg;
    }
  }
}

/* Channels oc (and oc + 1) of group g, as 8-bit weights: where they are, or
 * widened into scratch. */
M2C_KERNEL m2c_conv2d_s8_pair
m2c_conv2d_s8_pair_of(const m2c_conv2d_s8_params *p, int32_t g, int32_t oc,
                      int32_t channels, int32_t weight_bits, int8_t *widened) {
  const int32_t in_n = p->kernel_h * p->kernel_w * (p->in_c / p->group);
  m2c_conv2d_s8_pair c;
  c.g = g;
  c.oc = oc;
  if (weight_bits == 4) {
    const int32_t bytes = (in_n + 1) / 2;
    m2c_unpack_s4(widened, p->weights + oc * bytes, in_n);
    if (channels > 1)
      m2c_unpack_s4(widened + in_n, p->weights + (oc + 1) * bytes, in_n);
    c.w0 = widened;
    c.w1 = widened + (channels > 1 ? in_n : 0);
  } else {
    c.w0 = p->weights + oc * in_n;
    c.w1 = c.w0 + (channels > 1 ? in_n : 0);
  }
  return c;
}

/* One or two channels of the columns inside. */
M2C_KERNEL void m2c_conv2d_s8_line(const m2c_conv2d_s8_params *p, int8_t *out,
                                   m2c_rows_s8 rows,
                                   const m2c_conv2d_s8_pair *c, int32_t begin,
                                   int32_t end, int32_t channels) {
  const int32_t twos = begin + m2c_whole(end - begin, 2);
  int32_t ox;
  for (ox = begin; ox < twos; ox += 2)
    m2c_conv2d_s8_inner(p, out, rows, c, ox, 2, channels);
  for (ox = twos; ox < end; ox++)
    m2c_conv2d_s8_inner(p, out, rows, c, ox, 1, channels);
}

/* Scratch: widened weights of two channels, then one window. */
M2C_KERNEL void m2c_conv2d_s8_group(const m2c_conv2d_s8_params *p, int8_t *out,
                                    m2c_rows_s8 rows, int32_t g, int32_t begin,
                                    int32_t end, int8_t *scratch,
                                    int32_t weight_bits) {
  const int32_t in_n = p->kernel_h * p->kernel_w * (p->in_c / p->group);
  const int32_t ocg = p->out_c / p->group;
  const int32_t first = g * ocg, last = first + ocg;
  const int32_t twos = first + m2c_whole(ocg, 2);
  int8_t *window = weight_bits == 4 ? scratch + 2 * in_n : scratch;
  m2c_conv2d_s8_pair c;
  int32_t oc, ox;
  for (oc = first; oc < twos; oc += 2) {
    c = m2c_conv2d_s8_pair_of(p, g, oc, 2, weight_bits, scratch);
    m2c_conv2d_s8_line(p, out, rows, &c, begin, end, 2);
  }
  for (oc = twos; oc < last; oc++) {
    c = m2c_conv2d_s8_pair_of(p, g, oc, 1, weight_bits, scratch);
    m2c_conv2d_s8_line(p, out, rows, &c, begin, end, 1);
  }
  for (ox = 0; ox < p->out_w; ox++) {
    if (ox == begin)
      ox = end; /* begin < end, or both are out_w */
    if (ox >= p->out_w)
      break;
    m2c_conv2d_s8_gather(p, window, rows, g, ox);
    for (oc = first; oc < last; oc++) {
      m2c_dot_s8 t;
      m2c_dot_s8_start(&t, p->bias[oc], 0);
      c = m2c_conv2d_s8_pair_of(p, g, oc, 1, weight_bits, scratch);
      m2c_dot_s8_add(&t, 1, 1, window, window, c.w0, c.w0, in_n);
      m2c_conv2d_s8_store(p, &t, out, ox, oc, 1, 1);
    }
  }
}

M2C_KERNEL void m2c_conv2d_s8_run(const m2c_conv2d_s8_params *p,
                                  int8_t *M2C_RESTRICT out,
                                  const int8_t *const *rows, int8_t *scratch,
                                  int32_t in_bits, int32_t weight_bits) {
  int32_t begin = m2c_inner_begin(p->pad_left, p->stride_w);
  int32_t end = m2c_inner_end(p->pad_left, p->stride_w, p->dilation_w,
                              p->kernel_w, p->in_w, p->out_w);
  const m2c_rows_s8 in =
      m2c_rows_s8_of(rows, p->kernel_h, p->in_w * p->in_c, in_bits, scratch);
  int8_t *y = out;
  int32_t g;
  if (in_bits == 4)
    scratch += p->kernel_h * p->in_w * p->in_c;
  if (p->out_bits == 4) {
    y = scratch;
    scratch += p->out_w * p->out_c;
  }
  if (begin >= end)
    begin = end = p->out_w;
  for (g = 0; g < p->group; g++)
    m2c_conv2d_s8_group(p, y, in, g, begin, end, scratch, weight_bits);
  if (p->out_bits == 4)
    m2c_pack_s4(out, y, p->out_w * p->out_c);
}

#endif
