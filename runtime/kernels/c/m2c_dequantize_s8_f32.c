/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Quantised integers to floats (ONNX DequantizeLinear, per tensor).
 *
 *   out[i] = float(x[i] - in_zero) * scale
 *
 * rows: rows[0] = x, n elements of in_bits.
 * out:  n floats, not overlapping x.
 * scratch: not used. */
#include "m2c/m2c_f32.h"
#include "m2c/m2c_pack_s4.h"

typedef struct {
  int32_t n;       /* >= 0 */
  int32_t in_zero; /* zero point of the input */
  int32_t in_bits; /* 8, or 4: packed */
  float scale;
} m2c_dequantize_s8_f32_params;

M2C_KERNEL void m2c_dequantize_s8_f32(const m2c_dequantize_s8_f32_params *p,
                                      float *M2C_RESTRICT out,
                                      const int8_t *const *rows,
                                      void *scratch) {
  const int8_t *x = rows[0];
  int32_t i;
  (void)scratch;
  if (p->in_bits == 4)
    for (i = 0; i < p->n; i++)
      out[i] = m2c_f32_mul((float)(m2c_s4_at(x, i) - p->in_zero), p->scale);
  else
    for (i = 0; i < p->n; i++)
      out[i] = m2c_f32_mul((float)(x[i] - p->in_zero), p->scale);
}
