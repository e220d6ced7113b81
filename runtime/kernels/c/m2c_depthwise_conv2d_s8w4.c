/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of a quantised depthwise convolution: 8-bit activations, 4-bit weights.
 * Formula, layouts and params: m2c_depthwise_conv2d_s8_params.h. */
#include "m2c/m2c_depthwise_conv2d_s8.h"

typedef m2c_depthwise_conv2d_s8_params m2c_depthwise_conv2d_s8w4_params;

M2C_KERNEL void
m2c_depthwise_conv2d_s8w4(const m2c_depthwise_conv2d_s8w4_params *p,
                          int8_t *M2C_RESTRICT out, const int8_t *const *rows,
                          void *scratch) {
  m2c_depthwise_conv2d_s8_run(p, out, rows, (int8_t *)scratch, 8, 4);
}
