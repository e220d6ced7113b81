/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Softmax of a quantised tensor to floats over the middle axis of
 * [outer][n][inner] (ONNX Softmax).
 *
 *   e[j] = exp_table[max over j of x[o][j][i] - x[o][j][i]]
 *   out[o][j][i] = e[j] / sum over j of e[j], added in the order of j
 *
 * rows: rows[0] = x, outer * n * inner elements.
 * out:  outer * n * inner floats, not overlapping x.
 * scratch: m2c_scratch_whole_s8(outer * n * inner, 0, in_bits, 8) bytes. */
#include "m2c/m2c_pack_s4.h"
#include "m2c/m2c_types.h"

typedef struct {
  int32_t outer;          /* >= 0 */
  int32_t n;              /* classes; >= 1 */
  int32_t inner;          /* >= 1 */
  int32_t in_bits;        /* 8, or 4: packed */
  const float *exp_table; /* [256] (4 bits: [16]), exp(-i * in_scale) */
} m2c_softmax_s8_f32_params;

M2C_KERNEL void m2c_softmax_s8_f32(const m2c_softmax_s8_f32_params *p,
                                   float *M2C_RESTRICT out,
                                   const int8_t *const *rows, void *scratch) {
  const int32_t step = p->inner;
  const int8_t *in = rows[0];
  int32_t o, i, j;
  if (p->in_bits == 4) {
    m2c_unpack_s4((int8_t *)scratch, in, p->outer * p->n * step);
    in = (const int8_t *)scratch;
  }
  for (o = 0; o < p->outer; o++) {
    for (i = 0; i < step; i++) {
      const int8_t *x = in + o * p->n * step + i;
      float *y = out + o * p->n * step + i;
      int32_t most = x[0];
      float sum = 0.0f;
      for (j = 1; j < p->n; j++)
        most = most < x[j * step] ? x[j * step] : most;
      for (j = 0; j < p->n; j++) {
        const float e = p->exp_table[most - x[j * step]];
        y[j * step] = e;
        sum += e;
      }
      for (j = 0; j < p->n; j++)
        y[j * step] = y[j * step] / sum;
    }
  }
}
