/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Sums of products for up to five pixels at a time. Weights (`raised`) are bytes of
 * w + 128, as a byte is loaded from a constant place only without its sign; inputs
 * are words, [k][pixel], and what this adds to the sums of a pixel is taken off
 * again by `start`: -128 times its inputs. */
#ifndef M2C_RUNTIME_V6M_DOT_H
#define M2C_RUNTIME_V6M_DOT_H

#include "m2c/m2c_v6m.h"

typedef struct {
  const int32_t *x;
  const uint8_t *w;     /* of the first channel */
  int32_t pitch;        /* from channel to channel */
  int32_t k;            /* a multiple of 8, at least 8 */
  int32_t *sums;        /* [channel][pixel] */
  int32_t channels;     /* >= 1 */
  const int32_t *start; /* [pixel] */
  const int32_t *bias;  /* [channel] for the first k, then NULL: sums go on */
} m2c_v6m_block;

#if M2C_V6M

/* n inputs (>= 1) to words that are `pitch` bytes apart; returns their sum. */
M2C_V6M_ASM int32_t m2c_v6m_widen(int32_t *to __attribute__((unused)),
                                  const int8_t *from __attribute__((unused)),
                                  int32_t n __attribute__((unused)),
                                  int32_t pitch __attribute__((unused))) {
#define M2C_V6M_WIDEN(J)                                                       \
  "ldrb r4, [r1, #" J "]; sxtb r4, r4; str r4, [r0]; adds r0, r0, r3\n"        \
  "adds r5, r5, r4\n"
  __asm__ volatile(
      ".syntax unified\n"
      "push {r4, r5, lr}; movs r5, #0; b 2f\n"
      "1:\n" M2C_V6M_WIDEN("0") M2C_V6M_WIDEN("1") M2C_V6M_WIDEN("2")
          M2C_V6M_WIDEN("3") M2C_V6M_WIDEN("4") M2C_V6M_WIDEN("5")
              M2C_V6M_WIDEN("6") M2C_V6M_WIDEN(
                  "7") "adds r1, r1, #8; 2: subs r2, r2, #8; bhs 1b\n"
                       "adds r2, r2, #8; beq 4f\n"
                       "3:\n" M2C_V6M_WIDEN(
                           "0") "adds r1, r1, #1; subs r2, r2, #1; bne 3b\n"
                                "4: mov r0, r5; pop {r4, r5, pc}\n");
#undef M2C_V6M_WIDEN
}

#define M2C_V6M_8(STEP)                                                        \
  STEP("0")                                                                    \
  STEP("1") STEP("2") STEP("3") STEP("4") STEP("5") STEP("6") STEP("7")

#define M2C_V6M_5(J)                                                           \
  "ldrb r1, [r0, #" J "]; ldmia r2!, {r3, r4, r5, r6, r7}\n"                   \
  "muls r3, r1, r3; muls r4, r1, r4; muls r5, r1, r5; muls r6, r1, r6\n"       \
  "muls r7, r1, r7; add r8, r3; add r9, r4; add r10, r5; add r11, r6\n"        \
  "add r12, r7\n"
#define M2C_V6M_4(J)                                                           \
  "ldrb r1, [r0, #" J "]; ldmia r2!, {r3, r4, r5, r6}\n"                       \
  "muls r3, r1, r3; muls r4, r1, r4; muls r5, r1, r5; muls r6, r1, r6\n"       \
  "add r8, r3; add r9, r4; add r10, r5; add r11, r6\n"
#define M2C_V6M_3(J)                                                           \
  "ldrb r1, [r0, #" J "]; ldmia r2!, {r3, r4, r5}\n"                           \
  "muls r3, r1, r3; muls r4, r1, r4; muls r5, r1, r5\n"                        \
  "add r8, r3; add r9, r4; add r10, r5\n"

/* All channels. t is used up. REGISTERS get what sums start with; FIRST adds the
 * bias in r2, ON the sums at [r0, #16] by r2 and r1; TO and FROM move them. */
#define M2C_V6M_DOT(STEP, REGISTERS, FIRST, ON, FROM, TO)                      \
  __asm__ volatile(                                                            \
      M2C_V6M_ENTER                                                            \
      "1: ldr r0, [sp]; ldr r1, [r0, #24]; ldmia r1!, {" REGISTERS             \
      "}; ldr r1, [r0, #28]; cmp r1, #0; beq 4f\n"                             \
      "ldmia r1!, {r2}; str r1, [r0, #28]; b 5f\n"                             \
      "4: " ON "b 6f\n"                                                        \
      "5: " FIRST "6: " TO                                                     \
      "ldr r1, [r0, #4]; ldr r2, [r0, #8]; adds r2, r1, r2\n"                  \
      "str r2, [r0, #4]; ldr r2, [r0, #12]; adds r2, r1, r2\n"                 \
      "mov lr, r2; ldr r2, [r0]; mov r0, r1\n"                                 \
      "2:\n" M2C_V6M_8(                                                        \
          STEP) "adds r0, r0, #8; cmp r0, lr\n"                                \
                "bne 2b\n" FROM "ldr r0, [sp]; ldr r2, [r0, #16]\n"            \
                "stmia r2!, {" REGISTERS "}; str r2, [r0, #16]\n"              \
                "ldr r1, [r0, #20]; subs r1, r1, #1; str r1, [r0, #20]\n"      \
                "beq 3f; b 1b\n"                                               \
                "3:" M2C_V6M_LEAVE)

