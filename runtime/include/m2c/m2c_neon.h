/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* What the kernels of the neon set are made of (AArch64 without dot products):
 * products of 16 bits, two to a lane before they are widened. That is exact but
 * for two weights of -128 that share a lane, which the compiler rules out. Each
 * primitive also has a plain C form of the same meaning. */
#ifndef M2C_RUNTIME_NEON_H
#define M2C_RUNTIME_NEON_H

#include "m2c/m2c_pack_s4.h"
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
/* clang-format off */
/* Sixteen inputs of the pixel at X by the weights in v0 to v3. */
#define M2C_NEON_PIXEL(X, N0, N1, N2, N3)                              \
  "ldr q4, [" X "], #16\n"                                                     \
  "smull v5.8h, v4.8b, v0.8b; smull v6.8h, v4.8b, v1.8b\n"                     \
  "smlal2 v5.8h, v4.16b, v0.16b; smlal2 v6.8h, v4.16b, v1.16b\n"               \
  "sadalp v" N0 ".4s, v5.8h; sadalp v" N1 ".4s, v6.8h\n"                   \
  "smull v5.8h, v4.8b, v2.8b; smull v6.8h, v4.8b, v3.8b\n"                     \
  "smlal2 v5.8h, v4.16b, v2.16b; smlal2 v6.8h, v4.16b, v3.16b\n"               \
  "sadalp v" N2 ".4s, v5.8h; sadalp v" N3 ".4s, v6.8h\n"
#define M2C_NEON_ZERO(N0, N1, N2, N3)                                  \
  "movi v" N0 ".4s, #0; movi v" N1 ".4s, #0; movi v" N2 ".4s, #0\n"      \
  "movi v" N3 ".4s, #0\n"
#define M2C_NEON_STORE(N0, N1, N2, N3)                                         \
  "addp v" N0 ".4s, v" N0 ".4s, v" N1 ".4s\n"                                  \
  "addp v" N2 ".4s, v" N2 ".4s, v" N3 ".4s\n"                                  \
  "addp v" N0 ".4s, v" N0 ".4s, v" N2 ".4s; str q" N0 ", [x12], #16\n"
#define M2C_NEON_CLOBBERS                                                      \
  "memory", "cc", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11",      \
      "x12", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v16", "v17",     \
      "v18", "v19"

/* The body of a function (m2c_neon_block *b). ROWS: from the weights in x7 and n in
 * x8 to those of the other rows; WEIGHTS: sixteen of each channel, to v0 to v3. */
#define M2C_NEON_DOT_4X4(ROWS, WEIGHTS)                                        \
  __asm__ volatile(                                                            \
      "ldp x3, x4, [%0]; ldp x5, x6, [%0, #16]; ldr x7, [%0, #32]\n"           \
      "ldrsw x8, [%0, #40]\n" ROWS                                             \
      M2C_NEON_ZERO("16", "17", "18", "19")                                    \
      M2C_NEON_ZERO("20", "21", "22", "23")                                    \
      M2C_NEON_ZERO("24", "25", "26", "27")                                    \
      M2C_NEON_ZERO("28", "29", "30", "31")                                    \
      "1:\n" WEIGHTS                                                           \
      M2C_NEON_PIXEL("x3", "16", "17", "18", "19")                             \
      M2C_NEON_PIXEL("x4", "20", "21", "22", "23")                             \
      M2C_NEON_PIXEL("x5", "24", "25", "26", "27")                             \
      M2C_NEON_PIXEL("x6", "28", "29", "30", "31")                             \
      "subs x8, x8, #16; b.ne 1b; add x12, %0, #44\n"                          \
      M2C_NEON_STORE("16", "17", "18", "19")                                   \
      M2C_NEON_STORE("20", "21", "22", "23")                                   \
      M2C_NEON_STORE("24", "25", "26", "27")                                   \
      M2C_NEON_STORE("28", "29", "30", "31")                                   \
      :                                                                        \
      : "r"(b)                                                                 \
      : M2C_NEON_CLOBBERS, "v20", "v21", "v22", "v23", "v24", "v25", "v26",    \
        "v27", "v28", "v29", "v30", "v31")
/* Pixel 0 alone. */
#define M2C_NEON_DOT_1X4(ROWS, WEIGHTS)                                        \
  __asm__ volatile("ldr x3, [%0]; ldr x7, [%0, #32]; ldrsw x8, [%0, #40]\n"    \
                   ROWS M2C_NEON_ZERO("16", "17", "18", "19")                  \
                   "1:\n" WEIGHTS M2C_NEON_PIXEL("x3", "16", "17", "18", "19") \
                   "subs x8, x8, #16; b.ne 1b; add x12, %0, #44\n"             \
                   M2C_NEON_STORE("16", "17", "18", "19")                      \
                   :                                                           \
                   : "r"(b)                                                    \
                   : M2C_NEON_CLOBBERS)

#define M2C_NEON_ROWS "add x9, x7, x8; add x10, x9, x8; add x11, x10, x8\n"
#define M2C_NEON_WEIGHTS                                                       \
  "ldr q0, [x7], #16; ldr q1, [x9], #16; ldr q2, [x10], #16\n"                 \
  "ldr q3, [x11], #16\n"

M2C_NEON_BLOCK void m2c_neon_dot_4x4(m2c_neon_block *b) {
  M2C_NEON_DOT_4X4(M2C_NEON_ROWS, M2C_NEON_WEIGHTS);
}

M2C_NEON_BLOCK void m2c_neon_dot_1x4(m2c_neon_block *b) {
  M2C_NEON_DOT_1X4(M2C_NEON_ROWS, M2C_NEON_WEIGHTS);
}
/* clang-format on */

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

/* Weight k of channel j of four: fraction 0, four rows of bytes; 4, two rows whose
 * bytes two channels share, the first in the low half. */
M2C_KERNEL int32_t m2c_neon_weight(const m2c_neon_block *b, int32_t j,
                                   int32_t k, int32_t fraction) {
  const int8_t *pair = b->w + j / 2 * b->n + k;
  if (fraction == 0)
    return b->w[j * b->n + k];
  return j % 2 != 0 ? m2c_s4_high(*pair) : m2c_s4_low(*pair);
}

/* Sums are 2^fraction times themselves. */
M2C_KERNEL void m2c_neon_dot_plain(m2c_neon_block *b, int32_t pixels,
                                   int32_t fraction) {
  int32_t i, j, k;
  for (i = 0; i < pixels; i++)
    for (j = 0; j < 4; j++) {
      int32_t sum = 0;
      for (k = 0; k < b->n; k++)
        sum += b->x[i][k] * m2c_neon_weight(b, j, k, fraction);
      b->sums[i][j] = sum * (1 << fraction);
    }
}

M2C_NEON_BLOCK void m2c_neon_dot_4x4(m2c_neon_block *b) {
  m2c_neon_dot_plain(b, 4, 0);
}
M2C_NEON_BLOCK void m2c_neon_dot_1x4(m2c_neon_block *b) {
  m2c_neon_dot_plain(b, 1, 0);
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
