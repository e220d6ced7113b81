/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Copies a block of up to six dimensions between two strided layouts (ONNX
 * Transpose, Slice, Split, and the pieces of Concat and Pad).
 *
 *   out[out_offset + i0 * out_s0 + ... + i5 * out_s5] =
 *       x[in_offset + i0 * in_s0 + ... + i5 * in_s5]  for all ij in [0, dj)
 *
 * Inner dimensions that are dense in both layouts become one memcpy. Fill
 * unused leading dimensions with 1.
 * rows: rows[0] = x.
 * out:  not overlapping x; elements outside the block stay as they are. */
#include "m2c/m2c_copy_strided_f32.h"

M2C_KERNEL void m2c_copy_strided_f32(const m2c_copy_strided_f32_params *p,
                                     float *M2C_RESTRICT out,
                                     const float *const *rows, void *scratch) {
  (void)scratch;
  m2c_copy_strided_f32_run(p, out, rows[0]);
}
