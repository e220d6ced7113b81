/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* 16-bit sensor data to quantised integers of another scale.
 *
 *   out[i] = clamp(rne(float(x[i] - in_zero) * in_scale / scale),
 *                  out_min - zero, out_max - zero) + zero
 *
 * in binary32, left to right.
 * rows: rows[0] = x, n elements.
 * out:  n elements of out_bits, not overlapping x.
 * scratch: not used. */
#include "m2c/m2c_pack_s4.h"
#include "m2c/m2c_requant.h"

typedef struct {
  int32_t n;                /* >= 0 */
  int32_t in_zero;          /* zero point of the input */
  int32_t out_zero;         /* zero point of the output */
  int32_t out_min, out_max; /* bounds of the output, within its width */
  int32_t out_bits;         /* 8, or 4: packed */
  float in_scale, scale;    /* of input and output; > 0 */
} m2c_quantize_s16_s8_params;

M2C_KERNEL int32_t m2c_quantize_s16_s8_one(const m2c_quantize_s16_s8_params *p,
                                           int16_t x) {
  return m2c_round_clamp(m2c_f32_mul((float)(x - p->in_zero), p->in_scale) /
                             p->scale,
                         p->out_zero, p->out_min, p->out_max);
}

M2C_KERNEL void m2c_quantize_s16_s8(const m2c_quantize_s16_s8_params *p,
                                    int8_t *M2C_RESTRICT out,
                                    const int16_t *const *rows, void *scratch) {
  const int16_t *x = rows[0];
  int32_t i;
  (void)scratch;
  if (p->out_bits == 4)
    for (i = 0; i < p->n; i++)
      m2c_s4_set(out, i, m2c_quantize_s16_s8_one(p, x[i]));
  else
    for (i = 0; i < p->n; i++)
      out[i] = (int8_t)m2c_quantize_s16_s8_one(p, x[i]);
}
