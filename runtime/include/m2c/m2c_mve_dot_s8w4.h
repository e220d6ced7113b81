/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* The sums of m2c_mve_dot.h for 4-bit weights: those of a pair of channels share a
 * byte, the first in its low half. A half of a byte is 16 times a weight, and so
 * are the sums, which the conversion to floats takes off again.
 *
 * Weights (`sixteens`): [pair of channels][sixteen of k][16]. */
#ifndef M2C_RUNTIME_MVE_DOT_S8W4_H
#define M2C_RUNTIME_MVE_DOT_S8W4_H

#include "m2c/m2c_mve_dot.h"
#include "m2c/m2c_pack_s4.h"

#if M2C_MVE

/* clang-format off */
/* Bytes at POINTER become the weights of both channels: q3 and q4. */
#define M2C_MVE_HALVES(POINTER)                                                \
  "vldrb.u8 q3, [" POINTER "], #16; vand q4, q3, q5; vshl.i8 q3, q3, #4\n"
#define M2C_MVE_3X2(LOADS)                                                     \
  LOADS                                                                        \
  "vldrb.u8 q0, [r1], #16; vmladava.s8 r0, q0, q3; vmladava.s8 r2, q0, q4\n"   \
  "vldrb.u8 q1, [r3], #16; vmladava.s8 r4, q1, q3; vmladava.s8 r6, q1, q4\n"   \
  "vldrb.u8 q2, [r5], #16; vmladava.s8 r8, q2, q3; vmladava.s8 r10, q2, q4\n"
#define M2C_MVE_BIAS_3X2                                                       \
  "ldrd r0, r2, [r9], #8; lsls r0, r0, #4; lsls r2, r2, #4\n"                  \
  "mov r4, r0; mov r6, r2; mov r8, r0; mov r10, r2; ldm sp, {r1, r3, r5, lr}\n"

