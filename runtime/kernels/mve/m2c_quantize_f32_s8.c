/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Floats to quantised integers, eight at a time: formula, params and operands are
 * in m2c_quantize_f32_s8.h. */
#include "m2c/m2c_mve_quantize.h"

M2C_KERNEL void m2c_quantize_f32_s8(const m2c_quantize_f32_s8_params *p,
                                    int8_t *M2C_RESTRICT out,
                                    const float *const *rows, void *scratch) {
  (void)scratch;
  if (m2c_mve_quantize_applies(p))
    m2c_mve_quantize_run(p, out, rows[0]);
  else
    m2c_quantize_f32_s8_run(p, out, rows[0], 0);
}
