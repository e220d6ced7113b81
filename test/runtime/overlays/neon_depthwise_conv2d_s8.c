/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "overlay.h"

#define m2c_depthwise_conv2d_s8 overlay_depthwise_conv2d_s8
#include "neon/m2c_depthwise_conv2d_s8.c"
#undef m2c_depthwise_conv2d_s8
#include "c/m2c_depthwise_conv2d_s8.c"

/* Taps 2 i and 2 i + 1 share a lane: not two of -128. */
static void fit_weights(int32_t channels, int32_t taps) {
  int32_t i;
  for (i = 0; i < taps * channels; i++)
    if (weights[i] == -128 && i / channels % 2 != 0)
      weights[i] = -127;
}

static void pack_weights(m2c_depthwise_conv2d_s8_params *q, int32_t channels,
                         int32_t taps) {
  (void)channels, (void)taps;
  q->padded = weights;
}

enum { LEAST_CHANNELS = 8 };

static int64_t scratch_bytes(const m2c_depthwise_conv2d_s8_params *p) {
  return m2c_scratch_neon(1, 9 * p->in_c);
}

#include "depthwise_conv2d.h"
