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
