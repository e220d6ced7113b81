/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* exp, sigmoid and tanh in float, and the activations fused into kernels.
 * No libm: the same bits on every compiler, flag and core; at most 2 ulp off.
 */
#ifndef M2C_RUNTIME_MATH_F32_H
#define M2C_RUNTIME_MATH_F32_H

#include "m2c/m2c_types.h"
#include "m2c/m2c_vec_f32.h"

/* exp(x) for any x: 0 below ln(2^-150), +inf above ln(FLT_MAX), subnormal
 * results rounded to nearest even, NaN for NaN.
 * exp(x) = 2^n * exp(r), n = round(x / ln 2), |r| <= ln(2)/2, and
 * exp(r) = 1 + r + r^2 P(r) with P our own minimax fit (3e-9 relative). */
M2C_KERNEL float m2c_f32_exp(float x) {
  /* The clamps also take NaN and the infinities out of the integer part. */
  float c = x > -104.0f ? x : -104.0f;
  c = c < 88.7228317f ? c : 88.7228317f;
  /* Adding 1.5 * 2^23 rounds to an integer, left in the low mantissa bits. */
  const float shifted = m2c_f32_mul(c, 1.44269504f) + 12582912.0f;
  const float k = shifted - 12582912.0f;
  const int32_t n = (int32_t)m2c_f32_to_bits(shifted) - 0x4b400000;
  /* ln 2 in two parts: `high` is exact, `low` is added after the small terms,
   * so that r's own rounding does not show. */
  const float high = c - m2c_f32_mul(k, 0.693145752f);
  const float low = m2c_f32_mul(k, 1.42860677e-6f);
  const float r = high - low;
  float poly = 0.001381477f;
  poly = m2c_f32_mul(poly, r) + 0.008368738f;
  poly = m2c_f32_mul(poly, r) + 0.041668385f;
  poly = m2c_f32_mul(poly, r) + 0.16666521f;
  poly = m2c_f32_mul(poly, r) + 0.49999994f;
  poly = ((m2c_f32_mul(m2c_f32_mul(poly, r), r) - low) + high) + 1.0f;

  /* poly is in [0.70, 1.42]: scale it by 2^n through its exponent field. When
   * that would fall below 1, shift the mantissa out instead: integer
   * arithmetic, as some SIMD units flush subnormal floats to zero. */
  uint32_t bits = m2c_f32_to_bits(poly);
  const int32_t exponent = (int32_t)(bits >> 23) + n;
  if (exponent >= 1) {
    bits = (bits & 0x007fffffu) | ((uint32_t)exponent << 23);
  } else {
    const uint32_t drop = (uint32_t)(1 - exponent); /* 1 to 25 */
    const uint32_t mantissa = (bits & 0x007fffffu) | 0x00800000u;
    const uint32_t odd = (mantissa >> drop) & 1u;
    bits = (mantissa + ((1u << (drop - 1u)) - 1u) + odd) >> drop;
  }
  if (x > 88.7228317f)
    bits = 0x7f800000u;
  return x != x ? x : m2c_f32_from_bits(bits);
}

/* 1 / (1 + exp(-x)), accurate in relative terms down to subnormal results:
 * below 0 it is e - e^2 / (1 + e) with e = exp(x), which rounds less than
 * e / (1 + e). */
M2C_KERNEL float m2c_f32_sigmoid(float x) {
  const float e = m2c_f32_exp(x < 0.0f ? x : -x);
  const float q = (x < 0.0f ? m2c_f32_mul(e, e) : 1.0f) / (1.0f + e);
  return x < 0.0f ? e - q : q;
}

/* tanh(x): an odd minimax polynomial of our own fit below 0.625, else
 * 1 - 2 / (exp(2|x|) + 1) with the sign of x. */
M2C_KERNEL float m2c_f32_tanh(float x) {
  const float size = x < 0.0f ? -x : x;
  if (size < 0.000244140625f) /* 2^-12: also keeps -0 and subnormals */
    return x;
  if (size < 0.625f) {
    const float z = m2c_f32_mul(x, x);
    float poly = -0.005704987f;
    poly = m2c_f32_mul(poly, z) + 0.020639086f;
    poly = m2c_f32_mul(poly, z) + -0.053739715f;
    poly = m2c_f32_mul(poly, z) + 0.13331442f;
    poly = m2c_f32_mul(poly, z) + -0.3333328f;
    return x + m2c_f32_mul(m2c_f32_mul(x, z), poly);
  } else {
    const float big = 1.0f - 2.0f / (m2c_f32_exp(size + size) + 1.0f);
    return x < 0.0f ? -big : big;
  }
}

