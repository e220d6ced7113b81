/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* All channels of two or three columns of a convolution, from packed weights
 * (m2c_dsp_dot.h) to outputs, without a return to C in between: for float scales
 * on an FPU and outputs of all of int8. */
#ifndef M2C_RUNTIME_DSP_CONV_H
#define M2C_RUNTIME_DSP_CONV_H

#include "m2c/m2c_dsp_dot.h"

#if M2C_DSP_FPU

/* The assembly knows the offsets of the fields: 4 times their number. */
typedef struct {
  const int32_t *w;
  const void *x, *end; /* lanes, [two k][column] */
  int32_t minus[3];    /* -128 * the sum of a column's inputs */
  const int32_t *bias; /* as scale, of the channel that is next */
  const float *scale;
  int32_t zero;
  int8_t *out;        /* of the first column; the next ones after... */
  int32_t pitch;      /* ...so many bytes */
  int32_t count;      /* steps of four, or with three columns two channels */
  int32_t step, turn; /* three columns: from the end of two channels' weights
                         to the next ones; minus a quad's bytes */
  int32_t rest;       /* fours of k modulo four */
} m2c_dsp_columns;

/* clang-format off */
/* Sums of four channels in A0 to A3 (first column) and B0 to B3 become outputs at
 * [r1, #OUT]; scales are in s4 to s7, the zero point in r2. */
#define M2C_DSP_OUTPUTS(A0, A1, A2, A3, B0, B1, B2, B3, OUT)                   \
  "vmov s8, s9, " A0 ", " A1 "; vmov s10, s11, " A2 ", " A3 "\n"               \
  "vmov s12, s13, " B0 ", " B1 "; vmov s14, s15, " B2 ", " B3 "\n"             \
  "vcvt.f32.s32 s8, s8; vcvt.f32.s32 s9, s9\n"                                 \
  "vcvt.f32.s32 s10, s10; vcvt.f32.s32 s11, s11\n"                             \
  "vcvt.f32.s32 s12, s12; vcvt.f32.s32 s13, s13\n"                             \
  "vcvt.f32.s32 s14, s14; vcvt.f32.s32 s15, s15\n"                             \
  "vmul.f32 s8, s8, s4; vmul.f32 s9, s9, s5\n"                                 \
  "vmul.f32 s10, s10, s6; vmul.f32 s11, s11, s7\n"                             \
  "vmul.f32 s12, s12, s4; vmul.f32 s13, s13, s5\n"                             \
  "vmul.f32 s14, s14, s6; vmul.f32 s15, s15, s7\n"                             \
  "vcvtr.s32.f32 s8, s8; vcvtr.s32.f32 s9, s9\n"                               \
  "vcvtr.s32.f32 s10, s10; vcvtr.s32.f32 s11, s11\n"                           \
  "vcvtr.s32.f32 s12, s12; vcvtr.s32.f32 s13, s13\n"                           \
  "vcvtr.s32.f32 s14, s14; vcvtr.s32.f32 s15, s15\n"                           \
  "vmov " A0 ", " A1 ", s8, s9; vmov " A2 ", " A3 ", s10, s11\n"               \
  "vmov " B0 ", " B1 ", s12, s13; vmov " B2 ", " B3 ", s14, s15\n"             \
  M2C_DSP_BYTE(A0) M2C_DSP_BYTE(A1) M2C_DSP_BYTE(A2) M2C_DSP_BYTE(A3)          \
  M2C_DSP_BYTE(B0) M2C_DSP_BYTE(B1) M2C_DSP_BYTE(B2) M2C_DSP_BYTE(B3)          \
  "ldrd r3, r4, [r1, #" OUT "]; bfi " A0 ", " A1 ", #8, #8\n"                  \
  "bfi " A0 ", " A2 ", #16, #8; bfi " A0 ", " A3 ", #24, #8\n"                 \
  "bfi " B0 ", " B1 ", #8, #8; bfi " B0 ", " B2 ", #16, #8\n"                  \
  "bfi " B0 ", " B3 ", #24, #8; str " A0 ", [r3]; str " B0 ", [r3, r4]\n"
#define M2C_DSP_BYTE(X) "qadd " X ", " X ", r2; ssat " X ", #8, " X "\n"

