/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* The sums of m2c_neon.h for 4-bit weights: those of two channels share a byte, the
 * first in its low half. A half of a byte is 16 times a weight, and so are the
 * sums. w has two rows of n bytes: channels 0 and 1, 2 and 3. */
#ifndef M2C_RUNTIME_NEON_S8W4_H
#define M2C_RUNTIME_NEON_S8W4_H

#include "m2c/m2c_neon.h"
#include "m2c/m2c_pack_s4.h"

#if M2C_NEON

M2C_NEON_BLOCK void m2c_neon_dot_4x4_s8w4(m2c_neon_block *b) {
  __asm__ volatile(
      "ldp x3, x4, [%0]; ldp x5, x6, [%0, #16]; ldr x7, [%0, #32]\n"
      "ldrsw x8, [%0, #40]; add x9, x7, x8; movi v7.16b, #0xf0\n"
      "movi v16.4s, #0; movi v17.4s, #0\n"
      "movi v18.4s, #0; movi v19.4s, #0; movi v20.4s, #0\n"
      "movi v21.4s, #0; movi v22.4s, #0; movi v23.4s, #0\n"
      "movi v24.4s, #0; movi v25.4s, #0; movi v26.4s, #0\n"
      "movi v27.4s, #0; movi v28.4s, #0; movi v29.4s, #0\n"
      "movi v30.4s, #0; movi v31.4s, #0\n"
      "1:\n"
      "ldr q1, [x7], #16; ldr q3, [x9], #16; ldr q4, [x3], #16\n"
      "shl v0.16b, v1.16b, #4; and v1.16b, v1.16b, v7.16b\n"
      "shl v2.16b, v3.16b, #4; and v3.16b, v3.16b, v7.16b\n"
      "smull v5.8h, v4.8b, v0.8b; smull v6.8h, v4.8b, v1.8b\n"
      "smlal2 v5.8h, v4.16b, v0.16b; smlal2 v6.8h, v4.16b, v1.16b\n"
      "sadalp v16.4s, v5.8h; sadalp v17.4s, v6.8h\n"
      "smull v5.8h, v4.8b, v2.8b; smull v6.8h, v4.8b, v3.8b\n"
      "smlal2 v5.8h, v4.16b, v2.16b; smlal2 v6.8h, v4.16b, v3.16b\n"
      "sadalp v18.4s, v5.8h; sadalp v19.4s, v6.8h\n"
      "ldr q4, [x4], #16; smull v5.8h, v4.8b, v0.8b\n"
      "smull v6.8h, v4.8b, v1.8b; smlal2 v5.8h, v4.16b, v0.16b\n"
      "smlal2 v6.8h, v4.16b, v1.16b; sadalp v20.4s, v5.8h\n"
      "sadalp v21.4s, v6.8h; smull v5.8h, v4.8b, v2.8b\n"
      "smull v6.8h, v4.8b, v3.8b; smlal2 v5.8h, v4.16b, v2.16b\n"
      "smlal2 v6.8h, v4.16b, v3.16b; sadalp v22.4s, v5.8h\n"
      "sadalp v23.4s, v6.8h; ldr q4, [x5], #16\n"
      "smull v5.8h, v4.8b, v0.8b; smull v6.8h, v4.8b, v1.8b\n"
      "smlal2 v5.8h, v4.16b, v0.16b; smlal2 v6.8h, v4.16b, v1.16b\n"
      "sadalp v24.4s, v5.8h; sadalp v25.4s, v6.8h\n"
      "smull v5.8h, v4.8b, v2.8b; smull v6.8h, v4.8b, v3.8b\n"
      "smlal2 v5.8h, v4.16b, v2.16b; smlal2 v6.8h, v4.16b, v3.16b\n"
      "sadalp v26.4s, v5.8h; sadalp v27.4s, v6.8h\n"
      "ldr q4, [x6], #16; smull v5.8h, v4.8b, v0.8b\n"
      "smull v6.8h, v4.8b, v1.8b; smlal2 v5.8h, v4.16b, v0.16b\n"
      "smlal2 v6.8h, v4.16b, v1.16b; sadalp v28.4s, v5.8h\n"
      "sadalp v29.4s, v6.8h; smull v5.8h, v4.8b, v2.8b\n"
      "smull v6.8h, v4.8b, v3.8b; smlal2 v5.8h, v4.16b, v2.16b\n"
      "smlal2 v6.8h, v4.16b, v3.16b; sadalp v30.4s, v5.8h\n"
      "sadalp v31.4s, v6.8h; subs x8, x8, #16; b.ne 1b\n"
      "add x12, %0, #44; addp v16.4s, v16.4s, v17.4s\n"
      "addp v18.4s, v18.4s, v19.4s; addp v16.4s, v16.4s, v18.4s\n"
      "str q16, [x12], #16; addp v20.4s, v20.4s, v21.4s\n"
      "addp v22.4s, v22.4s, v23.4s; addp v20.4s, v20.4s, v22.4s\n"
      "str q20, [x12], #16; addp v24.4s, v24.4s, v25.4s\n"
      "addp v26.4s, v26.4s, v27.4s; addp v24.4s, v24.4s, v26.4s\n"
      "str q24, [x12], #16; addp v28.4s, v28.4s, v29.4s\n"
      "addp v30.4s, v30.4s, v31.4s; addp v28.4s, v28.4s, v30.4s\n"
      "str q28, [x12], #16\n"
      :
      : "r"(b)
      : "memory", "cc", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x12", "v0",
        "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v16", "v17", "v18", "v19",
        "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27", "v28", "v29",
        "v30", "v31");
}

