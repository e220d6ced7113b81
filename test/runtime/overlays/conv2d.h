/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Random convolutions. The test of a set defines fit_weights and pack_weights (of so
 * many channels with so many weights each) and scratch_bytes. */
#ifndef M2C_TEST_RUNTIME_CONV2D_H
#define M2C_TEST_RUNTIME_CONV2D_H

#ifndef PORTABLE /* of 8-bit weights */
#define PORTABLE m2c_conv2d_s8
#define OVERLAID overlay_conv2d_s8
#endif

static m2c_conv2d_s8_params random_layer(void) {
  m2c_conv2d_s8_params p;
  int32_t reach;
  memset(&p, 0, sizeof p);
  p.kernel_h = random_in(1, 4);
  p.kernel_w = random_in(1, 5);
  p.stride_w = random_in(1, 3);
  p.dilation_w = random_in(0, 3) == 0 ? random_in(2, 3) : 1;
  p.in_c = random_in(0, 1) ? 4 * random_in(1, 5) : random_in(1, 17);
  if (random_in(0, 5) == 0) { /* one kernel row after the other */
    p.in_c = 4 * random_in(8, 14);
    p.kernel_h = 3;
    p.kernel_w = random_in(2, 3); /* below 512 k: sums of 24 bits */
  }
  p.out_c = random_in(1, p.in_c > 20 ? 9 : 21);
  p.in_w = random_in(1, 12);
  reach = (p.kernel_w - 1) * p.dilation_w + 1;
  p.pad_left = random_in(0, reach);
  p.out_w = (p.in_w + p.pad_left + random_in(0, reach)) / p.stride_w + 1;
  p.group = 1;
  p.in_zero = random_in(-128, 127);
  p.out_zero = random_in(-128, 127);
  p.out_min = random_in(0, 2) ? -128 : random_in(-128, 0);
  p.out_max = random_in(0, 2) ? 127 : random_in(0, 127);
  p.out_bits = 8;
  p.bias = bias;
  return p;
}

int main(void) {
  const int8_t *rows[4];
  int32_t number, i;
  for (number = 0; number < CASES; number++) {
    m2c_conv2d_s8_params p = random_layer(), q;
    const int32_t in_n = p.kernel_h * p.kernel_w * p.in_c;
    if (fill_layer(p.kernel_h * p.in_w * p.in_c, in_n * p.out_c, p.out_c,
                   64 * in_n)) {
      p.scale = scale;
    } else {
      p.multiplier = multiplier;
      p.shift = shift;
      p.split = random_in(0, 3) ? SPLIT : 0;
      p.sum_max = SPLIT_MOST;
    }
    for (i = 0; i < 4; i++) /* rows may repeat, as the one of zeros does */
      rows[i] = input + random_in(0, p.kernel_h - 1) * p.in_w * p.in_c;
    q = p;
    fit_weights(p.out_c, in_n);
    p.weights = weights;
    pack_weights(&q, p.out_c, in_n);
    before_run();
    PORTABLE(&p, expected, rows, scratch_words);
    memset(scratch_words, 0x5a, sizeof scratch_words);
    OVERLAID(&q, got, rows, scratch_words);
    after_run("conv2d_s8", number, scratch_bytes(&p));
    memset(got, 0x55, sizeof got); /* with weights as they are */
    OVERLAID(&p, got, rows, scratch_words);
    if (memcmp(expected, got, sizeof got) != 0)
      fail("conv2d_s8 as it is,", number);
  }
  return verdict();
}

#endif
