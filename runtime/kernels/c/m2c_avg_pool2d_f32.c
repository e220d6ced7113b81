/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of average pooling over the positions inside the input,
 * channels last (ONNX AveragePool with count_include_pad = 0).
 *
 *   out[ox][c] = act(sum over ky, kx inside the input of
 *                    rows[ky][ox * stride_w - pad_left + kx * dilation_w][c]
 *                    / number of those positions), added in the order ky, kx
 *
 * A window without any input gives act(0).
 * rows: kernel_h pointers to input rows of in_w x channels floats, NULL for
 *       rows outside the image.
 * out:  out_w x channels floats, overlapping no input row. */
#include "m2c/m2c_math_f32.h"
#include "m2c/m2c_vec_f32.h"
#include "m2c/m2c_window_f32.h"

typedef struct {
  int32_t in_w;               /* input columns; >= 1 */
  int32_t channels;           /* >= 1 */
  int32_t out_w;              /* output columns */
  int32_t kernel_h, kernel_w; /* taps; >= 1 */
  int32_t stride_w;           /* >= 1 */
  int32_t dilation_w;         /* >= 1 */
  int32_t pad_left;           /* columns of padding before the row; >= 0 */
  int32_t act;                /* M2C_ACT_..., with act_a and act_b */
  float act_a, act_b;
} m2c_avg_pool2d_f32_params;

/* Channels c to c + 4 * vectors - 1 (vectors is the literal 1 or 2) of column
 * ox, whose taps kx0 to kx1 are inside the row; count positions in all. */
M2C_KERNEL void m2c_avg_pool2d_f32_block(const m2c_avg_pool2d_f32_params *p,
                                         float *out, const float *const *rows,
                                         int32_t c, int32_t ox, int32_t kx0,
                                         int32_t kx1, float count,
                                         int32_t vectors) {
  const int32_t left = ox * p->stride_w - p->pad_left;
  const m2c_f32x4 divisor = m2c_f32x4_splat(count);
  m2c_f32x4 sum0 = m2c_f32x4_splat(0.0f), sum1 = sum0;
  int32_t ky, kx;
  for (ky = 0; ky < p->kernel_h; ky++) {
    if (!rows[ky])
      continue;
    for (kx = kx0; kx < kx1; kx++) {
      const float *x = rows[ky] + (left + kx * p->dilation_w) * p->channels + c;
      sum0 = m2c_f32x4_add(sum0, m2c_f32x4_load(x));
      if (vectors > 1)
        sum1 = m2c_f32x4_add(sum1, m2c_f32x4_load(x + 4));
    }
  }
  out += ox * p->channels + c;
  sum0 = m2c_f32x4_div(sum0, divisor);
  m2c_f32x4_store(out, m2c_act_f32x4(sum0, p->act, p->act_a, p->act_b));
  if (vectors > 1) {
    sum1 = m2c_f32x4_div(sum1, divisor);
    m2c_f32x4_store(out + 4, m2c_act_f32x4(sum1, p->act, p->act_a, p->act_b));
  }
}

/* The same for the single channel c. */
M2C_KERNEL void m2c_avg_pool2d_f32_single(const m2c_avg_pool2d_f32_params *p,
                                          float *out, const float *const *rows,
                                          int32_t c, int32_t ox, int32_t kx0,
                                          int32_t kx1, float count) {
  const int32_t left = ox * p->stride_w - p->pad_left;
  float sum = 0.0f;
  int32_t ky, kx;
  for (ky = 0; ky < p->kernel_h; ky++) {
    if (!rows[ky])
      continue;
    for (kx = kx0; kx < kx1; kx++)
      sum += rows[ky][(left + kx * p->dilation_w) * p->channels + c];
  }
  out[ox * p->channels + c] =
      m2c_act_f32(sum / count, p->act, p->act_a, p->act_b);
}

M2C_KERNEL void m2c_avg_pool2d_f32(const m2c_avg_pool2d_f32_params *p,
                                   float *M2C_RESTRICT out,
                                   const float *const *rows, void *scratch) {
  const int32_t eights = m2c_whole(p->channels, 8);
  const int32_t fours = m2c_whole(p->channels, 4);
  int32_t ox, c, ky, height = 0;
  (void)scratch;
  for (ky = 0; ky < p->kernel_h; ky++)
    height += rows[ky] ? 1 : 0;
  for (ox = 0; ox < p->out_w; ox++) {
    const int32_t left = ox * p->stride_w - p->pad_left;
    const int32_t kx0 = m2c_tap_begin(left, p->dilation_w);
    const int32_t kx1 = m2c_tap_end(left, p->dilation_w, p->kernel_w, p->in_w);
    /* Converted before it is bounded: gcc 12 at -Os else makes the conversion
     * conditional, which the MVE assembler misreads (vcvtne). */
    const float inside = (float)(height * (kx1 - kx0));
    const float count = inside < 1.0f ? 1.0f : inside;
    for (c = 0; c < eights; c += 8)
      m2c_avg_pool2d_f32_block(p, out, rows, c, ox, kx0, kx1, count, 2);
    for (c = eights; c < fours; c += 4)
      m2c_avg_pool2d_f32_block(p, out, rows, c, ox, kx0, kx1, count, 1);
    for (c = fours; c < p->channels; c++)
      m2c_avg_pool2d_f32_single(p, out, rows, c, ox, kx0, kx1, count);
  }
  m2c_act_rest_f32(out, p->out_w * p->channels, p->act, p->act_a, p->act_b);
}