/* Three pixels, two channels at a time. */
M2C_MVE_ASM void m2c_mve_dot_3x2_s8w4(const m2c_mve_block *b
                                      __attribute__((unused))) {
  __asm__ volatile(
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "vpush {d8, d9, d10, d11}; vmov.i8 q5, #0xf0\n"
      "ldm r0!, {r1, r2, r3, r4, r7, r11}; ldrd r9, r12, [r0]\n"
      "tst r4, #31; it eq; asreq r4, r4, #5; push {r1, r2, r3, r4}; beq 3f\n"
      "1:\n" M2C_MVE_BIAS_3X2 "dlstp.8 lr, lr\n"
      "2:\n" M2C_MVE_3X2(M2C_MVE_HALVES("r7")) "letp lr, 2b\n"
      "stm r11!, {r0, r2, r4, r6, r8, r10}; subs r12, r12, #1; bne 1b; b 5f\n"
      /* Two sixteens at a time. */
      "3:\n" M2C_MVE_BIAS_3X2 "dls lr, lr\n"
      "4:\n" M2C_MVE_3X2(M2C_MVE_HALVES("r7")) M2C_MVE_3X2(M2C_MVE_HALVES("r7"))
      "le lr, 4b\n"
      "stm r11!, {r0, r2, r4, r6, r8, r10}; subs r12, r12, #1; bne 3b\n"
      "5: add sp, sp, #16; vpop {d8, d9, d10, d11}\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

/* Two pixels. */
M2C_MVE_ASM void m2c_mve_dot_2x2_s8w4(const m2c_mve_block *b
                                      __attribute__((unused))) {
  __asm__ volatile(
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}; mov r12, r0\n"
      "vpush {d8, d9, d10, d11}; vmov.i8 q5, #0xf0\n"
      "ldrd r7, r11, [r12, #16]; ldrd r9, r8, [r12, #24]; ldr r10, [r12, #12]\n"
      "1: ldrd r0, r2, [r9], #8; lsls r0, r0, #4; lsls r2, r2, #4\n"
      "mov r4, r0; mov r6, r2; ldrd r1, r3, [r12]; dlstp.8 lr, r10\n"
      "2:\n" M2C_MVE_HALVES("r7")
      "vldrb.u8 q0, [r1], #16; vmladava.s8 r0, q0, q3; vmladava.s8 r2, q0, q4\n"
      "vldrb.u8 q1, [r3], #16; vmladava.s8 r4, q1, q3; vmladava.s8 r6, q1, q4\n"
      "letp lr, 2b\n"
      "stm r11!, {r0, r2, r4, r6}; adds r11, r11, #8; subs r8, r8, #1; bne 1b\n"
      "vpop {d8, d9, d10, d11}; pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

/* One pixel, four channels at a time. */
M2C_MVE_ASM void m2c_mve_dot_1x4_s8w4(const m2c_mve_block *b
                                      __attribute__((unused))) {
  __asm__ volatile(
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}; mov r12, r0\n"
      "vpush {d8, d9, d10, d11}; vmov.i8 q5, #0xf0\n"
      "ldrd r5, r11, [r12, #16]; ldrd r9, r8, [r12, #24]\n"
      "ldr r7, [r12, #32]; ldr r10, [r12, #12]\n"
      "1: mov r3, r5; adds r5, r5, r7; ldm r9!, {r0, r2, r4, r6}\n"
      "lsls r0, r0, #4; lsls r2, r2, #4; lsls r4, r4, #4; lsls r6, r6, #4\n"
      "ldr r1, [r12]; dlstp.8 lr, r10\n"
      "2: vldrb.u8 q0, [r1], #16\n" M2C_MVE_HALVES("r3")
      "vmladava.s8 r0, q0, q3; vmladava.s8 r2, q0, q4\n" M2C_MVE_HALVES("r5")
      "vmladava.s8 r4, q0, q3; vmladava.s8 r6, q0, q4; letp lr, 2b\n"
      "strd r0, r2, [r11], #24; strd r4, r6, [r11], #24\n"
      "subs r8, r8, #2; bne 1b\n"
      "vpop {d8, d9, d10, d11}; pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#undef M2C_MVE_BIAS_3X2
#undef M2C_MVE_3X2
#undef M2C_MVE_HALVES
/* clang-format on */

M2C_MVE_ASM void m2c_mve_requant_s8w4(const m2c_requant *q
                                      __attribute__((unused)),
                                      const m2c_mve_outputs *t
                                      __attribute__((unused))) {
  M2C_MVE_REQUANT(", #4");
}

#else

M2C_KERNEL void m2c_mve_dot_plain_s8w4(const m2c_mve_block *b, int32_t pixels) {
  const int8_t *w = b->w;
  int32_t c, i, k;
  for (c = 0; c < 2 * b->pairs; w += b->pair)
    for (i = 0; i < 2; i++, c++) {
      int32_t pixel;
      for (pixel = 0; pixel < pixels; pixel++) {
        int32_t sum = b->bias[c];
        for (k = 0; k < b->n; k++)
          sum += b->x[pixel][k] * (i ? m2c_s4_high(w[k]) : m2c_s4_low(w[k]));
        b->sums[m2c_mve_place(c) + 2 * pixel] = 16 * sum;
      }
    }
}

M2C_MVE_BLOCK void m2c_mve_dot_3x2_s8w4(const m2c_mve_block *b) {
  m2c_mve_dot_plain_s8w4(b, 3);
}
M2C_MVE_BLOCK void m2c_mve_dot_2x2_s8w4(const m2c_mve_block *b) {
  m2c_mve_dot_plain_s8w4(b, 2);
}
M2C_MVE_BLOCK void m2c_mve_dot_1x4_s8w4(const m2c_mve_block *b) {
  m2c_mve_dot_plain_s8w4(b, 1);
}

M2C_MVE_BLOCK void m2c_mve_requant_s8w4(const m2c_requant *q,
                                        const m2c_mve_outputs *t) {
  m2c_mve_requant_plain(q, t, 4);
}

#endif

static const m2c_mve_form m2c_mve_form_s8w4 = {
    m2c_mve_dot_1x4_s8w4, m2c_mve_dot_2x2_s8w4, m2c_mve_dot_3x2_s8w4,
    m2c_mve_requant_s8w4, 4};

#endif
