/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 * Rows of two inputs, pushed in turns and over a frame that was given up, with
 * noise in the arena before each call; the result is that of the whole network,
 * bit for bit. */
#include "branches.h"
#include <stdio.h>

static unsigned char arena[BRANCHES_ARENA_BYTES] __attribute__((aligned(64)));
static branches_state state;
static branches_in_sound sound;
static branches_in_image image;
static branches_in_motion motion;
static branches_out_probs pushed, whole;

enum { SIZE = 8, CHANNELS = 3 }; /* of the image, which is planar */

static void noise(void) {
  static uint32_t seed = 1;
  size_t i;
  for (i = 0; i < sizeof arena; i++) {
    seed = seed * 1664525u + 1013904223u;
    arena[i] = (unsigned char)(seed >> 24);
  }
}

static int push_image(unsigned y) {
  float row[BRANCHES_INPUT_IMAGE_ROW_COUNT];
  unsigned x, c;
  for (x = 0; x < SIZE; x++)
    for (c = 0; c < CHANNELS; c++)
      row[x * CHANNELS + c] = image[(c * SIZE + y) * SIZE + x];
  noise();
  return branches_push_image(&state, arena, row);
}

static int push_sound(unsigned y) {
  noise();
  return branches_push_sound(&state, arena,
                             sound + y * BRANCHES_INPUT_SOUND_ROW_COUNT);
}

int main(void) {
  const branches_inputs in = {sound, image, motion};
  const branches_outputs out = {pushed}, all = {whole};
  unsigned y, wrong = 0, round;
  size_t i;
  for (i = 0; i < sizeof image / sizeof *image; i++)
    image[i] = (float)(i * 37 % 101) / 25.0f - 2.0f;
  for (i = 0; i < sizeof sound / sizeof *sound; i++)
    sound[i] = (float)(i * 53 % 89) / 22.0f - 2.0f;
  for (i = 0; i < sizeof motion / sizeof *motion; i++)
    motion[i] = (float)(i * 29 % 97) / 24.0f - 2.0f;
  wrong |= branches_push_image(&state, arena, NULL) != BRANCHES_BAD_ARGUMENT;
  /* A frame that is given up: a reset is all zero. */
  for (y = 0; y < 5; y++)
    wrong |= push_image(7 - y) != 0;
  memset(&state, 0, sizeof state);
  for (round = 0; round < 3; round++) {
    for (y = 0; y < BRANCHES_INPUT_IMAGE_ROWS; y++) {
      wrong |= push_image(y) != (y + 1 == BRANCHES_INPUT_IMAGE_ROWS);
      if (y < BRANCHES_INPUT_SOUND_ROWS)
        wrong |= push_sound(y) != (y + 1 == BRANCHES_INPUT_SOUND_ROWS);
      noise();
      if (y == 3)
        wrong |= branches_run_motion(&state, arena, &in, &out) != BRANCHES_OK;
      if (y + 1 < BRANCHES_INPUT_IMAGE_ROWS)
        wrong |=
            branches_run_fusion(&state, arena, &in, &out) != BRANCHES_NOT_READY;
    }
    /* The whole image at once does the same, whatever was pushed before. */
    if (round == 2) {
      wrong |= push_image(3) != 0;
      noise();
      wrong |= branches_run_image(&state, arena, &in, &out) != BRANCHES_OK;
    }
    noise();
    wrong |= branches_run_fusion(&state, arena, &in, &out) != BRANCHES_OK;
    noise();
    wrong |= branches_run(arena, &in, &all) != BRANCHES_OK;
    wrong |= memcmp(pushed, whole, sizeof whole) != 0;
    image[round] += 1.0f;
    sound[round] -= 1.0f;
  }
  puts(wrong ? "differ" : "the same bits");
  return (int)wrong;
}
