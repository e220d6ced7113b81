/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* 16-bit sensor data to floats.
 *
 *   out[i] = float(x[i] - in_zero) * scale
 *
 * rows: rows[0] = x, n elements.
 * out:  n floats, not overlapping x.
 * scratch: not used. */
#include "m2c/m2c_f32.h"

typedef struct {
  int32_t n;       /* >= 0 */
  int32_t in_zero; /* zero point of the input */
  float scale;
} m2c_dequantize_s16_f32_params;

M2C_KERNEL void m2c_dequantize_s16_f32(const m2c_dequantize_s16_f32_params *p,
                                       float *M2C_RESTRICT out,
                                       const int16_t *const *rows,
                                       void *scratch) {
  int32_t i;
  (void)scratch;
  for (i = 0; i < p->n; i++)
    out[i] = m2c_f32_mul((float)(rows[0][i] - p->in_zero), p->scale);
}
