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
