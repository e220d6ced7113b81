/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* m2c_dsp_dot.h for one pixel, whose inputs are widened on the way. */
#ifndef M2C_RUNTIME_DSP_DOT_1X4_H
#define M2C_RUNTIME_DSP_DOT_1X4_H

#include "m2c/m2c_dsp_dot.h"

#if M2C_DSP_ASM

#define M2C_DSP_1X4                                                            \
  "ldr r2, [r1], #4\n"                                                         \
  "ldmia r0!, {r3, r4, r5, r6}\n"                                              \
  "sxtb16 r7, r2\n"                                                            \
  "sxtb16 r2, r2, ror #8\n"                                                    \
  "smlad r8, r7, r3, r8\n"                                                     \
  "smlad r9, r7, r4, r9\n"                                                     \
  "smlad r8, r2, r5, r8\n"                                                     \
  "smlad r9, r2, r6, r9\n"                                                     \
  "uxtb16 r3, r3\n"                                                            \
  "uxtb16 r4, r4\n"                                                            \
  "uxtb16 r5, r5\n"                                                            \
  "uxtb16 r6, r6\n"                                                            \
  "smlad r10, r7, r3, r10\n"                                                   \
  "smlad r11, r7, r4, r11\n"                                                   \
  "smlad r10, r2, r5, r10\n"                                                   \
  "smlad r11, r2, r6, r11\n"

/* One pixel by four channels; x: int8, at any address, whole fours, at least
 * one. */
M2C_DSP_BLOCK __attribute__((naked)) void
m2c_dsp_dot_1x4(m2c_dsp_block *block __attribute__((unused))) {
  __asm__ volatile("push {r0, r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
                   "ldr r1, [r0, #4]\n"
                   "ldr r12, [r0, #8]\n"
                   "ldr r0, [r0]\n"
                   "movs r6, #0\n"
                   "mov r8, r6\n"
                   "mov r9, r6\n"
                   "mov r10, r6\n"
                   "mov r11, r6\n"
                   "sub r2, r12, r1\n"
                   "tst r2, #4\n"
                   "bne 1f\n"
                   "2:\n" M2C_DSP_1X4 /**/
                   "1:\n" M2C_DSP_1X4 /**/
                   "cmp r1, r12\n"
                   "bne 2b\n"
                   "pop {r0}\n"
                   "adds r0, r0, #12\n"
                   "stmia r0, {r8, r9, r10, r11}\n"
                   "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#undef M2C_DSP_1X4

#else

M2C_DSP_BLOCK void m2c_dsp_dot_1x4(m2c_dsp_block *block) {
  const int8_t *x = (const int8_t *)block->x;
  const int32_t *w = block->w;
  int32_t *s = block->sums, i;
  memset(s, 0, 4 * sizeof *s);
  for (; x != (const int8_t *)block->end; x += 4, w += 4) {
    const uint32_t four = m2c_dsp_load(x);
    for (i = 0; i < 4; i++)
      m2c_dsp_step(s + i % 2, s + 2 + i % 2,
                   (int32_t)(i < 2 ? m2c_dsp_even(four) : m2c_dsp_odd(four)),
                   w[i]);
  }
}

#endif

#endif
