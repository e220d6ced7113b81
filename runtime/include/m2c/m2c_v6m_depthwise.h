/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Depthwise sums of 3x3 taps, one channel after the other. */
#ifndef M2C_RUNTIME_V6M_DEPTHWISE_H
#define M2C_RUNTIME_V6M_DEPTHWISE_H

#include "m2c/m2c_v6m.h"

/* The sums of some channels in a row. */
typedef struct {
  const int8_t *rows[3]; /* at the first column */
  int32_t at;    /* byte of the first tap of the first channel, which may
                    be before the row */
  int32_t in_c;  /* from column to column */
  int32_t step;  /* from output to output */
  int32_t end;   /* bytes of a row */
  int32_t count; /* outputs of a channel; >= 1 */
  int32_t *sums; /* [channel][count] */
  const int32_t *bias;
  const int8_t *weights; /* [ky][kx][channel], in_c bytes from tap to tap */
  int32_t zero;          /* input outside the row */
  int32_t channels;      /* >= 1 */
} m2c_v6m_depthwise;

#if M2C_V6M

/* clang-format off */
/* A weight to the stack: W of [ky][kx]. */
#define M2C_V6M_WEIGHT(W) "ldrsb r6, [r4, r5]; str r6, [sp, #" W "]; add r5, r8\n"
/* What a column outside the row adds: the sum of three weights by r3. */
#define M2C_V6M_OUTSIDE(TO, W0, W1, W2)                                        \
  "ldr r4, [sp, #" W0 "]; ldr r5, [sp, #" W1 "]; adds r4, r4, r5\n"            \
  "ldr r5, [sp, #" W2 "]; adds r4, r4, r5; muls r4, r3, r4\n"                  \
  "str r4, [sp, #" TO "]\n"
/* Row I of column kx; its weight is at W. */
#define M2C_V6M_TAP(I, W)                                                      \
  "ldrsb r4, [r" I ", r3]; ldr r5, [sp, #" W "]; muls r5, r4, r5\n"            \
  "adds r6, r6, r5\n"
#define M2C_V6M_COLUMN(OUT, W0, W1, W2)                                        \
  "cmp r3, r12; bhs " OUT "f\n"                                                \
  M2C_V6M_TAP("0", W0) M2C_V6M_TAP("1", W1) M2C_V6M_TAP("2", W2)

M2C_V6M_ASM void m2c_v6m_depthwise_3x3(m2c_v6m_depthwise *t
                                       __attribute__((unused))) {
  __asm__ volatile(
      M2C_V6M_ENTER
      "sub sp, sp, #48; mov r7, r0; ldr r4, [r7, #16]; mov r8, r4\n"
      "lsls r4, r4, #1; ldr r5, [r7, #20]; subs r5, r5, r4; mov r9, r5\n"
      "ldr r4, [r7, #24]; mov r12, r4; ldr r4, [r7, #28]; mov lr, r4\n"
      "ldr r4, [r7, #32]; mov r11, r4\n"
      /* A channel. */
      "7: ldr r4, [r7, #40]; movs r5, #0\n"
      M2C_V6M_WEIGHT("0") M2C_V6M_WEIGHT("4") M2C_V6M_WEIGHT("8")
      M2C_V6M_WEIGHT("12") M2C_V6M_WEIGHT("16") M2C_V6M_WEIGHT("20")
      M2C_V6M_WEIGHT("24") M2C_V6M_WEIGHT("28") M2C_V6M_WEIGHT("32")
      "adds r4, r4, #1; str r4, [r7, #40]; ldr r3, [r7, #44]\n"
      M2C_V6M_OUTSIDE("36", "0", "12", "24")
      M2C_V6M_OUTSIDE("40", "4", "16", "28")
      M2C_V6M_OUTSIDE("44", "8", "20", "32")
      "ldr r0, [r7, #36]; ldmia r0!, {r6}; str r0, [r7, #36]; mov r10, r6\n"
      "ldr r3, [r7, #12]; adds r4, r3, #1; str r4, [r7, #12]\n"
      "ldmia r7!, {r0, r1, r2}; subs r7, r7, #12; mov r4, lr; push {r4, r7}\n"
      "mov r7, r11\n"
      /* An output. */
      "1: mov r6, r10\n" M2C_V6M_COLUMN("21", "8", "20", "32")
      "11: add r3, r8\n" M2C_V6M_COLUMN("22", "12", "24", "36")
      "12: add r3, r8\n" M2C_V6M_COLUMN("23", "16", "28", "40")
      "13: add r3, r9; stmia r7!, {r6}; ldr r4, [sp]; subs r4, r4, #1\n"
      "str r4, [sp]; bne 1b; b 4f\n"
      "21: ldr r5, [sp, #44]; adds r6, r6, r5; b 11b\n"
      "22: ldr r5, [sp, #48]; adds r6, r6, r5; b 12b\n"
      "23: ldr r5, [sp, #52]; adds r6, r6, r5; b 13b\n"
      "4: mov r11, r7; pop {r4, r7}; ldr r4, [r7, #48]; subs r4, r4, #1\n"
      "str r4, [r7, #48]; beq 5f; b 7b\n"
      "5: add sp, sp, #48\n" M2C_V6M_LEAVE);
}
/* clang-format on */

#undef M2C_V6M_COLUMN
#undef M2C_V6M_TAP
#undef M2C_V6M_OUTSIDE
#undef M2C_V6M_WEIGHT

#else

M2C_V6M_BLOCK void m2c_v6m_depthwise_3x3(m2c_v6m_depthwise *t) {
  int32_t c, i, kx, ky;
  for (c = 0; c < t->channels; c++)
    for (i = 0; i < t->count; i++) {
      int32_t sum = t->bias[c];
      for (kx = 0; kx < 3; kx++)
        for (ky = 0; ky < 3; ky++) {
          const int32_t at = t->at + c + i * t->step + kx * t->in_c;
          sum += (at >= 0 && at < t->end ? t->rows[ky][at] : t->zero) *
                 t->weights[(3 * ky + kx) * t->in_c + c];
        }
      t->sums[c * t->count + i] = sum;
    }
}

#endif

#endif
