/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Softmax of a quantised tensor to a quantised one over the middle axis of
 * [outer][n][inner] (ONNX Softmax, as ONNX Runtime's QLinearSoftmax).
 *
 *   e[j] = exp_table[max over j of x[o][j][i] - x[o][j][i]]
 *   out[o][j][i] = clamp(rne(e[j] * out_inverse / sum over j of e[j])
 *                        + out_zero, out_min, out_max)
 *
 * in binary32, left to right, the sum in the order of j.
 * rows: rows[0] = x, outer * n * inner elements.
 * out:  the same shape; may be x if both have the same width.
 * scratch: m2c_scratch_whole_s8(outer * n * inner, outer * n * inner, ...)
 *          bytes. */
#include "m2c/m2c_pack_s4.h"
#include "m2c/m2c_requant.h"

typedef struct {
  int32_t outer;             /* >= 0 */
  int32_t n;                 /* classes; >= 1 */
  int32_t inner;             /* >= 1 */
  int32_t out_zero;          /* zero point of the output */
  int32_t out_min, out_max;  /* bounds of the output, within its width */
  int32_t in_bits, out_bits; /* 8, or 4: packed */
  float out_inverse;         /* floor(1 / out_scale) */
  const float *exp_table;    /* [256] (4 bits: [16]), the first one positive */
} m2c_softmax_s8_params;

/* n classes, `step` elements apart. */
M2C_KERNEL void m2c_softmax_s8_line(const m2c_softmax_s8_params *p, int8_t *y,
                                    const int8_t *x, int32_t step) {
  int32_t most = x[0], j;
  float sum = 0.0f;
  for (j = 1; j < p->n; j++)
    most = most < x[j * step] ? x[j * step] : most;
  for (j = 0; j < p->n; j++)
    sum += p->exp_table[most - x[j * step]];
  for (j = 0; j < p->n; j++) {
    const float e = p->exp_table[most - x[j * step]];
    y[j * step] = (int8_t)m2c_round_clamp(m2c_f32_mul(e, p->out_inverse) / sum,
                                          p->out_zero, p->out_min, p->out_max);
  }
}

M2C_KERNEL void m2c_softmax_s8(const m2c_softmax_s8_params *p, int8_t *out,
                               const int8_t *const *rows, void *scratch) {
  const int32_t all = p->outer * p->n * p->inner;
  const int8_t *x = rows[0];
  int8_t *free_scratch = (int8_t *)scratch;
  int8_t *y = out;
  int32_t o, i;
  if (p->in_bits == 4) {
    m2c_unpack_s4(free_scratch, x, all);
    x = free_scratch;
    free_scratch += all;
  }
  if (p->out_bits == 4)
    y = free_scratch;
  for (o = 0; o < p->outer; o++)
    for (i = 0; i < p->inner; i++)
      m2c_softmax_s8_line(p, y + o * p->n * p->inner + i,
                          x + o * p->n * p->inner + i, p->inner);
  if (p->out_bits == 4)
    m2c_pack_s4(out, y, all);
}
