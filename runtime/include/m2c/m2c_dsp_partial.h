/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* m2c_dsp_dot_2x4 for a part of k and all channels, with sums in memory. */
#ifndef M2C_RUNTIME_DSP_PARTIAL_H
#define M2C_RUNTIME_DSP_PARTIAL_H

#include "m2c/m2c_dsp_dot.h"

/* The assembly knows the offsets of the fields: 4 times their number. */
typedef struct {
  const int32_t *w;
  const void *x, *end; /* lanes, [two k][column] */
  int32_t *sums;       /* 8 for each four channels, to be added to */
  int32_t count;       /* fours of channels */
  int32_t skip;        /* bytes of weights from one part to the next */
} m2c_dsp_partial;

#if M2C_DSP_ASM

/* The body of a function (m2c_dsp_partial *). */
#define M2C_DSP_PARTIAL(STEP)                                                  \
  __asm__ volatile(                                                            \
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}; ldr r1, [r0, #8]\n"        \
      "push {r0, r1}\n"                                                        \
      "5:\n"                                                                   \
      "ldr r2, [sp]; ldr r6, [r2, #12]; ldrd r0, r1, [r2]\n"                   \
      "ldm r6, {r6, r7, r8, r9, r10, r11, r12, lr}\n" M2C_DSP_LOOP(            \
          STEP) "ldr r1, [sp]; ldr r2, [r1, #12]\n"                            \
                "stmia r2!, {r6, r7, r8, r9, r10, r11, r12, lr}\n"             \
                "str r2, [r1, #12]; ldrd r3, r4, [r1, #16]; add r0, r0, r4\n"  \
                "str r0, [r1]; subs r3, r3, #1; str r3, [r1, #16]; bne 5b\n"   \
                "add sp, sp, #8; pop {r4, r5, r6, r7, r8, r9, r10, r11, "      \
                "pc}\n")

M2C_DSP_BLOCK __attribute__((naked)) void
m2c_dsp_partial_2x4(m2c_dsp_partial *partial __attribute__((unused))) {
  M2C_DSP_PARTIAL(M2C_DSP_2X4);
}

#else

M2C_DSP_BLOCK void m2c_dsp_partial_2x4(m2c_dsp_partial *t) {
  const int32_t *w = t->w;
  int32_t quad;
  for (quad = 0; quad < t->count; quad++)
    w = m2c_dsp_add_2x4(t->sums + 8 * quad, w, t->x, t->end) + t->skip / 4;
}

#endif

#endif
