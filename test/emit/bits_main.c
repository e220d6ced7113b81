// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs the model `kernels` on reproducible inputs and prints its outputs' bits.
#include "kernels.h"
#include <stdio.h>

static union {
  double align[KERNELS_ARENA_ALIGN / sizeof(double)];
  unsigned char bytes[KERNELS_ARENA_BYTES];
} arena;

static kernels_in_image image;
static kernels_in_audio audio;
static kernels_out_map map;
static kernels_out_probs probs;
static kernels_out_gram gram;

/* Values in [-1, 1) from a linear congruential generator. */
static void fill(float *values, unsigned count) {
  static uint32_t state = 1;
  for (unsigned i = 0; i < count; i++) {
    state = state * 1664525u + 1013904223u;
    values[i] = (float)((int32_t)(state >> 16) - 32768) / 32768.0f;
  }
}

static void print(const char *name, const float *values, unsigned count) {
  printf("%s", name);
  for (unsigned i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, &values[i], sizeof bits);
    printf(" %08lx", (unsigned long)bits);
  }
  printf("\n");
}

int main(void) {
  const kernels_inputs in = {.image = image, .audio = audio};
  const kernels_outputs out = {.map = map, .probs = probs, .gram = gram};
  fill(image, KERNELS_INPUT_IMAGE_COUNT);
  fill(audio, KERNELS_INPUT_AUDIO_COUNT);
  int status = kernels_run(arena.bytes, &in, &out);
  print("map", map, KERNELS_OUTPUT_MAP_COUNT);
  print("probs", probs, KERNELS_OUTPUT_PROBS_COUNT);
  print("gram", gram, KERNELS_OUTPUT_GRAM_COUNT);
  return status;
}
