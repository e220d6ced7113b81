/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Rectifier with a slope below zero (ONNX LeakyRelu).
 * Element by element; NaN stays NaN.
 *
 *   out[i] = x[i] < 0 ? alpha * x[i] : x[i]
 *
 * rows: rows[0] = x, n floats.
 * out:  n floats; may be x. */
#include "m2c/m2c_elementwise_f32.h"

typedef struct {
  int32_t n;   /* elements; >= 0 */
  float alpha; /* slope below zero */
} m2c_leaky_relu_f32_params;

M2C_KERNEL void m2c_leaky_relu_f32(const m2c_leaky_relu_f32_params *p,
                                   float *out, const float *const *rows,
                                   void *scratch) {
  (void)scratch;
  m2c_unary_f32(out, rows[0], p->n, M2C_ACT_LEAKY_RELU, p->alpha, 0.0f);
}
