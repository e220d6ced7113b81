/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of maximum pooling, channels last (ONNX MaxPool, and
 * GlobalMaxPool as one window over the whole map).
 *
 *   out[ox][c] = act(max over ky, kx inside the input of
 *                    rows[ky][ox * stride_w - pad_left + kx * dilation_w][c])
 *
 * A window without any input gives -inf; NaN inputs are passed over.
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
} m2c_max_pool2d_f32_params;

/* Channels c to c + 4 * vectors - 1 (vectors is the literal 1 or 2) of column
 * ox, whose taps kx0 to kx1 are inside the row. */
M2C_KERNEL void m2c_max_pool2d_f32_block(const m2c_max_pool2d_f32_params *p,
                                         float *out, const float *const *rows,
                                         int32_t c, int32_t ox, int32_t kx0,
                                         int32_t kx1, int32_t vectors) {
  const int32_t left = ox * p->stride_w - p->pad_left;
  m2c_f32x4 most0 = m2c_f32x4_splat(m2c_f32_from_bits(0xff800000u));
  m2c_f32x4 most1 = most0;
  int32_t ky, kx;
  for (ky = 0; ky < p->kernel_h; ky++) {
    if (!rows[ky])
      continue;
    for (kx = kx0; kx < kx1; kx++) {
      const float *x = rows[ky] + (left + kx * p->dilation_w) * p->channels + c;
      const m2c_f32x4 v0 = m2c_f32x4_load(x);
      most0 = m2c_f32x4_if_less(most0, v0, v0, most0);
      if (vectors > 1) {
        const m2c_f32x4 v1 = m2c_f32x4_load(x + 4);
        most1 = m2c_f32x4_if_less(most1, v1, v1, most1);
      }
    }
  }
  out += ox * p->channels + c;
  m2c_f32x4_store(out, m2c_act_f32x4(most0, p->act, p->act_a, p->act_b));
  if (vectors > 1)
    m2c_f32x4_store(out + 4, m2c_act_f32x4(most1, p->act, p->act_a, p->act_b));
}

/* The same for the single channel c. */
M2C_KERNEL void m2c_max_pool2d_f32_single(const m2c_max_pool2d_f32_params *p,
                                          float *out, const float *const *rows,
                                          int32_t c, int32_t ox, int32_t kx0,
                                          int32_t kx1) {
  const int32_t left = ox * p->stride_w - p->pad_left;
  float most = m2c_f32_from_bits(0xff800000u);
  int32_t ky, kx;
  for (ky = 0; ky < p->kernel_h; ky++) {
    if (!rows[ky])
      continue;
    for (kx = kx0; kx < kx1; kx++) {
      const float x = rows[ky][(left + kx * p->dilation_w) * p->channels + c];
      most = most < x ? x : most;
    }
  }
  out[ox * p->channels + c] = m2c_act_f32(most, p->act, p->act_a, p->act_b);
}

M2C_KERNEL void m2c_max_pool2d_f32(const m2c_max_pool2d_f32_params *p,
                                   float *M2C_RESTRICT out,
                                   const float *const *rows, void *scratch) {
  const int32_t eights = m2c_whole(p->channels, 8);
  const int32_t fours = m2c_whole(p->channels, 4);
  int32_t ox, c;
  (void)scratch;
  for (ox = 0; ox < p->out_w; ox++) {
    const int32_t left = ox * p->stride_w - p->pad_left;
    const int32_t kx0 = m2c_tap_begin(left, p->dilation_w);
    const int32_t kx1 = m2c_tap_end(left, p->dilation_w, p->kernel_w, p->in_w);
    for (c = 0; c < eights; c += 8)
      m2c_max_pool2d_f32_block(p, out, rows, c, ox, kx0, kx1, 2);
    for (c = eights; c < fours; c += 4)
      m2c_max_pool2d_f32_block(p, out, rows, c, ox, kx0, kx1, 1);
    for (c = fours; c < p->channels; c++)
      m2c_max_pool2d_f32_single(p, out, rows, c, ox, kx0, kx1);
  }
  m2c_act_rest_f32(out, p->out_w * p->channels, p->act, p->act_a, p->act_b);
}
