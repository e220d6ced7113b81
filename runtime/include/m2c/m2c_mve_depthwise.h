/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Depthwise sums of 3x3 taps: where the three rows of a column are the bytes of a
 * word and the columns of a channel follow each other, one VMLADAV makes an output.
 * Its 16 bytes are those of four columns, of which the last, and the last byte of
 * each word, meet weights of zero.
 *
 * Weights (`sixteens`): [channel][kx, the last zero][ky, the last zero]. */
#ifndef M2C_RUNTIME_MVE_DEPTHWISE_H
#define M2C_RUNTIME_MVE_DEPTHWISE_H

#include "m2c/m2c_mve.h"

/* Inputs of some columns, and where they become words. */
typedef struct {
  const int8_t *rows[3];   /* at the first channel of the first column */
  int8_t *to;              /* the word of the first column and channel */
  int32_t columns, in_c;   /* from column to column: in_c bytes, and a word */
  int32_t channels, pitch; /* from channel to channel: a byte, and pitch */
} m2c_mve_columns;

/* Outputs of whole fours of channels. */
typedef struct {
  const int8_t *x; /* words of the first column and channel */
  int32_t pitch;   /* from channel to channel */
  const int8_t *w; /* 16 bytes per channel */
  const float *scale;
  int8_t *out;
  int32_t out_c; /* from output to output */
  int32_t count; /* outputs of a channel */
  int32_t fours;
  const int32_t *bias;
  int32_t zero, low, high;
  const m2c_requant *q; /* of all channels, the first here being: */
  int32_t c;
  int32_t step; /* bytes from the words of an output to the next one's */
} m2c_mve_depthwise;

M2C_KERNEL void m2c_mve_depthwise_plain(const m2c_mve_depthwise *t) {
  int32_t i, c, k;
  for (c = 0; c < 4 * t->fours; c++)
    for (i = 0; i < t->count; i++) {
      int32_t sum = t->bias[c];
      for (k = 0; k < 12; k++)
        sum += t->x[c * t->pitch + i * t->step + k] * t->w[16 * c + k];
      t->out[i * t->out_c + c] = m2c_requant_one(t->q, sum, t->c + c);
    }
}

#if M2C_MVE

/* Eight channels at a time; columns of just eight are one of more. */
M2C_MVE_ASM void m2c_mve_transpose(const m2c_mve_columns *t
                                   __attribute__((unused))) {
  __asm__ volatile("push {r4, r5, r6, r7, r8, r9, r10, lr}\n"
                   "vpush {d8, d9, d10, d11}\n"
                   "ldrd r9, r12, [r0, #24]; movs r2, #0\n"
                   "vidup.u16 q3, r2, #1; vmul.i16 q3, q3, r12\n"
                   "movs r2, #1; vadd.i16 q4, q3, r2; vadd.i16 q5, q4, r2\n"
                   "lsl r8, r12, #3; ldm r0, {r0, r1, r2, r3, r4, r5}\n"
                   "cmp r5, #8; bne 1f; lsl r9, r4, #3; movs r4, #1\n"
                   "movs r8, #4\n"
                   /* What is left after a column's eights. */
                   "1: add r6, r9, #7; lsr r6, r6, #3; sub r5, r5, r6, lsl #3\n"
                   "mul r6, r6, r8; rsb r6, r6, #4\n"
                   "2: dlstp.16 lr, r9\n"
                   "3: vldrb.u16 q0, [r0], #8; vldrb.u16 q1, [r1], #8\n"
                   "vldrb.u16 q2, [r2], #8; vstrb.16 q0, [r3, q3]\n"
                   "vstrb.16 q1, [r3, q4]; vstrb.16 q2, [r3, q5]\n"
                   "add r3, r3, r8; letp lr, 3b\n"
                   "add r0, r0, r5; add r1, r1, r5; add r2, r2, r5\n"
                   "add r3, r3, r6; subs r4, r4, #1; bne 2b\n"
                   "vpop {d8, d9, d10, d11}\n"
                   "pop {r4, r5, r6, r7, r8, r9, r10, pc}\n");
}

/* The same word in the first `columns` of all channels. */
M2C_MVE_ASM void m2c_mve_fill(const m2c_mve_columns *t __attribute__((unused)),
                              uint32_t word __attribute__((unused))) {
  __asm__ volatile("push {r4, r5, r6, lr}\n"
                   "ldrd r2, r3, [r0, #12]; ldrd r4, r5, [r0, #24]\n"
                   "vdup.32 q0, r1; movs r6, #0; vidup.u32 q1, r6, #1\n"
                   "vmul.i32 q1, q1, r5; lsls r5, r5, #2\n"
                   "1: mov r0, r2; dlstp.32 lr, r4\n"
                   "2: vstrw.32 q0, [r0, q1]; add r0, r0, r5; letp lr, 2b\n"
                   "adds r2, r2, #4; subs r3, r3, #1; bne 1b\n"
                   "pop {r4, r5, r6, pc}\n");
}

