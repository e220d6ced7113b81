/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "any_weights.h"
#include "overlay.h"

#define m2c_conv2d_s8 overlay_conv2d_s8
#include "v6m/m2c_conv2d_s8.c"
#undef m2c_conv2d_s8
#include "c/m2c_conv2d_s8.c"

static int8_t raised[2 * WEIGHTS];

static void pack_weights(m2c_conv2d_s8_params *q, int32_t channels, int32_t n) {
  const int32_t pitch = (n + 7) / 8 * 8;
  int32_t c, k;
  memset(raised, 0, sizeof raised);
  for (c = 0; c < channels; c++)
    for (k = 0; k < n; k++)
      raised[c * pitch + k] = (int8_t)(weights[c * n + k] ^ -128);
  q->raised = raised;
}

static int64_t scratch_bytes(const m2c_conv2d_s8_params *p) {
  return m2c_scratch_v6m_conv2d(p->kernel_h * p->kernel_w * p->in_c, p->out_w,
                                p->out_c);
}

#include "conv2d.h"
