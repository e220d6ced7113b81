/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "overlay.h"

#define m2c_depthwise_conv2d_s8 overlay_depthwise_conv2d_s8
#include "dsp/m2c_depthwise_conv2d_s8.c"
#undef m2c_depthwise_conv2d_s8
#include "c/m2c_depthwise_conv2d_s8.c"

/* The tap of each byte of a channel's first eight. */
static const int32_t order[8] = {0, 1, 3, 4, 2, 6, 5, 7};

static void pack_depthwise(int32_t channels) {
  int32_t c, i;
  for (c = 0; c < channels; c++) {
    uint32_t words[2] = {0, 0};
    for (i = 0; i < 8; i++)
      words[i / 4] |= (uint32_t)(weights[order[i] * channels + c] & 255)
                      << (8 * (i % 4));
    packed[3 * c] = (int32_t)words[0];
    packed[3 * c + 1] = (int32_t)words[1];
    packed[3 * c + 2] = weights[8 * channels + c];
  }
}

static m2c_depthwise_conv2d_s8_params random_layer(void) {
  m2c_depthwise_conv2d_s8_params p;
  memset(&p, 0, sizeof p);
  p.channel_multiplier = 1;
  p.kernel_h = p.kernel_w = 3;
  p.stride_w = random_in(1, 3);
  p.dilation_w = 1;
  p.in_c = random_in(4, 33);
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
    }
    for (i = 0; i < 3; i++)
      rows[i] = input + random_in(0, 2) * p.in_w * p.in_c;
    q = p;
    p.weights = weights;
    pack_depthwise(p.in_c);
    q.packed = packed;
    before_run();
    m2c_depthwise_conv2d_s8(&p, expected, rows, scratch_words);
    memset(scratch_words, 0x5a, sizeof scratch_words);
    overlay_depthwise_conv2d_s8(&q, got, rows, scratch_words);
    after_run("depthwise_conv2d_s8", number,
              m2c_scratch_dsp_depthwise_conv2d_s8(p.strip, p.stride_w));
    memset(got, 0x55, sizeof got); /* without packed weights */
    overlay_depthwise_conv2d_s8(&p, got, rows, scratch_words);
    if (memcmp(expected, got, sizeof got) != 0)
      fail("depthwise_conv2d_s8 as it is,", number);
  }
  return verdict();
}
