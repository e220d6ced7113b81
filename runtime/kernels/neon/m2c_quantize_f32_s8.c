/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Floats to quantised integers, eight at a time: formula, params and operands are
 * in m2c_quantize_f32_s8.h. */
#include "m2c/m2c_quantize_f32_s8.h"
#include "m2c/m2c_neon_quantize.h"

M2C_KERNEL void m2c_quantize_f32_s8(const m2c_quantize_f32_s8_params *p,
                                    int8_t *M2C_RESTRICT out,
                                    const float *const *rows, void *scratch) {
  const m2c_requant bounds = m2c_requant_of(NULL, NULL, NULL, 0, 0, p->out_zero,
                                            p->out_min, p->out_max);
  int32_t done = 0;
  (void)scratch;
  if (p->out_bits == 8)
    done = m2c_neon_quantize(&bounds, out, rows[0], p->n, p->scale);
  m2c_quantize_f32_s8_run(p, out, rows[0], done);
}
