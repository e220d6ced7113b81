/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Sums of products of int8 inputs and weights, 16 at a time, for all channels of
 * up to three pixels.
 *
 * Weights (`sixteens`): [pair of channels][sixteen of k][channel of the pair][16],
 * zeros where there is no k or channel. Inputs need no padding. */
#ifndef M2C_RUNTIME_MVE_DOT_H
#define M2C_RUNTIME_MVE_DOT_H

#include "m2c/m2c_mve.h"

typedef struct {
  const int8_t *x[3];  /* n inputs of each pixel */
  int32_t n;           /* >= 1 */
  const int8_t *w;     /* weights of the first pair */
  int32_t *sums;       /* m2c_mve_place */
  const int32_t *bias; /* of the first channel */
  int32_t pairs;       /* of channels; one pixel: an even number of them */
  int32_t pair;        /* bytes of a pair's weights */
} m2c_mve_block;

/* How the kernels of one width of weights make sums and outputs. */
typedef void m2c_mve_dot(const m2c_mve_block *b);
typedef void m2c_mve_requant(const m2c_requant *q, const m2c_mve_outputs *t);
typedef struct {
  m2c_mve_dot *one, *two, *three; /* pixels */
  m2c_mve_requant *requant;       /* where there are float scales */
  int32_t fraction;               /* sums are 2^fraction times themselves */
} m2c_mve_form;

M2C_KERNEL void m2c_mve_dot_pixels(const m2c_mve_form *form,
                                   const m2c_mve_block *b, int32_t pixels) {
  if (pixels == 3)
    form->three(b);
  else if (pixels == 2)
    form->two(b);
  else
    form->one(b);
}

/* The channels that are no whole pair (one pixel: four) of so many: no bias is
 * read beyond the last. */
M2C_MVE_BLOCK void m2c_mve_dot_rest(const m2c_mve_form *form,
                                    const m2c_mve_block *all, int32_t pixels,
                                    int32_t channels) {
  const int32_t whole = m2c_whole(channels, pixels == 1 ? 4 : 2);
  m2c_mve_block b = *all;
  int32_t bias[4] = {0, 0, 0, 0}, c;
  for (c = whole; c < channels; c++)
    bias[c - whole] = b.bias[c];
  b.bias = bias;
  b.w += whole / 2 * b.pair;
  b.pairs = pixels == 1 ? 2 : 1;
  b.sums += m2c_mve_place(whole);
  m2c_mve_dot_pixels(form, &b, pixels);
}

/* The sums of `channels` of up to three pixels, any number, and their outputs. */
M2C_KERNEL void m2c_mve_channels(const m2c_mve_form *form, const m2c_requant *q,
                                 m2c_mve_block *b, const m2c_mve_outputs *t) {
  const int32_t step = t->pixels == 1 ? 4 : 2;
  const int32_t rest = t->count & (step - 1);
  b->pairs = (t->count - rest) / 2;
  if (b->pairs > 0)
    m2c_mve_dot_pixels(form, b, t->pixels);
  if (rest > 0)
    m2c_mve_dot_rest(form, b, t->pixels, t->count);
  if (M2C_MVE && q->scale)
    form->requant(q, t);
  else
    m2c_mve_requant_plain(q, t, form->fraction);
}

#if M2C_MVE

/* Products of sixteen k: three pixels by two channels. */
#define M2C_MVE_3X2                                                            \
  "vldrb.u8 q0, [r1], #16; vldrb.u8 q3, [r7], #16\n"                           \
  "vmladava.s8 r0, q0, q3; vldrb.u8 q1, [r3], #16\n"                           \
  "vmladava.s8 r4, q1, q3; vldrb.u8 q2, [r5], #16\n"                           \
  "vmladava.s8 r8, q2, q3; vldrb.u8 q3, [r7], #16\n"                           \
  "vmladava.s8 r2, q0, q3; vmladava.s8 r6, q1, q3\n"                           \
  "vmladava.s8 r10, q2, q3\n"

