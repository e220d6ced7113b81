/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "mve_pack_taps.h"
#include "s4.h"

#define m2c_depthwise_conv2d_s8w4 overlay_depthwise_conv2d_s8w4
#define m2c_depthwise_conv2d_s8w4_params overlay_depthwise_conv2d_s8w4_params
#include "mve/m2c_depthwise_conv2d_s8w4.c"
#undef m2c_depthwise_conv2d_s8w4
#undef m2c_depthwise_conv2d_s8w4_params
#include "c/m2c_depthwise_conv2d_s8w4.c"

#define PORTABLE m2c_depthwise_conv2d_s8w4
#define OVERLAID overlay_depthwise_conv2d_s8w4

static void fit_weights(int32_t channels, int32_t taps) {
  narrow_weights(taps, channels);
}

static void pack_weights(m2c_depthwise_conv2d_s8_params *q, int32_t channels,
                         int32_t taps) {
  (void)taps;
  pack_taps(wide, channels);
  q->sixteens = sixteens;
}

enum { LEAST_CHANNELS = 4 };

static int64_t scratch_bytes(const m2c_depthwise_conv2d_s8_params *p) {
  return m2c_mve_cut_depthwise(p->in_c, p->out_w, p->stride_w).bytes;
}

#include "depthwise_conv2d.h"
