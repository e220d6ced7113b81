/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* 3x3 taps in the sixteens of the mve set, from what m2c_mve_depthwise.h says. */
#ifndef M2C_TEST_RUNTIME_MVE_PACK_TAPS_H
#define M2C_TEST_RUNTIME_MVE_PACK_TAPS_H

#include "overlay.h"

static int8_t sixteens[16 * CHANNELS];

static inline void pack_taps(const int8_t *w, int32_t channels) {
  int32_t c, tap;
  memset(sixteens, 0, sizeof sixteens);
  for (c = 0; c < channels; c++)
    for (tap = 0; tap < 9; tap++)
      sixteens[16 * c + tap % 3 * 4 + tap / 3] = w[tap * channels + c];
}

#endif
