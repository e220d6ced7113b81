/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of a depthwise convolution, channels last (ONNX Conv with
 * group = in_c). Blocks of four neighbouring pixels by four channels.
 *
 *   out[ox][c * multiplier + m] = act(bias[c * multiplier + m] + sum over ky,
 * kx of rows[ky][ox * stride_w - pad_left + kx * dilation_w][c]
 *          * weights[ky][kx][c * multiplier + m]), in the order ky, kx
 *
 * rows: kernel_h pointers to input rows of in_w x in_c floats; rows outside the
 *       image point to a row of zeros. Columns outside [0, in_w) add nothing.
 * out:  out_w x in_c * multiplier floats, overlapping no input row. */
#include "m2c/m2c_math_f32.h"
#include "m2c/m2c_vec_f32.h"
#include "m2c/m2c_window_f32.h"

typedef struct {
  int32_t in_w, in_c;         /* input row: columns, channels; >= 1 */
  int32_t out_w;              /* output columns */
  int32_t multiplier;         /* outputs per input channel; >= 1 */
  int32_t kernel_h, kernel_w; /* taps; >= 1 */
  int32_t stride_w;           /* >= 1 */
  int32_t dilation_w;         /* >= 1 */
  int32_t pad_left;           /* columns of padding before the row; >= 0 */
  int32_t act;                /* M2C_ACT_..., with act_a and act_b */
  float act_a, act_b;
  const float *weights; /* [kernel_h][kernel_w][in_c * multiplier] */
  const float *bias;    /* [in_c * multiplier] */
} m2c_depthwise_conv2d_f32_params;

/* Sums of four vectors of four channels each: four pixels of the same channels,
 * or (`wide`) one pixel of sixteen channels. */
typedef struct {
  m2c_f32x4 s0, s1, s2, s3;
} m2c_depthwise_conv2d_f32_sums;

/* One tap: vector i's inputs are x[i * x_step .. + 3], its weights
 * w[i * w_step .. + 3]. */
M2C_KERNEL void m2c_depthwise_conv2d_f32_tap(m2c_depthwise_conv2d_f32_sums *t,
                                             int32_t vectors, const float *x,
                                             int32_t x_step, const float *w,
                                             int32_t w_step) {
  t->s0 = m2c_f32x4_madd(t->s0, m2c_f32x4_load(x), m2c_f32x4_load(w));
  if (vectors > 1)
    t->s1 = m2c_f32x4_madd(t->s1, m2c_f32x4_load(x + x_step),
                           m2c_f32x4_load(w + w_step));
  if (vectors > 2) {
    t->s2 = m2c_f32x4_madd(t->s2, m2c_f32x4_load(x + 2 * x_step),
                           m2c_f32x4_load(w + 2 * w_step));
    t->s3 = m2c_f32x4_madd(t->s3, m2c_f32x4_load(x + 3 * x_step),
                           m2c_f32x4_load(w + 3 * w_step));
  }
}

/* Multiplier 1, taps kx0 to kx1 (inside the row for all pixels): `vectors` (the
 * literal 1, 2 or 4) pixels from ox of channels c to c + 3, or if `wide` pixel
 * ox of channels c to c + 4 * vectors - 1. */
M2C_KERNEL void
m2c_depthwise_conv2d_f32_block(const m2c_depthwise_conv2d_f32_params *p,
                               float *out, const float *const *rows, int32_t c,
                               int32_t ox, int32_t kx0, int32_t kx1,
                               int32_t vectors, int32_t wide) {
  const int32_t taps = kx0 < kx1 ? kx1 - kx0 : 0;
  const int32_t first = taps > 0 ? kx0 : 0; /* nothing is read without taps */
  const int32_t left = ox * p->stride_w - p->pad_left + first * p->dilation_w;
  const int32_t start = taps > 0 ? left * p->in_c + c : 0;
  /* Three taps in one go let the compiler reuse what two pixels share. */
  const int32_t threes = vectors > 1 && !wide ? m2c_whole(taps, 3) : 0;
  const int32_t tap = p->dilation_w * p->in_c;
  const int32_t x_step = wide ? 4 : p->stride_w * p->in_c;
  const int32_t w_step = wide ? 4 : 0;
  const int32_t out_step = wide ? 4 : p->in_c;
  const float *bias = p->bias + c;
  m2c_depthwise_conv2d_f32_sums t;
  int32_t ky, kx;
  t.s0 = m2c_f32x4_load(bias);
  t.s1 = vectors > 1 ? m2c_f32x4_load(bias + w_step) : t.s0;
  t.s2 = vectors > 2 ? m2c_f32x4_load(bias + 2 * w_step) : t.s0;
  t.s3 = vectors > 2 ? m2c_f32x4_load(bias + 3 * w_step) : t.s0;
  for (ky = 0; ky < p->kernel_h; ky++) {
    const float *x = rows[ky] + start;
    const float *w = p->weights + (ky * p->kernel_w + first) * p->in_c + c;
    for (kx = 0; kx < threes; kx += 3) {
      m2c_depthwise_conv2d_f32_tap(&t, vectors, x, x_step, w, w_step);
      m2c_depthwise_conv2d_f32_tap(&t, vectors, x + tap, x_step, w + p->in_c,
                                   w_step);
      m2c_depthwise_conv2d_f32_tap(&t, vectors, x + 2 * tap, x_step,
                                   w + 2 * p->in_c, w_step);
      x += 3 * tap;
      w += 3 * p->in_c;
    }
    for (kx = threes; kx < taps; kx++) {
      m2c_depthwise_conv2d_f32_tap(&t, vectors, x, x_step, w, w_step);
      x += tap;
      w += p->in_c;
    }
  }
  out += ox * p->in_c + c;
  m2c_f32x4_store(out, m2c_act_f32x4(t.s0, p->act, p->act_a, p->act_b));
  if (vectors > 1)
    m2c_f32x4_store(out + out_step,
                    m2c_act_f32x4(t.s1, p->act, p->act_a, p->act_b));
  if (vectors > 2) {
    m2c_f32x4_store(out + 2 * out_step,
                    m2c_act_f32x4(t.s2, p->act, p->act_a, p->act_b));
    m2c_f32x4_store(out + 3 * out_step,
                    m2c_act_f32x4(t.s3, p->act, p->act_a, p->act_b));
  }
}

