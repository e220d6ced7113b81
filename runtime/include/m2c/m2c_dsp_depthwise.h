/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Depthwise 3x3 sums by SMLAD, two taps at a time: four channels of a strip of
 * columns (m2c_dsp_strip.h) meet their weights.
 *
 * Packed weights, three words of bytes for each channel, w[ky][kx]:
 *   w00 w01 w10 w11,  w02 w20 w12 w21,  w22 as a number */
#ifndef M2C_RUNTIME_DSP_DEPTHWISE_H
#define M2C_RUNTIME_DSP_DEPTHWISE_H

#include "m2c/m2c_dsp_strip.h"

/* Outputs of four channels: `count` columns each. */
typedef struct {
  const uint32_t *lanes;
  int8_t *out;
  int32_t in_c, count;
  const uint32_t *packed;
  const int32_t *bias;
  const float *scale;
  int32_t zero;
} m2c_dsp_outputs;

/* The i-th of the four channels, channel o + i of q, in any form. */
M2C_KERNEL void m2c_dsp_depthwise_any(const m2c_dsp_outputs *t,
                                      const m2c_requant *q, int32_t o,
                                      int32_t i, int32_t stride) {
  const uint32_t *packed = t->packed + 3 * i, *lanes = t->lanes + 2 * i;
  const uint32_t w0 = m2c_dsp_even(packed[0]), w1 = m2c_dsp_odd(packed[0]);
  const uint32_t w2 = m2c_dsp_even(packed[1]), w3 = m2c_dsp_odd(packed[1]);
  const uint32_t w4 = packed[2], bias = (uint32_t)t->bias[i];
  int8_t *out = t->out + i, *end = out + t->count * t->in_c;
  for (; out != end; out += t->in_c) {
    uint32_t sum = m2c_dsp_smlad(lanes[0], w0, bias);
    sum = m2c_dsp_smlad(lanes[8], w1, sum);
    sum = m2c_dsp_smlad(lanes[9], w3, sum);
    sum = m2c_dsp_smlad(lanes[16], w2, sum);
    sum = m2c_dsp_smlatb(lanes[17], w4, sum);
    *out = m2c_dsp_requant(q, (int32_t)sum, o + i);
    lanes += 8 * stride;
  }
}

#if M2C_DSP_FPU

/* r0 lanes, r1 zero, r2 out, r3 in_c, r4 to r8 weights, r9 bias, s1 the scale. On
 * the stack: the struct, the channel of four, where the pairs of outputs end, and
 * whether one more follows them. */

/* Begins a channel and a pair of outputs, whose sums come to lr and r11. */
#define M2C_DSP_CHANNEL                                                        \
  "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}; movs r1, #0\n"                 \
  "push {r0, r1, r2, r3}\n"                                                    \
  "2:\n"                                                                       \
  "ldrd r11, lr, [r0, #16]; ldr r12, [r0, #24]\n"                              \
  "add r4, r1, r1, lsl #1; add r11, r11, r4, lsl #2\n"                         \
  "ldr r9, [lr, r1, lsl #2]; add r12, r12, r1, lsl #2\n"                       \
  "vldr s1, [r12]; ldr r2, [r0, #4]; ldrd r3, r10, [r0, #8]\n"                 \
  "add r2, r2, r1; ldr r12, [r0]; add r12, r12, r1, lsl #3\n"                  \
  "ldr r1, [r0, #28]; mov r0, r12; ldm r11, {r6, r7, r8}\n"                    \
  "sxtb16 r4, r6; sxtb16 r5, r6, ror #8; sxtb16 r6, r7\n"                      \
  "sxtb16 r7, r7, ror #8; bic r11, r10, #1; mla r11, r11, r3, r2\n"            \
  "str r11, [sp, #8]; lsls r10, r10, #31; str r10, [sp, #12]\n"                \
  "cmp r2, r11; beq 3f\n"                                                      \
  "1:\n"

/* Writes the pair; where all are, goes on if there is one more. */
#define M2C_DSP_PAIR_OUT                                                       \
  "vmov s2, s3, lr, r11; vcvt.f32.s32 s2, s2; vcvt.f32.s32 s3, s3\n"           \
  "vmul.f32 s2, s2, s1; vmul.f32 s3, s3, s1; vcvtr.s32.f32 s2, s2\n"           \
  "vcvtr.s32.f32 s3, s3; vmov lr, r11, s2, s3; qadd lr, lr, r1\n"              \
  "qadd r11, r11, r1; ssat lr, #8, lr; ssat r11, #8, r11\n"                    \
  "strb lr, [r2]; strb r11, [r2, r3]; add r2, r2, r3, lsl #1\n"                \
  "ldr r10, [sp, #8]; cmp r2, r10; bne 1b\n"                                   \
  "3:\n"                                                                       \
  "ldr r10, [sp, #12]; cmp r10, #0; beq 4f\n"

