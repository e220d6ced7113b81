/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "neon_pad.h"

#define m2c_dense_s8 overlay_dense_s8
#include "neon/m2c_dense_s8.c"
#undef m2c_dense_s8
#include "c/m2c_dense_s8.c"
#include "m2c/m2c_scratch.h"

int main(void) {
  int32_t number;
  for (number = 0; number < CASES; number++) {
    m2c_dense_s8_params p, q;
    const int8_t *rows[1];
    memset(&p, 0, sizeof p);
    p.in_n = random_in(0, 2) ? random_in(1, 40) : random_in(1, 400);
    p.out_n = random_in(1, 33);
    p.out_zero = random_in(-128, 127);
    p.out_min = random_in(0, 2) ? -128 : random_in(-128, 0);
    p.out_max = random_in(0, 2) ? 127 : random_in(0, 127);
    p.out_bits = 8;
    p.bias = bias;
    if (fill_layer(p.in_n + 4, p.in_n * p.out_n, p.out_n, 64 * p.in_n)) {
      p.scale = scale;
    } else {
      p.multiplier = multiplier;
      p.shift = shift;
    }
    rows[0] = input + random_in(0, 4); /* at any address */
    q = p;
    spare_least();
    p.weights = weights;
    pad_neon(p.out_n, p.in_n);
    q.padded = padded;
    before_run();
    m2c_dense_s8(&p, expected, rows, scratch_words);
    overlay_dense_s8(&q, got, rows, scratch_words);
    after_run("dense_s8", number,
              p.in_n % 16 != 0 ? m2c_scratch_neon(1, p.in_n) : 0);
    memset(got, 0x55, sizeof got); /* without padded weights */
    overlay_dense_s8(&p, got, rows, scratch_words);
    if (memcmp(expected, got, sizeof got) != 0)
      fail("dense_s8 as it is,", number);
  }
  return verdict();
}
