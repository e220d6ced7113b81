/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One row of a quantised fully connected layer with 4-bit weights:
 * m2c_neon_dense.h says how. Formula and params: m2c_dense_s8.h. */
#include "m2c/m2c_neon_dense.h"
#include "m2c/m2c_neon_s8w4.h"

typedef m2c_dense_s8_params m2c_dense_s8w4_params;

M2C_KERNEL void m2c_dense_s8w4(const m2c_dense_s8w4_params *p,
                               int8_t *M2C_RESTRICT out,
                               const int8_t *const *rows, void *scratch) {
  if (p->padded)
    m2c_neon_dense(p, out, rows[0], (int8_t *)scratch, m2c_neon_dot_1x4_s8w4,
                   4);
  else
    m2c_dense_s8_run(p, out, rows, (int8_t *)scratch, 8, 4);
}
