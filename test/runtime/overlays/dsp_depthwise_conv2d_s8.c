/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "overlay.h"

#define m2c_depthwise_conv2d_s8 overlay_depthwise_conv2d_s8
#include "dsp/m2c_depthwise_conv2d_s8.c"
#undef m2c_depthwise_conv2d_s8
#include "c/m2c_depthwise_conv2d_s8.c"

/* The tap of each byte of a channel's first eight. */
static const int32_t order[8] = {0, 1, 3, 4, 2, 6, 5, 7};

static void pack_weights(m2c_depthwise_conv2d_s8_params *q, int32_t channels,
                         int32_t taps) {
  int32_t c, i;
  for (c = 0; c < channels; c++) {
    uint32_t words[2] = {0, 0};
    for (i = 0; i < 8; i++)
      words[i / 4] |= (uint32_t)(weights[order[i] * channels + c] & 255)
                      << (8 * (i % 4));
    packed[3 * c] = (int32_t)words[0];
    packed[3 * c + 1] = (int32_t)words[1];
    packed[3 * c + 2] = weights[8 * channels + c];
  }
  (void)taps;
  q->packed = packed;
}

static void fit_weights(int32_t channels, int32_t taps) {
  (void)channels, (void)taps;
}

enum { LEAST_CHANNELS = 4 };

static int64_t scratch_bytes(const m2c_depthwise_conv2d_s8_params *p) {
  return m2c_scratch_dsp_depthwise_conv2d_s8(p->strip, p->stride_w);
}

#include "depthwise_conv2d.h"
