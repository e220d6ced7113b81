/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Sums of two quantised tensors of one shape, eight at a time, by the float
 * formula of m2c_elementwise_s8.h, whose results the integer one has too. */
#ifndef M2C_RUNTIME_NEON_SUM_H
#define M2C_RUNTIME_NEON_SUM_H

#include "m2c/m2c_neon.h"
#include "m2c/m2c_plain_s8.h"

#if M2C_NEON

M2C_KERNEL int32x4_t m2c_neon_sum_four(const m2c_binary_s8_params *p,
                                       int16x4_t a, int16x4_t b,
                                       float b_scale) {
  const float32x4_t x = vcvtq_f32_s32(vmovl_s16(a));
  const float32x4_t y = vcvtq_f32_s32(vmovl_s16(b));
  const float32x4_t sum = vfmaq_n_f32(
      vfmaq_n_f32(vdupq_n_f32(p->fixed), y, b_scale), x, p->a_scale);
  return vmaxq_s32(vminq_s32(vcvtnq_s32_f32(sum), vdupq_n_s32(p->out_max)),
                   vdupq_n_s32(p->out_min));
}

/* The first outputs of add, or of sub with sign -1; returns how many. */
M2C_KERNEL int32_t m2c_neon_sum_run(const m2c_binary_s8_params *p, int8_t *out,
                                    const int8_t *a, const int8_t *b,
                                    float sign) {
  const int32_t whole = m2c_binary_s8_is_plain(p) ? m2c_whole(p->n, 8) : 0;
  int32_t i;
  for (i = 0; i < whole; i += 8) {
    const int16x8_t x = vmovl_s8(vld1_s8(a + i)), y = vmovl_s8(vld1_s8(b + i));
    const int32x4_t low = m2c_neon_sum_four(p, vget_low_s16(x), vget_low_s16(y),
                                            sign * p->b_scale);
    const int32x4_t high = m2c_neon_sum_four(
        p, vget_high_s16(x), vget_high_s16(y), sign * p->b_scale);
    vst1_s8(out + i, vmovn_s16(vcombine_s16(vmovn_s32(low), vmovn_s32(high))));
  }
  return whole;
}

#else

M2C_KERNEL int32_t m2c_neon_sum_run(const m2c_binary_s8_params *p, int8_t *out,
                                    const int8_t *a, const int8_t *b,
                                    float sign) {
  (void)p, (void)out, (void)a, (void)b, (void)sign;
  return 0;
}

#endif

#endif
