/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Random depthwise convolutions of 3x3 taps. The test of a set defines fit_weights and pack_weights (of so
 * many channels with so many weights each) and scratch_bytes. */
#ifndef M2C_TEST_RUNTIME_DEPTHWISE_CONV2D_H
#define M2C_TEST_RUNTIME_DEPTHWISE_CONV2D_H

#ifndef PORTABLE /* of 8-bit weights */
#define PORTABLE m2c_depthwise_conv2d_s8
#define OVERLAID overlay_depthwise_conv2d_s8
#endif

static m2c_depthwise_conv2d_s8_params random_layer(void) {
  m2c_depthwise_conv2d_s8_params p;
  memset(&p, 0, sizeof p);
  p.channel_multiplier = 1;
  p.kernel_h = p.kernel_w = 3;
  p.stride_w = random_in(1, 3);
  p.dilation_w = 1;
  p.in_c = random_in(LEAST_CHANNELS, 33);
  p.in_w = random_in(1, 40);
  p.pad_left = random_in(0, 3);
  p.out_w = (p.in_w + p.pad_left + random_in(0, 3)) / p.stride_w + 1;
  p.strip = random_in(1, 14);
  p.in_zero = random_in(-128, 127);
  p.out_zero = random_in(-128, 127);
  p.out_min = random_in(0, 2) ? -128 : random_in(-128, 0);
  p.out_max = random_in(0, 2) ? 127 : random_in(0, 127);
  p.out_bits = 8;
  p.bias = bias;
  return p;
}

int main(void) {
  const int8_t *rows[3];
  int32_t number, i;
  for (number = 0; number < CASES; number++) {
    m2c_depthwise_conv2d_s8_params p = random_layer(), q;
    if (fill_layer(3 * p.in_w * p.in_c, 9 * p.in_c, p.in_c, 600)) {
      p.scale = scale;
    } else {
      p.multiplier = multiplier;
      p.shift = shift;
      p.split = random_in(0, 3) ? SPLIT : 0;
      p.sum_max = SPLIT_MOST;
    }
    for (i = 0; i < 3; i++)
      rows[i] = input + random_in(0, 2) * p.in_w * p.in_c;
    q = p;
    fit_weights(p.in_c, 9);
    p.weights = weights;
    pack_weights(&q, p.in_c, 9);
    before_run();
    PORTABLE(&p, expected, rows, scratch_words);
    memset(scratch_words, 0x5a, sizeof scratch_words);
    OVERLAID(&q, got, rows, scratch_words);
    after_run("depthwise_conv2d_s8", number, scratch_bytes(&p));
    memset(got, 0x55, sizeof got); /* with weights as they are */
    OVERLAID(&p, got, rows, scratch_words);
    if (memcmp(expected, got, sizeof got) != 0)
      fail("depthwise_conv2d_s8 as it is,", number);
  }
  return verdict();
}

#endif
