/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Floats to quantised integers (ONNX QuantizeLinear, per tensor): formula, params
 * and operands are in m2c_quantize_f32_s8.h. */
#include "m2c/m2c_quantize_f32_s8.h"

M2C_KERNEL void m2c_quantize_f32_s8(const m2c_quantize_f32_s8_params *p,
                                    int8_t *M2C_RESTRICT out,
                                    const float *const *rows, void *scratch) {
  (void)scratch;
  m2c_quantize_f32_s8_run(p, out, rows[0], 0);
}
