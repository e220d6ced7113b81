/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Scale and shift per channel, the middle axis of [outer][channels][inner]
 * (ONNX BatchNormalization that could not be folded into a neighbour).
 *
 *   out[o][c][i] = x[o][c][i] * scale[c] + shift[c], rounded twice
 *   with scale = gamma / sqrt(variance + epsilon),
 *        shift = beta - mean * scale, computed by the compiler
 *
 * rows: rows[0] = x, outer * channels * inner floats.
 * out:  the same shape; may be x. */
#include "m2c/m2c_vec_f32.h"

typedef struct {
  int32_t outer;      /* >= 0 */
  int32_t channels;   /* >= 1 */
  int32_t inner;      /* >= 1; 1 for channels last */
  const float *scale; /* [channels] */
  const float *shift; /* [channels] */
} m2c_batch_norm_f32_params;

M2C_KERNEL void m2c_batch_norm_f32(const m2c_batch_norm_f32_params *p,
                                   float *out, const float *const *rows,
                                   void *scratch) {
  /* A line shares one scale when inner > 1, else it runs over the channels. */
  const int32_t step = p->inner == 1 ? 1 : 0;
  const int32_t lines = step ? p->outer : p->outer * p->channels;
  const int32_t n = step ? p->channels : p->inner;
  const int32_t fours = m2c_whole(n, 4);
  int32_t line, i;
  (void)scratch;
  for (line = 0; line < lines; line++) {
    const float *x = rows[0] + line * n;
    const float *scale = p->scale + (step ? 0 : line % p->channels);
    const float *shift = p->shift + (step ? 0 : line % p->channels);
    float *y = out + line * n;
    for (i = 0; i < fours; i += 4)
      m2c_f32x4_store(y + i, m2c_f32x4_madd(step ? m2c_f32x4_load(shift + i)
                                                 : m2c_f32x4_splat(*shift),
                                            step ? m2c_f32x4_load(scale + i)
                                                 : m2c_f32x4_splat(*scale),
                                            m2c_f32x4_load(x + i)));
    for (i = fours; i < n; i++)
      y[i] = m2c_f32_madd(shift[i * step], scale[i * step], x[i]);
  }
}
