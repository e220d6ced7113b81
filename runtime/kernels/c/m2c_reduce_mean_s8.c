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
 * scratch: not used. */
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
  int32_t split;             /* of multipliers, see m2c_requant.h */
  const float *scale;        /* [1], or NULL: */
  const int32_t *multiplier; /* [1] */
  const int8_t *shift;       /* [1] */
} m2c_reduce_mean_s8_params;

M2C_KERNEL void m2c_reduce_mean_s8(const m2c_reduce_mean_s8_params *p,
                                   int8_t *M2C_RESTRICT out,
                                   const int8_t *const *rows, void *scratch) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, 0,
                     p->out_zero, p->out_min, p->out_max);
  const int8_t *x = rows[0];
  int32_t o, i, r;
  (void)scratch;
  if (p->out_bits == 4 && p->outer * p->inner % 2 != 0)
    out[p->outer * p->inner / 2] = 0; /* the nibble without element too */
  for (o = 0; o < p->outer; o++) {
    for (i = 0; i < p->inner; i++) {
      const int32_t first = o * p->reduce * p->inner + i;
      const int32_t to = o * p->inner + i;
      int32_t sum = -p->reduce * p->in_zero;
      if (p->in_bits == 4)
        for (r = 0; r < p->reduce; r++)
          sum += m2c_s4_at(x, first + r * p->inner);
      else
        for (r = 0; r < p->reduce; r++)
          sum += x[first + r * p->inner];
      if (p->out_bits == 4)
        m2c_s4_set(out, to, m2c_requant_one(&q, sum, 0));
      else
        out[to] = m2c_requant_one(&q, sum, 0);
    }
  }
}
