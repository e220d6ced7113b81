/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* What the kernels of the mve set share (Armv8.1-M with MVE for integers and
 * floats). Loops are tail-predicated (LETP): the last vector reads and writes no
 * element too many. Each primitive also has a plain C form of the same meaning,
 * for compilers without GNU assembly and for tests on a PC. */
#ifndef M2C_RUNTIME_MVE_H
#define M2C_RUNTIME_MVE_H

#include "m2c/m2c_requant.h"

#if defined(__GNUC__) && defined(__ARM_FEATURE_MVE) && __ARM_FEATURE_MVE == 3
#define M2C_MVE 1
#else
#define M2C_MVE 0
#endif

/* A function of its own; assembly functions are all of it. */
#if M2C_MVE
#define M2C_MVE_BLOCK static __attribute__((noinline, unused))
#define M2C_MVE_ASM M2C_MVE_BLOCK __attribute__((naked))
#elif defined(__GNUC__)
#define M2C_MVE_BLOCK static __attribute__((noinline, unused))
#else
#define M2C_MVE_BLOCK static
#endif

/* Sums of two channels by up to three pixels lie together, [pair][pixel][2]:
 * where the sum of pixel 0 and channel c is. */
M2C_KERNEL int32_t m2c_mve_place(int32_t c) { return c / 2 * 6 + c % 2; }

/* Sums that become outputs: sums are 2^fraction times what they stand for. */
typedef struct {
  const int32_t *sums;
  int8_t *out;      /* of pixel 0 */
  int32_t out_c;    /* from pixel to pixel */
  int32_t pixels;   /* 1 to 3 */
  int32_t c, count; /* the first channel, and how many: >= 1 */
} m2c_mve_outputs;

M2C_KERNEL void m2c_mve_requant_plain(const m2c_requant *q,
                                      const m2c_mve_outputs *t,
                                      int32_t fraction) {
  int32_t i, pixel;
  for (pixel = 0; pixel < t->pixels; pixel++)
    for (i = 0; i < t->count; i++)
      t->out[pixel * t->out_c + i] = m2c_requant_one(
          q, t->sums[m2c_mve_place(i) + 2 * pixel] >> fraction, t->c + i);
}

#if M2C_MVE

/* clang-format off */
/* One pixel's four channels, OFFSET after those of pixel 0, to OUT. */
#define M2C_MVE_OUTPUTS(FRACTION, OFFSET, OUT)                                 \
  "vldrw.u32 q0, [q4, #" OFFSET "]; vcvt.f32.s32 q0, q0" FRACTION "\n"         \
  "vmul.f32 q0, q0, q1; vcvtn.s32.f32 q0, q0; vqadd.s32 q0, q0, r4\n"          \
  "vmin.s32 q0, q0, q3; vmax.s32 q0, q0, q2\n"                                 \
  "vstrb.32 q0, [" OUT "], #4\n"

/* The body of a function (const m2c_requant *, const m2c_mve_outputs *): all
 * pixels, by floats; conversion and addition saturate. Offsets are those of
 * m2c_requant's fields: scale 0, zero 20, low 24, high 28. */
#define M2C_MVE_REQUANT(FRACTION)                                              \
  __asm__ volatile(                                                            \
      "push {r4, r5, r6, r7, r8, lr}; vpush {d8, d9}\n"                        \
      "ldr r12, [r0]; ldrd r4, r5, [r0, #20]; ldr r6, [r0, #28]\n"             \
      "vdup.32 q2, r5; vdup.32 q3, r6; ldm r1, {r0, r2, r3, r6, r7, r8}\n"     \
      "add r12, r12, r7, lsl #2; add r7, r0, #24\n"                            \
      "vmov q4[2], q4[0], r0, r7\n"                                            \
      "adds r0, r0, #4; adds r7, r7, #4; vmov q4[3], q4[1], r0, r7\n"          \
      "mov r0, r12; mov r1, r2; add r2, r1, r3; movs r5, #48\n"                \
      "dlstp.32 lr, r8; cmp r6, #2; beq 2f; blo 1f; add r3, r3, r2\n"          \
      "3: vldrw.u32 q1, [r0], #16\n"                                           \
      M2C_MVE_OUTPUTS(FRACTION, "0", "r1")                                     \
      M2C_MVE_OUTPUTS(FRACTION, "8", "r2")                                     \
      M2C_MVE_OUTPUTS(FRACTION, "16", "r3")                                    \
      "vadd.i32 q4, q4, r5; letp lr, 3b; b 4f\n"                               \
      "2: vldrw.u32 q1, [r0], #16\n"                                           \
      M2C_MVE_OUTPUTS(FRACTION, "0", "r1")                                     \
      M2C_MVE_OUTPUTS(FRACTION, "8", "r2")                                     \
      "vadd.i32 q4, q4, r5; letp lr, 2b; b 4f\n"                               \
      "1: vldrw.u32 q1, [r0], #16\n"                                           \
      M2C_MVE_OUTPUTS(FRACTION, "0", "r1")                                     \
      "vadd.i32 q4, q4, r5; letp lr, 1b\n"                                     \
      "4: vpop {d8, d9}; pop {r4, r5, r6, r7, r8, pc}\n")
/* clang-format on */

#endif

#endif
