// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Calls the model `kernels` as a careless user might. Valid C99 and C++11: built
// as both. Prints nothing and returns 0 when all is as promised, else the line.
#include "kernels.h"

static union {
  double align[KERNELS_ARENA_ALIGN / sizeof(double)];
  unsigned char bytes[KERNELS_ARENA_BYTES + KERNELS_ARENA_ALIGN];
} arena;
static kernels_in_image image;
static kernels_in_audio audio;
static kernels_out_map map;
static kernels_out_probs probs, probs2;
static kernels_out_gram gram;

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition))                                                          \
      return __LINE__;                                                         \
  } while (0)

/* A pointer that is one byte off, through integers so that no compiler knows. */
static float *odd_pointer(float *pointer) {
  return (float *)(void *)((unsigned char *)pointer + 1);
}

int main(void) {
  kernels_inputs in;
  kernels_outputs out, none;
  unsigned step = 0;
  in.image = image;
  in.audio = audio;
  out.map = map;
  out.probs = probs;
  out.gram = gram;
  none = out;

  /* Arguments are checked before any work: the outputs stay zero. */
  CHECK(kernels_run(NULL, &in, &out) == KERNELS_BAD_ARGUMENT);
  CHECK(kernels_run(arena.bytes, NULL, &out) == KERNELS_BAD_ARGUMENT);
  CHECK(kernels_run(arena.bytes, &in, NULL) == KERNELS_BAD_ARGUMENT);
  in.audio = NULL;
  CHECK(kernels_run(arena.bytes, &in, &out) == KERNELS_BAD_ARGUMENT);
  in.audio = audio;
  none.gram = NULL;
  CHECK(kernels_run(arena.bytes, &in, &none) == KERNELS_BAD_ARGUMENT);
  CHECK(kernels_run(arena.bytes + 4, &in, &out) == KERNELS_BAD_ALIGNMENT);
  in.image = odd_pointer(image);
  CHECK(kernels_run(arena.bytes, &in, &out) == KERNELS_BAD_ALIGNMENT);
  in.image = image;
  none.gram = odd_pointer(gram);
  CHECK(kernels_run(arena.bytes, &in, &none) == KERNELS_BAD_ALIGNMENT);
  CHECK(probs[0] == 0.0f && gram[0] == 0.0f && map[0] == 0.0f);

  /* A second call, with an arena that holds something else, gives the same. */
  CHECK(kernels_run(arena.bytes, &in, &out) == KERNELS_OK);
  CHECK(probs[0] > 0.0f);
  memset(arena.bytes, 0xff, sizeof arena.bytes);
  out.probs = probs2;
  CHECK(kernels_run(arena.bytes, &in, &out) == KERNELS_OK);
  CHECK(memcmp(probs, probs2, sizeof probs) == 0);
  /* Nothing is written behind the arena. */
  CHECK(arena.bytes[KERNELS_ARENA_BYTES] == 0xff);

  CHECK(kernels_simd() != NULL && strlen(kernels_simd()) > 0);
  while (kernels_step_name(step) != NULL)
    step++;
  CHECK(step > 20 && kernels_step_name(step + 1000) == NULL);
  CHECK(sizeof(kernels_in_image) == KERNELS_INPUT_IMAGE_COUNT * sizeof(float));
  CHECK(KERNELS_API == 1u);
  return kernels_selftest(arena.bytes, NULL);
}
