/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Any function of one quantised tensor, by table: activations, requantisation
 * to another scale or width.
 *
 *   out[i] = table[x[i] - lowest], lowest = -128 (8 bits) or -8 (4 bits)
 *
 * rows: rows[0] = x, n elements of in_bits.
 * out:  n elements of out_bits; may be x unless in_bits < out_bits.
 * scratch: not used. */
#include "m2c/m2c_pack_s4.h"

typedef struct {
  int32_t n;                 /* >= 0 */
  int32_t in_bits, out_bits; /* 8, or 4: packed */
  const int8_t *table;       /* [256] (4 bits in: [16]) */
} m2c_lut_s8_params;