/* Any multiplier: all outputs of input channel c in column ox. */
M2C_KERNEL void m2c_depthwise_conv2d_f32_channel(
    const m2c_depthwise_conv2d_f32_params *p, float *out,
    const float *const *rows, int32_t c, int32_t ox, int32_t kx0, int32_t kx1) {
  const int32_t left = ox * p->stride_w - p->pad_left;
  const int32_t out_c = p->in_c * p->multiplier;
  int32_t ky, kx, o = c * p->multiplier;
  const int32_t fours = o + m2c_whole(p->multiplier, 4);
  const int32_t end = o + p->multiplier;
  for (; o < fours; o += 4) {
    m2c_f32x4 sum = m2c_f32x4_load(p->bias + o);
    for (ky = 0; ky < p->kernel_h; ky++)
      for (kx = kx0; kx < kx1; kx++)
        sum = m2c_f32x4_madd(
            sum,
            m2c_f32x4_load(p->weights + (ky * p->kernel_w + kx) * out_c + o),
            m2c_f32x4_splat(
                rows[ky][(left + kx * p->dilation_w) * p->in_c + c]));
    m2c_f32x4_store(out + ox * out_c + o,
                    m2c_act_f32x4(sum, p->act, p->act_a, p->act_b));
  }
  for (o = fours; o < end; o++) {
    float sum = p->bias[o];
    for (ky = 0; ky < p->kernel_h; ky++)
      for (kx = kx0; kx < kx1; kx++)
        sum = m2c_f32_madd(sum, p->weights[(ky * p->kernel_w + kx) * out_c + o],
                           rows[ky][(left + kx * p->dilation_w) * p->in_c + c]);
    out[ox * out_c + o] = m2c_act_f32(sum, p->act, p->act_a, p->act_b);
  }
}

/* All channels of `pixels` output columns. */
M2C_KERNEL void
m2c_depthwise_conv2d_f32_pixels(const m2c_depthwise_conv2d_f32_params *p,
                                float *out, const float *const *rows,
                                int32_t ox, int32_t kx0, int32_t kx1,
                                int32_t pixels) {
  const int32_t fours = p->multiplier == 1 ? m2c_whole(p->in_c, 4) : 0;
  const int32_t wides = pixels == 1 ? m2c_whole(fours, 16) : 0;
  int32_t c, i;
  for (c = 0; c < wides; c += 16)
    m2c_depthwise_conv2d_f32_block(p, out, rows, c, ox, kx0, kx1, 4, 1);
  for (c = wides; c < fours; c += 4)
    m2c_depthwise_conv2d_f32_block(p, out, rows, c, ox, kx0, kx1, pixels, 0);
  for (c = fours; c < p->in_c; c++)
    for (i = 0; i < pixels; i++)
      m2c_depthwise_conv2d_f32_channel(p, out, rows, c, ox + i, kx0, kx1);
}

M2C_KERNEL void
m2c_depthwise_conv2d_f32(const m2c_depthwise_conv2d_f32_params *p,
                         float *M2C_RESTRICT out, const float *const *rows,
                         void *scratch) {
  const int32_t begin = m2c_inner_begin(p->pad_left, p->stride_w);
  const int32_t end = m2c_inner_end(p->pad_left, p->stride_w, p->dilation_w,
                                    p->kernel_w, p->in_w, p->out_w);
  int32_t ox = 0;
  (void)scratch;
  while (ox < p->out_w) {
    if (ox >= begin && ox + 4 <= end) {
      m2c_depthwise_conv2d_f32_pixels(p, out, rows, ox, 0, p->kernel_w, 4);
      ox += 4;
    } else if (ox >= begin && ox + 2 <= end) {
      m2c_depthwise_conv2d_f32_pixels(p, out, rows, ox, 0, p->kernel_w, 2);
      ox += 2;
    } else {
      const int32_t left = ox * p->stride_w - p->pad_left;
      m2c_depthwise_conv2d_f32_pixels(
          p, out, rows, ox, m2c_tap_begin(left, p->dilation_w),
          m2c_tap_end(left, p->dilation_w, p->kernel_w, p->in_w), 1);
      ox += 1;
    }
  }
  m2c_act_rest_f32(out, p->out_w * p->in_c * p->multiplier, p->act, p->act_a,
                   p->act_b);
}
