/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* The sums of m2c_neon.h for 4-bit weights: those of two channels share a byte, the
 * first in its low half. A half of a byte is 16 times a weight, and so are the
 * sums. w has two rows of n bytes: channels 0 and 1, 2 and 3. */
#ifndef M2C_RUNTIME_NEON_S8W4_H
#define M2C_RUNTIME_NEON_S8W4_H

#include "m2c/m2c_neon.h"

#if M2C_NEON

#define M2C_NEON_ROWS_S8W4 "add x9, x7, x8; movi v7.16b, #0xf0\n"
#define M2C_NEON_WEIGHTS_S8W4                                                  \
  "ldr q1, [x7], #16; ldr q3, [x9], #16\n"                                     \
  "shl v0.16b, v1.16b, #4; and v1.16b, v1.16b, v7.16b\n"                       \
  "shl v2.16b, v3.16b, #4; and v3.16b, v3.16b, v7.16b\n"

M2C_NEON_BLOCK void m2c_neon_dot_4x4_s8w4(m2c_neon_block *b) {
  M2C_NEON_DOT_4X4(M2C_NEON_ROWS_S8W4, M2C_NEON_WEIGHTS_S8W4);
}

M2C_NEON_BLOCK void m2c_neon_dot_1x4_s8w4(m2c_neon_block *b) {
  M2C_NEON_DOT_1X4(M2C_NEON_ROWS_S8W4, M2C_NEON_WEIGHTS_S8W4);
}

#else

M2C_NEON_BLOCK void m2c_neon_dot_4x4_s8w4(m2c_neon_block *b) {
  m2c_neon_dot_plain(b, 4, 4);
}
M2C_NEON_BLOCK void m2c_neon_dot_1x4_s8w4(m2c_neon_block *b) {
  m2c_neon_dot_plain(b, 1, 4);
}

#endif

#endif
