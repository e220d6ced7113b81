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
