/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* What the kernels of the neon set are made of (AArch64 without dot products):
 * products of 16 bits, two to a lane before they are widened. That is exact but
 * for two weights of -128 that share a lane, which the compiler rules out. Each
 * primitive also has a plain C form of the same meaning. */
#ifndef M2C_RUNTIME_NEON_H
#define M2C_RUNTIME_NEON_H

#include "m2c/m2c_requant.h"

#if defined(__GNUC__) && defined(__aarch64__) && defined(__ARM_NEON) &&        \
    !defined(__ARM_BIG_ENDIAN)
#include <arm_neon.h>
#define M2C_NEON 1
#else
#define M2C_NEON 0
#endif

/* A function of its own. */
#if defined(__GNUC__)
#define M2C_NEON_BLOCK static __attribute__((noinline, unused))
#else
#define M2C_NEON_BLOCK static
#endif

/* Sums of four channels by up to four pixels: x[i] are n inputs of pixel i, w
 * four rows of n weights; n is a multiple of 16, at least 16. */
typedef struct {
  const int8_t *x[4];
  const int8_t *w;
  int32_t n;
  int32_t sums[4][4]; /* [pixel][channel] */
} m2c_neon_block;

typedef void m2c_neon_dot(m2c_neon_block *b);

#if M2C_NEON

/* In assembly, as gcc 12 would keep sums in memory. Offsets: of m2c_neon_block's
 * fields. */
M2C_NEON_BLOCK void m2c_neon_dot_4x4(m2c_neon_block *b) {
  __asm__ volatile(
      "ldp x3, x4, [%0]; ldp x5, x6, [%0, #16]; ldr x7, [%0, #32]\n"
      "ldrsw x8, [%0, #40]; add x9, x7, x8; add x10, x9, x8\n"
      "add x11, x10, x8; movi v16.4s, #0; movi v17.4s, #0\n"
      "movi v18.4s, #0; movi v19.4s, #0; movi v20.4s, #0\n"
      "movi v21.4s, #0; movi v22.4s, #0; movi v23.4s, #0\n"
      "movi v24.4s, #0; movi v25.4s, #0; movi v26.4s, #0\n"
      "movi v27.4s, #0; movi v28.4s, #0; movi v29.4s, #0\n"
      "movi v30.4s, #0; movi v31.4s, #0\n"
      "1:\n"
      "ldr q0, [x7], #16; ldr q1, [x9], #16; ldr q2, [x10], #16\n"
      "ldr q3, [x11], #16; ldr q4, [x3], #16\n"
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
      : "memory", "cc", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11",
        "x12", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v16", "v17", "v18",
        "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27", "v28",
        "v29", "v30", "v31");
}

/* Pixel 0 alone. */
M2C_NEON_BLOCK void m2c_neon_dot_1x4(m2c_neon_block *b) {
  __asm__ volatile(
      "ldp x3, x4, [%0]; ldr x7, [%0, #32]; ldrsw x8, [%0, #40]\n"
      "add x9, x7, x8; add x10, x9, x8; add x11, x10, x8\n"
      "movi v16.4s, #0; movi v17.4s, #0; movi v18.4s, #0\n"
      "movi v19.4s, #0\n"
      "1:\n"
      "ldr q0, [x7], #16; ldr q1, [x9], #16; ldr q2, [x10], #16\n"
      "ldr q3, [x11], #16; ldr q4, [x3], #16\n"
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
      : "memory", "cc", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11",
        "x12", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v16", "v17", "v18",
        "v19");
}

/* Four outputs, of 32 bits still. Conversion and addition saturate. */
M2C_KERNEL int32x4_t m2c_neon_round(const m2c_requant *q, float32x4_t x) {
  const int32x4_t y = vqaddq_s32(vcvtnq_s32_f32(x), vdupq_n_s32(q->zero));
  return vmaxq_s32(vminq_s32(y, vdupq_n_s32(q->high)), vdupq_n_s32(q->low));
}

M2C_KERNEL int32x4_t m2c_neon_outputs(const m2c_requant *q, int32x4_t sum,
                                      float32x4_t scale) {
  return m2c_neon_round(q, vmulq_f32(vcvtq_f32_s32(sum), scale));
}

/* Outputs of sums that begin with channel c: four, or `count` of them. Sums are
 * 2^fraction (a literal: 0 or 4) times what they stand for, without bias. */
M2C_KERNEL void m2c_neon_requant(const m2c_requant *q, int8_t *out,
                                 const int32_t *sums, const int32_t *bias,
                                 int32_t c, int32_t count, int32_t fraction) {
  int32_t i;
  if (q->scale && count == 4) {
    const int32x4_t sum = vld1q_s32(sums), start = vld1q_s32(bias + c);
    const float32x4_t x =
        fraction ? vcvtq_n_f32_s32(vaddq_s32(sum, vshlq_n_s32(start, 4)), 4)
                 : vcvtq_f32_s32(vaddq_s32(sum, start));
    const int16x4_t y =
        vmovn_s32(m2c_neon_round(q, vmulq_f32(x, vld1q_f32(q->scale + c))));
    const uint32_t four =
        vget_lane_u32(vreinterpret_u32_s8(vmovn_s16(vcombine_s16(y, y))), 0);
    memcpy(out, &four, sizeof four);
    return;
  }
  for (i = 0; i < count; i++)
    out[i] = m2c_requant_one(q, (sums[i] >> fraction) + bias[c + i], c + i);
}

#else

M2C_KERNEL void m2c_neon_dot_plain(m2c_neon_block *b, int32_t pixels) {
  int32_t i, j, k;
  for (i = 0; i < pixels; i++)
    for (j = 0; j < 4; j++) {
      int32_t sum = 0;
      for (k = 0; k < b->n; k++)
        sum += b->x[i][k] * b->w[j * b->n + k];
      b->sums[i][j] = sum;
    }
}

M2C_NEON_BLOCK void m2c_neon_dot_4x4(m2c_neon_block *b) {
  m2c_neon_dot_plain(b, 4);
}
M2C_NEON_BLOCK void m2c_neon_dot_1x4(m2c_neon_block *b) {
  m2c_neon_dot_plain(b, 1);
}

M2C_KERNEL void m2c_neon_requant(const m2c_requant *q, int8_t *out,
                                 const int32_t *sums, const int32_t *bias,
                                 int32_t c, int32_t count, int32_t fraction) {
  int32_t i;
  for (i = 0; i < count; i++)
    out[i] = m2c_requant_one(q, (sums[i] >> fraction) + bias[c + i], c + i);
}

#endif

#endif
