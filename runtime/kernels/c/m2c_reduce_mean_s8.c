/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Quantised mean over the middle axis of [outer][reduce][inner] (ONNX ReduceMean
 * and GlobalAveragePool; neighbouring reduced axes count as one).
 *
 *   acc = sum over r of (x[o][r][i] - in_zero)
 *   out[o][i] = acc requantised as m2c_requant.h says, channel 0
 *
 * scale[0] = in_scale / (out_scale * reduce) in binary32.
 * rows: rows[0] = x, outer * reduce * inner elements.
 * out:  outer * inner elements of out_bits, not overlapping x.
 * scratch: m2c_scratch_whole_s8(outer * reduce * inner, outer * inner, ...)
 *          bytes. */
#include "m2c/m2c_pack_s4.h"
#include "m2c/m2c_requant.h"

typedef struct {
  int32_t outer;             /* >= 0 */
  int32_t reduce;            /* >= 1 */
  int32_t inner;             /* >= 1 */
  int32_t in_zero;           /* zero point of the input */
  int32_t out_zero;          /* zero point of the output */
  int32_t out_min, out_max;  /* bounds of the output, within its width */
  int32_t in_bits, out_bits; /* 8, or 4: packed */
  int32_t multiplier_bits;   /* 16 or 32, see m2c_requant.h */
  const float *scale;        /* [1], or NULL: */
  const int32_t *multiplier; /* [1] */
  const int8_t *shift;       /* [1] */
} m2c_reduce_mean_s8_params;
