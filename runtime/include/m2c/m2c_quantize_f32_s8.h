/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Floats to quantised integers (ONNX QuantizeLinear, per tensor).
 *
 *   out[i] = clamp(rne(x[i] / scale), out_min - zero, out_max - zero) + zero
 *
 * with the division rounded to binary32; NaN gives out_min, as it does in ONNX
 * Runtime on x86.
 * rows: rows[0] = x, n floats.
 * out:  n elements of out_bits, not overlapping x.
 * scratch: not used. */
#ifndef M2C_RUNTIME_QUANTIZE_F32_S8_H
#define M2C_RUNTIME_QUANTIZE_F32_S8_H

#include "m2c/m2c_pack_s4.h"
#include "m2c/m2c_requant.h"

typedef struct {
  int32_t n;                /* >= 0 */
  int32_t out_zero;         /* zero point of the output */
  int32_t out_min, out_max; /* bounds of the output, within its width */
  int32_t out_bits;         /* 8, or 4: packed */
  float scale;              /* > 0 */
} m2c_quantize_f32_s8_params;

M2C_KERNEL int32_t m2c_quantize_f32_s8_one(const m2c_quantize_f32_s8_params *p,
                                           float x) {
  const float low = (float)(p->out_min - p->out_zero);
  const float y = x / p->scale;
  return m2c_round_clamp(y > low ? y : low, p->out_zero, p->out_min,
                         p->out_max);
}

/* The outputs from element `from` on; from is 0 where they have 4 bits. */
M2C_KERNEL void m2c_quantize_f32_s8_run(const m2c_quantize_f32_s8_params *p,
                                        int8_t *M2C_RESTRICT out,
                                        const float *x, int32_t from) {
  int32_t i;
  if (p->out_bits == 4) {
    const int32_t pairs = p->n / 2;
    for (i = 0; i < pairs; i++)
      out[i] = m2c_s4_pair(m2c_quantize_f32_s8_one(p, x[2 * i]),
                           m2c_quantize_f32_s8_one(p, x[2 * i + 1]));
    if (p->n % 2 != 0)
      out[pairs] = m2c_s4_pair(m2c_quantize_f32_s8_one(p, x[p->n - 1]), 0);
  } else {
    for (i = from; i < p->n; i++)
      out[i] = (int8_t)m2c_quantize_f32_s8_one(p, x[i]);
  }
}

#endif
