/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One row of a quantised fully connected layer by 16-bit products: four outputs at
 * a time, weights padded to whole sixteens of k. Formula and params:
 * m2c_dense_s8.h. */
#ifndef M2C_RUNTIME_NEON_DENSE_H
#define M2C_RUNTIME_NEON_DENSE_H

#include "m2c/m2c_dense_s8.h"
#include "m2c/m2c_neon.h"

M2C_KERNEL void m2c_neon_dense(const m2c_dense_s8_params *p,
                               int8_t *M2C_RESTRICT out, const int8_t *x,
                               int8_t *scratch, m2c_neon_dot *one,
                               int32_t fraction) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  m2c_neon_block b;
  int32_t o;
  b.n = (p->in_n + 15) / 16 * 16;
  b.x[0] = x;
  b.w = p->padded;
  /* No input may be read beyond the last. (Scratch is there; gcc 12 asks.) */
  if (b.n != p->in_n && scratch) {
    memcpy(scratch, x, (size_t)p->in_n);
    memset(scratch + p->in_n, 0, (size_t)(b.n - p->in_n));
    b.x[0] = scratch;
  }
  for (o = 0; o < p->out_n; o += 4) {
    one(&b);
    m2c_neon_requant(&q, out + o, b.sums[0], p->bias, o,
                     p->out_n - o < 4 ? p->out_n - o : 4, fraction);
    b.w += fraction ? 2 * b.n : 4 * b.n;
  }
}

#endif
