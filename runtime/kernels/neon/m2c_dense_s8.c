/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One row of a quantised fully connected layer with 8-bit weights:
 * m2c_neon_dense.h says how. Formula and params: m2c_dense_s8.h. */
#include "m2c/m2c_neon_dense.h"

M2C_KERNEL void m2c_dense_s8(const m2c_dense_s8_params *p,
                             int8_t *M2C_RESTRICT out,
                             const int8_t *const *rows, void *scratch) {
  if (p->padded)
    m2c_neon_dense(p, out, rows[0], (int8_t *)scratch, m2c_neon_dot_1x4, 0);
  else
    m2c_dense_s8_run(p, out, rows, (int8_t *)scratch, 8, 8);
}
