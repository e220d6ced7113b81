/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Quantised elementwise sub of two tensors with broadcasting (ONNX Sub).
 * Formula, params, strides and fast paths: m2c_elementwise_s8.h.
 *
 * rows: rows[0] = a, rows[1] = b.
 * out:  [d0][d1][d2][d3] elements, dense; may be an operand that is dense too
 *       and has the same width.
 * scratch: not used. */
#include "m2c/m2c_elementwise_s8.h"

typedef m2c_binary_s8_params m2c_sub_s8_params;

M2C_KERNEL void m2c_sub_s8(const m2c_sub_s8_params *p, int8_t *out,
                           const int8_t *const *rows, void *scratch) {
  (void)scratch;
  m2c_binary_s8(M2C_BINARY_S8_SUB, p, out, rows);
}
