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

#include "m2c/m2c_dot_s8.h"
#include "m2c/m2c_pack_s4.h"
#include "m2c/m2c_requant.h"
#include "m2c/m2c_scratch.h"

typedef struct {
  int32_t in_n;             /* >= 1 */
  int32_t out_n;            /* >= 1 */
  int32_t out_zero;         /* zero point of the output */
  int32_t out_min, out_max; /* bounds of the output, within its width */
  int32_t out_bits;         /* 8, or 4: the output is packed */
  int32_t multiplier_bits;  /* 16 or 32, see m2c_requant.h */
  const int8_t *weights;    /* [out_n][in_n]; 4 bits: packed, each row from a
                               whole byte on */
  const int32_t *bias;      /* [out_n], as all below */
  const float *scale;       /* or NULL: */
  const int32_t *multiplier;
  const int8_t *shift;
} m2c_dense_s8_params;

#endif
