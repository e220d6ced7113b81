/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Writes one 8-bit value to a strided block of up to six dimensions (the border
 * of ONNX Pad, ConstantOfShape).
 *
 *   out[out_offset + i0 * out_s0 + ... + i5 * out_s5] = value
 *       for all ij in [0, dj)
 *
 * Fill unused leading dimensions with 1.
 * rows: not read.
 * out:  elements outside the block stay as they are. */
#include "m2c/m2c_types.h"

typedef struct {
  int32_t d0, d1, d2, d3, d4, d5;                         /* block; >= 0 */
  int32_t out_s0, out_s1, out_s2, out_s3, out_s4, out_s5; /* in elements */
  int32_t out_offset;
  int32_t value; /* -128..127 */
} m2c_fill_s8_params;
