/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Piecewise linear sigmoid (ONNX HardSigmoid).
 * Element by element; NaN stays NaN.
 *
 *   out[i] = max(0, min(1, alpha * x[i] + beta))
 *
 * rows: rows[0] = x, n floats.
 * out:  n floats; may be x. */
#include "m2c/m2c_elementwise_f32.h"

typedef struct {
  int32_t n;   /* elements; >= 0 */
  float alpha; /* slope */
  float beta;  /* value at 0 */
} m2c_hard_sigmoid_f32_params;

M2C_KERNEL void m2c_hard_sigmoid_f32(const m2c_hard_sigmoid_f32_params *p,
                                     float *out, const float *const *rows,
                                     void *scratch) {
  (void)scratch;
  m2c_unary_f32(out, rows[0], p->n, M2C_ACT_HARD_SIGMOID, p->alpha, p->beta);
}
