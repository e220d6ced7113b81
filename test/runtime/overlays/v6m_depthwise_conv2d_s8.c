/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "any_weights.h"
#include "overlay.h"

#define m2c_depthwise_conv2d_s8 overlay_depthwise_conv2d_s8
#include "v6m/m2c_depthwise_conv2d_s8.c"
#undef m2c_depthwise_conv2d_s8
#include "c/m2c_depthwise_conv2d_s8.c"

static void pack_weights(m2c_depthwise_conv2d_s8_params *q, int32_t channels,
                         int32_t taps) {
  (void)channels, (void)taps;
  q->weights = weights;
}

enum { LEAST_CHANNELS = 1 };

static int64_t scratch_bytes(const m2c_depthwise_conv2d_s8_params *p) {
  return m2c_scratch_v6m_depthwise(p->out_w, p->in_c);
}

#include "depthwise_conv2d.h"
