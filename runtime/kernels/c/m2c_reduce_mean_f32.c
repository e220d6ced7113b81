/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Mean over the middle axis of [outer][reduce][inner] (ONNX ReduceMean and
 * GlobalAveragePool; neighbouring reduced axes count as one).
 *
 *   out[o][i] = act(sum over r of x[o][r][i] / reduce)
 *
 * With inner > 1 the sum runs in the order of r. With inner = 1 it has four
 * parts, of r = 0, 1, 2, 3 modulo 4 over the whole groups of four, joined as
 * (s0 + s1) + (s2 + s3), then the remaining r in order.
 * rows: rows[0] = x, outer * reduce * inner floats.
 * out:  outer * inner floats, not overlapping x. */
#include "m2c/m2c_math_f32.h"
#include "m2c/m2c_vec_f32.h"

typedef struct {
  int32_t outer;  /* >= 0 */
  int32_t reduce; /* >= 1 */
  int32_t inner;  /* >= 1 */
  int32_t act;    /* M2C_ACT_..., with act_a and act_b */
  float act_a, act_b;
} m2c_reduce_mean_f32_params;

/* The sum of n neighbours, in the order written above. */
M2C_KERNEL float m2c_reduce_mean_f32_line(const float *x, int32_t n) {
  m2c_f32x4 parts = m2c_f32x4_splat(0.0f);
  float part[4], sum;
  const int32_t fours = m2c_whole(n, 4);
  int32_t i;
  for (i = 0; i < fours; i += 4)
    parts = m2c_f32x4_add(parts, m2c_f32x4_load(x + i));
  m2c_f32x4_store(part, parts);
  sum = (part[0] + part[1]) + (part[2] + part[3]);
  for (i = fours; i < n; i++)
    sum += x[i];
  return sum;
}

/* Four neighbouring results from x on. */
M2C_KERNEL void m2c_reduce_mean_f32_four(const m2c_reduce_mean_f32_params *p,
                                         float *out, const float *x) {
  m2c_f32x4 sum = m2c_f32x4_splat(0.0f);
  int32_t r;
  for (r = 0; r < p->reduce; r++)
    sum = m2c_f32x4_add(sum, m2c_f32x4_load(x + r * p->inner));
  sum = m2c_f32x4_div(sum, m2c_f32x4_splat((float)p->reduce));
  m2c_f32x4_store(out, m2c_act_f32x4(sum, p->act, p->act_a, p->act_b));
}

M2C_KERNEL void m2c_reduce_mean_f32(const m2c_reduce_mean_f32_params *p,
                                    float *M2C_RESTRICT out,
                                    const float *const *rows, void *scratch) {
  const int32_t fours = m2c_whole(p->inner, 4);
  int32_t o, i, r;
  (void)scratch;
  for (o = 0; o < p->outer; o++) {
    const float *x = rows[0] + o * p->reduce * p->inner;
    float *y = out + o * p->inner;
    for (i = 0; i < fours; i += 4)
      m2c_reduce_mean_f32_four(p, y + i, x + i);
    for (i = fours; i < p->inner; i++) {
      float sum = 0.0f;
      if (p->inner == 1) {
        sum = m2c_reduce_mean_f32_line(x, p->reduce);
      } else {
        for (r = 0; r < p->reduce; r++)
          sum += x[r * p->inner + i];
      }
      y[i] = m2c_act_f32(sum / (float)p->reduce, p->act, p->act_a, p->act_b);
    }
  }
  m2c_act_rest_f32(out, p->outer * p->inner, p->act, p->act_a, p->act_b);
}
