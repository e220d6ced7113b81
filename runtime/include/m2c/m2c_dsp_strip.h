/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Widens four channels of a strip of columns and three rows for 3x3 taps.
 *
 * Lanes: [column][channel of four][word]. Word 0 has rows 0 and 1 of the column,
 * word 1 row 2 of the column before and of this one. An output takes word 0 of
 * three columns and word 1 of the second and third (there the high half). */
#ifndef M2C_RUNTIME_DSP_STRIP_H
#define M2C_RUNTIME_DSP_STRIP_H

#include "m2c/m2c_dsp.h"

/* Columns to be widened: four channels of the three rows at x, x + row1 and
 * x + row2 bytes; even and odd: row 2 of the column before the first, and
 * afterwards of the last. */
typedef struct {
  const int8_t *x;
  intptr_t row1, row2;
  uint32_t *lanes;
  int32_t in_c;  /* bytes from column to column */
  int32_t count; /* columns, >= 1 */
  uint32_t even, odd;
} m2c_dsp_strip;

/* A column of padding: both lanes of `zeros` are its value. */
M2C_KERNEL void m2c_dsp_widen_padding(m2c_dsp_strip *s, uint32_t zeros) {
  uint32_t *lanes = s->lanes;
  lanes[0] = lanes[2] = lanes[4] = lanes[6] = zeros;
  lanes[1] = m2c_dsp_lows(s->even, zeros);
  lanes[3] = m2c_dsp_lows(s->odd, zeros);
  lanes[5] = m2c_dsp_highs(s->even, zeros);
  lanes[7] = m2c_dsp_highs(s->odd, zeros);
  s->lanes = lanes + 8;
  s->even = s->odd = zeros;
}

#if M2C_DSP_ASM

M2C_DSP_BLOCK __attribute__((naked)) void
m2c_dsp_widen_strip(m2c_dsp_strip *strip __attribute__((unused))) {
  __asm__ volatile("push {r0, r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
                   "ldm r0, {r0, r1, r2, r3, r4, r5, r6, r7}\n"
                   "1:\n"
                   "ldr r9, [r0, r1]\n"
                   "ldr r11, [r0, r2]\n"
                   "ldr r8, [r0]\n"
                   "add r0, r0, r4\n"
                   "sxtb16 r10, r8\n"
                   "sxtb16 r12, r9\n"
                   "pkhbt lr, r10, r12, lsl #16\n"
                   "pkhtb r10, r12, r10, asr #16\n"
                   "sxtb16 r12, r11\n"
                   "str r10, [r3, #16]\n"
                   "pkhbt r10, r6, r12, lsl #16\n"
                   "strd lr, r10, [r3]\n"
                   "pkhtb r10, r12, r6, asr #16\n"
                   "mov r6, r12\n"
                   "str r10, [r3, #20]\n"
                   "sxtb16 r8, r8, ror #8\n"
                   "sxtb16 r9, r9, ror #8\n"
                   "sxtb16 r11, r11, ror #8\n"
                   "pkhbt r10, r8, r9, lsl #16\n"
                   "pkhbt r12, r7, r11, lsl #16\n"
                   "strd r10, r12, [r3, #8]\n"
                   "pkhtb r10, r9, r8, asr #16\n"
                   "pkhtb r12, r11, r7, asr #16\n"
                   "strd r10, r12, [r3, #24]\n"
                   "mov r7, r11\n"
                   "adds r3, r3, #32\n"
                   "subs r5, r5, #1\n"
                   "bne 1b\n"
                   "pop {r0}\n"
                   "str r3, [r0, #12]\n"
                   "strd r6, r7, [r0, #24]\n"
                   "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#else

M2C_DSP_BLOCK void m2c_dsp_widen_strip(m2c_dsp_strip *s) {
  const int8_t *x = s->x;
  uint32_t *lanes = s->lanes;
  int32_t i;
  for (i = 0; i < s->count; i++) {
    const uint32_t row0 = m2c_dsp_load(x), row1 = m2c_dsp_load(x + s->row1);
    const uint32_t row2 = m2c_dsp_load(x + s->row2);
    const uint32_t even = m2c_dsp_even(row2), odd = m2c_dsp_odd(row2);
    lanes[0] = m2c_dsp_lows(m2c_dsp_even(row0), m2c_dsp_even(row1));
    lanes[1] = m2c_dsp_lows(s->even, even);
    lanes[2] = m2c_dsp_lows(m2c_dsp_odd(row0), m2c_dsp_odd(row1));
    lanes[3] = m2c_dsp_lows(s->odd, odd);
    lanes[4] = m2c_dsp_highs(m2c_dsp_even(row0), m2c_dsp_even(row1));
    lanes[5] = m2c_dsp_highs(s->even, even);
    lanes[6] = m2c_dsp_highs(m2c_dsp_odd(row0), m2c_dsp_odd(row1));
    lanes[7] = m2c_dsp_highs(s->odd, odd);
    lanes += 8;
    s->even = even;
    s->odd = odd;
    x += s->in_c;
  }
  s->lanes = lanes;
}

#endif

#endif
