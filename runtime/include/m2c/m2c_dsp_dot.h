/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Sums of products of int8 inputs and weights that hold two output channels in
 * one 16-bit lane, so that one SMLAD serves four products.
 *
 * A lane of channels a (even) and b holds 256 * b + (a + 128); inputs have one
 * lane each. From
 *   s = sum of x * (256 * b + a + 128)   with the lanes as they are
 *   u = sum of x * (a + 128)             with their low bytes
 * follow sum x * a = u - 128 * sum x and sum x * b = (s - u) / 256, exact while
 * it is within 23 bits and a sign; s and u are modulo 2^32.
 *
 * Packed weights: [quad of channels][two k][word]; word 0 has the quad's
 * channels 0 and 1, word 1 channels 2 and 3. The two k of each four are 0, 2 and
 * then 1, 3: so SXTB16 delivers the inputs. All is padded to whole quads and
 * whole fours of k by weights of zero (a lane of 128, as a is 0). */
#ifndef M2C_RUNTIME_DSP_DOT_H
#define M2C_RUNTIME_DSP_DOT_H

#include "m2c/m2c_dsp.h"

/* One block of outputs. sums: s of pixel 0, 1.. by the first pair of channels,
 * then by the second one if there is, then u in the same order. */
typedef struct {
  const int32_t *w; /* packed weights */
  const void *x;    /* inputs, and where they end: */
  const void *end;
  int32_t sums[8];
} m2c_dsp_block;

/* The sum of channel a, without 128 * sum x, and that of channel b. */
M2C_KERNEL int32_t m2c_dsp_second(int32_t s, int32_t u) {
  return (int32_t)((uint32_t)s - (uint32_t)u) >> 8;
}

/* A product of two lanes by pixel and pair, for s and u. */
M2C_KERNEL void m2c_dsp_step(int32_t *s, int32_t *u, int32_t x, int32_t w) {
  *s = (int32_t)m2c_dsp_smlad((uint32_t)x, (uint32_t)w, (uint32_t)*s);
  *u =
      (int32_t)m2c_dsp_smlad((uint32_t)x, (uint32_t)w & 0xff00ff, (uint32_t)*u);
}

#if M2C_DSP_ASM

#define M2C_DSP_2X4                                                            \
  "ldrd r2, r3, [r0], #8\n"                                                    \
  "ldrd r4, r5, [r1], #8\n"                                                    \
  "smlad r6, r4, r2, r6\n"                                                     \
  "smlad r7, r5, r2, r7\n"                                                     \
  "smlad r8, r4, r3, r8\n"                                                     \
  "smlad r9, r5, r3, r9\n"                                                     \
  "uxtb16 r2, r2\n"                                                            \
  "uxtb16 r3, r3\n"                                                            \
  "smlad r10, r4, r2, r10\n"                                                   \
  "smlad r11, r5, r2, r11\n"                                                   \
  "smlad r12, r4, r3, r12\n"                                                   \
  "smlad lr, r5, r3, lr\n"

/* From x in r1 to its end in [sp, #4] by STEP, of two k. The loop has four fours of
 * k, and is entered where so many are left as do not fill it. */
#define M2C_DSP_LOOP(STEP)                                                     \
  "ldr r2, [sp, #4]; subs r2, r2, r1; ands r2, r2, #48; beq 4f\n"              \
  "cmp r2, #32; bhi 3f; beq 2f; b 1f\n"                                        \
  "4:\n" STEP STEP "3:\n" STEP STEP "2:\n" STEP STEP "1:\n" STEP STEP          \
  "ldr r2, [sp, #4]; cmp r1, r2; bne 4b\n"

/* Two pixels by four channels. x: [two k][pixel]. */
M2C_DSP_BLOCK __attribute__((naked)) void
m2c_dsp_dot_2x4(m2c_dsp_block *block __attribute__((unused))) {
  __asm__ volatile("push {r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
                   "ldr r2, [r0, #8]\n"
                   "push {r0, r2}\n"
                   "ldr r1, [r0, #4]\n"
                   "ldr r0, [r0]\n"
                   "movs r6, #0\n"
                   "movs r7, #0\n"
                   "mov r8, r6\n"
                   "mov r9, r6\n"
                   "mov r10, r6\n"
                   "mov r11, r6\n"
                   "mov r12, r6\n"
                   "mov lr, r6\n" M2C_DSP_LOOP(M2C_DSP_2X4) /**/
                   "pop {r0, r2}\n"
                   "adds r0, r0, #12\n"
                   "stmia r0, {r6, r7, r8, r9, r10, r11, r12, lr}\n"
                   "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#define M2C_DSP_3X2                                                            \
  "ldr r2, [r0], #8\n"                                                         \
  "ldmia r1!, {r3, r4, r5}\n"                                                  \
  "smlad r6, r3, r2, r6\n"                                                     \
  "smlad r7, r4, r2, r7\n"                                                     \
  "smlad r8, r5, r2, r8\n"                                                     \
  "uxtb16 r2, r2\n"                                                            \
  "smlad r9, r3, r2, r9\n"                                                     \
  "smlad r10, r4, r2, r10\n"                                                   \
  "smlad r11, r5, r2, r11\n"

/* Three pixels by two channels, w stepping over the quad's other two. */
M2C_DSP_BLOCK __attribute__((naked)) void
m2c_dsp_dot_3x2(m2c_dsp_block *block __attribute__((unused))) {
  __asm__ volatile("push {r0, r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
                   "ldr r1, [r0, #4]\n"
                   "ldr r12, [r0, #8]\n"
                   "ldr r0, [r0]\n"
                   "movs r6, #0\n"
                   "movs r7, #0\n"
                   "mov r8, r6\n"
                   "mov r9, r6\n"
                   "mov r10, r6\n"
                   "mov r11, r6\n"
                   "1:\n" M2C_DSP_3X2 M2C_DSP_3X2 /**/
                   "cmp r1, r12\n"
                   "beq 2f\n" M2C_DSP_3X2 M2C_DSP_3X2 /**/
                   "cmp r1, r12\n"
                   "bne 1b\n"
                   "2:\n"
                   "pop {r0}\n"
                   "adds r0, r0, #12\n"
                   "stmia r0, {r6, r7, r8, r9, r10, r11}\n"
                   "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#else

/* Adds to the 8 sums from x to its end; returns where the weights end. */
M2C_KERNEL const int32_t *m2c_dsp_add_2x4(int32_t *s, const int32_t *w,
                                          const void *from, const void *end) {
  const int32_t *x = (const int32_t *)from;
  int32_t i;
  for (; x != (const int32_t *)end; x += 2, w += 2)
    for (i = 0; i < 4; i++)
      m2c_dsp_step(s + i, s + 4 + i, x[i % 2], w[i / 2]);
  return w;
}

M2C_DSP_BLOCK void m2c_dsp_dot_2x4(m2c_dsp_block *block) {
  memset(block->sums, 0, sizeof block->sums);
  m2c_dsp_add_2x4(block->sums, block->w, block->x, block->end);
}

M2C_DSP_BLOCK void m2c_dsp_dot_3x2(m2c_dsp_block *block) {
  const int32_t *w = block->w, *x = (const int32_t *)block->x;
  int32_t *s = block->sums, i;
  memset(s, 0, 6 * sizeof *s);
  for (; x != (const int32_t *)block->end; x += 3, w += 2)
    for (i = 0; i < 3; i++)
      m2c_dsp_step(s + i, s + 3 + i, x[i], w[0]);
}

#endif

#endif
