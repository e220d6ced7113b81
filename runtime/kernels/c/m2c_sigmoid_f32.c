/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Logistic function (ONNX Sigmoid).
 * Element by element; NaN stays NaN.
 *
 *   out[i] = 1 / (1 + exp(-x[i])), at most 2 ulp off
 *
 * rows: rows[0] = x, n floats.
 * out:  n floats; may be x. */
#include "m2c/m2c_math_f32.h"

typedef struct {
  int32_t n; /* elements; >= 0 */
} m2c_sigmoid_f32_params;

M2C_KERNEL void m2c_sigmoid_f32(const m2c_sigmoid_f32_params *p, float *out,
                                const float *const *rows, void *scratch) {
  int32_t i;
  (void)scratch;
  for (i = 0; i < p->n; i++)
    out[i] = m2c_f32_sigmoid(rows[0][i]);
}
