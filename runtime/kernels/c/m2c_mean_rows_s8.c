/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Quantised means from the sums of m2c_sum_rows_s8: the second half of a global
 * average pool (ONNX AveragePool, GlobalAveragePool).
 *
 *   acc = x[c] - count * in_zero
 *   out[c] = acc requantised as m2c_requant.h says, channel 0
 *
 * scale[0] = in_scale / (out_scale * count) in binary32.
 * rows: rows[0] = x, channels sums.
 * out:  channels elements of 8 bits, not overlapping x.
 * scratch: not used. */
#include "m2c/m2c_requant.h"

typedef struct {
  int32_t channels;          /* >= 1 */
  int32_t count;             /* elements in each sum; >= 1 */
  int32_t in_zero;           /* zero point of the input */
  int32_t out_zero;          /* zero point of the output */
  int32_t out_min, out_max;  /* bounds of the output */
  int32_t out_bits;          /* 8 */
  int32_t split;             /* of multipliers, see m2c_requant.h */
  const float *scale;        /* [1], or NULL: */
  const int32_t *multiplier; /* [1] */
  const int8_t *shift;       /* [1] */
} m2c_mean_rows_s8_params;

M2C_KERNEL void m2c_mean_rows_s8(const m2c_mean_rows_s8_params *p,
                                 int8_t *M2C_RESTRICT out,
                                 const int32_t *const *rows, void *scratch) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, 0,
                     p->out_zero, p->out_min, p->out_max);
  const int32_t all = p->count * p->in_zero;
  int32_t c;
  (void)scratch;
  for (c = 0; c < p->channels; c++)
    out[c] = m2c_requant_one(&q, rows[0][c] - all, 0);
}
