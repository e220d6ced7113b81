/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Integer sums of products over contiguous inputs and weights, two pixels by
 * two channels at a time, so that every loaded value serves two products. */
#ifndef M2C_RUNTIME_DOT_S8_H
#define M2C_RUNTIME_DOT_S8_H

#include "m2c/m2c_pack_s4.h"
#include "m2c/m2c_types.h"

/* M2C_DOT_UNROLL: the loop over k is unrolled by hand. Not where the compiler
 * makes SIMD code of the plain loop, which unrolling would prevent; nor on cores
 * that load signed bytes with a register as offset only. */
#if defined(__SSE2__) || defined(__aarch64__) ||                               \
    (defined(__clang__) && defined(__ARM_FEATURE_MVE)) ||                      \
    (defined(__ARM_ARCH) && __ARM_ARCH < 7)
#define M2C_DOT_UNROLL 0
#else
#define M2C_DOT_UNROLL 1
#endif

/* Sums of pixel 0 and 1 by channel 0 and 1. Named, not an array: gcc keeps
 * arrays in memory below -O3. Unused members cost nothing. */
typedef struct {
  int32_t s00, s01, s10, s11;
} m2c_dot_s8;

/* Starts the sums with the bias of their channels. By pointer: clang returns so
 * small a struct in two 64-bit integers, and then finds no sums in the loop. */
M2C_KERNEL void m2c_dot_s8_start(m2c_dot_s8 *t, int32_t bias0, int32_t bias1) {
  t->s00 = t->s10 = bias0;
  t->s01 = t->s11 = bias1;
}

/* One k. */
M2C_KERNEL void m2c_dot_s8_step(m2c_dot_s8 *t, int32_t pixels, int32_t channels,
                                int32_t x0, int32_t x1, int32_t w0,
                                int32_t w1) {
  t->s00 += x0 * w0;
  if (channels > 1)
    t->s01 += x0 * w1;
  if (pixels > 1)
    t->s10 += x1 * w0;
  if (pixels > 1 && channels > 1)
    t->s11 += x1 * w1;
}

/* Adds n >= 0 products to every sum. pixels and channels (1 or 2) must be
 * literals at the call: they fold away. x1 and w1 are only read if used. */
M2C_KERNEL void m2c_dot_s8_add(m2c_dot_s8 *t, int32_t pixels, int32_t channels,
                               const int8_t *x0, const int8_t *x1,
                               const int8_t *w0, const int8_t *w1, int32_t n) {
  const int32_t fours = M2C_DOT_UNROLL ? m2c_whole(n, 4) : 0;
  m2c_dot_s8 s;
  int32_t k;
  s.s00 = t->s00, s.s01 = t->s01, s.s10 = t->s10, s.s11 = t->s11;
  if (pixels == 1)
    x1 = x0;
  if (channels == 1)
    w1 = w0;
  for (k = 0; k < fours; k += 4) {
    m2c_dot_s8_step(&s, pixels, channels, x0[0], x1[0], w0[0], w1[0]);
    m2c_dot_s8_step(&s, pixels, channels, x0[1], x1[1], w0[1], w1[1]);
    m2c_dot_s8_step(&s, pixels, channels, x0[2], x1[2], w0[2], w1[2]);
    m2c_dot_s8_step(&s, pixels, channels, x0[3], x1[3], w0[3], w1[3]);
    x0 += 4, x1 += 4, w0 += 4, w1 += 4;
  }
  n -= fours;
  for (k = 0; k < n; k++)
    m2c_dot_s8_step(&s, pixels, channels, x0[k], x1[k], w0[k], w1[k]);
  t->s00 = s.s00, t->s01 = s.s01, t->s10 = s.s10, t->s11 = s.s11;
}

#endif
