/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One row of a quantised fully connected layer (ONNX Gemm, or MatMul with
 * constant B): the body of m2c_dense_s8, _s8w4, _s4 and _s4w4.
 *
 *   acc = bias[o] + sum over k of x[k] * weights[o][k]
 *   out[o] = acc requantised as m2c_requant.h says, channel o
 *
 * The bias already holds -in_zero * sum of the row's weights.
 * rows: rows[0] = x, in_n elements.
 * out:  out_n elements of out_bits, not overlapping x. A batch is one call per
 *       row.
 * scratch: m2c_scratch_dense_s8 bytes. */
#ifndef M2C_RUNTIME_DENSE_S8_H
#define M2C_RUNTIME_DENSE_S8_H

#include "m2c/m2c_pack_s4.h"
#include "m2c/m2c_requant.h"

typedef struct {
  int32_t in_n;             /* >= 1 */
  int32_t out_n;            /* >= 1 */
  int32_t out_zero;         /* zero point of the output */
  int32_t out_min, out_max; /* bounds of the output, within its width */
  int32_t out_bits;         /* 8, or 4: the output is packed */
  int32_t split, sum_max;   /* of multipliers and sums, see m2c_requant.h */
  const int8_t *weights;    /* [out_n][in_n]; 4 bits: packed, each row from a
                               whole byte on */
  const int32_t *bias;      /* [out_n], as all below */
  const float *scale;       /* or NULL: */
  const int32_t *multiplier;
  const int8_t *shift;
  const int32_t *packed; /* the weights as the kernel of another set reads them,
                            which then has no other, or NULL */
  const int8_t *padded;  /* the same for another set, or NULL */
  const int8_t *sixteens; /* for a third one, or NULL */
  const int32_t *raised;  /* for a fourth one, or NULL */
} m2c_dense_s8_params;

/* Sums of four neighbouring outputs; named, as gcc keeps arrays in memory. */
typedef struct {
  int32_t s0, s1, s2, s3;
} m2c_dense_s8_sums;

/* One k: input x times the weights of four outputs. */
M2C_KERNEL void m2c_dense_s8_step(m2c_dense_s8_sums *t, int32_t x, int32_t w0,
                                  int32_t w1, int32_t w2, int32_t w3) {
  t->s0 += x * w0;
  t->s1 += x * w1;
  t->s2 += x * w2;
  t->s3 += x * w3;
}

/* Two k: the weights of each output are one byte. */
M2C_KERNEL void m2c_dense_s8_step_s4(m2c_dense_s8_sums *t, const int8_t *x,
                                     int8_t w0, int8_t w1, int8_t w2,
                                     int8_t w3) {
  m2c_dense_s8_step(t, x[0], m2c_s4_low(w0), m2c_s4_low(w1), m2c_s4_low(w2),
                    m2c_s4_low(w3));
  m2c_dense_s8_step(t, x[1], m2c_s4_high(w0), m2c_s4_high(w1), m2c_s4_high(w2),
                    m2c_s4_high(w3));
}

/* The sums of outputs o to o + 3. By pointer: clang returns so small a struct in
 * two 64-bit integers, and then finds no sums in the loop. */
M2C_KERNEL void m2c_dense_s8_four(const m2c_dense_s8_params *p,
                                  m2c_dense_s8_sums *out, const int8_t *x,
                                  int32_t o, int32_t weight_bits) {
  const int32_t n = p->in_n, pairs = n / 2;
  const int32_t pitch = weight_bits == 4 ? (n + 1) / 2 : n;
  const int8_t *w0 = p->weights + o * pitch, *w1 = w0 + pitch;
  const int8_t *w2 = w1 + pitch, *w3 = w2 + pitch;
  m2c_dense_s8_sums t;
  int32_t k;
  t.s0 = p->bias[o], t.s1 = p->bias[o + 1];
  t.s2 = p->bias[o + 2], t.s3 = p->bias[o + 3];
  if (weight_bits == 4) {
    for (k = 0; k < pairs; k++)
      m2c_dense_s8_step_s4(&t, x + 2 * k, w0[k], w1[k], w2[k], w3[k]);
    if (n % 2 != 0)
      m2c_dense_s8_step(&t, x[n - 1], m2c_s4_low(w0[pairs]),
                        m2c_s4_low(w1[pairs]), m2c_s4_low(w2[pairs]),
                        m2c_s4_low(w3[pairs]));
  } else {
    for (k = 0; k < n; k++)
      m2c_dense_s8_step(&t, x[k], w0[k], w1[k], w2[k], w3[k]);
  }
  *out = t;
}

/* The sum of output o. */
M2C_KERNEL int32_t m2c_dense_s8_one(const m2c_dense_s8_params *p,
                                    const int8_t *x, int32_t o,
                                    int32_t weight_bits) {
  const int8_t *w =
      p->weights + o * (weight_bits == 4 ? (p->in_n + 1) / 2 : p->in_n);
  int32_t sum = p->bias[o], k;
  if (weight_bits == 4) {
    for (k = 0; k < p->in_n; k++)
      sum += x[k] * m2c_s4_at(w, k);
  } else {
    for (k = 0; k < p->in_n; k++)
      sum += x[k] * w[k];
  }
  return sum;
}

M2C_KERNEL void m2c_dense_s8_run(const m2c_dense_s8_params *p,
                                 int8_t *M2C_RESTRICT out,
                                 const int8_t *const *rows, int8_t *scratch,
                                 int32_t in_bits, int32_t weight_bits) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  const int32_t fours = m2c_whole(p->out_n, 4);
  const int8_t *x = rows[0];
  int8_t *y = out;
  int32_t o;
  if (in_bits == 4) {
    m2c_unpack_s4(scratch, x, p->in_n);
    x = scratch;
    scratch += p->in_n;
  }
  if (p->out_bits == 4)
    y = scratch;
  for (o = 0; o < fours; o += 4) {
    m2c_dense_s8_sums t;
    m2c_dense_s8_four(p, &t, x, o, weight_bits);
    y[o] = m2c_requant_one(&q, t.s0, o);
    y[o + 1] = m2c_requant_one(&q, t.s1, o + 1);
    y[o + 2] = m2c_requant_one(&q, t.s2, o + 2);
    y[o + 3] = m2c_requant_one(&q, t.s3, o + 3);
  }
  for (o = fours; o < p->out_n; o++)
    y[o] = m2c_requant_one(&q, m2c_dense_s8_one(p, x, o, weight_bits), o);
  if (p->out_bits == 4)
    m2c_pack_s4(out, y, p->out_n);
}

#endif
