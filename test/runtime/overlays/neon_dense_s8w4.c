/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "neon_pad_s4.h"

#define m2c_dense_s8w4 overlay_dense_s8w4
#define m2c_dense_s8w4_params overlay_dense_s8w4_params
#include "neon/m2c_dense_s8w4.c"
#undef m2c_dense_s8w4
#undef m2c_dense_s8w4_params
#include "c/m2c_dense_s8w4.c"
#include "m2c/m2c_scratch.h"

#define PORTABLE m2c_dense_s8w4
#define OVERLAID overlay_dense_s8w4

static void pack_weights(m2c_dense_s8_params *q, int32_t channels, int32_t n) {
  pad_neon_s4(channels, n);
  q->padded = padded;
}

static int64_t scratch_bytes(const m2c_dense_s8_params *p) {
  return p->in_n % 16 != 0 ? m2c_scratch_neon(1, p->in_n) : 0;
}

#include "dense.h"
