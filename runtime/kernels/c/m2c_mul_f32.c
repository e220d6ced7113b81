/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Elementwise mul of two tensors with broadcasting (ONNX Mul).
 * Params, strides and fast paths: m2c_elementwise_f32.h.
 *
 *   out[i0][i1][i2][i3] = act(a[i0 * a_s0 + ... + i3 * a_s3] *
 *                             b[i0 * b_s0 + ... + i3 * b_s3])
 *
 * rows: rows[0] = a, rows[1] = b.
 * out:  [d0][d1][d2][d3] floats, dense; may be an operand that is dense too. */
#include "m2c/m2c_elementwise_f32.h"

typedef m2c_binary_f32_params m2c_mul_f32_params;

M2C_KERNEL void m2c_mul_f32(const m2c_mul_f32_params *p, float *out,
                            const float *const *rows, void *scratch) {
  (void)scratch;
  m2c_binary_f32(M2C_BINARY_MUL, p, out, rows);
}
