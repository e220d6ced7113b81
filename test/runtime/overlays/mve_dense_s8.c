/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "mve_pack.h"

#define m2c_dense_s8 overlay_dense_s8
#include "mve/m2c_dense_s8.c"
#undef m2c_dense_s8
#include "c/m2c_dense_s8.c"

static void pack_weights(m2c_dense_s8_params *q, int32_t channels, int32_t n) {
  pack_mve(channels, 1, 1, n);
  q->sixteens = sixteens;
}

static int64_t scratch_bytes(const m2c_dense_s8_params *p) {
  return m2c_scratch_mve_sums(p->out_n, M2C_MVE_DENSE);
}

#include "dense.h"
