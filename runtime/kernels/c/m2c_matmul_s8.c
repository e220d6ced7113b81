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
  int32_t multiplier_bits;   /* 16 or 32, see m2c_requant.h */
  const float *scale;        /* [1], or NULL: */
  const int32_t *multiplier; /* [1] */
  const int8_t *shift;       /* [1] */
} m2c_matmul_s8_params;
