/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* How many bytes of scratch the kernels of the v6m set need: one truth for the
 * compiler and for them, as m2c_scratch.h. */
#ifndef M2C_RUNTIME_SCRATCH_V6M_H
#define M2C_RUNTIME_SCRATCH_V6M_H

#include "m2c/m2c_scratch.h"

enum {
  M2C_V6M_PIXELS = 5,   /* at once */
  M2C_V6M_K = 96,       /* inputs of each that are widened at once */
  M2C_V6M_CHANNELS = 64 /* whose sums are made at once */
};

/* Inputs that are widened at once, of in_n: whole eights. */
M2C_SCRATCH int32_t m2c_v6m_chunk(int32_t in_n) {
  const int32_t eights = (in_n + 7) / 8 * 8;
  return eights < M2C_V6M_K ? eights : M2C_V6M_K;
}

/* How many of so many pixels are made next: 3 to 5, the last ones maybe not
 * needed. No 1 or 2 are left where it can be helped. */
M2C_SCRATCH int32_t m2c_v6m_pixels(int32_t left) {
  if (left == 5 || left > 8)
    return M2C_V6M_PIXELS;
  return left == 4 || left >= 7 ? 4 : 3;
}

/* conv2d: inputs and sums as words. */
M2C_SCRATCH int64_t m2c_scratch_v6m_conv2d(int32_t in_n, int32_t out_w,
                                           int32_t out_c) {
  const int32_t channels = out_c < M2C_V6M_CHANNELS ? out_c : M2C_V6M_CHANNELS;
  const int32_t pixels = out_w < 4 ? 3 : out_w == 4 ? 4 : M2C_V6M_PIXELS;
  return 4 * (int64_t)pixels * (m2c_v6m_chunk(in_n) + channels);
}

/* depthwise_conv2d of 3x3 taps: channels whose sums are made at once, which have
 * 1024 bytes but for a row that alone is more. */
M2C_SCRATCH int32_t m2c_v6m_depthwise_block(int32_t out_w) {
  return out_w < 128 ? 256 / out_w : 1;
}

M2C_SCRATCH int64_t m2c_scratch_v6m_depthwise(int32_t out_w, int32_t in_c) {
  const int32_t block = m2c_v6m_depthwise_block(out_w);
  return 4 * (int64_t)out_w * (in_c < block ? in_c : block);
}

#endif
