/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* The sums of m2c_mve_dot.h for 4-bit weights: those of a pair of channels share a
 * byte, the first in its low half. A half of a byte is 16 times a weight, and so
 * are the sums, which the conversion to floats takes off again.
 *
 * Weights (`sixteens`): [pair of channels][sixteen of k][16]. */
#ifndef M2C_RUNTIME_MVE_DOT_S8W4_H
#define M2C_RUNTIME_MVE_DOT_S8W4_H

#include "m2c/m2c_mve_dot.h"

#if M2C_MVE

/* clang-format off */
/* Bytes at POINTER become the weights of both channels: q3 and q4. */
#define M2C_MVE_HALVES(POINTER)                                                \
  "vldrb.u8 q3, [" POINTER "], #16; vand q4, q3, q5; vshl.i8 q3, q3, #4\n"
/* q5 masks the upper halves. */
#define M2C_MVE_ENTER_HALVES "vpush {d8, d9, d10, d11}; vmov.i8 q5, #0xf0\n"
#define M2C_MVE_LEAVE_HALVES "vpop {d8, d9, d10, d11}\n"
#define M2C_MVE_SCALE_PAIR "lsls r0, r0, #4; lsls r2, r2, #4\n"

M2C_MVE_ASM void m2c_mve_dot_3x2_s8w4(const m2c_mve_block *b
                                      __attribute__((unused))) {
  M2C_MVE_DOT_3X2(M2C_MVE_ENTER_HALVES, M2C_MVE_SCALE_PAIR,
      M2C_MVE_HALVES("r7")
      "vldrb.u8 q0, [r1], #16; vmladava.s8 r0, q0, q3; vmladava.s8 r2, q0, q4\n"
      "vldrb.u8 q1, [r3], #16; vmladava.s8 r4, q1, q3; vmladava.s8 r6, q1, q4\n"
      "vldrb.u8 q2, [r5], #16; vmladava.s8 r8, q2, q3\n"
      "vmladava.s8 r10, q2, q4\n", M2C_MVE_LEAVE_HALVES);
}

M2C_MVE_ASM void m2c_mve_dot_2x2_s8w4(const m2c_mve_block *b
                                      __attribute__((unused))) {
  M2C_MVE_DOT_2X2(M2C_MVE_ENTER_HALVES, M2C_MVE_SCALE_PAIR,
      M2C_MVE_HALVES("r7")
      "vldrb.u8 q0, [r1], #16; vmladava.s8 r0, q0, q3; vmladava.s8 r2, q0, q4\n"
      "vldrb.u8 q1, [r3], #16; vmladava.s8 r4, q1, q3\n"
      "vmladava.s8 r6, q1, q4\n", M2C_MVE_LEAVE_HALVES);
}

M2C_MVE_ASM void m2c_mve_dot_1x4_s8w4(const m2c_mve_block *b
                                      __attribute__((unused))) {
  M2C_MVE_DOT_1X4(M2C_MVE_ENTER_HALVES,
      M2C_MVE_SCALE_PAIR "lsls r4, r4, #4; lsls r6, r6, #4\n",
      "vldrb.u8 q0, [r1], #16\n" M2C_MVE_HALVES("r3")
      "vmladava.s8 r0, q0, q3; vmladava.s8 r2, q0, q4\n" M2C_MVE_HALVES("r5")
      "vmladava.s8 r4, q0, q3; vmladava.s8 r6, q0, q4\n", M2C_MVE_LEAVE_HALVES);
}
/* clang-format on */

M2C_MVE_ASM void m2c_mve_requant_s8w4(const m2c_requant *q
                                      __attribute__((unused)),
                                      const m2c_mve_outputs *t
                                      __attribute__((unused))) {
  M2C_MVE_REQUANT(", #4");
}

#else

M2C_MVE_BLOCK void m2c_mve_dot_3x2_s8w4(const m2c_mve_block *b) {
  m2c_mve_dot_plain(b, 3, 4);
}
M2C_MVE_BLOCK void m2c_mve_dot_2x2_s8w4(const m2c_mve_block *b) {
  m2c_mve_dot_plain(b, 2, 4);
}
M2C_MVE_BLOCK void m2c_mve_dot_1x4_s8w4(const m2c_mve_block *b) {
  m2c_mve_dot_plain(b, 1, 4);
}

M2C_MVE_BLOCK void m2c_mve_requant_s8w4(const m2c_requant *q,
                                        const m2c_mve_outputs *t) {
  m2c_mve_requant_plain(q, t, 4);
}

#endif

static const m2c_mve_form m2c_mve_form_s8w4 = {
    m2c_mve_dot_1x4_s8w4, m2c_mve_dot_2x2_s8w4, m2c_mve_dot_3x2_s8w4,
    m2c_mve_requant_s8w4, 4};

#endif
