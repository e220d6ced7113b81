/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Floats to quantised integers (ONNX QuantizeLinear, per tensor).
 *
 *   out[i] = clamp(rne(x[i] / scale), out_min - zero, out_max - zero) + zero
 *
 * with the division rounded to binary32; NaN gives out_min, as it does in ONNX
 * Runtime on x86.
 * rows: rows[0] = x, n floats.
 * out:  n elements of out_bits, not overlapping x.
 * scratch: not used. */
#include "m2c/m2c_pack_s4.h"
#include "m2c/m2c_requant.h"

typedef struct {
  int32_t n;                /* >= 0 */
  int32_t out_zero;         /* zero point of the output */
  int32_t out_min, out_max; /* bounds of the output, within its width */
  int32_t out_bits;         /* 8, or 4: packed */
  float scale;              /* > 0 */
} m2c_quantize_f32_s8_params;
