/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Quantised operators with two operands and broadcasting. The meaning is a
 * binary32 formula, as ONNX Runtime's QLinearAdd and QLinearMul have it on x86:
 *
 *   add  y = rne(fma(a, a_scale, fma(b, b_scale, fixed)))
 *   sub  y = rne(fma(a, a_scale, fma(-b, b_scale, fixed)))
 *   mul  y = rne(float((a - a_zero) * (b - b_zero)) * a_scale + out_zero)
 *
 * with a, b as floats, fma rounding once, each clamped to [out_min, out_max].
 * Where shift >= 0, integers that the compiler has proved equal for all
 * operands take its place:
 *
 *   add, sub  y = (a * a_multiplier + b * b_multiplier + offset) >> shift
 *   mul       y = (((a - a_zero) * (b - b_zero) * a_multiplier
 *                   + 2^(shift - 1)) >> shift) + out_zero
 */
#ifndef M2C_RUNTIME_ELEMENTWISE_S8_H
#define M2C_RUNTIME_ELEMENTWISE_S8_H

#include "m2c/m2c_pack_s4.h"
#include "m2c/m2c_requant.h"

enum { M2C_BINARY_S8_ADD, M2C_BINARY_S8_SUB, M2C_BINARY_S8_MUL };

/* Params of add, sub and mul. The output is dense, [d0][d1][d2][d3]; the
 * strides count elements, and 0 repeats an operand along that dimension. */
typedef struct {
  int32_t n;                      /* d0 * d1 * d2 * d3 */
  int32_t d0, d1, d2, d3;         /* output shape, leading ones as padding */
  int32_t a_s0, a_s1, a_s2, a_s3; /* strides of a = rows[0] */
  int32_t b_s0, b_s1, b_s2, b_s3; /* strides of b = rows[1] */
  int32_t a_bits, b_bits;         /* 8, or 4: packed */
  int32_t out_bits;               /* 8, or 4: packed */
  int32_t out_min, out_max;       /* bounds of the output, within its width */
  int32_t a_zero, b_zero;         /* mul: zero points; not read by add, sub */
  int32_t out_zero;               /* mul: zero point of the output */
  float a_scale, b_scale;         /* add, sub: scale of a (of b) / scale of out;
                                     mul: a_scale = scale of a * scale of b /
                                     scale of out */
  float fixed;   /* add: out_zero - fma(a_scale, a's zero, b_scale * b's zero);
                    sub: with -b_scale */
  int32_t shift; /* -1: float; add, sub: 16 to 46; mul: as m2c_requant.h says */
  int32_t a_multiplier; /* add, sub: any; mul: >= 0 */
  int32_t b_multiplier; /* add, sub: any; sub: of the sign opposite to a's */
  int32_t offset_high;  /* add, sub: offset = offset_high * 2^16 + */
  int32_t offset_low;   /* offset_low, of 0 to 65535 */
  int32_t split;        /* mul: of the multiplier, see m2c_requant.h */
} m2c_binary_s8_params;

/* (a * a_multiplier + b * b_multiplier + offset) >> shift in 32 bits, the high
 * and the low halves of the multipliers apart. Shifting an int32_t right keeps
 * its sign with every compiler that we know. */
M2C_KERNEL int32_t m2c_binary_s8_sum(const m2c_binary_s8_params *p, int32_t a,
                                     int32_t b) {
  const int32_t low = a * (p->a_multiplier & 0xffff) +
                      b * (p->b_multiplier & 0xffff) + p->offset_low;
  const int32_t high = a * (p->a_multiplier >> 16) +
                       b * (p->b_multiplier >> 16) + p->offset_high;
  return (high + (low >> 16)) >> (p->shift - 16);
}

/* One output; op is a literal. */
M2C_KERNEL int8_t m2c_binary_s8_one(int32_t op, const m2c_binary_s8_params *p,
                                    int32_t a, int32_t b) {
  if (op == M2C_BINARY_S8_MUL) {
    const int32_t product = (a - p->a_zero) * (b - p->b_zero);
    if (p->shift >= 0)
      return (int8_t)m2c_clamp(
          m2c_requant_shift(product, p->a_multiplier, p->shift, p->split) +
              p->out_zero,
          p->out_min, p->out_max);
    return (int8_t)m2c_round_clamp(m2c_f32_mul((float)product, p->a_scale) +
                                       (float)p->out_zero,
                                   0, p->out_min, p->out_max);
  }
  if (p->shift >= 0)
    return (int8_t)m2c_clamp(m2c_binary_s8_sum(p, a, b), p->out_min,
                             p->out_max);
  return (int8_t)m2c_round_clamp(
      m2c_f32_fused(m2c_f32_fused(p->fixed,
                                  (float)(op == M2C_BINARY_S8_SUB ? -b : b),
                                  p->b_scale),
                    (float)a, p->a_scale),
      0, p->out_min, p->out_max);
}

/* n outputs in a line; a and b advance by their step. The common steps are
 * literals, so that compilers make SIMD code. */
M2C_KERNEL void m2c_binary_s8_line(int32_t op, const m2c_binary_s8_params *p,
                                   int8_t *out, const int8_t *a, int32_t a_step,
                                   const int8_t *b, int32_t b_step, int32_t n) {
  int32_t i;
  if (a_step == 1 && b_step == 1)
    for (i = 0; i < n; i++)
      out[i] = m2c_binary_s8_one(op, p, a[i], b[i]);
  else
    for (i = 0; i < n; i++)
      out[i] = m2c_binary_s8_one(op, p, a[i * a_step], b[i * b_step]);
}

