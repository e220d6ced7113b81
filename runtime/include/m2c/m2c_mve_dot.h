/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Sums of products of int8 inputs and weights, 16 at a time, for all channels of
 * up to three pixels.
 *
 * Weights (`sixteens`): [pair of channels][sixteen of k][channel of the pair][16],
 * zeros where there is no k or channel. Inputs need no padding. */
#ifndef M2C_RUNTIME_MVE_DOT_H
#define M2C_RUNTIME_MVE_DOT_H

#include "m2c/m2c_mve_form.h"
#include "m2c/m2c_pack_s4.h"

#if M2C_MVE

/* clang-format off */
#define M2C_MVE_PUSH "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
#define M2C_MVE_POP "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n"
#define M2C_MVE_BIAS_3X2(SCALE)                                                \
  "ldrd r0, r2, [r9], #8\n" SCALE "mov r4, r0; mov r6, r2\n"                   \
  "mov r8, r0; mov r10, r2; ldm sp, {r1, r3, r5, lr}\n"
#define M2C_MVE_SUMS_3X2                                                       \
  "stm r11!, {r0, r2, r4, r6, r8, r10}; subs r12, r12, #1\n"

/* The bodies of functions (const m2c_mve_block *b): three or two pixels by two
 * channels at a time, or one by four. ENTER, LEAVE: what STEP needs and takes
 * back; SCALE: of the bias in r0 and r2 (and r4 and r6); STEP: the products of
 * sixteen k. */
#define M2C_MVE_DOT_3X2(ENTER, SCALE, STEP, LEAVE)                             \
  __asm__ volatile(                                                            \
      M2C_MVE_PUSH ENTER                                                       \
      "ldm r0!, {r1, r2, r3, r4, r7, r11}; ldrd r9, r12, [r0]\n"               \
      "tst r4, #31; it eq; asreq r4, r4, #5; push {r1, r2, r3, r4}; beq 3f\n"  \
      "1:\n" M2C_MVE_BIAS_3X2(SCALE) "dlstp.8 lr, lr\n"                        \
      "2:\n" STEP "letp lr, 2b\n" M2C_MVE_SUMS_3X2 "bne 1b\n"                  \
      "add sp, sp, #16\n" LEAVE M2C_MVE_POP                                    \
      /* Two sixteens at a time. */                                            \
      "3:\n" M2C_MVE_BIAS_3X2(SCALE) "dls lr, lr\n"                            \
      "4:\n" STEP STEP "le lr, 4b\n" M2C_MVE_SUMS_3X2 "bne 3b\n"               \
      "add sp, sp, #16\n" LEAVE M2C_MVE_POP)
#define M2C_MVE_DOT_2X2(ENTER, SCALE, STEP, LEAVE)                             \
  __asm__ volatile(                                                            \
      M2C_MVE_PUSH "mov r12, r0\n" ENTER                                       \
      "ldrd r7, r11, [r12, #16]; ldrd r9, r8, [r12, #24]\n"                    \
      "ldr r10, [r12, #12]\n"                                                  \
      "1: ldrd r0, r2, [r9], #8\n" SCALE "mov r4, r0; mov r6, r2\n"            \
      "ldrd r1, r3, [r12]; dlstp.8 lr, r10\n"                                  \
      "2:\n" STEP "letp lr, 2b\n"                                              \
      "stm r11!, {r0, r2, r4, r6}; adds r11, r11, #8\n"                        \
      "subs r8, r8, #1; bne 1b\n" LEAVE M2C_MVE_POP)
#define M2C_MVE_DOT_1X4(ENTER, SCALE, STEP, LEAVE)                             \
  __asm__ volatile(                                                            \
      M2C_MVE_PUSH "mov r12, r0\n" ENTER                                       \
      "ldrd r5, r11, [r12, #16]; ldrd r9, r8, [r12, #24]\n"                    \
      "ldr r7, [r12, #32]; ldr r10, [r12, #12]\n"                              \
      "1: mov r3, r5; adds r5, r5, r7; ldm r9!, {r0, r2, r4, r6}\n" SCALE      \
      "ldr r1, [r12]; dlstp.8 lr, r10\n"                                       \
      "2:\n" STEP "letp lr, 2b\n"                                              \
      "strd r0, r2, [r11], #24; strd r4, r6, [r11], #24\n"                     \
      "subs r8, r8, #2; bne 1b\n" LEAVE M2C_MVE_POP)