/* Two columns, four channels a step. */
M2C_DSP_BLOCK __attribute__((naked)) void
m2c_dsp_columns_2x4(m2c_dsp_columns *columns __attribute__((unused))) {
  __asm__ volatile(
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}; ldr r1, [r0, #8]\n"
      "push {r0, r1}\n"
      "5:\n"
      "ldr r2, [sp]; ldrd r0, r1, [r2]; ldrd r6, r7, [r2, #12]\n"
      "mov r8, r6; mov r9, r7; mov r10, r6; mov r11, r7; mov r12, r6\n"
      "mov lr, r7\n" M2C_DSP_LOOP(M2C_DSP_2X4) "ldr r1, [sp]\n"
      "str r0, [r1]; ldr r0, [r1, #24]; ldmia r0!, {r2, r3, r4, r5}\n"
      "str r0, [r1, #24]; ldr r0, [r1, #28]; vldmia r0!, {s4-s7}\n"
      "str r0, [r1, #28]; sub r6, r6, r10; add r10, r10, r2\n"
      "add r6, r3, r6, asr #8; sub r7, r7, r11; add r11, r11, r2\n"
      "add r7, r3, r7, asr #8; sub r8, r8, r12; add r12, r12, r4\n"
      "add r8, r5, r8, asr #8; sub r9, r9, lr; add lr, lr, r4\n"
      "add r9, r5, r9, asr #8; ldr r2, [r1, #32]\n"
      M2C_DSP_OUTPUTS("r10", "r6", "r12", "r8", "r11", "r7", "lr", "r9", "36")
      "adds r3, r3, #4; str r3, [r1, #36]; ldr r2, [r1, #44]\n"
      "subs r2, r2, #1; str r2, [r1, #44]; bne 5b; add sp, sp, #8\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

/* From x in r1 to its end in r12 by STEP, of two k; fours of k modulo four, with
 * which the loop is entered, at [r2, #REST]. */
#define M2C_DSP_LOOP_3(REST, STEP)                                             \
  "ldr r3, [r2, #" REST "]; cmp r3, #2; blo 7f; beq 2f; b 3f\n"                \
  "7: cmp r3, #1; beq 1f\n"                                                    \
  "4:\n" STEP STEP "3:\n" STEP STEP "2:\n" STEP STEP "1:\n" STEP STEP          \
  "cmp r1, r12; bne 4b\n"
/* Sums in r9 to r11 (first channel) and, upper and SHIFT bits more, r6 to r8 become
 * outputs at [r1, #OUT]; bias and scale at [r1, #BIAS] and after, then the zero
 * point. */
#define M2C_DSP_OUTPUTS_3(BIAS, SCALE, ZERO, OUT, SHIFT)                       \
  "ldr r0, [r1, #" BIAS "]; ldmia r0!, {r2, r3}; str r0, [r1, #" BIAS "]\n"    \
  "ldr r0, [r1, #" SCALE "]; vldmia r0!, {s4-s5}; str r0, [r1, #" SCALE "]\n"  \
  "sub r6, r6, r9; add r9, r9, r2; add r6, r3, r6, asr #" SHIFT "\n"           \
  "sub r7, r7, r10; add r10, r10, r2; add r7, r3, r7, asr #" SHIFT "\n"        \
  "sub r8, r8, r11; add r11, r11, r2; add r8, r3, r8, asr #" SHIFT "\n"        \
  "ldr r2, [r1, #" ZERO "]; vmov s8, s9, r9, r6; vmov s10, s11, r10, r7\n"     \
  "vmov s12, s13, r11, r8; vcvt.f32.s32 s8, s8; vcvt.f32.s32 s9, s9\n"         \
  "vcvt.f32.s32 s10, s10; vcvt.f32.s32 s11, s11\n"                             \
  "vcvt.f32.s32 s12, s12; vcvt.f32.s32 s13, s13\n"                             \
  "vmul.f32 s8, s8, s4; vmul.f32 s9, s9, s5\n"                                 \
  "vmul.f32 s10, s10, s4; vmul.f32 s11, s11, s5\n"                             \
  "vmul.f32 s12, s12, s4; vmul.f32 s13, s13, s5\n"                             \
  "vcvtr.s32.f32 s8, s8; vcvtr.s32.f32 s9, s9\n"                               \
  "vcvtr.s32.f32 s10, s10; vcvtr.s32.f32 s11, s11\n"                           \
  "vcvtr.s32.f32 s12, s12; vcvtr.s32.f32 s13, s13\n"                           \
  "vmov r9, r6, s8, s9; vmov r10, r7, s10, s11; vmov r11, r8, s12, s13\n"      \
  M2C_DSP_BYTE("r9") M2C_DSP_BYTE("r6") M2C_DSP_BYTE("r10")                    \
  M2C_DSP_BYTE("r7") M2C_DSP_BYTE("r11") M2C_DSP_BYTE("r8")                    \
  "ldrd r3, r4, [r1, #" OUT "]; adds r5, r3, #2; str r5, [r1, #" OUT "]\n"     \
  "strb r9, [r3]; strb r6, [r3, #1]; add r3, r3, r4\n"                         \
  "strb r10, [r3]; strb r7, [r3, #1]; add r3, r3, r4\n"                        \
  "strb r11, [r3]; strb r8, [r3, #1]\n"

/* Three columns, two channels a step. */
M2C_DSP_BLOCK __attribute__((naked)) void
m2c_dsp_columns_3x2(m2c_dsp_columns *columns __attribute__((unused))) {
  __asm__ volatile(
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}; push {r0}\n"
      "ldr r12, [r0, #8]\n"
      "5: ldr r2, [sp]; ldrd r0, r1, [r2]; ldrd r6, r7, [r2, #12]\n"
      "ldr r8, [r2, #20]; mov r9, r6; mov r10, r7; mov r11, r8\n"
      M2C_DSP_LOOP_3("56", M2C_DSP_3X2)
      "ldr r1, [sp]; ldrd r2, r3, [r1, #48]; add r0, r0, r2; str r0, [r1]\n"
      "subs r3, r3, r2; str r3, [r1, #48]\n"
      M2C_DSP_OUTPUTS_3("24", "28", "32", "36", "8")
      "ldr r2, [r1, #44]; subs r2, r2, #1; str r2, [r1, #44]; bne 5b\n"
      "add sp, sp, #4; pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}
/* clang-format on */

/* Channels of `columns` (2 or 3) columns from the first on; returns how many are
 * done: all that fill whole steps, or none where the form does not fit. sums:
 * 128 * those of the inputs; fours: of k. */
M2C_KERNEL int32_t m2c_dsp_columns_out(const int32_t *packed,
                                       const int32_t *lanes, int32_t columns,
                                       int32_t fours, const int32_t *sums,
                                       const int32_t *bias,
                                       const m2c_requant *q, int8_t *out,
                                       int32_t out_c) {
  const int32_t step = columns == 3 ? 2 : 4;
  m2c_dsp_columns t;
  int32_t i;
  if (!q->scale || q->low != -128 || q->high != 127 || out_c < step)
    return 0;
  t.w = packed;
  t.x = lanes;
  t.end = lanes + 2 * fours * columns;
  for (i = 0; i < columns; i++)
    t.minus[i] = -sums[i];
  t.bias = bias;
  t.scale = q->scale;
  t.zero = q->zero;
  t.out = out;
  t.pitch = out_c;
  t.count = out_c / step;
  t.turn = -16 * fours;
  t.step = 4 + t.turn;
  t.rest = fours % 4;
  if (columns == 3)
    m2c_dsp_columns_3x2(&t);
  else
    m2c_dsp_columns_2x4(&t);
  return m2c_whole(out_c, step);
}

#else

M2C_KERNEL int32_t m2c_dsp_columns_out(const int32_t *packed,
                                       const int32_t *lanes, int32_t columns,
                                       int32_t fours, const int32_t *sums,
                                       const int32_t *bias,
                                       const m2c_requant *q, int8_t *out,
                                       int32_t out_c) {
  (void)packed, (void)lanes, (void)columns, (void)fours, (void)sums;
  (void)bias, (void)q, (void)out, (void)out_c;
  return 0;
}

#endif

#endif
