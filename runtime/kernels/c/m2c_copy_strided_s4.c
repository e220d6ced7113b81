/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Copies a block of packed 4-bit elements, of up to six dimensions, between two
 * strided layouts (ONNX Transpose, Slice, Split, and the pieces of Concat, Pad).
 *
 *   out[out_offset + i0 * out_s0 + ... + i5 * out_s5] =
 *       x[in_offset + i0 * in_s0 + ... + i5 * in_s5]  for all ij in [0, dj)
 *
 * Runs that are dense in both layouts and start at even elements are copied by
 * bytes, all others nibble by nibble. Fill unused leading dimensions with 1.
 * rows: rows[0] = x.
 * out:  not overlapping x; elements outside the block stay as they are. */
#include "m2c/m2c_pack_s4.h"

typedef struct {
  int32_t d0, d1, d2, d3, d4, d5;                   /* block; >= 0 */
  int32_t in_s0, in_s1, in_s2, in_s3, in_s4, in_s5; /* strides, elements */
  int32_t in_offset;
  int32_t out_s0, out_s1, out_s2, out_s3, out_s4, out_s5;
  int32_t out_offset;
} m2c_copy_strided_s4_params;
