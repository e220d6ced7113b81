/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* All channels of two columns of a convolution from 4-bit weights
 * (m2c_dsp_digits.h): as m2c_dsp_conv.h and m2c_dsp_partial.h. */
#ifndef M2C_RUNTIME_DSP_CONV_DIGITS_H
#define M2C_RUNTIME_DSP_CONV_DIGITS_H

#include "m2c/m2c_dsp_conv.h"
#include "m2c/m2c_dsp_digits.h"
#include "m2c/m2c_dsp_partial.h"

#if M2C_DSP_ASM

M2C_DSP_BLOCK __attribute__((naked)) void
m2c_dsp_partial_digits(m2c_dsp_partial *partial __attribute__((unused))) {
  M2C_DSP_PARTIAL(M2C_DSP_DIGITS_2X4);
}

#else

M2C_DSP_BLOCK void m2c_dsp_partial_digits(m2c_dsp_partial *t) {
  const int32_t *w = t->w;
  int32_t quad;
  for (quad = 0; quad < t->count; quad++)
    w = m2c_dsp_digits_add(t->sums + 8 * quad, w, t->x, t->end) + t->skip / 4;
}

#endif

#if M2C_DSP_FPU

/* The assembly knows the offsets of the fields: 4 times their number. */
typedef struct {
  const int32_t *w;
  const void *x, *end; /* lanes, [two k][column] */
  int32_t high[2];     /* what t4 and t3, t2, t1 of a column start with */
  int32_t middle[2], low[2];
  const int32_t *bias; /* as scale, of the channel that is next */
  const float *scale;
  int32_t zero;
  int8_t *out;   /* of the first column; the next one's after... */
  int32_t pitch; /* ...so many bytes */
  int32_t count; /* fours of channels */
} m2c_dsp_digit_columns;

