/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "overlay.h"

#define m2c_sum_rows_s8 overlay_sum_rows_s8
#include "mve/m2c_sum_rows_s8.c"
#undef m2c_sum_rows_s8
#include "c/m2c_sum_rows_s8.c"

int main(void) {
  static int32_t sums[2][CHANNELS];
  int32_t number, i;
  for (number = 0; number < CASES; number++) {
    m2c_sum_rows_s8_params p;
    const int8_t *rows[1] = {input};
    p.channels = random_in(1, CHANNELS - 1);
    p.in_w = random_in(1, random_in(0, 3) ? 20 : INPUTS / p.channels);
    fill_random(input, p.in_w * p.channels, -128, 127);
    for (i = 0; i < CHANNELS; i++) /* what earlier rows left */
      sums[0][i] = sums[1][i] = random_in(-30000, 30000) * 1000;
    m2c_sum_rows_s8(&p, sums[0], rows, NULL);
    overlay_sum_rows_s8(&p, sums[1], rows, NULL);
    if (memcmp(sums[0], sums[1], sizeof sums[0]) != 0)
      fail("sum_rows_s8", number);
  }
  return verdict();
}
