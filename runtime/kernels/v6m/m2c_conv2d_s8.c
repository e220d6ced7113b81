/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of a quantised 2-D convolution: three to five columns by all
 * channels at a time, from inputs that are widened to words, a part of each window
 * at a time where it is long. Formula and params: m2c_conv2d_s8_params.h. */
#include "m2c/m2c_conv2d_s8.h"
#include "m2c/m2c_scratch_v6m.h"
#include "m2c/m2c_v6m_dot.h"
#include "m2c/m2c_v6m_requant.h"

/* Windows of neighbouring columns while they are widened. */
typedef struct {
  const int8_t *const *rows;
  int32_t left;   /* input column of the first tap of the first pixel */
  int32_t pixels; /* columns of x */
  int32_t ky, at; /* the next input, at: of the kernel_w * in_c of row ky */
  int32_t start[M2C_V6M_PIXELS]; /* -128 * the sum of a chunk of each pixel */
} m2c_v6m_windows;

/* `run` inputs of one pixel, whose first tap is at column `left`, from `at` on,
 * tap by tap; returns their sum. */
M2C_KERNEL int32_t m2c_conv2d_s8_widen_taps(const m2c_conv2d_s8_params *p,
                                            int32_t *to, int32_t pixels,
                                            const int8_t *row, int32_t left,
                                            int32_t at, int32_t run) {
  int32_t sum = 0, i;
  while (at >= p->in_c) {
    at -= p->in_c;
    left += p->dilation_w;
  }
  while (run > 0) {
    const int32_t room = p->in_c - at, n = room < run ? room : run;
    if (left >= 0 && left < p->in_w) {
      sum += m2c_v6m_widen(to, row + left * p->in_c + at, n,
                           pixels * (int32_t)sizeof *to);
    } else {
      for (i = 0; i < n; i++)
        to[i * pixels] = p->in_zero;
      sum += n * p->in_zero;
    }
    to += n * pixels;
    run -= n;
    at = 0;
    left += p->dilation_w;
  }
  return sum;
}

/* The next n inputs of all pixels, then zeros to whole eights. */
M2C_KERNEL void m2c_conv2d_s8_widen(const m2c_conv2d_s8_params *p,
                                    m2c_v6m_windows *t, int32_t *x, int32_t n) {
  const int32_t pixels = t->pixels, row_n = p->kernel_w * p->in_c;
  const int32_t joined = p->dilation_w == 1 || p->kernel_w == 1;
  int32_t done, i;
  for (i = 0; i < pixels; i++)
    t->start[i] = 0;
  for (done = 0; done < n;) {
    const int8_t *const row = t->rows[t->ky];
    const int32_t room = row_n - t->at;
    const int32_t run = room < n - done ? room : n - done;
    int32_t left = t->left;
    int32_t *to = x + done * pixels;
    for (i = 0; i < pixels; i++) {
      t->start[i] -=
          128 * (joined && left >= 0 && left + p->kernel_w <= p->in_w
                     ? m2c_v6m_widen(to + i, row + left * p->in_c + t->at, run,
                                     pixels * (int32_t)sizeof *to)
                     : m2c_conv2d_s8_widen_taps(p, to + i, pixels, row, left,
                                                t->at, run));
      left += p->stride_w;
    }
    done += run;
    t->at += run;
    if (t->at == row_n) {
      t->at = 0;
      t->ky++;
    }
  }
  if (n % 8 != 0)
    memset(x + n * pixels, 0, (size_t)((8 - n % 8) * pixels) * sizeof *x);
}

/* Sums of a block of channels; in_n inputs in chunks, of which one alone is
 * widened already where `ready`. */
M2C_KERNEL void m2c_conv2d_s8_sums(const m2c_conv2d_s8_params *p,
                                   m2c_v6m_windows *t, m2c_v6m_block *b,
                                   int32_t *x, int32_t in_n, int32_t ready) {
  const uint8_t *const w = b->w;
  int32_t *const sums = b->sums;
  const int32_t channels = b->channels;
  int32_t k;
  if (!ready)
    t->ky = t->at = 0;
  for (k = 0; k < in_n; k += M2C_V6M_K) {
    const int32_t n = in_n - k < M2C_V6M_K ? in_n - k : M2C_V6M_K;
    if (!ready)
      m2c_conv2d_s8_widen(p, t, x, n);
    b->w = w + k;
    b->k = (n + 7) / 8 * 8;
    b->sums = sums;
    b->channels = channels;
    b->bias = k == 0 ? b->bias : NULL;
    if (t->pixels == 5)
      m2c_v6m_dot_5(b);
    else if (t->pixels == 4)
      m2c_v6m_dot_4(b);
    else
      m2c_v6m_dot_3(b);
  }
}

M2C_V6M_BLOCK void m2c_conv2d_s8_raised(const m2c_conv2d_s8_params *p,
                                        int8_t *out, const int8_t *const *rows,
                                        void *scratch) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  const int32_t in_n = p->kernel_h * p->kernel_w * p->in_c;
  int32_t *const x = (int32_t *)scratch;
  m2c_v6m_lines y = m2c_v6m_lines_of(&q, p->out_c);
  m2c_v6m_windows t;
  m2c_v6m_block b;
  int32_t ox, c;
  t.rows = rows;
  b.x = x;
  b.start = t.start;
  b.pitch = (in_n + 7) / 8 * 8;
  for (ox = 0; ox < p->out_w; ox += y.n) {
    t.pixels = m2c_v6m_pixels(p->out_w - ox);
    t.left = ox * p->stride_w - p->pad_left;
    y.n = p->out_w - ox < t.pixels ? p->out_w - ox : t.pixels;
    y.pitch = t.pixels;
    for (c = 0; c < p->out_c; c += M2C_V6M_CHANNELS) {
      const int32_t rest = p->out_c - c;
      const int32_t n = rest < M2C_V6M_CHANNELS ? rest : M2C_V6M_CHANNELS;
      b.sums = x + t.pixels * m2c_v6m_chunk(in_n);
      b.channels = n;
      b.w = (const uint8_t *)p->raised + c * b.pitch;
      b.bias = p->bias + c;
      y.sums = b.sums;
      y.out = out + ox * p->out_c + c;
      m2c_conv2d_s8_sums(p, &t, &b, x, in_n, c > 0 && in_n <= M2C_V6M_K);
      m2c_v6m_requant(&q, &y, c, n);
    }
  }
}

M2C_KERNEL void m2c_conv2d_s8(const m2c_conv2d_s8_params *p,
                              int8_t *M2C_RESTRICT out,
                              const int8_t *const *rows, void *scratch) {
  if (p->raised)
    m2c_conv2d_s8_raised(p, out, rows, scratch);
  else
    m2c_conv2d_s8_run(p, out, rows, (int8_t *)scratch, 8, 8);
}
