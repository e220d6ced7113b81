/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Quantised elementwise add by floats where both operands have the shape of the
 * output (m2c_mve_sum.h). Formula and params: m2c_elementwise_s8.h; rows and out
 * as the portable kernel has them. */
#include "m2c/m2c_mve_sum.h"

typedef m2c_binary_s8_params m2c_add_s8_params;

M2C_KERNEL void m2c_add_s8(const m2c_add_s8_params *p, int8_t *out,
                           const int8_t *const *rows, void *scratch) {
  (void)scratch;
  if (!m2c_mve_sum_run(p, out, rows, 1.0f))
    m2c_binary_s8(M2C_BINARY_S8_ADD, p, out, rows);
}
