/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Sums of two quantised tensors of one shape, four at a time: the integer form
 * of m2c_elementwise_s8.h with the multipliers split at bit 15, so that one SMLAD
 * weighs both operands by their low parts and one by the high ones. */
#ifndef M2C_RUNTIME_DSP_SUM_H
#define M2C_RUNTIME_DSP_SUM_H

#include "m2c/m2c_dsp.h"
#include "m2c/m2c_plain_s8.h"

/* The assembly knows the offsets of the fields: 4 times their number. */
typedef struct {
  const int8_t *a, *b; /* at any address, as out */
  int8_t *out;         /* may be a or b */
  int32_t fours;       /* >= 1 */
  uint32_t low, high;  /* of both multipliers: a's in the low lane */
  int32_t offset_low, offset_high;
  int32_t shift; /* of the high sums; 1 to 31 */
} m2c_dsp_sum;

#if M2C_DSP_ASM

M2C_DSP_BLOCK __attribute__((naked)) void
m2c_dsp_sum_fours(const m2c_dsp_sum *sum __attribute__((unused))) {
  __asm__ volatile(
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "ldm r0, {r0, r1, r2, r3, r4, r5, r6, r7, r8}\n"
      "1:\n"
      "ldr r9, [r0], #4; ldr r10, [r1], #4; sxtb16 r11, r9\n"
      "sxtb16 r12, r10; pkhbt lr, r11, r12, lsl #16\n"
      "pkhtb r11, r12, r11, asr #16; smlad r12, lr, r4, r6\n"
      "smlad lr, lr, r5, r7; add lr, lr, r12, asr #15; asr lr, lr, r8\n"
      "ssat lr, #8, lr; smlad r12, r11, r4, r6\n"
      "smlad r11, r11, r5, r7; add r11, r11, r12, asr #15\n"
      "asr r11, r11, r8; ssat r11, #8, r11; bfi lr, r11, #16, #8\n"
      "sxtb16 r9, r9, ror #8; sxtb16 r10, r10, ror #8\n"
      "pkhbt r11, r9, r10, lsl #16; pkhtb r9, r10, r9, asr #16\n"
      "smlad r12, r11, r4, r6; smlad r11, r11, r5, r7\n"
      "add r11, r11, r12, asr #15; asr r11, r11, r8\n"
      "ssat r11, #8, r11; bfi lr, r11, #8, #8; smlad r12, r9, r4, r6\n"
      "smlad r9, r9, r5, r7; add r9, r9, r12, asr #15; asr r9, r9, r8\n"
      "ssat r9, #8, r9; bfi lr, r9, #24, #8; str lr, [r2], #4\n"
      "subs r3, r3, #1; bne 1b\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#else

M2C_DSP_BLOCK void m2c_dsp_sum_fours(const m2c_dsp_sum *s) {
  int32_t i;
  for (i = 0; i < 4 * s->fours; i++) {
    const uint32_t pair = m2c_dsp_lows((uint32_t)s->a[i], (uint32_t)s->b[i]);
    const int32_t low =
        (int32_t)m2c_dsp_smlad(pair, s->low, (uint32_t)s->offset_low);
    const int32_t high =
        (int32_t)m2c_dsp_smlad(pair, s->high, (uint32_t)s->offset_high);
    s->out[i] = (int8_t)m2c_clamp((high + (low >> 15)) >> s->shift, -128, 127);
  }
}

#endif

/* Whether a lane holds the multiplier's upper part. */
M2C_KERNEL int32_t m2c_dsp_is_split(int32_t multiplier) {
  return multiplier >= -(1 << 30) && multiplier < 1 << 30;
}

/* The first outputs of add or sub; returns how many. */
M2C_KERNEL int32_t m2c_dsp_sum_run(const m2c_binary_s8_params *p, int8_t *out,
                                   const int8_t *a, const int8_t *b) {
  m2c_dsp_sum s;
  if (p->n < 4 || p->out_min != -128 || p->out_max != 127 || p->shift < 16 ||
      !m2c_dsp_is_split(p->a_multiplier) ||
      !m2c_dsp_is_split(p->b_multiplier) || !m2c_binary_s8_is_plain(p))
    return 0;
  s.a = a;
  s.b = b;
  s.out = out;
  s.fours = p->n / 4;
  s.low = m2c_dsp_lows((uint32_t)p->a_multiplier & 0x7fff,
                       (uint32_t)p->b_multiplier & 0x7fff);
  s.high = m2c_dsp_lows((uint32_t)(p->a_multiplier >> 15),
                        (uint32_t)(p->b_multiplier >> 15));
  /* offset_high * 2^16 + offset_low, split at bit 15. */
  s.offset_low = p->offset_low & 0x7fff;
  s.offset_high = p->offset_high * 2 + (p->offset_low >> 15);
  s.shift = p->shift - 15;
  m2c_dsp_sum_fours(&s);
  return m2c_whole(p->n, 4);
}

#endif
