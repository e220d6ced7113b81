/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Random floats. The test of a set defines OVERLAY, the file of its kernel. */
#ifndef M2C_TEST_RUNTIME_QUANTIZE_F32_S8_H
#define M2C_TEST_RUNTIME_QUANTIZE_F32_S8_H

#include "overlay.h"

#define m2c_quantize_f32_s8 overlay_quantize_f32_s8
#include OVERLAY
#undef m2c_quantize_f32_s8
#include "c/m2c_quantize_f32_s8.c"

static float values[300];

/* Ties, neighbours of ties, numbers beyond all bounds, infinities and NaN. */
static float random_value(float scale) {
  const uint32_t special[] = {0x7fc00000, 0xffc00001, 0x7f800000, 0xff800000,
                              0x7f7fffff, 0xff7fffff, 0x80000000, 0x00000001};
  const float step = (float)random_in(-600, 600) * 0.5f * scale;
  uint32_t bits;
  float x = step;
  memcpy(&bits, &step, sizeof bits);
  bits += (uint32_t)random_in(-1, 1);
  if (random_in(0, 9) == 0)
    bits = special[random_in(0, 7)];
  memcpy(&x, &bits, sizeof x);
  return x;
}

int main(void) {
  const float scales[] = {0.5f, 0.0039215689f, 1.7f, 3e-5f, 1e20f};
  int32_t number, i;
  for (number = 0; number < CASES; number++) {
    m2c_quantize_f32_s8_params p;
    const float *rows[1];
    p.n = random_in(0, 290);
    p.out_bits = random_in(0, 4) ? 8 : 4;
    p.out_zero = p.out_bits == 8 ? random_in(-128, 127) : random_in(-8, 7);
    p.out_min = p.out_bits == 8 ? -128 : -8;
    p.out_max = p.out_bits == 8 ? 127 : 7;
    p.scale = scales[random_in(0, 4)];
    for (i = 0; i < 300; i++)
      values[i] = random_value(p.scale);
    rows[0] = values + random_in(0, 9);
    before_run();
    m2c_quantize_f32_s8(&p, expected, rows, NULL);
    overlay_quantize_f32_s8(&p, got, rows, NULL);
    after_run("quantize_f32_s8", number, 0);
  }
  return verdict();
}

#endif
