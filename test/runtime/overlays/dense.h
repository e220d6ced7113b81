/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Random fully connected layers. The test of a set defines fit_weights and pack_weights (of so
 * many channels with so many weights each) and scratch_bytes. */
#ifndef M2C_TEST_RUNTIME_DENSE_H
#define M2C_TEST_RUNTIME_DENSE_H

#ifndef PORTABLE /* of 8-bit weights */
#define PORTABLE m2c_dense_s8
#define OVERLAID overlay_dense_s8
#endif

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
      p.split = random_in(0, 3) ? SPLIT : 0;
      p.sum_max = SPLIT_MOST;
    }
    rows[0] = input + random_in(0, 4); /* at any address */
    q = p;
    fit_weights(p.out_n, p.in_n);
    p.weights = weights;
    pack_weights(&q, p.out_n, p.in_n);
    before_run();
    PORTABLE(&p, expected, rows, scratch_words);
    OVERLAID(&q, got, rows, scratch_words);
    after_run("dense_s8", number, scratch_bytes(&p));
    memset(got, 0x55, sizeof got); /* with weights as they are */
    OVERLAID(&p, got, rows, scratch_words);
    if (memcmp(expected, got, sizeof got) != 0)
      fail("dense_s8 as it is,", number);
  }
  return verdict();
}

#endif
