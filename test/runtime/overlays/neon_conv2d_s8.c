/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "neon_pad.h"

#define m2c_conv2d_s8 overlay_conv2d_s8
#include "neon/m2c_conv2d_s8.c"
#undef m2c_conv2d_s8
#include "c/m2c_conv2d_s8.c"

static void fit_weights(int32_t channels, int32_t n) {
  (void)channels, (void)n;
  spare_least();
}

static void pack_weights(m2c_conv2d_s8_params *q, int32_t channels, int32_t n) {
  pad_neon(channels, n);
  q->padded = padded;
}

static int64_t scratch_bytes(const m2c_conv2d_s8_params *p) {
  return m2c_scratch_neon(4, p->kernel_h * p->kernel_w * p->in_c);
}

#include "conv2d.h"
