/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of a quantised 2-D convolution with 4-bit weights:
 * m2c_dsp_conv2d.h says how. Formula and params: m2c_conv2d_s8_params.h. */
#include "m2c/m2c_dsp_conv2d.h"
#include "m2c/m2c_dsp_conv_digits.h"

typedef m2c_conv2d_s8_params m2c_conv2d_s8w4_params;

/* s: as m2c_dsp_digits_2x4 makes them. */
M2C_KERNEL void m2c_conv2d_s8w4_outputs(const m2c_conv2d_s8_params *p,
                                        const m2c_requant *q, const int32_t *s,
                                        int8_t *out, int32_t oc,
                                        int32_t channels, int32_t columns,
                                        const int32_t *sums) {
  int32_t i, c;
  for (i = 0; i < columns; i++)
    for (c = 0; c < channels; c++)
      out[i * p->out_c + c] = m2c_dsp_requant(
          q,
          (int32_t)((uint32_t)m2c_dsp_digit(s + i, 2, c, sums[i]) +
                    (uint32_t)p->bias[oc + c]),
          oc + c);
}

static const m2c_dsp_form m2c_conv2d_s8w4_form = {
    2, m2c_dsp_digits_2x4, m2c_dsp_partial_digits, m2c_dsp_columns_digits,
    m2c_conv2d_s8w4_outputs};

M2C_KERNEL void m2c_conv2d_s8w4(const m2c_conv2d_s8w4_params *p,
                                int8_t *M2C_RESTRICT out,
                                const int8_t *const *rows, void *scratch) {
  if (p->packed)
    m2c_dsp_conv(&m2c_conv2d_s8w4_form, p, out, rows, (int32_t *)scratch);
  else
    m2c_conv2d_s8_run(p, out, rows, (int8_t *)scratch, 8, 4);
}
