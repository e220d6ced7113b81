/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Products of two stacks of quantised run-time matrices (ONNX MatMul with a
 * computed B).
 *
 *   acc = sum over l of (A[s][i][l] - a_zero) * (B[s][l][j] - b_zero)
 *   out[s][i][j] = acc requantised as m2c_requant.h says, channel 0
 *
 * rows: rows[0] = A, batch x m x k; rows[1] = B, batch x k x n, or k x n that
 *       serve the whole batch; both dense, 8 bits.
 * out:  batch x m x n elements of out_bits, overlapping neither.
 * scratch: m2c_scratch_whole_s8(0, batch * m * n, 8, out_bits) bytes. */
#include "m2c/m2c_pack_s4.h"
#include "m2c/m2c_requant.h"

typedef struct {
  int32_t m;                 /* rows of A and out; >= 1 */
  int32_t k;                 /* columns of A, rows of B; >= 1 */
  int32_t n;                 /* columns of B and out; >= 1 */
  int32_t batch;             /* matrices in A and out; >= 1 */
  int32_t rhs_batch;         /* matrices in B: 1 or batch */
  int32_t a_zero, b_zero;    /* zero points of A and B */
  int32_t out_zero;          /* zero point of the output */
  int32_t out_min, out_max;  /* bounds of the output, within its width */
  int32_t out_bits;          /* 8, or 4: the output is packed */
  int32_t split, sum_max;    /* of multipliers and sums, see m2c_requant.h */
  const float *scale;        /* [1], or NULL: */
  const int32_t *multiplier; /* [1] */
  const int8_t *shift;       /* [1] */
} m2c_matmul_s8_params;

/* Rows i and i + height - 1 (height is the literal 1 or 2) by columns j to
 * j + width - 1 (the literal 1 or 2). A = a + i * k and B = b + j. */
M2C_KERNEL void m2c_matmul_s8_block(const m2c_matmul_s8_params *p,
                                    const m2c_requant *q, int8_t *out,
                                    const int8_t *a, const int8_t *b,
                                    int32_t height, int32_t width) {
  const int8_t *a1 = a + (height - 1) * p->k;
  int32_t s00 = 0, s01 = 0, s10 = 0, s11 = 0, l;
  for (l = 0; l < p->k; l++) {
    const int32_t x0 = a[l] - p->a_zero, x1 = a1[l] - p->a_zero;
    const int32_t y0 = b[0] - p->b_zero, y1 = b[width - 1] - p->b_zero;
    s00 += x0 * y0;
    if (width > 1)
      s01 += x0 * y1;
    if (height > 1)
      s10 += x1 * y0;
    if (height > 1 && width > 1)
      s11 += x1 * y1;
    b += p->n;
  }
  out[0] = m2c_requant_one(q, s00, 0);
  if (width > 1)
    out[1] = m2c_requant_one(q, s01, 0);
  if (height > 1)
    out[p->n] = m2c_requant_one(q, s10, 0);
  if (height > 1 && width > 1)
    out[p->n + 1] = m2c_requant_one(q, s11, 0);
}

/* All columns of `height` rows. */
M2C_KERNEL void m2c_matmul_s8_rows(const m2c_matmul_s8_params *p,
                                   const m2c_requant *q, int8_t *out,
                                   const int8_t *a, const int8_t *b,
                                   int32_t height) {
  const int32_t twos = m2c_whole(p->n, 2);
  int32_t j;
  for (j = 0; j < twos; j += 2)
    m2c_matmul_s8_block(p, q, out + j, a, b + j, height, 2);
  for (j = twos; j < p->n; j++)
    m2c_matmul_s8_block(p, q, out + j, a, b + j, height, 1);
}

M2C_KERNEL void m2c_matmul_s8(const m2c_matmul_s8_params *p,
                              int8_t *M2C_RESTRICT out,
                              const int8_t *const *rows, void *scratch) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  const int32_t twos = m2c_whole(p->m, 2);
  int8_t *y = p->out_bits == 4 ? (int8_t *)scratch : out;
  int32_t s, i;
  for (s = 0; s < p->batch; s++) {
    const int8_t *a = rows[0] + s * p->m * p->k;
    const int8_t *b = rows[1] + (p->rhs_batch == 1 ? 0 : s * p->k * p->n);
    int8_t *c = y + s * p->m * p->n;
    for (i = 0; i < twos; i += 2)
      m2c_matmul_s8_rows(p, &q, c + i * p->n, a + i * p->k, b, 2);
    for (i = twos; i < p->m; i++)
      m2c_matmul_s8_rows(p, &q, c + i * p->n, a + i * p->k, b, 1);
  }
  if (p->out_bits == 4)
    m2c_pack_s4(out, y, p->batch * p->m * p->n);
}