M2C_V6M_ASM void m2c_v6m_dot_5(m2c_v6m_block *t __attribute__((unused))) {
  M2C_V6M_DOT(
      M2C_V6M_5, "r3, r4, r5, r6, r7",
      "adds r3, r3, r2; adds r4, r4, r2; adds r5, r5, r2; adds r6, r6, r2; "
      "adds r7, r7, r2\n",
      "ldr r1, [r0, #16]; ldr r2, [r1, #0]; adds r3, r3, r2; ldr r2, [r1, #4]; "
      "adds r4, r4, r2; ldr r2, [r1, #8]; adds r5, r5, r2; ldr r2, [r1, #12]; "
      "adds r6, r6, r2; ldr r2, [r1, #16]; adds r7, r7, r2\n",
      "mov r3, r8; mov r4, r9; mov r5, r10; mov r6, r11; mov r7, r12\n",
      "mov r8, r3; mov r9, r4; mov r10, r5; mov r11, r6; mov r12, r7\n");
}

M2C_V6M_ASM void m2c_v6m_dot_4(m2c_v6m_block *t __attribute__((unused))) {
  M2C_V6M_DOT(
      M2C_V6M_4, "r3, r4, r5, r6",
      "adds r3, r3, r2; adds r4, r4, r2; adds r5, r5, r2; adds r6, r6, r2\n",
      "ldr r1, [r0, #16]; ldr r2, [r1, #0]; adds r3, r3, r2; ldr r2, [r1, #4]; "
      "adds r4, r4, r2; ldr r2, [r1, #8]; adds r5, r5, r2; ldr r2, [r1, #12]; "
      "adds r6, r6, r2\n",
      "mov r3, r8; mov r4, r9; mov r5, r10; mov r6, r11\n",
      "mov r8, r3; mov r9, r4; mov r10, r5; mov r11, r6\n");
}

M2C_V6M_ASM void m2c_v6m_dot_3(m2c_v6m_block *t __attribute__((unused))) {
  M2C_V6M_DOT(M2C_V6M_3, "r3, r4, r5",
              "adds r3, r3, r2; adds r4, r4, r2; adds r5, r5, r2\n",
              "ldr r1, [r0, #16]; ldr r2, [r1, #0]; adds r3, r3, r2; ldr r2, "
              "[r1, #4]; adds r4, r4, r2; ldr r2, [r1, #8]; adds r5, r5, r2\n",
              "mov r3, r8; mov r4, r9; mov r5, r10\n",
              "mov r8, r3; mov r9, r4; mov r10, r5\n");
}

#undef M2C_V6M_DOT
#undef M2C_V6M_3
#undef M2C_V6M_4
#undef M2C_V6M_5
#undef M2C_V6M_8

#else

M2C_V6M_BLOCK int32_t m2c_v6m_widen(int32_t *to, const int8_t *from, int32_t n,
                                    int32_t pitch) {
  int32_t sum = 0, i;
  for (i = 0; i < n; i++) {
    to[i * (pitch / 4)] = from[i];
    sum += from[i];
  }
  return sum;
}

M2C_KERNEL void m2c_v6m_dot_plain(const m2c_v6m_block *t, int32_t pixels) {
  int32_t c, i, k;
  for (c = 0; c < t->channels; c++)
    for (i = 0; i < pixels; i++) {
      int32_t *const sum = t->sums + c * pixels + i;
      *sum = t->start[i] + (t->bias ? t->bias[c] : *sum);
      for (k = 0; k < t->k; k++)
        *sum += t->x[k * pixels + i] * t->w[c * t->pitch + k];
    }
}

M2C_V6M_BLOCK void m2c_v6m_dot_5(m2c_v6m_block *t) { m2c_v6m_dot_plain(t, 5); }
M2C_V6M_BLOCK void m2c_v6m_dot_4(m2c_v6m_block *t) { m2c_v6m_dot_plain(t, 4); }
M2C_V6M_BLOCK void m2c_v6m_dot_3(m2c_v6m_block *t) { m2c_v6m_dot_plain(t, 3); }

#endif

#endif
