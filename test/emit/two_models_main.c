/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 * Two models in one program: one arena, each with its own state. Their branches
 * take turns; both results are those of the whole networks, and both self-tests
 * pass. */
#include "branches.h"
#include "kernels.h"
#include <stdio.h>

#ifdef FIRMWARE
#include "semihosting.h"
#define say(text) semihosting_print(text)
#else
#define say(text) fputs(text, stdout)
#endif

#define MOST(a, b) ((a) > (b) ? (a) : (b))

static unsigned char arena[MOST(BRANCHES_ARENA_BYTES, KERNELS_ARENA_BYTES)]
    __attribute__((aligned(64)));
static branches_state b_state;
static kernels_state k_state;
static branches_in_sound sound;
static branches_in_image b_image;
static branches_in_motion motion;
static kernels_in_image k_image;
static kernels_in_audio audio;
static branches_out_probs b_probs[2];
static kernels_out_map map[2];
static kernels_out_probs k_probs[2];
static kernels_out_gram gram[2];

static void fill(float *values, size_t bytes, int seed) {
  size_t i;
  for (i = 0; i < bytes / sizeof *values; i++)
    values[i] = (float)((int)(i * 37 + (size_t)seed) % 101 - 50) / 25.0f;
}

static void print(const char *line) {
  say(line);
  say("\n");
}

int main(void) {
  const branches_inputs b = {sound, b_image, motion};
  const kernels_inputs k = {.image = k_image, .audio = audio};
  branches_outputs b_out = {b_probs[0]};
  kernels_outputs k_out = {.map = map[0], .probs = k_probs[0], .gram = gram[0]};
  int wrong = 0;
  fill(sound, sizeof sound, 1);
  fill(b_image, sizeof b_image, 2);
  fill(motion, sizeof motion, 3);
  fill(k_image, sizeof k_image, 4);
  fill(audio, sizeof audio, 5);
  wrong |= branches_run_sound(&b_state, arena, &b, &b_out);
  wrong |= kernels_run_audio(&k_state, arena, &k, &k_out);
  wrong |= branches_run_motion(&b_state, arena, &b, &b_out);
  wrong |= kernels_run_image(&k_state, arena, &k, &k_out);
  wrong |= branches_run_image(&b_state, arena, &b, &b_out);
  wrong |= branches_run_fusion(&b_state, arena, &b, &b_out);
  wrong |= kernels_run_fusion(&k_state, arena, &k, &k_out);
  b_out.probs = b_probs[1];
  k_out.map = map[1];
  k_out.probs = k_probs[1];
  k_out.gram = gram[1];
  wrong |= branches_run(arena, &b, &b_out);
  wrong |= kernels_run(arena, &k, &k_out);
  wrong |= memcmp(b_probs[0], b_probs[1], sizeof b_probs[0]) != 0;
  wrong |= memcmp(map[0], map[1], sizeof map[0]) != 0;
  wrong |= memcmp(k_probs[0], k_probs[1], sizeof k_probs[0]) != 0;
  wrong |= memcmp(gram[0], gram[1], sizeof gram[0]) != 0;
  wrong |= branches_selftest(arena, print);
  wrong |= kernels_selftest(arena, print);
  print(wrong ? "differ" : "two models agree");
  return wrong != 0;
}
