/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Sums of products with 4-bit weights of four channels in one 16-bit lane.
 *
 * A lane of channels 0 to 3 holds the digits n0 + 16 * n1 + 256 * n2 + 4096 * w3 with
 * n = w + 8, but for the last, which has its sign; inputs have one lane each. From
 * t4 = sum of x * lane and t3, t2, t1 = the same with the lane's lowest three, two
 * and one digits follow the sums of x * n0 = t1, of x * n1 = (t2 - t1) / 16, of
 * x * n2 = (t3 - t2) / 256 and of x * w3 = (t4 - t3) / 4096: exact while they are
 * within 19 bits and a sign, as all t are modulo 2^32. Those of x * w are less by
 * 8 * sum x, but for the last.
 *
 * Packed weights: [quad of channels][two k], a word each; the two k of each four
 * are 0, 2 and then 1, 3. All is padded to whole quads and whole fours of k by
 * weights of zero. */
#ifndef M2C_RUNTIME_DSP_DIGITS_H
#define M2C_RUNTIME_DSP_DIGITS_H

#include "m2c/m2c_dsp_dot.h"

/* The sum of channel 0 to 3 from t4, t3, t2, t1, `step` apart; sum: 128 times that
 * of the inputs. */
M2C_KERNEL int32_t m2c_dsp_digit(const int32_t *t, int32_t step,
                                 int32_t channel, int32_t sum) {
  const uint32_t upper = (uint32_t)t[(3 - channel) * step];
  const uint32_t lower = channel == 0 ? 0 : (uint32_t)t[(4 - channel) * step];
  const int32_t digit = (int32_t)(upper - lower) >> 4 * channel;
  return channel == 3 ? digit : digit - sum / 16;
}

/* A product of two lanes: into t4, t3, t2, t1, `step` apart. */
M2C_KERNEL void m2c_dsp_digits_step(int32_t *t, int32_t step, uint32_t x,
                                    uint32_t w) {
  static const uint32_t masks[4] = {0xffffffffu, 0x0fff0fffu, 0x00ff00ffu,
                                    0x000f000fu};
  int32_t i;
  for (i = 0; i < 4; i++)
    t[i * step] =
        (int32_t)m2c_dsp_smlad(x, w & masks[i], (uint32_t)t[i * step]);
}

#if M2C_DSP_ASM

/* clang-format off */
#define M2C_DSP_DIGITS_2X4                                                     \
  "ldr r2, [r0], #4; ldrd r4, r5, [r1], #8\n"                                  \
  "smlad r6, r4, r2, r6; smlad r7, r5, r2, r7; bic r3, r2, #0xf000f000\n"      \
  "smlad r8, r4, r3, r8; smlad r9, r5, r3, r9; uxtb16 r3, r2\n"                \
  "smlad r10, r4, r3, r10; smlad r11, r5, r3, r11; and r2, r2, #0x000f000f\n"  \
  "smlad r12, r4, r2, r12; smlad lr, r5, r2, lr\n"
/* Of one word: inputs in X, weights in W. */
#define M2C_DSP_DIGITS(X, W)                                                   \
  "smlad r8, " X ", " W ", r8; bic r5, " W ", #0xf000f000\n"                   \
  "smlad r9, " X ", r5, r9; uxtb16 r5, " W "; smlad r10, " X ", r5, r10\n"     \
  "and " W ", " W ", #0x000f000f; smlad r11, " X ", " W ", r11\n"

/* Two pixels by four channels. x: [two k][pixel]. sums: t4 of both, t3.. */
M2C_DSP_BLOCK __attribute__((naked)) void
m2c_dsp_digits_2x4(m2c_dsp_block *block __attribute__((unused))) {
  __asm__ volatile(
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}; ldr r2, [r0, #8]\n"
      "push {r0, r2}; ldr r1, [r0, #4]; ldr r0, [r0]; movs r6, #0\n"
      "movs r7, #0; mov r8, r6; mov r9, r6; mov r10, r6; mov r11, r6\n"
      "mov r12, r6; mov lr, r6\n" M2C_DSP_LOOP(M2C_DSP_DIGITS_2X4)
      "pop {r0, r2}; adds r0, r0, #12\n"
      "stmia r0, {r6, r7, r8, r9, r10, r11, r12, lr}\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

/* One pixel, x as bytes, of which there are whole fours. sums: t4, t3, t2, t1. */
M2C_DSP_BLOCK __attribute__((naked)) void
m2c_dsp_digits_1x4(m2c_dsp_block *block __attribute__((unused))) {
  __asm__ volatile(
      "push {r0, r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "ldr r1, [r0, #4]; ldr r12, [r0, #8]; ldr r0, [r0]; movs r6, #0\n"
      "mov r8, r6; mov r9, r6; mov r10, r6; mov r11, r6\n"
      "1: ldr r6, [r1], #4; ldrd r3, r4, [r0], #8; sxtb16 r7, r6\n"
      M2C_DSP_DIGITS("r7", "r3")
      "sxtb16 r7, r6, ror #8\n" M2C_DSP_DIGITS("r7", "r4")
      "cmp r1, r12; bne 1b; pop {r0}; adds r0, r0, #12\n"
      "stmia r0, {r8, r9, r10, r11}\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}
/* clang-format on */

#else

/* Adds to the 8 sums from x to its end; returns where the weights end. */
M2C_KERNEL const int32_t *m2c_dsp_digits_add(int32_t *t, const int32_t *w,
                                             const void *from,
                                             const void *end) {
  const int32_t *x = (const int32_t *)from;
  int32_t i;
  for (; x != (const int32_t *)end; x += 2, w++)
    for (i = 0; i < 2; i++)
      m2c_dsp_digits_step(t + i, 2, (uint32_t)x[i], (uint32_t)*w);
  return w;
}

M2C_DSP_BLOCK void m2c_dsp_digits_2x4(m2c_dsp_block *block) {
  memset(block->sums, 0, sizeof block->sums);
  m2c_dsp_digits_add(block->sums, block->w, block->x, block->end);
}

M2C_DSP_BLOCK void m2c_dsp_digits_1x4(m2c_dsp_block *block) {
  const int8_t *x = (const int8_t *)block->x;
  const int32_t *w = block->w;
  memset(block->sums, 0, 4 * sizeof *block->sums);
  for (; x != (const int8_t *)block->end; x += 4, w += 2) {
    const uint32_t four = m2c_dsp_load(x);
    m2c_dsp_digits_step(block->sums, 1, m2c_dsp_even(four), (uint32_t)w[0]);
    m2c_dsp_digits_step(block->sums, 1, m2c_dsp_odd(four), (uint32_t)w[1]);
  }
}

#endif

#endif
