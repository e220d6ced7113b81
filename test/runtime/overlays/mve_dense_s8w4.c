/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "s4.h"

#define m2c_dense_s8w4 overlay_dense_s8w4
#define m2c_dense_s8w4_params overlay_dense_s8w4_params
#include "mve/m2c_dense_s8w4.c"
#undef m2c_dense_s8w4
#undef m2c_dense_s8w4_params
#include "c/m2c_dense_s8w4.c"

#define PORTABLE m2c_dense_s8w4
#define OVERLAID overlay_dense_s8w4

static int8_t sixteens[2 * WEIGHTS];

static void fit_weights(int32_t channels, int32_t n) {
  narrow_weights(channels, n);
}

static void pack_rows(int32_t channels, int32_t kernel_h, int32_t kernel_w,
                      int32_t in_c) {
  const int32_t in_n = kernel_h * kernel_w * in_c, vectors = (in_n + 15) / 16;
  int32_t c, i;
  memset(sixteens, 0, sizeof sixteens);
  for (c = 0; c < channels; c++)
    for (i = 0; i < in_n; i++) {
      const int32_t ky = i / in_c / kernel_w, kx = i / in_c % kernel_w;
      const int32_t k = (kx * kernel_h + ky) * in_c + i % in_c;
      int8_t *byte = sixteens + (c / 2 * vectors + k / 16) * 16 + k % 16;
      *byte = (int8_t)((uint8_t)*byte | ((uint32_t)wide[c * in_n + i] & 15)
                                            << c % 2 * 4);
    }
}

static void pack_weights(m2c_dense_s8_params *q, int32_t channels, int32_t n) {
  pack_rows(channels, 1, 1, n);
  q->sixteens = sixteens;
}

static int64_t scratch_bytes(const m2c_dense_s8_params *p) {
  return m2c_scratch_mve_sums(p->out_n, M2C_MVE_DENSE);
}

#include "dense.h"
