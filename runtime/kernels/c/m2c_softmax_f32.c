/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Softmax over the middle axis of [outer][n][inner] (ONNX Softmax). The largest
 * value is subtracted first, so no finite input overflows.
 *
 *   e[j] = exp(x[o][j][i] - max over j of x[o][j][i])
 *   out[o][j][i] = e[j] / sum over j of e[j], added in the order of j
 *
 * rows: rows[0] = x, outer * n * inner floats.
 * out:  the same shape; may be x. */
#include "m2c/m2c_math_f32.h"

typedef struct {
  int32_t outer; /* >= 0 */
  int32_t n;     /* classes; >= 1 */
  int32_t inner; /* >= 1 */
} m2c_softmax_f32_params;

M2C_KERNEL void m2c_softmax_f32(const m2c_softmax_f32_params *p, float *out,
                                const float *const *rows, void *scratch) {
  int32_t o, i, j;
  (void)scratch;
  for (o = 0; o < p->outer; o++) {
    for (i = 0; i < p->inner; i++) {
      const float *x = rows[0] + o * p->n * p->inner + i;
      float *y = out + o * p->n * p->inner + i;
      float most = x[0], sum = 0.0f;
      for (j = 1; j < p->n; j++)
        most = most < x[j * p->inner] ? x[j * p->inner] : most;
      for (j = 0; j < p->n; j++) {
        const float e = m2c_f32_exp(x[j * p->inner] - most);
        y[j * p->inner] = e;
        sum += e;
      }
      for (j = 0; j < p->n; j++)
        y[j * p->inner] = y[j * p->inner] / sum;
    }
  }
}
