/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The packed weights of the dsp set, lane by lane, from what m2c_dsp_dot.h says
 * of them. */
#ifndef M2C_TEST_RUNTIME_DSP_PACK_H
#define M2C_TEST_RUNTIME_DSP_PACK_H

#include "overlay.h"

/* Weight k of channel c, or zero. */
static int32_t weight_at(int32_t c, int32_t k, int32_t channels, int32_t in_n) {
  return c < channels && k < in_n ? weights[c * in_n + k] : 0;
}

static void pack_dsp(int32_t channels, int32_t in_n) {
  int32_t quad, four, word, lane, n = 0;
  for (quad = 0; quad < channels; quad += 4)
    for (four = 0; four < in_n; four += 4)
      for (word = 0; word < 4; word++) {
        uint32_t lanes[2];
        for (lane = 0; lane < 2; lane++) {
          const int32_t c = quad + word % 2 * 2, k = four + word / 2 + 2 * lane;
          lanes[lane] = (uint32_t)(256 * weight_at(c + 1, k, channels, in_n) +
                                   weight_at(c, k, channels, in_n) + 128) &
                        0xffff;
        }
        packed[n++] = (int32_t)(lanes[0] | lanes[1] << 16);
      }
}

#endif
