/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* The loops shared by the kernels that work element by element: one operand
 * through an activation, or two operands with broadcasting. */
#ifndef M2C_RUNTIME_ELEMENTWISE_F32_H
#define M2C_RUNTIME_ELEMENTWISE_F32_H

#include "m2c/m2c_math_f32.h"
#include "m2c/m2c_vec_f32.h"

/* out[i] = act(in[i]) for i in [0, n), for every act but SIGMOID and TANH; out
 * may be in. */
M2C_KERNEL void m2c_unary_f32(float *out, const float *in, int32_t n,
                              int32_t act, float a, float b) {
  const int32_t fours = m2c_whole(n, 4);
  int32_t i;
  for (i = 0; i < fours; i += 4)
    m2c_f32x4_store(
        out + i, m2c_arithmetic_act_f32x4(m2c_f32x4_load(in + i), act, a, b));
  for (i = fours; i < n; i++)
    out[i] = m2c_arithmetic_act_f32(in[i], act, a, b);
}

enum { M2C_BINARY_ADD, M2C_BINARY_SUB, M2C_BINARY_MUL, M2C_BINARY_DIV };

/* Params of add, sub, mul and div. The output is dense, [d0][d1][d2][d3]; the
 * strides count elements, and 0 repeats an operand along that dimension. */
typedef struct {
  int32_t n;                      /* d0 * d1 * d2 * d3 */
  int32_t d0, d1, d2, d3;         /* output shape, leading ones as padding */
  int32_t a_s0, a_s1, a_s2, a_s3; /* strides of a = rows[0] */
  int32_t b_s0, b_s1, b_s2, b_s3; /* strides of b = rows[1] */
  int32_t act;                    /* M2C_ACT_..., with act_a and act_b */
  float act_a, act_b;
} m2c_binary_f32_params;

M2C_KERNEL float m2c_binary_f32_one(int32_t op, float a, float b) {
  return op == M2C_BINARY_ADD   ? a + b
         : op == M2C_BINARY_SUB ? a - b
         : op == M2C_BINARY_MUL ? m2c_f32_mul(a, b)
                                : a / b;
}

M2C_KERNEL m2c_f32x4 m2c_binary_f32_four(int32_t op, m2c_f32x4 a, m2c_f32x4 b) {
  switch (op) {
  case M2C_BINARY_ADD:
    return m2c_f32x4_add(a, b);
  case M2C_BINARY_SUB:
    return m2c_f32x4_sub(a, b);
  case M2C_BINARY_MUL:
    return m2c_f32x4_mul(a, b);
  default:
    return m2c_f32x4_div(a, b);
  }
}

/* n outputs in a line; a and b advance by their step. */
M2C_KERNEL void m2c_binary_f32_line(int32_t op, const m2c_binary_f32_params *p,
                                    float *out, const float *a, int32_t a_step,
                                    const float *b, int32_t b_step, int32_t n) {
  const int32_t dense =
      (a_step == 0 || a_step == 1) && (b_step == 0 || b_step == 1);
  const int32_t fours = dense ? m2c_whole(n, 4) : 0;
  int32_t i;
  for (i = 0; i < fours; i += 4) {
    const m2c_f32x4 x = a_step ? m2c_f32x4_load(a + i) : m2c_f32x4_splat(*a);
    const m2c_f32x4 y = b_step ? m2c_f32x4_load(b + i) : m2c_f32x4_splat(*b);
    m2c_f32x4_store(out + i, m2c_act_f32x4(m2c_binary_f32_four(op, x, y),
                                           p->act, p->act_a, p->act_b));
  }
  for (i = fours; i < n; i++)
    out[i] = m2c_act_f32(m2c_binary_f32_one(op, a[i * a_step], b[i * b_step]),
                         p->act, p->act_a, p->act_b);
}

/* The whole of add, sub, mul and div. Dimensions over which both operands run
 * on evenly are joined to the innermost one, so equal shapes and scalars become
 * one line and a trailing vector one line per repetition. */
M2C_KERNEL void m2c_binary_f32(int32_t op, const m2c_binary_f32_params *p,
                               float *out, const float *const *rows) {
  const int32_t join2 =
      p->d2 == 1 || (p->a_s2 == p->a_s3 * p->d3 && p->b_s2 == p->b_s3 * p->d3);
  const int32_t run2 = join2 ? p->d2 * p->d3 : p->d3;
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
  float *line = out;
  int32_t i0, i1, i2;
  for (i0 = 0; i0 < d0; i0++) {
    for (i1 = 0; i1 < d1; i1++) {
      for (i2 = 0; i2 < d2; i2++) {
        m2c_binary_f32_line(
            op, p, line, rows[0] + i0 * p->a_s0 + i1 * p->a_s1 + i2 * p->a_s2,
            p->a_s3, rows[1] + i0 * p->b_s0 + i1 * p->b_s1 + i2 * p->b_s2,
            p->b_s3, run);
        line += run;
      }
    }
  }
  m2c_act_rest_f32(out, p->n, p->act, p->act_a, p->act_b);
}

#endif