M2C_MVE_ASM void m2c_mve_dot_3x2(const m2c_mve_block *b
                                 __attribute__((unused))) {
  M2C_MVE_DOT_3X2("", "",
      "vldrb.u8 q0, [r1], #16; vldrb.u8 q3, [r7], #16\n"
      "vmladava.s8 r0, q0, q3; vldrb.u8 q1, [r3], #16\n"
      "vmladava.s8 r4, q1, q3; vldrb.u8 q2, [r5], #16\n"
      "vmladava.s8 r8, q2, q3; vldrb.u8 q3, [r7], #16\n"
      "vmladava.s8 r2, q0, q3; vmladava.s8 r6, q1, q3\n"
      "vmladava.s8 r10, q2, q3\n", "");
}

M2C_MVE_ASM void m2c_mve_dot_2x2(const m2c_mve_block *b
                                 __attribute__((unused))) {
  M2C_MVE_DOT_2X2("", "",
      "vldrb.u8 q0, [r1], #16; vldrb.u8 q3, [r7], #16\n"
      "vmladava.s8 r0, q0, q3; vldrb.u8 q1, [r3], #16\n"
      "vmladava.s8 r4, q1, q3; vldrb.u8 q2, [r7], #16\n"
      "vmladava.s8 r2, q0, q2; vmladava.s8 r6, q1, q2\n", "");
}

M2C_MVE_ASM void m2c_mve_dot_1x4(const m2c_mve_block *b
                                 __attribute__((unused))) {
  M2C_MVE_DOT_1X4("", "",
      "vldrb.u8 q0, [r1], #16; vldrb.u8 q1, [r3], #16\n"
      "vmladava.s8 r0, q0, q1; vldrb.u8 q2, [r3], #16\n"
      "vmladava.s8 r2, q0, q2; vldrb.u8 q1, [r5], #16\n"
      "vmladava.s8 r4, q0, q1; vldrb.u8 q2, [r5], #16\n"
      "vmladava.s8 r6, q0, q2\n", "");
}
/* clang-format on */

M2C_MVE_ASM void m2c_mve_requant_s8(const m2c_requant *q
                                    __attribute__((unused)),
                                    const m2c_mve_outputs *t
                                    __attribute__((unused))) {
  M2C_MVE_REQUANT("");
}

#else

/* Weight k of a channel of the pair at w: fraction 0, sixteens of both take turns;
 * 4, they share bytes, the first in the low half. */
M2C_KERNEL int32_t m2c_mve_weight(const int8_t *w, int32_t channel, int32_t k,
                                  int32_t fraction) {
  if (fraction == 0)
    return w[k / 16 * 32 + channel * 16 + k % 16];
  return channel != 0 ? m2c_s4_high(w[k]) : m2c_s4_low(w[k]);
}

M2C_KERNEL void m2c_mve_dot_plain(const m2c_mve_block *b, int32_t pixels,
                                  int32_t fraction) {
  int32_t c, pixel, k;
  for (c = 0; c < 2 * b->pairs; c++)
    for (pixel = 0; pixel < pixels; pixel++) {
      const int8_t *w = b->w + c / 2 * b->pair;
      int32_t sum = b->bias[c];
      for (k = 0; k < b->n; k++)
        sum += b->x[pixel][k] * m2c_mve_weight(w, c % 2, k, fraction);
      b->sums[m2c_mve_place(c) + 2 * pixel] = sum * (1 << fraction);
    }
}

M2C_MVE_BLOCK void m2c_mve_dot_3x2(const m2c_mve_block *b) {
  m2c_mve_dot_plain(b, 3, 0);
}
M2C_MVE_BLOCK void m2c_mve_dot_2x2(const m2c_mve_block *b) {
  m2c_mve_dot_plain(b, 2, 0);
}
M2C_MVE_BLOCK void m2c_mve_dot_1x4(const m2c_mve_block *b) {
  m2c_mve_dot_plain(b, 1, 0);
}

M2C_MVE_BLOCK void m2c_mve_requant_s8(const m2c_requant *q,
                                      const m2c_mve_outputs *t) {
  m2c_mve_requant_plain(q, t, 0);
}

#endif

static const m2c_mve_form m2c_mve_form_s8 = {
    m2c_mve_dot_1x4, m2c_mve_dot_2x2, m2c_mve_dot_3x2, m2c_mve_requant_s8, 0};

#endif
