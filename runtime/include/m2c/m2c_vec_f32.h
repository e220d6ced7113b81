/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Four floats that hold four neighbouring outputs, and the few operations the
 * kernels need on them. One SIMD register where the core has them (SSE, NEON,
 * MVE), four named floats elsewhere: both give the same bits, at any -O level.
 */
#ifndef M2C_RUNTIME_VEC_F32_H
#define M2C_RUNTIME_VEC_F32_H

#include "m2c/m2c_f32.h"

/* Steps of k per turn of the loop: 4 where a lane of four loaded inputs is a
 * factor or the arithmetic is so short that the loop's own cost shows. */
#if M2C_F32_LANES || M2C_F32_VMLA
#define M2C_F32_DEPTH 4
#else
#define M2C_F32_DEPTH 1
#endif

#if M2C_F32_SIMD

typedef float m2c_f32x4 __attribute__((vector_size(16)));
typedef int32_t m2c_i32x4 __attribute__((vector_size(16)));
typedef float m2c_f32x4_memory
    __attribute__((vector_size(16), aligned(4), may_alias));

M2C_KERNEL m2c_f32x4 m2c_f32x4_splat(float x) {
  m2c_f32x4 v = {x, x, x, x};
  return v;
}
M2C_KERNEL m2c_f32x4 m2c_f32x4_load(const float *p) {
  return *(const m2c_f32x4_memory *)p;
}
M2C_KERNEL void m2c_f32x4_store(float *p, m2c_f32x4 v) {
  *(m2c_f32x4_memory *)p = v;
}
M2C_KERNEL m2c_f32x4 m2c_f32x4_add(m2c_f32x4 a, m2c_f32x4 b) { return a + b; }
M2C_KERNEL m2c_f32x4 m2c_f32x4_sub(m2c_f32x4 a, m2c_f32x4 b) { return a - b; }
M2C_KERNEL m2c_f32x4 m2c_f32x4_div(m2c_f32x4 a, m2c_f32x4 b) { return a / b; }
M2C_KERNEL m2c_f32x4 m2c_f32x4_mul(m2c_f32x4 a, m2c_f32x4 b) {
  m2c_f32x4 product = a * b;
  M2C_F32X4_KEEP(product);
  return product;
}
M2C_KERNEL m2c_f32x4 m2c_f32x4_madd(m2c_f32x4 sum, m2c_f32x4 a, m2c_f32x4 b) {
  return sum + m2c_f32x4_mul(a, b);
}
/* Per lane: a < b ? x : y (y where a or b is NaN). */
M2C_KERNEL m2c_f32x4 m2c_f32x4_if_less(m2c_f32x4 a, m2c_f32x4 b, m2c_f32x4 x,
                                       m2c_f32x4 y) {
  m2c_i32x4 mask = (m2c_i32x4)(a < b);
  return (m2c_f32x4)((mask & (m2c_i32x4)x) | (~mask & (m2c_i32x4)y));
}

#else

typedef struct {
  float l0, l1, l2, l3;
} m2c_f32x4;

M2C_KERNEL m2c_f32x4 m2c_f32x4_of(float l0, float l1, float l2, float l3) {
  m2c_f32x4 v;
  v.l0 = l0, v.l1 = l1, v.l2 = l2, v.l3 = l3;
  return v;
}
M2C_KERNEL m2c_f32x4 m2c_f32x4_splat(float x) {
  return m2c_f32x4_of(x, x, x, x);
}
M2C_KERNEL m2c_f32x4 m2c_f32x4_load(const float *p) {
  return m2c_f32x4_of(p[0], p[1], p[2], p[3]);
}
M2C_KERNEL void m2c_f32x4_store(float *p, m2c_f32x4 v) {
  p[0] = v.l0, p[1] = v.l1, p[2] = v.l2, p[3] = v.l3;
}
M2C_KERNEL m2c_f32x4 m2c_f32x4_add(m2c_f32x4 a, m2c_f32x4 b) {
  return m2c_f32x4_of(a.l0 + b.l0, a.l1 + b.l1, a.l2 + b.l2, a.l3 + b.l3);
}
M2C_KERNEL m2c_f32x4 m2c_f32x4_sub(m2c_f32x4 a, m2c_f32x4 b) {
  return m2c_f32x4_of(a.l0 - b.l0, a.l1 - b.l1, a.l2 - b.l2, a.l3 - b.l3);
}
M2C_KERNEL m2c_f32x4 m2c_f32x4_div(m2c_f32x4 a, m2c_f32x4 b) {
  return m2c_f32x4_of(a.l0 / b.l0, a.l1 / b.l1, a.l2 / b.l2, a.l3 / b.l3);
}
M2C_KERNEL m2c_f32x4 m2c_f32x4_mul(m2c_f32x4 a, m2c_f32x4 b) {
  return m2c_f32x4_of(m2c_f32_mul(a.l0, b.l0), m2c_f32_mul(a.l1, b.l1),
                      m2c_f32_mul(a.l2, b.l2), m2c_f32_mul(a.l3, b.l3));
}
M2C_KERNEL m2c_f32x4 m2c_f32x4_madd(m2c_f32x4 sum, m2c_f32x4 a, m2c_f32x4 b) {
  return m2c_f32x4_of(
      m2c_f32_madd(sum.l0, a.l0, b.l0), m2c_f32_madd(sum.l1, a.l1, b.l1),
      m2c_f32_madd(sum.l2, a.l2, b.l2), m2c_f32_madd(sum.l3, a.l3, b.l3));
}
/* Per lane: a < b ? x : y (y where a or b is NaN). */
M2C_KERNEL m2c_f32x4 m2c_f32x4_if_less(m2c_f32x4 a, m2c_f32x4 b, m2c_f32x4 x,
                                       m2c_f32x4 y) {
  return m2c_f32x4_of(a.l0 < b.l0 ? x.l0 : y.l0, a.l1 < b.l1 ? x.l1 : y.l1,
                      a.l2 < b.l2 ? x.l2 : y.l2, a.l3 < b.l3 ? x.l3 : y.l3);
}

#endif

/* Four neighbouring inputs, of which one at a time is a factor: a register
 * where its lanes are cheap, else just the place to load each from. */
#if M2C_F32_LANES
typedef m2c_f32x4 m2c_f32_four;
M2C_KERNEL m2c_f32_four m2c_f32_four_load(const float *p) {
  return m2c_f32x4_load(p);
}
#else
typedef const float *m2c_f32_four;
M2C_KERNEL m2c_f32_four m2c_f32_four_load(const float *p) { return p; }
#endif
M2C_KERNEL float m2c_f32_four_at(m2c_f32_four v, int32_t lane) {
  return v[lane];
}

#endif
