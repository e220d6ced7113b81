/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* From an int32 sum to an 8-bit (or 4-bit) output. The meaning is always the
 * binary32 formula; cores without an FPU get an integer one that the compiler
 * has proved equal for every sum that can occur.
 *
 *   float form    y = clamp(rne(float(acc) * scale), low - zero, high - zero)
 *                     + zero
 *   integer form  y = clamp(((acc * multiplier + 2^(shift - 1)) >> shift) + zero,
 *                     low, high)
 *
 * rne rounds to nearest, ties to even; >> rounds down. */
#ifndef M2C_RUNTIME_REQUANT_H
#define M2C_RUNTIME_REQUANT_H

#include "m2c/m2c_f32.h"

/* The fields of the same names in a kernel's params, [c] per output channel:
 *   scale       the float form, or NULL for the integer form:
 *   multiplier  >= 0; where shift < 0, the bits of the float scale: a channel
 *               for which no multiplier is exact
 *   shift       1 to 62; 64 more: with the 64-bit product in spite of split
 *   split       0: a 64-bit product. k from 1 to 30: two of 32 bits, with the
 *               multiplier's part above its k low bits and with that below;
 *               then shift is from k + 1 to k + 31 and all steps fit
 *   sum_max     0, or with split > 0: all sums beyond -sum_max to sum_max give
 *               a bound of the output, and are clamped so that the steps fit */
typedef struct {
  const float *scale;
  const int32_t *multiplier;
  const int8_t *shift;
  int32_t split, sum_max;
  int32_t zero, low, high; /* out_zero, out_min, out_max */
} m2c_requant;

M2C_KERNEL m2c_requant m2c_requant_of(const float *scale,
                                      const int32_t *multiplier,
                                      const int8_t *shift, int32_t split,
                                      int32_t sum_max, int32_t zero,
                                      int32_t low, int32_t high) {
  m2c_requant q;
  q.scale = scale;
  q.multiplier = multiplier;
  q.shift = shift;
  q.split = split;
  q.sum_max = sum_max;
  q.zero = zero;
  q.low = low;
  q.high = high;
  return q;
}

M2C_KERNEL int32_t m2c_clamp(int32_t x, int32_t low, int32_t high) {
  const int32_t most = x < high ? x : high;
  return most > low ? most : low;
}

/* clamp(rne(x), low - zero, high - zero) + zero for any x but NaN.
 * Adding 1.5 * 2^23 leaves the rounded integer in the low mantissa bits while
 * |x| < 2^22; beyond, the bits as an integer still lie on x's side of every
 * bound, so clamping them saturates, and no float comparison is needed. */
M2C_KERNEL int32_t m2c_round_clamp(float x, int32_t zero, int32_t low,
                                   int32_t high) {
  const int32_t origin = 0x4b400000 - zero;
  const int32_t bits = (int32_t)m2c_f32_to_bits(x + 12582912.0f);
  return m2c_clamp(bits, origin + low, origin + high) - origin;
}

/* (acc * multiplier + 2^(shift - 1)) >> shift, which fits in 31 bits. Shifting
 * right keeps the sign with every compiler that we know. */
M2C_KERNEL int32_t m2c_requant_shift(int32_t acc, int32_t multiplier,
                                     int32_t shift, int32_t split) {
  if (split > 0 && shift < 64) {
    const int32_t low = acc * (multiplier & (((int32_t)1 << split) - 1));
    const int32_t sum = acc * (multiplier >> split) + (low >> split);
    return (sum + ((int32_t)1 << (shift - split - 1))) >> (shift - split);
  }
  shift &= 63;
  return (int32_t)(((int64_t)acc * multiplier + ((int64_t)1 << (shift - 1))) >>
                   shift);
}

/* The output of channel c. */
M2C_KERNEL int8_t m2c_requant_one(const m2c_requant *q, int32_t acc,
                                  int32_t c) {
  float scale;
  if (q->scale) {
    scale = q->scale[c];
  } else {
    const int32_t shift = q->shift[c];
    if (q->split > 0 && q->sum_max > 0)
      acc = m2c_clamp(acc, -q->sum_max, q->sum_max);
    if (shift >= 0)
      return (int8_t)m2c_clamp(
          m2c_requant_shift(acc, q->multiplier[c], shift, q->split) + q->zero,
          q->low, q->high);
    scale = m2c_f32_from_bits((uint32_t)q->multiplier[c]);
  }
  return (int8_t)m2c_round_clamp(m2c_f32_mul((float)acc, scale), q->zero,
                                 q->low, q->high);
}

#endif
