/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "any_weights.h"
#include "dsp_pack_taps.h"

#define m2c_depthwise_conv2d_s8 overlay_depthwise_conv2d_s8
#include "dsp/m2c_depthwise_conv2d_s8.c"
#undef m2c_depthwise_conv2d_s8
#include "c/m2c_depthwise_conv2d_s8.c"

static void pack_weights(m2c_depthwise_conv2d_s8_params *q, int32_t channels,
                         int32_t taps) {
  (void)taps;
  pack_taps(weights, channels);
  q->packed = packed;
}

enum { LEAST_CHANNELS = 4 };

static int64_t scratch_bytes(const m2c_depthwise_conv2d_s8_params *p) {
  return m2c_scratch_dsp_depthwise_conv2d_s8(p->strip, p->stride_w);
}

#include "depthwise_conv2d.h"
