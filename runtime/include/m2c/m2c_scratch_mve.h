/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* How the kernels of the mve set cut a row, and how many bytes of scratch they
 * need: one truth for the compiler and for them, as m2c_scratch.h. */
#ifndef M2C_RUNTIME_SCRATCH_MVE_H
#define M2C_RUNTIME_SCRATCH_MVE_H

#include "m2c/m2c_scratch.h"

/* Channels whose sums are made at once, and bytes of
 * input columns (with padding) that lie side by side, where that is more than the least. */
enum { M2C_MVE_CHANNELS = 64, M2C_MVE_DENSE = 32, M2C_MVE_COLUMNS = 2048 };

/* Bytes of the sums of three pixels by so many channels, at most `most`. */
M2C_SCRATCH int32_t m2c_scratch_mve_sums(int32_t channels, int32_t most) {
  return ((channels < most ? channels : most) + 3) / 4 * 48;
}

/* conv2d, weights in sixteens. */
typedef struct {
  int32_t direct; /* windows are runs of the row itself */
  int32_t shared; /* columns lie side by side once, else for each pixel */
  int32_t pixels; /* whose columns do */
  int32_t sums;   /* bytes before the columns */
  int64_t bytes;  /* of all */
} m2c_mve_conv2d_cut;

M2C_SCRATCH m2c_mve_conv2d_cut
m2c_mve_cut_conv2d(int32_t kernel_h, int32_t kernel_w, int32_t in_w,
                   int32_t in_c, int32_t out_w, int32_t out_c, int32_t stride_w,
                   int32_t dilation_w, int32_t pad_left) {
  const int32_t column = kernel_h * in_c, room = M2C_MVE_COLUMNS / column;
  int32_t pixels;
  m2c_mve_conv2d_cut cut;
  cut.shared = kernel_w == 1 || dilation_w == 1;
  cut.direct = kernel_h == 1 && cut.shared && pad_left == 0 &&
               (out_w - 1) * stride_w + kernel_w <= in_w;
  cut.sums = m2c_scratch_mve_sums(out_c, M2C_MVE_CHANNELS);
  pixels = cut.shared ? (room - kernel_w) / stride_w + 1 : room / kernel_w;
  pixels = room < kernel_w || pixels < 3 ? 3 : pixels / 3 * 3;
  cut.pixels = cut.direct || pixels > out_w ? out_w : pixels;
  cut.bytes = cut.sums;
  if (!cut.direct)
    cut.bytes +=
        (int64_t)column * (cut.shared ? (cut.pixels - 1) * stride_w + kernel_w
                                      : cut.pixels * kernel_w);
  return cut;
}

/* depthwise_conv2d of 3x3 taps: a word for each column of each channel. */
typedef struct {
  int32_t channels; /* at once; the last ones may be fewer */
  int32_t pixels;   /* at once */
  int32_t pitch;    /* bytes from a channel to the next */
  int64_t bytes;    /* of all */
} m2c_mve_depthwise_cut;

M2C_SCRATCH m2c_mve_depthwise_cut m2c_mve_cut_depthwise(int32_t in_c,
                                                        int32_t out_w,
                                                        int32_t stride_w) {
  /* A whole row of as many channels as have room, all blocks alike; where that
   * would be few, a part of it. */
  const int32_t word = 4, columns = (out_w - 1) * stride_w + 4;
  int32_t channels = M2C_MVE_COLUMNS / word / columns / 8 * 8;
  m2c_mve_depthwise_cut cut;
  channels = channels < 16                 ? 16
             : channels < M2C_MVE_CHANNELS ? channels
                                           : M2C_MVE_CHANNELS;
  channels = (in_c - 1) / ((in_c - 1) / channels + 1) + 1;
  cut.channels = (channels + 7) / 8 * 8 < in_c ? (channels + 7) / 8 * 8 : in_c;
  cut.pixels = (M2C_MVE_COLUMNS / word / cut.channels - 4) / stride_w + 1;
  cut.pixels = cut.pixels < out_w ? cut.pixels : out_w;
  cut.pitch = word * ((cut.pixels - 1) * stride_w + 4);
  cut.bytes = (int64_t)cut.channels * cut.pitch;
  return cut;
}

#endif
