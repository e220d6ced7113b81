/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The packed 3x3 taps of the dsp set, from what m2c_dsp_depthwise.h says. */
#ifndef M2C_TEST_RUNTIME_DSP_PACK_TAPS_H
#define M2C_TEST_RUNTIME_DSP_PACK_TAPS_H

#include "overlay.h"

/* The tap of each byte of a channel's first eight. */
static const int32_t order[8] = {0, 1, 3, 4, 2, 6, 5, 7};

static inline void pack_taps(const int8_t *w, int32_t channels) {
  int32_t c, i;
  for (c = 0; c < channels; c++) {
    uint32_t words[2] = {0, 0};
    for (i = 0; i < 8; i++)
      words[i / 4] |= (uint32_t)(w[order[i] * channels + c] & 255)
                      << (8 * (i % 4));
    packed[3 * c] = (int32_t)words[0];
    packed[3 * c + 1] = (int32_t)words[1];
    packed[3 * c + 2] = w[8 * channels + c];
  }
}

#endif
