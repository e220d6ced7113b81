/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of a quantised 2-D convolution with 8-bit weights:
 * m2c_dsp_conv2d.h says how. Formula and params: m2c_conv2d_s8_params.h. */
#include "m2c/m2c_dsp_conv2d.h"

/* Channels oc to oc + 3 (or fewer: the last) of one or two columns; s: as
 * m2c_dsp_dot_2x4 makes them. */
M2C_KERNEL void m2c_dsp_conv_quad_out(const m2c_conv2d_s8_params *p,
                                      const m2c_requant *q, const int32_t *s,
                                      int8_t *out, int32_t oc, int32_t channels,
                                      int32_t columns, const int32_t *sums) {
  const int32_t first = channels < 2 ? channels : 2;
  int32_t i;
  for (i = 0; i < columns; i++) {
    m2c_dsp_conv_pair_out(p, q, out, oc, first, s[i], s[4 + i], sums[i]);
    if (channels > 2)
      m2c_dsp_conv_pair_out(p, q, out + 2, oc + 2, channels - 2, s[2 + i],
                            s[6 + i], sums[i]);
    out += p->out_c;
  }
}

static const m2c_dsp_form m2c_conv2d_s8_form = {
    4, m2c_dsp_dot_2x4, m2c_dsp_partial_2x4, m2c_dsp_columns_out,
    m2c_dsp_conv_quad_out};

M2C_KERNEL void m2c_conv2d_s8(const m2c_conv2d_s8_params *p,
                              int8_t *M2C_RESTRICT out,
                              const int8_t *const *rows, void *scratch) {
  if (p->packed)
    m2c_dsp_conv(&m2c_conv2d_s8_form, p, out, rows, (int32_t *)scratch);
  else
    m2c_conv2d_s8_run(p, out, rows, (int8_t *)scratch, 8, 8);
}