/* The one more, and the next channel. */
#define M2C_DSP_LAST                                                           \
  "ldr r11, [r0]; smlad lr, r11, r4, r9\n"                                     \
  "ldrd r11, r12, [r0, #32]; smlad lr, r11, r5, lr\n"                          \
  "smlad lr, r12, r7, lr; ldrd r11, r12, [r0, #64]\n"                          \
  "smlad lr, r11, r6, lr; smlatb lr, r12, r8, lr\n"                            \
  "vmov s2, lr; vcvt.f32.s32 s2, s2; vmul.f32 s2, s2, s1\n"                    \
  "vcvtr.s32.f32 s2, s2; vmov lr, s2; qadd lr, lr, r1\n"                       \
  "ssat lr, #8, lr; strb lr, [r2]; add r2, r2, r3\n"                           \
  "4:\n"                                                                       \
  "ldrd r0, r1, [sp]; adds r1, r1, #1; str r1, [sp, #4]\n"                     \
  "cmp r1, #4; bne 2b; add sp, sp, #16\n"                                      \
  "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n"

/* Four channels with float scales and outputs of all of int8; stride 1. */
M2C_DSP_BLOCK __attribute__((naked)) void
m2c_dsp_depthwise_stride1(const m2c_dsp_outputs *outputs
                          __attribute__((unused))) {
  __asm__ volatile(
      M2C_DSP_CHANNEL
      "ldr r11, [r0], #64; smlad lr, r11, r4, r9\n"
      "ldrd r11, r12, [r0, #-32]; smlad lr, r11, r5, lr\n"
      "smlad lr, r12, r7, lr; smlad r11, r11, r4, r9\n"
      "ldrd r10, r12, [r0]; smlad lr, r10, r6, lr\n"
      "smlatb lr, r12, r8, lr; smlad r11, r10, r5, r11\n"
      "smlad r11, r12, r7, r11; ldrd r10, r12, [r0, #32]\n"
      "smlad r11, r10, r6, r11; smlatb r11, r12, r8, r11\n" M2C_DSP_PAIR_OUT
          M2C_DSP_LAST);
}

/* The same for stride 2. */
M2C_DSP_BLOCK __attribute__((naked)) void
m2c_dsp_depthwise_stride2(const m2c_dsp_outputs *outputs
                          __attribute__((unused))) {
  __asm__ volatile(M2C_DSP_CHANNEL
                   "ldr r11, [r0], #128; smlad lr, r11, r4, r9\n"
                   "ldrd r11, r12, [r0, #-96]; smlad lr, r11, r5, lr\n"
                   "smlad lr, r12, r7, lr; ldrd r11, r12, [r0, #-64]\n"
                   "smlad lr, r11, r6, lr; smlatb lr, r12, r8, lr\n"
                   "smlad r11, r11, r4, r9; ldrd r10, r12, [r0, #-32]\n"
                   "smlad r11, r10, r5, r11; smlad r11, r12, r7, r11\n"
                   "ldrd r10, r12, [r0]; smlad r11, r10, r6, r11\n"
                   "smlatb r11, r12, r8, r11\n" M2C_DSP_PAIR_OUT M2C_DSP_LAST);
}

#undef M2C_DSP_CHANNEL
#undef M2C_DSP_PAIR_OUT
#undef M2C_DSP_LAST

M2C_KERNEL int32_t m2c_dsp_depthwise_four(const m2c_dsp_outputs *t,
                                          const m2c_requant *q,
                                          int32_t stride) {
  if (!q->scale || q->low != -128 || q->high != 127 || stride > 2)
    return 0;
  if (stride == 1)
    m2c_dsp_depthwise_stride1(t);
  else
    m2c_dsp_depthwise_stride2(t);
  return 1;
}

#else

M2C_KERNEL int32_t m2c_dsp_depthwise_four(const m2c_dsp_outputs *t,
                                          const m2c_requant *q,
                                          int32_t stride) {
  (void)t, (void)q, (void)stride;
  return 0;
}

#endif

#endif
