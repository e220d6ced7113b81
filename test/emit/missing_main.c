/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 * Samples of sound and motion from standard input, probabilities to standard
 * output; there is no image. The whole network and its branches must agree. */
#include "branches.h"
#include <stdio.h>

static unsigned char arena[BRANCHES_ARENA_BYTES] __attribute__((aligned(64)));
static branches_state state;
static branches_in_sound sound;
static branches_in_motion motion;
static branches_out_probs probs, again;

int main(void) {
  const branches_inputs in = {.sound = sound, .image = NULL, .motion = motion};
  const branches_inputs none = {.sound = NULL, .image = NULL, .motion = motion};
  const branches_outputs out = {probs}, second = {again};
  int wrong = branches_run(arena, &none, &out) != BRANCHES_BAD_ARGUMENT;
  while (fread(sound, sizeof sound, 1, stdin) == 1 &&
         fread(motion, sizeof motion, 1, stdin) == 1) {
    memset(arena, 0x5a, sizeof arena);
    wrong |= branches_run(arena, &in, &out);
    wrong |= branches_run_sound(&state, arena, &in, &second);
    memset(arena, 0xa5, sizeof arena);
    wrong |= branches_run_motion(&state, arena, &in, &second);
    wrong |= branches_run_image(&state, arena, &in, &second);
    memset(arena, 0x5a, sizeof arena);
    wrong |= branches_run_fusion(&state, arena, &in, &second);
    wrong |= memcmp(probs, again, sizeof probs) != 0;
    fwrite(probs, sizeof probs, 1, stdout);
  }
  return wrong;
}
