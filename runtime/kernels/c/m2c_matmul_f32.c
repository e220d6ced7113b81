/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Products of two stacks of runtime matrices (ONNX MatMul with a computed B).
 * Register-blocked like a pointwise convolution.
 *
 *   out[s][i][j] = sum over l of A[s][i][l] * B[s][l][j], l ascending, from 0
 *
 * rows: rows[0] = A, batch x m x k floats; rows[1] = B, batch x k x n floats, or
 *       k x n that serve the whole batch; both dense.
 * out:  batch x m x n floats, overlapping neither. */
#include "m2c/m2c_tile_f32.h"

typedef struct {
  int32_t m;         /* rows of A and out; >= 1 */
  int32_t k;         /* columns of A, rows of B; >= 1 */
  int32_t n;         /* columns of B and out; >= 1 */
  int32_t batch;     /* matrices in A and out; >= 1 */
  int32_t rhs_batch; /* matrices in B: 1 or batch */
} m2c_matmul_f32_params;

/* `height` rows from i by 4 * vectors columns from j. */
M2C_KERNEL void m2c_matmul_f32_block(const m2c_matmul_f32_params *p, float *out,
                                     const float *const *rows, int32_t i,
                                     int32_t j, int32_t height,
                                     int32_t vectors) {
  m2c_tile_f32 t = m2c_tile_f32_start(NULL, vectors);
  m2c_tile_f32_add(&t, height, vectors, rows[0] + i * p->k, p->k, rows[1] + j,
                   p->n, p->k);
  m2c_tile_f32_store(&t, height, vectors, out + i * p->n + j, p->n,
                     M2C_ACT_NONE, 0.0f, 0.0f);
}

/* All columns of `height` rows from i. */
M2C_KERNEL void m2c_matmul_f32_rows(const m2c_matmul_f32_params *p, float *out,
                                    const float *const *rows, int32_t i,
                                    int32_t height) {
  const int32_t eights = M2C_TILE_VECTORS > 1 ? m2c_whole(p->n, 8) : 0;
  const int32_t fours = m2c_whole(p->n, 4);
  int32_t j, r, l;
  for (j = 0; j < eights; j += 8)
    m2c_matmul_f32_block(p, out, rows, i, j, height, M2C_TILE_VECTORS);
  for (j = eights; j < fours; j += 4)
    m2c_matmul_f32_block(p, out, rows, i, j, height, 1);
  for (j = fours; j < p->n; j++) {
    for (r = i; r < i + height; r++) {
      float sum = 0.0f;
      for (l = 0; l < p->k; l++)
        sum = m2c_f32_madd(sum, rows[1][l * p->n + j], rows[0][r * p->k + l]);
      out[r * p->n + j] = sum;
    }
  }
}

M2C_KERNEL void m2c_matmul_f32(const m2c_matmul_f32_params *p,
                               float *M2C_RESTRICT out,
                               const float *const *rows, void *scratch) {
  const int32_t fours = m2c_whole(p->m, 4);
  int32_t s, i;
  (void)scratch;
  for (s = 0; s < p->batch; s++) {
    const float *pair[2];
    pair[0] = rows[0] + s * p->m * p->k;
    pair[1] = rows[1] + (p->rhs_batch == 1 ? 0 : s * p->k * p->n);
    for (i = 0; i < fours; i += 4)
      m2c_matmul_f32_rows(p, out + s * p->m * p->n, pair, i, 4);
    for (i = fours; i < p->m; i++)
      m2c_matmul_f32_rows(p, out + s * p->m * p->n, pair, i, 1);
  }
}
