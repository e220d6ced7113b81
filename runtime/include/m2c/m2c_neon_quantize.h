/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Floats to quantised integers, eight at a time. */
#ifndef M2C_RUNTIME_NEON_QUANTIZE_H
#define M2C_RUNTIME_NEON_QUANTIZE_H

#include "m2c/m2c_neon.h"

#if M2C_NEON

/* The first outputs of x[i] / scale; returns how many. NaN gives the least. */
M2C_KERNEL int32_t m2c_neon_quantize(const m2c_requant *q, int8_t *out,
                                     const float *x, int32_t n, float scale) {
  const float32x4_t divisor = vdupq_n_f32(scale);
  const float32x4_t least = vdupq_n_f32((float)(q->low - q->zero));
  int32_t i;
  for (i = 0; i < m2c_whole(n, 8); i += 8) {
    const float32x4_t a = vdivq_f32(vld1q_f32(x + i), divisor);
    const float32x4_t b = vdivq_f32(vld1q_f32(x + i + 4), divisor);
    const int32x4_t low =
        m2c_neon_round(q, vbslq_f32(vcgtq_f32(a, least), a, least));
    const int32x4_t high =
        m2c_neon_round(q, vbslq_f32(vcgtq_f32(b, least), b, least));
    vst1_s8(out + i, vmovn_s16(vcombine_s16(vmovn_s32(low), vmovn_s32(high))));
  }
  return i;
}

#else

M2C_KERNEL int32_t m2c_neon_quantize(const m2c_requant *q, int8_t *out,
                                     const float *x, int32_t n, float scale) {
  (void)q, (void)out, (void)x, (void)n, (void)scale;
  return 0;
}

#endif

#endif