/* Pixel 0 alone. */
M2C_NEON_BLOCK void m2c_neon_dot_1x4_s8w4(m2c_neon_block *b) {
  __asm__ volatile(
      "ldp x3, x4, [%0]; ldr x7, [%0, #32]; ldrsw x8, [%0, #40]\n"
      "add x9, x7, x8; movi v7.16b, #0xf0\n"
      "movi v16.4s, #0; movi v17.4s, #0; movi v18.4s, #0\n"
      "movi v19.4s, #0\n"
      "1:\n"
      "ldr q1, [x7], #16; ldr q3, [x9], #16; ldr q4, [x3], #16\n"
      "shl v0.16b, v1.16b, #4; and v1.16b, v1.16b, v7.16b\n"
      "shl v2.16b, v3.16b, #4; and v3.16b, v3.16b, v7.16b\n"
      "smull v5.8h, v4.8b, v0.8b; smull v6.8h, v4.8b, v1.8b\n"
      "smlal2 v5.8h, v4.16b, v0.16b; smlal2 v6.8h, v4.16b, v1.16b\n"
      "sadalp v16.4s, v5.8h; sadalp v17.4s, v6.8h\n"
      "smull v5.8h, v4.8b, v2.8b; smull v6.8h, v4.8b, v3.8b\n"
      "smlal2 v5.8h, v4.16b, v2.16b; smlal2 v6.8h, v4.16b, v3.16b\n"
      "sadalp v18.4s, v5.8h; sadalp v19.4s, v6.8h; subs x8, x8, #16\n"
      "b.ne 1b; add x12, %0, #44; addp v16.4s, v16.4s, v17.4s\n"
      "addp v18.4s, v18.4s, v19.4s; addp v16.4s, v16.4s, v18.4s\n"
      "str q16, [x12], #16\n"
      :
      : "r"(b)
      : "memory", "cc", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x12", "v0",
        "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v16", "v17", "v18", "v19");
}

#else

M2C_KERNEL void m2c_neon_dot_plain_s8w4(m2c_neon_block *b, int32_t pixels) {
  int32_t i, j, k;
  for (i = 0; i < pixels; i++)
    for (j = 0; j < 4; j++) {
      const int8_t *w = b->w + j / 2 * b->n;
      int32_t sum = 0;
      for (k = 0; k < b->n; k++)
        sum += b->x[i][k] * (j % 2 ? m2c_s4_high(w[k]) : m2c_s4_low(w[k]));
      b->sums[i][j] = 16 * sum;
    }
}

M2C_NEON_BLOCK void m2c_neon_dot_4x4_s8w4(m2c_neon_block *b) {
  m2c_neon_dot_plain_s8w4(b, 4);
}
M2C_NEON_BLOCK void m2c_neon_dot_1x4_s8w4(m2c_neon_block *b) {
  m2c_neon_dot_plain_s8w4(b, 1);
}

#endif

#endif
