/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One row of a quantised fully connected layer with 4-bit weights: m2c_mve_dense.h
 * says how. Formula and params: m2c_dense_s8.h. */
#include "m2c/m2c_mve_dense.h"
#include "m2c/m2c_mve_dot_s8w4.h"

typedef m2c_dense_s8_params m2c_dense_s8w4_params;

M2C_KERNEL void m2c_dense_s8w4(const m2c_dense_s8w4_params *p,
                               int8_t *M2C_RESTRICT out,
                               const int8_t *const *rows, void *scratch) {
  if (p->sixteens)
    m2c_mve_dense(&m2c_mve_form_s8w4, p, out, rows[0], scratch);
  else
    m2c_dense_s8_run(p, out, rows, (int8_t *)scratch, 8, 4);
}
