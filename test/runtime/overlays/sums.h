/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Random sums of two tensors, most of one shape. */
#ifndef M2C_TEST_RUNTIME_SUMS_H
#define M2C_TEST_RUNTIME_SUMS_H

#include "overlay.h"

typedef void sum_kernel(const m2c_binary_s8_params *, int8_t *,
                        const int8_t *const *, void *);

static m2c_binary_s8_params random_sum(void) {
  m2c_binary_s8_params p;
  memset(&p, 0, sizeof p);
  p.d0 = random_in(1, 2);
  p.d1 = random_in(1, 5);
  p.d2 = random_in(1, 6);
  p.d3 = random_in(1, 9);
  p.n = p.d0 * p.d1 * p.d2 * p.d3;
  p.a_s3 = p.b_s3 = 1;
  p.a_s2 = p.b_s2 = p.d3;
  p.a_s1 = p.b_s1 = p.d2 * p.d3;
  p.a_s0 = p.b_s0 = p.d1 * p.d2 * p.d3;
  if (random_in(0, 5) == 0) /* the same along some dimension */
    *(random_in(0, 1) ? &p.b_s3 : &p.b_s1) = 0;
  p.a_bits = p.b_bits = p.out_bits = 8;
  p.out_min = random_in(0, 3) ? -128 : random_in(-128, 0);
  p.out_max = random_in(0, 3) ? 127 : random_in(0, 127);
  /* Beyond the 30 bits that lanes hold, too; sums fit as the compiler has them. */
  p.shift = random_in(0, 9) ? random_in(16, 46) : -1;
  p.a_multiplier = random_in(-4000, 4000) * (1 << random_in(0, 18));
  p.b_multiplier = random_in(-4000, 4000) * (1 << random_in(0, 18));
  p.offset_high = random_in(-3000, 3000) * (1 << random_in(0, 12));
  p.offset_low = random_in(0, 65535);
  p.a_scale = 0.7f;
  p.b_scale = 0.9f;
  p.fixed = (float)random_in(-128, 127);
#ifdef FLOAT_FORM
  p.shift = -1;
#endif
  return p;
}

static int test_sums(const char *name, sum_kernel *portable,
                     sum_kernel *overlay) {
  int32_t number;
  for (number = 0; number < CASES; number++) {
    const m2c_binary_s8_params p = random_sum();
    const int8_t *rows[2];
    fill_random(input, 1200, -128, 127);
    fill_random(weights, 1200, -128, 127);
    rows[0] = input + random_in(0, 3); /* at any address */
    rows[1] = weights + random_in(0, 3);
    before_run();
    portable(&p, expected, rows, NULL);
    overlay(&p, got, rows, NULL);
    after_run(name, number, 0);
    memcpy(got, rows[0], (size_t)p.n); /* into its operand */
    rows[0] = got;
    overlay(&p, got, rows, NULL);
    if (memcmp(expected, got, sizeof got) != 0)
      fail(name, number);
  }
  return verdict();
}

#endif
