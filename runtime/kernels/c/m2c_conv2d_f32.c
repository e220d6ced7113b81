/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of a 2-D convolution, channels last (ONNX Conv, any group).
 * Register-blocked: four neighbouring pixels by four or eight channels.
 *
 *   out[ox][oc] = act(bias[oc] + sum over ky, kx, ic of
 *                     rows[ky][ox * stride_w - pad_left + kx * dilation_w][ic]
 *                     * weights[g][ky][kx][ic - g * icg][oc - g * ocg])
 *   with icg = in_c / group, ocg = out_c / group, g = oc / ocg,
 *   ic in [g * icg, (g + 1) * icg); added in the order ky, kx, ic from the
 * bias.
 *
 * rows: kernel_h pointers to input rows of in_w x in_c floats; rows outside the
 *       image point to a row of zeros. Columns outside [0, in_w) add nothing.
 * out:  out_w x out_c floats, overlapping no input row.
 * Vertical stride, dilation and padding are in the choice of row pointers. */
#include "m2c/m2c_tile_f32.h"
#include "m2c/m2c_window_f32.h"

typedef struct {
  int32_t in_w, in_c;         /* input row: columns, channels; >= 1 */
  int32_t out_w, out_c;       /* output row; out_c a multiple of group */
  int32_t kernel_h, kernel_w; /* taps; >= 1 */
  int32_t stride_w;           /* >= 1 */
  int32_t dilation_w;         /* >= 1 */
  int32_t pad_left;           /* columns of padding before the row; >= 0 */
  int32_t group;              /* >= 1, divides in_c and out_c */
  int32_t act;                /* M2C_ACT_..., with act_a and act_b */
  float act_a, act_b;
  const float *weights; /* [group][kernel_h][kernel_w][icg][ocg] */
  const float *bias;    /* [out_c] */
} m2c_conv2d_f32_params;

/* A block of `pixels` output columns from ox (all of them with the same taps
 * kx0 to kx1 inside the row) by 4 * vectors channels from oc (within group g).
 */
M2C_KERNEL void m2c_conv2d_f32_block(const m2c_conv2d_f32_params *p, float *out,
                                     const float *const *rows, int32_t g,
                                     int32_t oc, int32_t ox, int32_t kx0,
                                     int32_t kx1, int32_t pixels,
                                     int32_t vectors) {
  const int32_t icg = p->in_c / p->group, ocg = p->out_c / p->group;
  const int32_t taps = kx0 < kx1 ? kx1 - kx0 : 0;
  const int32_t first = taps > 0 ? kx0 : 0; /* nothing is read without taps */
  const int32_t left = ox * p->stride_w - p->pad_left + first * p->dilation_w;
  const int32_t x_step = p->stride_w * p->in_c;
  /* Neighbouring taps are neighbouring memory: one long run of k. */
  const int32_t joined = p->group == 1 && p->dilation_w == 1;
  const int32_t runs = joined ? 1 : taps;
  const int32_t count = joined ? taps * icg : icg;
  const int32_t start = taps > 0 ? left * p->in_c + g * icg : 0;
  m2c_tile_f32 t = m2c_tile_f32_start(p->bias + g * ocg + oc, vectors);
  int32_t ky, run;
  for (ky = 0; ky < p->kernel_h; ky++) {
    const float *x = rows[ky] + start;
    const float *w =
        p->weights +
        ((g * p->kernel_h + ky) * p->kernel_w + first) * icg * ocg + oc;
    for (run = 0; run < runs; run++) {
      m2c_tile_f32_add(&t, pixels, vectors, x, x_step, w, ocg, count);
      x += p->dilation_w * p->in_c;
      w += icg * ocg;
    }
  }
  m2c_tile_f32_store(&t, pixels, vectors, out + ox * p->out_c + g * ocg + oc,
                     p->out_c, p->act, p->act_a, p->act_b);
}

/* One output value: the channels left over when ocg is no multiple of 4. */
M2C_KERNEL void m2c_conv2d_f32_single(const m2c_conv2d_f32_params *p,
                                      float *out, const float *const *rows,
                                      int32_t g, int32_t oc, int32_t ox,
                                      int32_t kx0, int32_t kx1) {
  const int32_t icg = p->in_c / p->group, ocg = p->out_c / p->group;
  const int32_t left = ox * p->stride_w - p->pad_left;
  float sum = p->bias[g * ocg + oc];
  int32_t ky, kx, ic;
  for (ky = 0; ky < p->kernel_h; ky++) {
    for (kx = kx0; kx < kx1; kx++) {
      const float *x =
          rows[ky] + (left + kx * p->dilation_w) * p->in_c + g * icg;
      const float *w = p->weights +
                       ((g * p->kernel_h + ky) * p->kernel_w + kx) * icg * ocg +
                       oc;
      for (ic = 0; ic < icg; ic++)
        sum = m2c_f32_madd(sum, w[ic * ocg], x[ic]);
    }
  }
  out[ox * p->out_c + g * ocg + oc] =
      m2c_act_f32(sum, p->act, p->act_a, p->act_b);
}

/* All channels of `pixels` output columns. */
M2C_KERNEL void m2c_conv2d_f32_pixels(const m2c_conv2d_f32_params *p,
                                      float *out, const float *const *rows,
                                      int32_t ox, int32_t kx0, int32_t kx1,
                                      int32_t pixels) {
  const int32_t ocg = p->out_c / p->group;
  const int32_t eights = M2C_TILE_VECTORS > 1 ? m2c_whole(ocg, 8) : 0;
  const int32_t fours = m2c_whole(ocg, 4);
  int32_t g, oc, i;
  for (g = 0; g < p->group; g++) {
    for (oc = 0; oc < eights; oc += 8)
      m2c_conv2d_f32_block(p, out, rows, g, oc, ox, kx0, kx1, pixels,
                           M2C_TILE_VECTORS);
    for (oc = eights; oc < fours; oc += 4)
      m2c_conv2d_f32_block(p, out, rows, g, oc, ox, kx0, kx1, pixels, 1);
    for (oc = fours; oc < ocg; oc++)
      for (i = 0; i < pixels; i++)
        m2c_conv2d_f32_single(p, out, rows, g, oc, ox + i, kx0, kx1);
  }
}

M2C_KERNEL void m2c_conv2d_f32(const m2c_conv2d_f32_params *p,
                               float *M2C_RESTRICT out,
                               const float *const *rows, void *scratch) {
  const int32_t begin = m2c_inner_begin(p->pad_left, p->stride_w);
  const int32_t end = m2c_inner_end(p->pad_left, p->stride_w, p->dilation_w,
                                    p->kernel_w, p->in_w, p->out_w);
  int32_t ox = 0;
  (void)scratch;
  while (ox < p->out_w) {
    if (ox >= begin && ox + 4 <= end) {
      m2c_conv2d_f32_pixels(p, out, rows, ox, 0, p->kernel_w, 4);
      ox += 4;
    } else if (ox >= begin && ox + 2 <= end) {
      m2c_conv2d_f32_pixels(p, out, rows, ox, 0, p->kernel_w, 2);
      ox += 2;
    } else {
      const int32_t left = ox * p->stride_w - p->pad_left;
      m2c_conv2d_f32_pixels(
          p, out, rows, ox, m2c_tap_begin(left, p->dilation_w),
          m2c_tap_end(left, p->dilation_w, p->kernel_w, p->in_w), 1);
      ox += 1;
    }
  }
  m2c_act_rest_f32(out, p->out_w * p->out_c, p->act, p->act_a, p->act_b);
}
