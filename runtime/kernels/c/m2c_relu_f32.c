/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Rectifier (ONNX Relu).
 * Element by element; NaN stays NaN.
 *
 *   out[i] = x[i] < 0 ? 0 : x[i]
 *
 * rows: rows[0] = x, n floats.
 * out:  n floats; may be x. */
#include "m2c/m2c_elementwise_f32.h"

typedef struct {
  int32_t n; /* elements; >= 0 */
} m2c_relu_f32_params;

M2C_KERNEL void m2c_relu_f32(const m2c_relu_f32_params *p, float *out,
                             const float *const *rows, void *scratch) {
  (void)scratch;
  m2c_unary_f32(out, rows[0], p->n, M2C_ACT_RELU, 0.0f, 0.0f);
}
