/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Limits values to a range (ONNX Clip).
 * Element by element; NaN stays NaN.
 *
 *   out[i] = min(max, max(min, x[i])); max everywhere if min > max
 *
 * rows: rows[0] = x, n floats.
 * out:  n floats; may be x. */
#include "m2c/m2c_elementwise_f32.h"

typedef struct {
  int32_t n; /* elements; >= 0 */
  float min; /* lower bound, -FLT_MAX or -inf for none */
  float max; /* upper bound, FLT_MAX or inf for none */
} m2c_clip_f32_params;

M2C_KERNEL void m2c_clip_f32(const m2c_clip_f32_params *p, float *out,
                             const float *const *rows, void *scratch) {
  (void)scratch;
  m2c_unary_f32(out, rows[0], p->n, M2C_ACT_CLIP, p->min, p->max);
}
