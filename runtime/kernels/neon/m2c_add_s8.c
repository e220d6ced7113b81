/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Quantised elementwise add by floats where both operands have the shape of the
 * output (m2c_neon_sum.h). Formula and params: m2c_elementwise_s8.h; rows and out
 * as the portable kernel has them. */
#include "m2c/m2c_neon_sum.h"

typedef m2c_binary_s8_params m2c_add_s8_params;

M2C_KERNEL void m2c_add_s8(const m2c_add_s8_params *p, int8_t *out,
                           const int8_t *const *rows, void *scratch) {
  const int32_t done = m2c_neon_sum_run(p, out, rows[0], rows[1], 1.0f);
  (void)scratch;
  if (done > 0)
    m2c_binary_s8_line(M2C_BINARY_S8_ADD, p, out + done, rows[0] + done, 1,
                       rows[1] + done, 1, p->n - done);
  else
    m2c_binary_s8(M2C_BINARY_S8_ADD, p, out, rows);
}
