/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The 4-bit weights of the dsp set, from what m2c_dsp_digits.h says of them. */
#ifndef M2C_TEST_RUNTIME_DSP_PACK_S4_H
#define M2C_TEST_RUNTIME_DSP_PACK_S4_H

#include "s4.h"

static void fit_weights(int32_t channels, int32_t n) {
  narrow_weights(channels, n);
}

static void pack_dsp_s4(int32_t channels, int32_t n) {
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
}

#endif
