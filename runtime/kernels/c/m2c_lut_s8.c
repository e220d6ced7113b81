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

M2C_KERNEL void m2c_lut_s8(const m2c_lut_s8_params *p, int8_t *out,
                           const int8_t *const *rows, void *scratch) {
  const int8_t *x = rows[0];
  const int8_t *table = p->table + (p->in_bits == 4 ? 8 : 128);
  const int32_t pairs = p->in_bits == 8 && p->out_bits == 8 ? 0 : p->n / 2;
  int32_t i;
  (void)scratch;
  for (i = 0; i < pairs; i++) {
    const int32_t low = table[p->in_bits == 4 ? m2c_s4_low(x[i]) : x[2 * i]];
    const int32_t high =
        table[p->in_bits == 4 ? m2c_s4_high(x[i]) : x[2 * i + 1]];
    if (p->out_bits == 4) {
      out[i] = m2c_s4_pair(low, high);
    } else {
      out[2 * i] = (int8_t)low;
      out[2 * i + 1] = (int8_t)high;
    }
  }
  if (p->in_bits == 8 && p->out_bits == 8) {
    for (i = 0; i < p->n; i++)
      out[i] = table[x[i]];
  } else if (p->n % 2 != 0) {
    const int8_t y =
        table[p->in_bits == 4 ? m2c_s4_low(x[pairs]) : x[p->n - 1]];
    if (p->out_bits == 4)
      out[pairs] = m2c_s4_pair(y, 0);
    else
      out[p->n - 1] = y;
  }
}
