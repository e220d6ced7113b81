/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "any_weights.h"
#include "dsp_pack.h"

#define m2c_dense_s8 overlay_dense_s8
#include "dsp/m2c_dense_s8.c"
#undef m2c_dense_s8
#include "c/m2c_dense_s8.c"

static void pack_weights(m2c_dense_s8_params *q, int32_t channels, int32_t n) {
  pack_dsp(channels, n);
  q->packed = packed;
}

static int64_t scratch_bytes(const m2c_dense_s8_params *p) {
  (void)p;
  return 0;
}

#include "dense.h"
