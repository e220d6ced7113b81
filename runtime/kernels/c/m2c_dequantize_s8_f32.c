/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Quantised integers to floats (ONNX DequantizeLinear, per tensor).
 *
 *   out[i] = float(x[i] - in_zero) * scale
 *
 * rows: rows[0] = x, n elements of in_bits.
 * out:  n floats, not overlapping x.
 * scratch: not used. */
#include "m2c/m2c_f32.h"
#include "m2c/m2c_pack_s4.h"

typedef struct {
  int32_t n;       /* >= 0 */
  int32_t in_zero; /* zero point of the input */
  int32_t in_bits; /* 8, or 4: packed */
  float scale;
} m2c_dequantize_s8_f32_params;
