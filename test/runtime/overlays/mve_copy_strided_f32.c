/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "overlay.h"

#define m2c_copy_strided_f32 overlay_copy_strided_f32
#include "mve/m2c_copy_strided_f32.c"
#undef m2c_copy_strided_f32
#include "c/m2c_copy_strided_f32.c"

enum { FLOATS = OUTPUTS / 4 };
static float from[FLOATS], to[2][FLOATS];

/* Strides of dimensions that lie inside each other in some order, with gaps. */
static int32_t make_strides(int32_t *strides, const int32_t *dims) {
  int32_t first = random_in(0, 1), step = random_in(1, 2), i;
  int32_t axes[6] = {5, 4, 3, 2, 1, 0};
  axes[0] = first ? 4 : 5;
  axes[1] = first ? 5 : 4;
  for (i = 0; i < 6; i++) {
    strides[axes[i]] = step;
    step *= dims[axes[i]];
  }
  return step;
}

int main(void) {
  int32_t number, i;
  for (number = 0; number < CASES; number++) {
    m2c_copy_strided_f32_params p;
    int32_t dims[6] = {1, 1, 1, 1, 1, 1}, in_s[6], out_s[6];
    const float *rows[1] = {from};
    dims[5] = random_in(0, 20);
    dims[4] = random_in(1, 20);
    if (random_in(0, 3) == 0)
      dims[random_in(0, 3)] = 2;
    for (i = 0; i < FLOATS; i++)
      from[i] = (float)random_in(-1000, 1000);
    if (make_strides(in_s, dims) > FLOATS - 4 ||
        make_strides(out_s, dims) > FLOATS - 4)
      continue;
    p.d0 = dims[0], p.d1 = dims[1], p.d2 = dims[2];
    p.d3 = dims[3], p.d4 = dims[4], p.d5 = dims[5];
    p.in_s0 = in_s[0], p.in_s1 = in_s[1], p.in_s2 = in_s[2];
    p.in_s3 = in_s[3], p.in_s4 = in_s[4], p.in_s5 = in_s[5];
    p.out_s0 = out_s[0], p.out_s1 = out_s[1], p.out_s2 = out_s[2];
    p.out_s3 = out_s[3], p.out_s4 = out_s[4], p.out_s5 = out_s[5];
    p.in_offset = random_in(0, 2);
    p.out_offset = random_in(0, 2);
    memset(to, 0x55, sizeof to);
    m2c_copy_strided_f32(&p, to[0], rows, NULL);
    overlay_copy_strided_f32(&p, to[1], rows, NULL);
    if (memcmp(to[0], to[1], sizeof to[0]) != 0)
      fail("copy_strided_f32", number);
  }
  return verdict();
}
