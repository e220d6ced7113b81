/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* The geometry of sliding windows along a row: where padding matters. */
#ifndef M2C_RUNTIME_WINDOW_H
#define M2C_RUNTIME_WINDOW_H

#include "m2c/m2c_types.h"

/* Along a row, output column ox reads input columns left + k * dilation for
 * tap k in [0, kernel), left = ox * stride - pad_left. */

/* First tap that falls inside the row: the least k >= 0 with
 * left + k * dilation >= 0. */
M2C_KERNEL int32_t m2c_tap_begin(int32_t left, int32_t dilation) {
  return left < 0 ? (dilation - 1 - left) / dilation : 0;
}

/* One past the last tap inside the row: taps [m2c_tap_begin, m2c_tap_end) read
 * input; the range is empty when end <= begin. */
M2C_KERNEL int32_t m2c_tap_end(int32_t left, int32_t dilation, int32_t kernel,
                               int32_t in_w) {
  const int32_t room = in_w - 1 - left; /* the last column, seen from `left` */
  if (room < 0)
    return 0;
  return room / dilation + 1 < kernel ? room / dilation + 1 : kernel;
}

/* Output columns [m2c_inner_begin, m2c_inner_end) have all their taps inside
 * the row; the range is empty when end <= begin. */
M2C_KERNEL int32_t m2c_inner_begin(int32_t pad_left, int32_t stride) {
  return pad_left > 0 ? (pad_left + stride - 1) / stride : 0;
}

M2C_KERNEL int32_t m2c_inner_end(int32_t pad_left, int32_t stride,
                                 int32_t dilation, int32_t kernel, int32_t in_w,
                                 int32_t out_w) {
  const int32_t last = in_w - 1 - (kernel - 1) * dilation + pad_left;
  if (last < 0)
    return 0;
  return last / stride + 1 < out_w ? last / stride + 1 : out_w;
}

#endif
