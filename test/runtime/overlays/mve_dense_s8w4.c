/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "mve_pack_s4.h"

#define m2c_dense_s8w4 overlay_dense_s8w4
#define m2c_dense_s8w4_params overlay_dense_s8w4_params
#include "mve/m2c_dense_s8w4.c"
#undef m2c_dense_s8w4
#undef m2c_dense_s8w4_params
#include "c/m2c_dense_s8w4.c"

#define PORTABLE m2c_dense_s8w4
#define OVERLAID overlay_dense_s8w4

static void pack_weights(m2c_dense_s8_params *q, int32_t channels, int32_t n) {
  pack_mve_s4(channels, 1, 1, n);
  q->sixteens = sixteens;
}

static int64_t scratch_bytes(const m2c_dense_s8_params *p) {
  return m2c_scratch_mve_sums(p->out_n, M2C_MVE_DENSE);
}

#include "dense.h"
