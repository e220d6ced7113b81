/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the tests of overlays share: each runs a kernel of another set and the
 * portable one on the same random layers and compares every byte of the output,
 * those after its end too. A test defines a kernel of the set under another
 * name, then includes both. */
#ifndef M2C_TEST_RUNTIME_OVERLAY_H
#define M2C_TEST_RUNTIME_OVERLAY_H

#include "port.h"
#include <stdint.h>
#include <string.h>

/* Bits of the lower part of a multiplier, and sums that it then may have. */
enum { SPLIT = 12, SPLIT_MOST = (1 << 18) - 1 };
enum { INPUTS = 16384, WEIGHTS = 16384, CHANNELS = 64, OUTPUTS = 4096 };
static int8_t input[INPUTS], weights[WEIGHTS], expected[OUTPUTS], got[OUTPUTS];
static int32_t packed[WEIGHTS], bias[CHANNELS], scratch_words[8192];
static float scale[CHANNELS];
static int32_t multiplier[CHANNELS];
static int8_t shift[CHANNELS];

static uint32_t random_state = 1;
static int32_t failures;

/* At least low, at most high. */
static inline int32_t random_in(int32_t low, int32_t high) {
  random_state = random_state * 1664525u + 1013904223u;
  return low + (int32_t)((random_state >> 8) % (uint32_t)(high - low + 1));
}

/* One of the two, or any between. */
static inline void fill_random(int8_t *x, int32_t n, int32_t low,
                               int32_t high) {
  const int32_t style = random_in(0, 5), same = random_in(low, high);
  int32_t i;
  for (i = 0; i < n; i++)
    x[i] = (int8_t)(style == 0   ? low
                    : style == 1 ? high
                    : style == 2 ? same
                    : style == 3 ? (random_in(0, 1) ? low : high)
                                 : random_in(low, high));
}

/* Any input, weights, biases and scales of so many channels; whether with
 * floats. The sums are up to `most`. */
static inline int32_t fill_layer(int32_t inputs, int32_t in_weights,
                                 int32_t channels, int32_t sums) {
  static const float coarse[] = {1e-3f, 1e-4f, 3e-4f, 0.01f, 2.0f};
  static const float fine[] = {0.9f, 0.5f, 0.123f, 0.77f, 0.61f};
  int32_t i;
  fill_random(input, inputs, -128, 127);
  fill_random(weights, in_weights, -128, 127);
  for (i = 0; i < channels; i++) {
    bias[i] = random_in(-sums, sums) * random_in(0, 64);
    /* Some make nearly all outputs saturate. (From tables: with MVE, gcc 12
     * converts conditionally, which binutils refuses.) */
    scale[i] = coarse[random_in(0, 4)] * fine[random_in(0, 4)];
    multiplier[i] = random_in(1, 1 << 20);
    shift[i] = (int8_t)random_in(20, 40);
    if (random_in(0, 3) == 0) { /* no multiplier is exact */
      memcpy(multiplier + i, scale + i, sizeof *multiplier);
      shift[i] = -1;
    } else if (random_in(0, 3) == 0) { /* with the product of 64 bits */
      shift[i] = (int8_t)(shift[i] + 64);
    }
  }
  return random_in(0, 3) != 0;
}

/* Room that a kernel must leave alone, and rubbish in its scratch. */
static inline void before_run(void) {
  memset(expected, 0x55, sizeof expected);
  memset(got, 0x55, sizeof got);
  memset(scratch_words, 0x5a, sizeof scratch_words);
}

static inline void fail(const char *what, int32_t number) {
  char text[16];
  int i = sizeof text;
  text[--i] = 0;
  text[--i] = '\n';
  do
    text[--i] = (char)('0' + number % 10);
  while ((number /= 10) != 0);
  port_print("other bytes in ");
  port_print(what);
  port_print(" case ");
  port_print(text + i);
  failures++;
}

static inline void after_run(const char *what, int32_t number,
                             int64_t scratch) {
  const int8_t *end = (const int8_t *)(scratch_words + 8192);
  const int8_t *byte = (const int8_t *)scratch_words + scratch;
  if (memcmp(expected, got, sizeof got) != 0)
    fail(what, number);
  for (; byte < end; byte++)
    if (*byte != 0x5a)
      fail("scratch beyond its end,", number);
}

static inline int verdict(void) {
  (void)packed, (void)bias, (void)scale, (void)multiplier, (void)shift;
  if (failures == 0)
    port_print("all the same\n");
  return failures != 0;
}

#endif
