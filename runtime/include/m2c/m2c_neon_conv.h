/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of a quantised 2-D convolution by 16-bit products: four columns
 * by four channels at a time, from windows that lie in one piece (in the row
 * itself or copied to scratch) and weights padded to whole sixteens of k.
 * Formula and params: m2c_conv2d_s8_params.h. */
#ifndef M2C_RUNTIME_NEON_CONV_H
#define M2C_RUNTIME_NEON_CONV_H

#include "m2c/m2c_conv2d_s8.h"
#include "m2c/m2c_neon.h"
#include "m2c/m2c_scratch.h"

/* The window of column ox: where it is, or copied. */
M2C_KERNEL const int8_t *m2c_neon_conv_window(const m2c_conv2d_s8_params *p,
                                              m2c_rows_s8 rows, int32_t ox,
                                              int8_t *copy) {
  const int32_t run = p->kernel_w * p->in_c;
  const int32_t left = ox * p->stride_w - p->pad_left;
  const int32_t joined = p->kernel_w == 1 || p->dilation_w == 1;
  int32_t ky;
  if (left < 0 || left + (p->kernel_w - 1) * p->dilation_w >= p->in_w ||
      !joined) {
    m2c_conv2d_s8_gather(p, copy, rows, 0, ox);
    return copy;
  }
  if (p->kernel_h == 1 && run % 16 == 0)
    return m2c_rows_s8_at(rows, 0) + left * p->in_c;
  for (ky = 0; ky < p->kernel_h; ky++)
    memcpy(copy + ky * run, m2c_rows_s8_at(rows, ky) + left * p->in_c,
           (size_t)run);
  return copy;
}

M2C_KERNEL void m2c_neon_conv(const m2c_conv2d_s8_params *p, int8_t *out,
                              m2c_rows_s8 rows, int8_t *scratch,
                              m2c_neon_dot *four, m2c_neon_dot *one,
                              int32_t fraction) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  m2c_neon_block b;
  int32_t ox, oc, i;
  b.n = (p->kernel_h * p->kernel_w * p->in_c + 15) / 16 * 16;
  memset(scratch, 0, (size_t)(4 * b.n)); /* what the padding meets */
  for (ox = 0; ox < p->out_w;) {
    const int32_t columns = p->out_w - ox < 4 ? 1 : 4;
    for (i = 0; i < columns; i++)
      b.x[i] = m2c_neon_conv_window(p, rows, ox + i, scratch + i * b.n);
    b.w = p->padded;
    for (oc = 0; oc < p->out_c; oc += 4) {
      const int32_t count = p->out_c - oc < 4 ? p->out_c - oc : 4;
      if (columns == 4)
        four(&b);
      else
        one(&b);
      for (i = 0; i < columns; i++)
        m2c_neon_requant(&q, out + i * p->out_c + oc, b.sums[i], p->bias, oc,
                         count, fraction);
      b.w += fraction ? 2 * b.n : 4 * b.n;
    }
    out += columns * p->out_c;
    ox += columns;
  }
}

#endif
