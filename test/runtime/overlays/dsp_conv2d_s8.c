/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "any_weights.h"
#include "dsp_pack.h"

#define m2c_conv2d_s8 overlay_conv2d_s8
#include "dsp/m2c_conv2d_s8.c"
#undef m2c_conv2d_s8
#include "c/m2c_conv2d_s8.c"

static void pack_weights(m2c_conv2d_s8_params *q, int32_t channels, int32_t n) {
  pack_dsp(channels, n);
  q->packed = packed;
}

static int64_t scratch_bytes(const m2c_conv2d_s8_params *p) {
  return m2c_dsp_cut_conv2d(p->kernel_h, p->kernel_w, p->in_c, p->out_w,
                            p->out_c)
      .bytes;
}

#include "conv2d.h"
