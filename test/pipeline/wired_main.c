/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 * Prints the bits of some of the outputs. */
#include "wired.h"
#include <stdio.h>

static unsigned char arena[WIRED_ARENA_BYTES] __attribute__((aligned(64)));
static wired_in_x x;
static float y[8 * 16 * 16];

int main(void) {
  const wired_inputs in = {x};
  const wired_outputs out = {y};
  size_t i;
  for (i = 0; i < sizeof x / sizeof *x; i++)
    x[i] = (float)(i * 37 % 101) / 25.0f - 2.0f;
  if (wired_run(arena, &in, &out) != WIRED_OK)
    return 1;
  for (i = 0; i < sizeof y / sizeof *y; i++) {
    uint32_t bits;
    memcpy(&bits, &y[i], sizeof bits);
    printf("%08x\n", (unsigned)bits);
  }
  return 0;
}
