/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "mve_pack_s4.h"

#define m2c_conv2d_s8w4 overlay_conv2d_s8w4
#define m2c_conv2d_s8w4_params overlay_conv2d_s8w4_params
#include "mve/m2c_conv2d_s8w4.c"
#undef m2c_conv2d_s8w4
#undef m2c_conv2d_s8w4_params
#include "c/m2c_conv2d_s8w4.c"

#define PORTABLE m2c_conv2d_s8w4
#define OVERLAID overlay_conv2d_s8w4

static void pack_weights(m2c_conv2d_s8_params *q, int32_t channels, int32_t n) {
  (void)n;
  pack_mve_s4(channels, q->kernel_h, q->kernel_w, q->in_c);
  q->sixteens = sixteens;
}

static int64_t scratch_bytes(const m2c_conv2d_s8_params *p) {
  return m2c_mve_cut_conv2d(p->kernel_h, p->kernel_w, p->in_w, p->in_c,
                            p->out_w, p->out_c, p->stride_w, p->dilation_w,
                            p->pad_left)
      .bytes;
}

#include "conv2d.h"
