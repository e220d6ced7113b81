/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "neon_pad_s4.h"

#define m2c_conv2d_s8w4 overlay_conv2d_s8w4
#define m2c_conv2d_s8w4_params overlay_conv2d_s8w4_params
#include "neon/m2c_conv2d_s8w4.c"
#undef m2c_conv2d_s8w4
#undef m2c_conv2d_s8w4_params
#include "c/m2c_conv2d_s8w4.c"

#define PORTABLE m2c_conv2d_s8w4
#define OVERLAID overlay_conv2d_s8w4

static void pack_weights(m2c_conv2d_s8_params *q, int32_t channels, int32_t n) {
  pad_neon_s4(channels, n);
  q->padded = padded;
}

static int64_t scratch_bytes(const m2c_conv2d_s8_params *p) {
  return m2c_scratch_neon(4, p->kernel_h * p->kernel_w * p->in_c);
}

#include "conv2d.h"
