/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* int8 to uint8 with the zero point moved along by 128: the same real values.
 *
 *   out[i] = x[i] XOR 0x80
 *
 * rows: rows[0] = x, n elements.
 * out:  n elements; may be x.
 * scratch: not used. */
#include "m2c/m2c_types.h"

typedef struct {
  int32_t n; /* >= 0 */
} m2c_convert_s8_u8_params;

M2C_KERNEL void m2c_convert_s8_u8(const m2c_convert_s8_u8_params *p,
                                  uint8_t *out, const int8_t *const *rows,
                                  void *scratch) {
  const int8_t *x = rows[0];
  int32_t i;
  (void)scratch;
  for (i = 0; i < p->n; i++)
    out[i] = (uint8_t)(x[i] ^ 0x80);
}
