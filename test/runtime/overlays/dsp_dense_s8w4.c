/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "dsp_pack_s4.h"

#define m2c_dense_s8w4 overlay_dense_s8w4
#define m2c_dense_s8w4_params overlay_dense_s8w4_params
#include "dsp/m2c_dense_s8w4.c"
#undef m2c_dense_s8w4
#undef m2c_dense_s8w4_params
#include "c/m2c_dense_s8w4.c"
#include "m2c/m2c_scratch.h"

#define PORTABLE m2c_dense_s8w4
#define OVERLAID overlay_dense_s8w4

static void pack_weights(m2c_dense_s8_params *q, int32_t channels, int32_t n) {
  pack_dsp_s4(channels, n);
  q->packed = packed;
}

static int64_t scratch_bytes(const m2c_dense_s8_params *p) {
  (void)p;
  return 0;
}

#include "dense.h"
