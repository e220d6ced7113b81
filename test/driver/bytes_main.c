/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The caller of a network that takes a camera's bytes and gives bytes: the zero
 * point stands for black, of which a convolution without bias makes 0. */
#include "good.h"

static union {
  double align;
  unsigned char bytes[GOOD_ARENA_BYTES];
} arena __attribute__((aligned(GOOD_ARENA_ALIGN)));

int main(void) {
  static good_in_x x;
  static good_out_y y;
  const good_inputs in = {.x = x};
  const good_outputs out = {.y = y};
  int i;
  for (i = 0; i < (int)GOOD_INPUT_X_COUNT; i++)
    x[i] = GOOD_INPUT_X_ZERO_POINT;
  if (good_run(&arena, &in, &out) != GOOD_OK)
    return 1;
  for (i = 0; i < (int)GOOD_OUTPUT_Y_COUNT; i++)
    if (y[i] != GOOD_OUTPUT_Y_ZERO_POINT)
      return 2;
  x[0] = 255;
  if (good_run(&arena, &in, &out) != GOOD_OK)
    return 3;
  for (i = 0; i < (int)GOOD_OUTPUT_Y_COUNT; i++)
    if (y[i] != GOOD_OUTPUT_Y_ZERO_POINT)
      return 0;
  return 4;
}