/* Three pixels, two channels at a time. */
M2C_MVE_ASM void m2c_mve_dot_3x2(const m2c_mve_block *b
                                 __attribute__((unused))) {
  __asm__ volatile(
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "ldm r0!, {r1, r2, r3, r4, r7, r11}; ldrd r9, r12, [r0]\n"
      "tst r4, #31; it eq; asreq r4, r4, #5; push {r1, r2, r3, r4}; beq 3f\n"
      "1: ldrd r0, r2, [r9], #8; mov r4, r0; mov r6, r2\n"
      "mov r8, r0; mov r10, r2; ldm sp, {r1, r3, r5, lr}; dlstp.8 lr, lr\n"
      "2:\n" M2C_MVE_3X2 "letp lr, 2b\n"
      "stm r11!, {r0, r2, r4, r6, r8, r10}; subs r12, r12, #1; bne 1b\n"
      "add sp, sp, #16; pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n"
      /* Two sixteens at a time. */
      "3: ldrd r0, r2, [r9], #8; mov r4, r0; mov r6, r2\n"
      "mov r8, r0; mov r10, r2; ldm sp, {r1, r3, r5, lr}; dls lr, lr\n"
      "4:\n" M2C_MVE_3X2 M2C_MVE_3X2 "le lr, 4b\n"
      "stm r11!, {r0, r2, r4, r6, r8, r10}; subs r12, r12, #1; bne 3b\n"
      "add sp, sp, #16; pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#undef M2C_MVE_3X2

/* Two pixels. */
M2C_MVE_ASM void m2c_mve_dot_2x2(const m2c_mve_block *b
                                 __attribute__((unused))) {
  __asm__ volatile("push {r4, r5, r6, r7, r8, r9, r10, r11, lr}; mov r12, r0\n"
                   "ldrd r7, r11, [r12, #16]; ldrd r9, r8, [r12, #24]\n"
                   "ldr r10, [r12, #12]\n"
                   "1: ldrd r0, r2, [r9], #8; mov r4, r0; mov r6, r2\n"
                   "ldrd r1, r3, [r12]; dlstp.8 lr, r10\n"
                   "2: vldrb.u8 q0, [r1], #16; vldrb.u8 q3, [r7], #16\n"
                   "vmladava.s8 r0, q0, q3; vldrb.u8 q1, [r3], #16\n"
                   "vmladava.s8 r4, q1, q3; vldrb.u8 q2, [r7], #16\n"
                   "vmladava.s8 r2, q0, q2; vmladava.s8 r6, q1, q2\n"
                   "letp lr, 2b\n"
                   "stm r11!, {r0, r2, r4, r6}; adds r11, r11, #8\n"
                   "subs r8, r8, #1; bne 1b\n"
                   "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

/* One pixel, four channels at a time. */
M2C_MVE_ASM void m2c_mve_dot_1x4(const m2c_mve_block *b
                                 __attribute__((unused))) {
  __asm__ volatile("push {r4, r5, r6, r7, r8, r9, r10, r11, lr}; mov r12, r0\n"
                   "ldrd r5, r11, [r12, #16]; ldrd r9, r8, [r12, #24]\n"
                   "ldr r7, [r12, #32]; ldr r10, [r12, #12]\n"
                   "1: mov r3, r5; adds r5, r5, r7\n"
                   "ldm r9!, {r0, r2, r4, r6}\n"
                   "ldr r1, [r12]; dlstp.8 lr, r10\n"
                   "2: vldrb.u8 q0, [r1], #16; vldrb.u8 q1, [r3], #16\n"
                   "vmladava.s8 r0, q0, q1; vldrb.u8 q2, [r3], #16\n"
                   "vmladava.s8 r2, q0, q2; vldrb.u8 q1, [r5], #16\n"
                   "vmladava.s8 r4, q0, q1; vldrb.u8 q2, [r5], #16\n"
                   "vmladava.s8 r6, q0, q2; letp lr, 2b\n"
                   "strd r0, r2, [r11], #24; strd r4, r6, [r11], #24\n"
                   "subs r8, r8, #2; bne 1b\n"
                   "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

M2C_MVE_ASM void m2c_mve_requant_s8(const m2c_requant *q
                                    __attribute__((unused)),
                                    const m2c_mve_outputs *t
                                    __attribute__((unused))) {
  M2C_MVE_REQUANT("");
}

#else

M2C_KERNEL void m2c_mve_dot_plain(const m2c_mve_block *b, int32_t pixels) {
  const int8_t *w = b->w;
  int32_t c, i, k;
  for (c = 0; c < 2 * b->pairs; w += b->pair)
    for (i = 0; i < 2; i++, c++) {
      int32_t pixel;
      for (pixel = 0; pixel < pixels; pixel++) {
        int32_t sum = b->bias[c];
        for (k = 0; k < b->n; k++)
          sum += b->x[pixel][k] * w[k / 16 * 32 + i * 16 + k % 16];
        b->sums[m2c_mve_place(c) + 2 * pixel] = sum;
      }
    }
}

M2C_MVE_BLOCK void m2c_mve_dot_3x2(const m2c_mve_block *b) {
  m2c_mve_dot_plain(b, 3);
}
M2C_MVE_BLOCK void m2c_mve_dot_2x2(const m2c_mve_block *b) {
  m2c_mve_dot_plain(b, 2);
}
M2C_MVE_BLOCK void m2c_mve_dot_1x4(const m2c_mve_block *b) {
  m2c_mve_dot_plain(b, 1);
}

M2C_MVE_BLOCK void m2c_mve_requant_s8(const m2c_requant *q,
                                      const m2c_mve_outputs *t) {
  m2c_mve_requant_plain(q, t, 0);
}

#endif

static const m2c_mve_form m2c_mve_form_s8 = {
    m2c_mve_dot_1x4, m2c_mve_dot_2x2, m2c_mve_dot_3x2, m2c_mve_requant_s8, 0};

#endif
