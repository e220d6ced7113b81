/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of a quantised depthwise convolution with 4-bit weights:
 * m2c_dsp_depthwise_conv.h says how. Packed
 * weights have 8 bits here too: they are few. Formula and params:
 * m2c_depthwise_conv2d_s8_params.h. */
#include "m2c/m2c_dsp_depthwise_conv.h"

typedef m2c_depthwise_conv2d_s8_params m2c_depthwise_conv2d_s8w4_params;

M2C_KERNEL void
m2c_depthwise_conv2d_s8w4(const m2c_depthwise_conv2d_s8w4_params *p,
                          int8_t *M2C_RESTRICT out, const int8_t *const *rows,
                          void *scratch) {
  if (p->packed)
    m2c_dsp_depthwise_conv(
        p, out, m2c_rows_s8_of(rows, p->kernel_h, p->in_w * p->in_c, 8, NULL),
        (uint32_t *)scratch);
  else
    m2c_depthwise_conv2d_s8_run(p, out, rows, (int8_t *)scratch, 8, 4);
}