/* t is used up. */
#define M2C_MVE_DEPTHWISE(STEP)                                                \
  __asm__ volatile(                                                            \
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"                          \
      "vpush {d8, d9, d10, d11, d12, d13, d14, d15}\n"                         \
      "mov r11, r0; ldrd r9, r10, [r11, #32]; ldrd r0, r1, [r11, #40]\n"       \
      "vdup.32 q1, r0; vdup.32 q2, r1; ldr r12, [r11, #20]\n"                  \
      "1: ldm r11, {r1, r2, r6}; add r3, r1, r2; add r5, r3, r2\n"             \
      "add r8, r5, r2; add r0, r8, r2; vldrb.u8 q4, [r6], #16\n"               \
      "vldrb.u8 q5, [r6], #16; vldrb.u8 q6, [r6], #16\n"                       \
      "vldrb.u8 q7, [r6], #16; stm r11, {r0, r2, r6}\n"                        \
      "ldrd r4, r7, [r11, #12]; vldrw.u32 q3, [r4], #16; add r6, r7, #4\n"     \
      "strd r4, r6, [r11, #12]; ldr lr, [r11, #24]; dls lr, lr\n"              \
      "2: ldm r9, {r0, r2, r4, r6}\n"                                          \
      "vldrw.u32 q0, [r1], #" STEP "; vmladava.s8 r0, q0, q4\n"                \
      "vldrw.u32 q0, [r3], #" STEP "; vmladava.s8 r2, q0, q5\n"                \
      "vldrw.u32 q0, [r5], #" STEP "; vmladava.s8 r4, q0, q6\n"                \
      "vldrw.u32 q0, [r8], #" STEP "; vmladava.s8 r6, q0, q7\n"                \
      "vmov q0[2], q0[0], r0, r4; vmov q0[3], q0[1], r2, r6\n"                 \
      "vcvt.f32.s32 q0, q0; vmul.f32 q0, q0, q3; vcvtn.s32.f32 q0, q0\n"       \
      "vqadd.s32 q0, q0, r10; vmax.s32 q0, q0, q1; vmin.s32 q0, q0, q2\n"      \
      "vstrb.32 q0, [r7]; add r7, r7, r12; le lr, 2b\n"                        \
      "adds r9, r9, #16; ldr r0, [r11, #28]; subs r0, r0, #1\n"                \
      "str r0, [r11, #28]; bne 1b\n"                                           \
      "vpop {d8, d9, d10, d11, d12, d13, d14, d15}\n"                          \
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n")

M2C_MVE_ASM void m2c_mve_depthwise_step1(m2c_mve_depthwise *t
                                         __attribute__((unused))) {
  M2C_MVE_DEPTHWISE("4");
}

M2C_MVE_ASM void m2c_mve_depthwise_step2(m2c_mve_depthwise *t
                                         __attribute__((unused))) {
  M2C_MVE_DEPTHWISE("8");
}

#undef M2C_MVE_DEPTHWISE

M2C_KERNEL void m2c_mve_depthwise_run(m2c_mve_depthwise *t) {
  if (t->scale && t->step == 4)
    m2c_mve_depthwise_step1(t);
  else if (t->scale && t->step == 8)
    m2c_mve_depthwise_step2(t);
  else
    m2c_mve_depthwise_plain(t);
}

#else

M2C_MVE_BLOCK void m2c_mve_transpose(const m2c_mve_columns *t) {
  int32_t i, c, ky;
  for (i = 0; i < t->columns; i++)
    for (c = 0; c < t->channels; c++)
      for (ky = 0; ky < 3; ky++)
        t->to[c * t->pitch + 4 * i + ky] = t->rows[ky][i * t->in_c + c];
}

M2C_MVE_BLOCK void m2c_mve_fill(const m2c_mve_columns *t, uint32_t word) {
  int32_t i, c;
  for (i = 0; i < t->columns; i++)
    for (c = 0; c < t->channels; c++)
      memcpy(t->to + c * t->pitch + 4 * i, &word, sizeof word);
}

M2C_KERNEL void m2c_mve_depthwise_run(m2c_mve_depthwise *t) {
  m2c_mve_depthwise_plain(t);
}

#endif

#endif
