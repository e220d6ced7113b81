/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Sums of products for four outputs of one pixel: bytes of x + 128 and w + 128, so
 * that two products share a word, the lower below 2^16. Of the words' sums the
 * lower part follows from the upper, which is added apart. */
#ifndef M2C_RUNTIME_V6M_DENSE_H
#define M2C_RUNTIME_V6M_DENSE_H

#include "m2c/m2c_v6m.h"

/* Weights (`raised`): [four outputs][1 + k words]; first a word for each output,
 * 16384 k - 128 * (sum of its w + 128), then a word for each k with a byte for each
 * output. k is padded to whole fours by bytes that meet inputs of zero. */
typedef struct {
  const uint8_t *x; /* k bytes of x + 128 */
  const int32_t *w; /* behind the first four words */
  int32_t k;        /* a multiple of 4, at least 4 */
  int32_t sums[4];
} m2c_v6m_quad;

#if M2C_V6M

#define M2C_V6M_4X1(J)                                                         \
  "ldrb r1, [r0, #" J "]; ldmia r2!, {r3}; lsrs r4, r3, #8; ands r3, r3, r7\n" \
  "ands r4, r4, r7; muls r3, r1, r3; muls r4, r1, r4; add r8, r3\n"            \
  "lsrs r3, r3, #16; add r9, r3; add r10, r4; lsrs r4, r4, #16\n"              \
  "add r11, r4\n"

M2C_V6M_ASM void m2c_v6m_dot_1x4(m2c_v6m_quad *t __attribute__((unused))) {
  __asm__ volatile(
      M2C_V6M_ENTER
      "ldr r2, [r0, #4]; ldr r3, [r0, #8]; ldr r0, [r0]\n"
      "adds r3, r3, r0; mov r12, r3; movs r7, #255\n"
      "lsls r3, r7, #16; orrs r7, r7, r3; movs r3, #0\n"
      "mov r8, r3; mov r9, r3; mov r10, r3; mov r11, r3\n"
      "1:\n" M2C_V6M_4X1("0") M2C_V6M_4X1("1") M2C_V6M_4X1("2")
          M2C_V6M_4X1("3") "adds r0, r0, #4; cmp r0, r12; bne 1b\n"
                           "ldr r0, [sp]; adds r0, r0, #12\n"
                           "mov r3, r8; mov r4, r10; mov r5, r9\n"
                           "mov r6, r11; lsls r1, r5, #16\n"
                           "subs r3, r3, r1; lsls r1, r6, #16\n"
                           "subs r4, r4, r1\n"
                           "stmia r0!, {r3, r4, r5, r6}\n" M2C_V6M_LEAVE);
}

#undef M2C_V6M_4X1

#else

M2C_V6M_BLOCK void m2c_v6m_dot_1x4(m2c_v6m_quad *t) {
  int32_t i, k;
  for (i = 0; i < 4; i++) {
    t->sums[i] = 0;
    for (k = 0; k < t->k; k++)
      t->sums[i] += t->x[k] * (int32_t)((uint32_t)t->w[k] >> (8 * i) & 255);
  }
}

#endif

#endif
