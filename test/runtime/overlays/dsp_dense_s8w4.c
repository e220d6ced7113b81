/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "s4.h"

#define m2c_dense_s8w4 overlay_dense_s8w4
#define m2c_dense_s8w4_params overlay_dense_s8w4_params
#include "dsp/m2c_dense_s8w4.c"
#undef m2c_dense_s8w4
#undef m2c_dense_s8w4_params
#include "c/m2c_dense_s8w4.c"
#include "m2c/m2c_scratch.h"

#define PORTABLE m2c_dense_s8w4
#define OVERLAID overlay_dense_s8w4

static void fit_weights(int32_t channels, int32_t n) {
  narrow_weights(channels, n);
}

static void pack_weights(m2c_dense_s8_params *q, int32_t channels, int32_t n) {
  int32_t quad, k, lane, digit, words = 0;
  for (quad = 0; quad < channels; quad += 4)
    for (k = 0; k < (n + 3) / 4 * 4; k += k % 4 == 1 ? 3 : 1) {
      uint32_t word = 0;
      for (lane = 0; lane < 2; lane++)
        for (digit = 0; digit < 4; digit++) {
          const int32_t c = quad + digit, at = k + 2 * lane;
          const int32_t w = c < channels && at < n ? wide[c * n + at] : 0;
          word |= ((uint32_t)(digit < 3 ? w + 8 : w) & 15)
                  << (16 * lane + 4 * digit);
        }
      packed[words++] = (int32_t)word;
    }
  q->packed = packed;
}

static int64_t scratch_bytes(const m2c_dense_s8_params *p) {
  (void)p;
  return 0;
}

#include "dense.h"
