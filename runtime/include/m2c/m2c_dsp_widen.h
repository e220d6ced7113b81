/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Widens the windows of two or three columns side by side, so that the words of
 * both go out together. */
#ifndef M2C_RUNTIME_DSP_WIDEN_H
#define M2C_RUNTIME_DSP_WIDEN_H

#include "m2c/m2c_dsp.h"

/* Columns whose windows are kernel_h runs of memory, each of `words` whole words
 * that begin `start` bytes after its row, `delta` more for each next column.
 * Lanes become [two k][column]. sums: of each column's inputs at even and at odd
 * words' lanes, modulo 2^16 each; they fit while there are M2C_DSP_WIDEN words. */
enum { M2C_DSP_WIDEN = 126 };

typedef struct {
  const int8_t *const *rows;
  int32_t kernel_h, start, delta, words;
  int32_t *lanes;
  uint32_t sums[3];
} m2c_dsp_windows;

/* Four inputs as the lanes of one column; returns the sum with theirs. */
M2C_KERNEL uint32_t m2c_dsp_widen_word(int32_t *lanes, int32_t columns,
                                       uint32_t four, uint32_t sum) {
  const uint32_t even = m2c_dsp_even(four), odd = m2c_dsp_odd(four);
  lanes[0] = (int32_t)even;
  lanes[columns] = (int32_t)odd;
  sum = m2c_dsp_smlad(even, 0x10001, sum);
  return m2c_dsp_smlad(odd, 0x10001, sum);
}

/* n inputs at x, with zeros to whole fours. */
M2C_KERNEL uint32_t m2c_dsp_widen_run(int32_t *lanes, int32_t columns,
                                      const int8_t *x, int32_t n,
                                      uint32_t sum) {
  const int8_t *end = x + m2c_whole(n, 4);
  for (; x != end; x += 4) {
    sum = m2c_dsp_widen_word(lanes, columns, m2c_dsp_load(x), sum);
    lanes += 2 * columns;
  }
  if (n % 4 != 0)
    sum = m2c_dsp_widen_word(lanes, columns, m2c_dsp_load_some(x, n % 4), sum);
  return sum;
}

/* n times the byte `value`. */
M2C_KERNEL uint32_t m2c_dsp_widen_fill(int32_t *lanes, int32_t columns,
                                       int32_t value, int32_t n, uint32_t sum) {
  const uint32_t four = (uint32_t)(value & 255) * 0x01010101u;
  int32_t i;
  for (i = 0; i < n; i += 4) {
    sum = m2c_dsp_widen_word(lanes, columns, four, sum);
    lanes += 2 * columns;
  }
  return sum;
}

#if M2C_DSP_ASM

M2C_DSP_BLOCK __attribute__((naked)) void
m2c_dsp_widen_2(m2c_dsp_windows *windows __attribute__((unused))) {
  __asm__ volatile(
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}; push {r0}\n"
      "ldr r3, [r0, #20]; mov r10, #0; mov r11, #0\n"
      "2:\n"
      "ldr r4, [sp]; ldr r5, [r4]; ldr r0, [r5], #4; str r5, [r4]\n"
      "ldrd r5, r6, [r4, #8]; add r0, r0, r5; add r1, r0, r6\n"
      "ldr lr, [r4, #16]\n"
      "1:\n"
      "ldr r4, [r0], #4; ldr r5, [r1], #4; sxtb16 r6, r4, ror #8\n"
      "sxtb16 r4, r4; sxtb16 r7, r5, ror #8; sxtb16 r5, r5\n"
      "stmia r3!, {r4, r5, r6, r7}; sadd16 r10, r10, r4\n"
      "sadd16 r10, r10, r6; sadd16 r11, r11, r5; sadd16 r11, r11, r7\n"
      "subs lr, lr, #1; bne 1b; ldr r4, [sp]; ldr r5, [r4, #4]\n"
      "subs r5, r5, #1; str r5, [r4, #4]; bne 2b; pop {r0}\n"
      "add r0, r0, #24; stmia r0, {r10, r11}\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

M2C_DSP_BLOCK __attribute__((naked)) void
m2c_dsp_widen_3(m2c_dsp_windows *windows __attribute__((unused))) {
  __asm__ volatile(
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}; push {r0}\n"
      "ldr r3, [r0, #20]; mov r10, #0; mov r11, #0; mov r12, #0\n"
      "2:\n"
      "ldr r4, [sp]; ldr r5, [r4]; ldr r0, [r5], #4; str r5, [r4]\n"
      "ldrd r5, r6, [r4, #8]; add r0, r0, r5; add r1, r0, r6\n"
      "add r2, r1, r6; ldr lr, [r4, #16]\n"
      "1:\n"
      "ldr r4, [r0], #4; ldr r5, [r1], #4; ldr r6, [r2], #4\n"
      "sxtb16 r7, r4, ror #8; sxtb16 r4, r4; sxtb16 r8, r5, ror #8\n"
      "sxtb16 r5, r5; sxtb16 r9, r6, ror #8; sxtb16 r6, r6\n"
      "stmia r3!, {r4, r5, r6, r7, r8, r9}; sadd16 r10, r10, r4\n"
      "sadd16 r10, r10, r7; sadd16 r11, r11, r5; sadd16 r11, r11, r8\n"
      "sadd16 r12, r12, r6; sadd16 r12, r12, r9; subs lr, lr, #1\n"
      "bne 1b; ldr r4, [sp]; ldr r5, [r4, #4]; subs r5, r5, #1\n"
      "str r5, [r4, #4]; bne 2b; pop {r0}; add r0, r0, #24\n"
      "stmia r0, {r10, r11, r12}\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#else

/* Two lanes added apart. */
M2C_KERNEL uint32_t m2c_dsp_add(uint32_t a, uint32_t b) {
  return ((a + b) & 65535) | ((a & 0xffff0000u) + (b & 0xffff0000u));
}

M2C_KERNEL void m2c_dsp_widen_columns(m2c_dsp_windows *t, int32_t columns) {
  int32_t *lanes = t->lanes;
  int32_t ky, word, i;
  memset(t->sums, 0, sizeof t->sums);
  for (ky = 0; ky < t->kernel_h; ky++)
    for (word = 0; word < t->words; word++) {
      for (i = 0; i < columns; i++) {
        const uint32_t four =
            m2c_dsp_load(t->rows[ky] + t->start + i * t->delta + 4 * word);
        const uint32_t even = m2c_dsp_even(four), odd = m2c_dsp_odd(four);
        lanes[i] = (int32_t)even;
        lanes[columns + i] = (int32_t)odd;
        t->sums[i] = m2c_dsp_add(m2c_dsp_add(t->sums[i], even), odd);
      }
      lanes += 2 * columns;
    }
}

M2C_DSP_BLOCK void m2c_dsp_widen_2(m2c_dsp_windows *windows) {
  m2c_dsp_widen_columns(windows, 2);
}

M2C_DSP_BLOCK void m2c_dsp_widen_3(m2c_dsp_windows *windows) {
  m2c_dsp_widen_columns(windows, 3);
}

#endif

#endif