/* The activations made of arithmetic alone: all but SIGMOID and TANH, for which
 * the value stays as it is. NaN stays NaN in all of them. */
M2C_KERNEL float m2c_arithmetic_act_f32(float x, int32_t act, float a,
                                        float b) {
  float gate;
  switch (act) {
  case M2C_ACT_RELU:
    return x < 0.0f ? 0.0f : x;
  case M2C_ACT_CLIP:
    x = x < a ? a : x;
    return b < x ? b : x;
  case M2C_ACT_LEAKY_RELU:
    return x < 0.0f ? m2c_f32_mul(a, x) : x;
  case M2C_ACT_HARD_SIGMOID:
    gate = m2c_f32_mul(a, x) + b;
    gate = gate < 0.0f ? 0.0f : gate;
    return 1.0f < gate ? 1.0f : gate;
  case M2C_ACT_HARD_SWISH:
    gate = m2c_f32_mul(x, 0.166666672f) + 0.5f;
    gate = gate < 0.0f ? 0.0f : gate;
    return m2c_f32_mul(x, 1.0f < gate ? 1.0f : gate);
  default:
    return x;
  }
}

M2C_KERNEL m2c_f32x4 m2c_arithmetic_act_f32x4(m2c_f32x4 x, int32_t act, float a,
                                              float b) {
  const m2c_f32x4 zero = m2c_f32x4_splat(0.0f), one = m2c_f32x4_splat(1.0f);
  const m2c_f32x4 va = m2c_f32x4_splat(a), vb = m2c_f32x4_splat(b);
  m2c_f32x4 gate;
  switch (act) {
  case M2C_ACT_RELU:
    return m2c_f32x4_if_less(x, zero, zero, x);
  case M2C_ACT_CLIP:
    x = m2c_f32x4_if_less(x, va, va, x);
    return m2c_f32x4_if_less(vb, x, vb, x);
  case M2C_ACT_LEAKY_RELU:
    return m2c_f32x4_if_less(x, zero, m2c_f32x4_mul(va, x), x);
  case M2C_ACT_HARD_SIGMOID:
    gate = m2c_f32x4_add(m2c_f32x4_mul(va, x), vb);
    gate = m2c_f32x4_if_less(gate, zero, zero, gate);
    return m2c_f32x4_if_less(one, gate, one, gate);
  case M2C_ACT_HARD_SWISH:
    gate = m2c_f32x4_mul(x, m2c_f32x4_splat(0.166666672f));
    gate = m2c_f32x4_add(gate, m2c_f32x4_splat(0.5f));
    gate = m2c_f32x4_if_less(gate, zero, zero, gate);
    return m2c_f32x4_mul(x, m2c_f32x4_if_less(one, gate, one, gate));
  default:
    return x;
  }
}

/* The fused activations, in two steps, so that the common ones stay in
 * registers and the others do not stand at every store of every kernel:
 * m2c_act_f32 and m2c_act_f32x4 apply RELU and CLIP to values about to be
 * stored, m2c_act_rest_f32 applies the others to the finished row. A kernel
 * calls both. */
M2C_KERNEL int32_t m2c_act_at_once(int32_t act) {
  return act == M2C_ACT_RELU || act == M2C_ACT_CLIP ? act : M2C_ACT_NONE;
}

M2C_KERNEL float m2c_act_f32(float x, int32_t act, float a, float b) {
  return m2c_arithmetic_act_f32(x, m2c_act_at_once(act), a, b);
}

M2C_KERNEL m2c_f32x4 m2c_act_f32x4(m2c_f32x4 x, int32_t act, float a, float b) {
  return m2c_arithmetic_act_f32x4(x, m2c_act_at_once(act), a, b);
}

M2C_KERNEL void m2c_act_rest_f32(float *row, int32_t n, int32_t act, float a,
                                 float b) {
  const int32_t fours = m2c_whole(n, 4);
  int32_t i;
  if (act == M2C_ACT_SIGMOID) {
    for (i = 0; i < n; i++)
      row[i] = m2c_f32_sigmoid(row[i]);
  } else if (act == M2C_ACT_TANH) {
    for (i = 0; i < n; i++)
      row[i] = m2c_f32_tanh(row[i]);
  } else if (act != m2c_act_at_once(act)) {
    for (i = 0; i < fours; i += 4)
      m2c_f32x4_store(row + i, m2c_arithmetic_act_f32x4(m2c_f32x4_load(row + i),
                                                        act, a, b));
    for (i = fours; i < n; i++)
      row[i] = m2c_arithmetic_act_f32(row[i], act, a, b);
  }
}

#endif