/* clang-format off */
M2C_DSP_BLOCK __attribute__((naked)) void
m2c_dsp_digit_columns_2x4(m2c_dsp_digit_columns *columns
                          __attribute__((unused))) {
  __asm__ volatile(
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}; ldr r1, [r0, #8]\n"
      "push {r0, r1}\n"
      "5: ldr r2, [sp]; ldrd r0, r1, [r2]; ldrd r6, r7, [r2, #12]\n"
      "mov r8, r6; mov r9, r7; ldrd r10, r11, [r2, #20]\n"
      "ldr r12, [r2, #28]; ldr lr, [r2, #32]\n"
      M2C_DSP_LOOP(M2C_DSP_DIGITS_2X4)
      "ldr r1, [sp]; str r0, [r1]\n"
      "ldr r0, [r1, #36]; ldmia r0!, {r2, r3, r4, r5}; str r0, [r1, #36]\n"
      "ldr r0, [r1, #40]; vldmia r0!, {s4-s7}; str r0, [r1, #40]\n"
      "sub r6, r6, r8; add r6, r5, r6, asr #12\n"
      "sub r8, r8, r10; add r8, r4, r8, asr #8\n"
      "sub r10, r10, r12; add r10, r3, r10, asr #4; add r12, r12, r2\n"
      "sub r7, r7, r9; add r7, r5, r7, asr #12\n"
      "sub r9, r9, r11; add r9, r4, r9, asr #8\n"
      "sub r11, r11, lr; add r11, r3, r11, asr #4; add lr, lr, r2\n"
      "ldr r2, [r1, #44]\n"
      M2C_DSP_OUTPUTS("r12", "r10", "r8", "r6", "lr", "r11", "r9", "r7", "48")
      "adds r3, r3, #4; str r3, [r1, #48]; ldr r2, [r1, #56]\n"
      "subs r2, r2, #1; str r2, [r1, #56]; bne 5b; add sp, sp, #8\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}
/* Three columns by the two lower and then the two upper digits of a lane; of the
 * latter, r2 gets the sign. */
#define M2C_DSP_DIGITS_3X2(EXTRACT)                                            \
  "ldr r2, [r0], #4; ldmia r1!, {r3, r4, r5}; " EXTRACT "\n"                   \
  "smlad r6, r3, r2, r6; smlad r7, r4, r2, r7; smlad r8, r5, r2, r8\n"         \
  "and r2, r2, #0x000f000f; smlad r9, r3, r2, r9\n"                            \
  "smlad r10, r4, r2, r10; smlad r11, r5, r2, r11\n"

typedef struct {
  const int32_t *w;
  const void *x, *end; /* lanes, [two k][column] */
  int32_t low[3], middle[3];
  const int32_t *bias;
  const float *scale;
  int32_t zero;
  int8_t *out;
  int32_t pitch;
  int32_t count; /* fours of channels */
  int32_t rest;  /* fours of k modulo four */
} m2c_dsp_digit_threes;

M2C_DSP_BLOCK __attribute__((naked)) void
m2c_dsp_digit_columns_3x4(m2c_dsp_digit_threes *columns
                          __attribute__((unused))) {
  __asm__ volatile(
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}; push {r0}\n"
      "ldr r12, [r0, #8]\n"
      "5: ldr r2, [sp]; ldrd r0, r1, [r2]; ldrd r9, r10, [r2, #12]\n"
      "ldr r11, [r2, #20]; ldrd r6, r7, [r2, #24]; ldr r8, [r2, #32]\n"
      M2C_DSP_LOOP_3("60", M2C_DSP_DIGITS_3X2("uxtb16 r2, r2"))
      "ldr r1, [sp]\n" M2C_DSP_OUTPUTS_3("36", "40", "44", "48", "4")
      "ldr r2, [sp]; ldrd r0, r1, [r2]; ldrd r9, r10, [r2, #12]\n"
      "ldr r11, [r2, #20]; mov r6, r9; mov r7, r10; mov r8, r11\n"
      M2C_DSP_LOOP_3("60", M2C_DSP_DIGITS_3X2("sxtb16 r2, r2, ror #8"))
      "ldr r1, [sp]; str r0, [r1]\n"
      M2C_DSP_OUTPUTS_3("36", "40", "44", "48", "4")
      "ldr r2, [r1, #56]; subs r2, r2, #1; str r2, [r1, #56]; beq 6f; b 5b\n"
      "6: add sp, sp, #4; pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}
#undef M2C_DSP_DIGITS_3X2
/* clang-format on */

M2C_KERNEL int32_t m2c_dsp_threes_digits(const int32_t *packed,
                                         const int32_t *lanes, int32_t fours,
                                         const int32_t *sums,
                                         const int32_t *bias,
                                         const m2c_requant *q, int8_t *out,
                                         int32_t out_c) {
  m2c_dsp_digit_threes t;
  int32_t i;
  t.w = packed;
  t.x = lanes;
  t.end = lanes + 6 * fours;
  for (i = 0; i < 3; i++) {
    t.low[i] = -(sums[i] / 16);
    t.middle[i] = 17 * t.low[i];
  }
  t.bias = bias;
  t.scale = q->scale;
  t.zero = q->zero;
  t.out = out;
  t.pitch = out_c;
  t.count = out_c / 4;
  t.rest = fours % 4;
  m2c_dsp_digit_columns_3x4(&t);
  return out_c;
}

#endif

/* As m2c_dsp_columns_out; of three columns only all channels, in fours. */
M2C_KERNEL int32_t m2c_dsp_columns_digits(const int32_t *packed,
                                          const int32_t *lanes, int32_t columns,
                                          int32_t fours, const int32_t *sums,
                                          const int32_t *bias,
                                          const m2c_requant *q, int8_t *out,
                                          int32_t out_c) {
#if M2C_DSP_FPU
  m2c_dsp_digit_columns t;
  int32_t i;
  if (!q->scale || q->low != -128 || q->high != 127 || out_c < 4)
    return 0;
  if (columns == 3)
    return m2c_dsp_threes_digits(packed, lanes, fours, sums, bias, q, out,
                                 out_c);
  t.w = packed;
  t.x = lanes;
  t.end = lanes + 2 * fours * columns;
  for (i = 0; i < 2; i++) {
    t.low[i] = -(sums[i] / 16);
    t.middle[i] = 17 * t.low[i];
    t.high[i] = 273 * t.low[i];
  }
  t.bias = bias;
  t.scale = q->scale;
  t.zero = q->zero;
  t.out = out;
  t.pitch = out_c;
  t.count = out_c / 4;
  m2c_dsp_digit_columns_2x4(&t);
  return m2c_whole(out_c, 4);
#else
  (void)packed, (void)lanes, (void)columns, (void)fours, (void)sums;
  (void)bias, (void)q, (void)out, (void)out_c;
  return 0;
#endif
}

#endif
