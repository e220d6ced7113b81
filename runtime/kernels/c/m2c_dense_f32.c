/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One row of a fully connected layer (ONNX Gemm, or MatMul with constant B).
 * Sixteen neighbouring outputs are summed in registers at a time.
 *
 *   out[o] = act(bias[o] + sum over k of x[k] * weights[k][o]), k ascending
 *
 * rows: rows[0] = x, in_n floats.
 * out:  out_n floats, not overlapping x. A batch is one call per row. */
#include "m2c/m2c_math_f32.h"
#include "m2c/m2c_vec_f32.h"

typedef struct {
  int32_t in_n;  /* >= 1 */
  int32_t out_n; /* >= 1 */
  int32_t act;   /* M2C_ACT_..., with act_a and act_b */
  float act_a, act_b;
  const float *weights; /* [in_n][out_n] */
  const float *bias;    /* [out_n] */
} m2c_dense_f32_params;

/* Sums of 16 neighbouring outputs; named, as gcc keeps arrays in memory. */
typedef struct {
  m2c_f32x4 s0, s1, s2, s3;
} m2c_dense_f32_sums;

/* One k: input x times 4 * vectors weights. */
M2C_KERNEL void m2c_dense_f32_step(m2c_dense_f32_sums *t, int32_t vectors,
                                   const float *w, float x) {
  const m2c_f32x4 v = m2c_f32x4_splat(x);
  t->s0 = m2c_f32x4_madd(t->s0, m2c_f32x4_load(w), v);
  if (vectors > 1) {
    t->s1 = m2c_f32x4_madd(t->s1, m2c_f32x4_load(w + 4), v);
    t->s2 = m2c_f32x4_madd(t->s2, m2c_f32x4_load(w + 8), v);
    t->s3 = m2c_f32x4_madd(t->s3, m2c_f32x4_load(w + 12), v);
  }
}

/* Outputs o to o + 4 * vectors - 1; vectors is the literal 1 or 4. */
M2C_KERNEL void m2c_dense_f32_block(const m2c_dense_f32_params *p, float *out,
                                    const float *x, int32_t o,
                                    int32_t vectors) {
  const uint32_t count = (uint32_t)p->in_n;
  const uint32_t fours = M2C_F32_DEPTH == 4 ? count / 4u : 0u;
  const float *w = p->weights + o;
  const int32_t step = p->out_n;
  m2c_dense_f32_sums t;
  uint32_t i;
  t.s0 = m2c_f32x4_load(p->bias + o);
  t.s1 = vectors > 1 ? m2c_f32x4_load(p->bias + o + 4) : t.s0;
  t.s2 = vectors > 1 ? m2c_f32x4_load(p->bias + o + 8) : t.s0;
  t.s3 = vectors > 1 ? m2c_f32x4_load(p->bias + o + 12) : t.s0;
  for (i = 0; i < fours; i++) {
    const m2c_f32_four v = m2c_f32_four_load(x);
    m2c_dense_f32_step(&t, vectors, w, m2c_f32_four_at(v, 0));
    m2c_dense_f32_step(&t, vectors, w + step, m2c_f32_four_at(v, 1));
    m2c_dense_f32_step(&t, vectors, w + 2 * step, m2c_f32_four_at(v, 2));
    m2c_dense_f32_step(&t, vectors, w + 3 * step, m2c_f32_four_at(v, 3));
    x += 4;
    w += 4 * step;
  }
  for (i = 4u * fours; i < count; i++) {
    m2c_dense_f32_step(&t, vectors, w, *x++);
    w += step;
  }
  m2c_f32x4_store(out + o, m2c_act_f32x4(t.s0, p->act, p->act_a, p->act_b));
  if (vectors > 1) {
    m2c_f32x4_store(out + o + 4,
                    m2c_act_f32x4(t.s1, p->act, p->act_a, p->act_b));
    m2c_f32x4_store(out + o + 8,
                    m2c_act_f32x4(t.s2, p->act, p->act_a, p->act_b));
    m2c_f32x4_store(out + o + 12,
                    m2c_act_f32x4(t.s3, p->act, p->act_a, p->act_b));
  }
}

M2C_KERNEL void m2c_dense_f32(const m2c_dense_f32_params *p,
                              float *M2C_RESTRICT out, const float *const *rows,
                              void *scratch) {
  const float *x = rows[0];
  const int32_t sixteens = m2c_whole(p->out_n, 16);
  const int32_t fours = m2c_whole(p->out_n, 4);
  int32_t o, k;
  (void)scratch;
  for (o = 0; o < sixteens; o += 16)
    m2c_dense_f32_block(p, out, x, o, 4);
  for (o = sixteens; o < fours; o += 4)
    m2c_dense_f32_block(p, out, x, o, 1);
  for (o = fours; o < p->out_n; o++) {
    float sum = p->bias[o];
    for (k = 0; k < p->in_n; k++)
      sum = m2c_f32_madd(sum, p->weights[k * p->out_n + o], x[k]);
    out[o] = m2c_act_f32(sum, p->act, p->act_a, p->act_b);
  }
  m2c_act_rest_f32(out, p->out_n, p->act, p->act_a, p->act_b);
}
