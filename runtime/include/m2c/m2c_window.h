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

/* Some neighbouring columns of a padded row: how many lie before the row, inside
 * it and after it. With none inside, all count as before. */
typedef struct {
  int32_t before, inside, after;
  int32_t first; /* of those inside */
} m2c_reach;

/* Columns first to first + count - 1, of which 0 to in_w - 1 are inside. */
M2C_KERNEL m2c_reach m2c_reach_of(int32_t first, int32_t count, int32_t in_w) {
  const int32_t last = first + count;
  const int32_t end = last < in_w ? last : in_w;
  m2c_reach r;
  r.first = first > 0 ? first : 0;
  r.inside = end > r.first ? end - r.first : 0;
  r.before = r.inside > 0 ? r.first - first : count;
  r.after = count - r.before - r.inside;
  return r;
}

#endif