/* Operands of 4 bits are read, and outputs of 4 bits written, by blocks on the
 * stack: so much is unpacked at a time. Even, so that blocks start at bytes. */
enum { M2C_BINARY_BLOCK = 32 };

/* n elements, `step` apart, from element `at` on: where they are, or unpacked
 * to `block` without gaps. */
M2C_KERNEL const int8_t *m2c_binary_s8_read(int8_t *block, const int8_t *x,
                                            int32_t bits, int32_t at,
                                            int32_t step, int32_t n) {
  int32_t i;
  if (bits != 4)
    return x + at;
  if (step == 1 && at % 2 == 0)
    m2c_unpack_s4(block, x + at / 2, n);
  else
    for (i = 0; i < n; i++)
      block[i] = (int8_t)m2c_s4_at(x, at + i * step);
  return block;
}

/* Packs y[0 .. n - 1] to the elements from `at` on, of `all` in total. What
 * follows them may be an operand that is still to be read. */
M2C_KERNEL void m2c_binary_s8_write(int8_t *out, int32_t at, const int8_t *y,
                                    int32_t n, int32_t all) {
  int32_t i;
  if (at % 2 == 0 && (n % 2 == 0 || at + n == all))
    m2c_pack_s4(out + at / 2, y, n);
  else
    for (i = 0; i < n; i++)
      m2c_s4_set(out, at + i, y[i]);
}

/* n outputs in a line from element `at` on, where some tensor has 4 bits. */
M2C_KERNEL void m2c_binary_s8_blocks(int32_t op, const m2c_binary_s8_params *p,
                                     int8_t *out, int32_t at, const int8_t *a,
                                     int32_t a_at, const int8_t *b,
                                     int32_t b_at, int32_t n) {
  int8_t a_block[M2C_BINARY_BLOCK], b_block[M2C_BINARY_BLOCK];
  int8_t out_block[M2C_BINARY_BLOCK];
  int32_t done;
  for (done = 0; done < n; done += M2C_BINARY_BLOCK) {
    const int32_t count =
        n - done < M2C_BINARY_BLOCK ? n - done : M2C_BINARY_BLOCK;
    const int8_t *x = m2c_binary_s8_read(a_block, a, p->a_bits,
                                         a_at + done * p->a_s3, p->a_s3, count);
    const int8_t *z = m2c_binary_s8_read(b_block, b, p->b_bits,
                                         b_at + done * p->b_s3, p->b_s3, count);
    int8_t *y = p->out_bits == 4 ? out_block : out + at + done;
    m2c_binary_s8_line(op, p, y, x, p->a_bits == 4 ? 1 : p->a_s3, z,
                       p->b_bits == 4 ? 1 : p->b_s3, count);
    if (p->out_bits == 4)
      m2c_binary_s8_write(out, at + done, y, count, p->n);
  }
}

/* Dimensions over which both operands run on evenly are joined to the innermost
 * one, so equal shapes and scalars become one line. */
M2C_KERNEL void m2c_binary_s8_walk(int32_t op, const m2c_binary_s8_params *p,
                                   int8_t *out, const int8_t *a,
                                   const int8_t *b) {
  const int32_t run3 = p->d3;
  const int32_t join2 =
      p->d2 == 1 || (p->a_s2 == p->a_s3 * run3 && p->b_s2 == p->b_s3 * run3);
  const int32_t run2 = join2 ? p->d2 * run3 : run3;
  const int32_t join1 =
      join2 &&
      (p->d1 == 1 || (p->a_s1 == p->a_s3 * run2 && p->b_s1 == p->b_s3 * run2));
  const int32_t run1 = join1 ? p->d1 * run2 : run2;
  const int32_t join0 =
      join1 &&
      (p->d0 == 1 || (p->a_s0 == p->a_s3 * run1 && p->b_s0 == p->b_s3 * run1));
  const int32_t run = join0 ? p->d0 * run1 : run1;
  const int32_t d0 = join0 ? 1 : p->d0, d1 = join1 ? 1 : p->d1;
  const int32_t d2 = join2 ? 1 : p->d2;
  int32_t at = 0, i0, i1, i2;
  for (i0 = 0; i0 < d0; i0++) {
    for (i1 = 0; i1 < d1; i1++) {
      for (i2 = 0; i2 < d2; i2++) {
        const int32_t a_at = i0 * p->a_s0 + i1 * p->a_s1 + i2 * p->a_s2;
        const int32_t b_at = i0 * p->b_s0 + i1 * p->b_s1 + i2 * p->b_s2;
        if (p->a_bits == 4 || p->b_bits == 4 || p->out_bits == 4)
          m2c_binary_s8_blocks(op, p, out, at, a, a_at, b, b_at, run);
        else
          m2c_binary_s8_line(op, p, out + at, a + a_at, p->a_s3, b + b_at,
                             p->b_s3, run);
        at += run;
      }
    }
  }
}

/* The whole of add, sub and mul. */
M2C_KERNEL void m2c_binary_s8(int32_t op, const m2c_binary_s8_params *p,
                              int8_t *out, const int8_t *const *rows) {
  m2c_binary_s8_walk(op, p, out, rows[0], rows[1]);
}

#endif
