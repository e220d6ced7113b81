/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 * Random sequences of branch calls against the whole network, bit for bit; the
 * model is described by entries_model.h, which check_entries.py writes. The
 * arena of a call has exactly its bytes, noise before it, and noise in whatever
 * is dead after each of its steps. Every now and then a branch is interrupted
 * by another one after a step. */
#include "entries_model.h"
#include <stdio.h>
#include <string.h>

#ifdef FIRMWARE
#include "semihosting.h"
#define say(text) semihosting_print(text)
#else
#define say(text) fputs(text, stdout)
#endif

#define CHECK(what)                                                            \
  do {                                                                         \
    if (!(what)) {                                                             \
      failed(__LINE__, #what);                                                 \
      return 1;                                                                \
    }                                                                          \
  } while (0)

enum { GUARD = 64, ROOM = (MODEL_ARENA + GUARD + 63) / 64 * 64 };
/* Of the call at the bottom, of one that interrupts it. */
static unsigned char arenas[2][ROOM] __attribute__((aligned(64)));
static model_state state;
static model_outputs out;
static unsigned depth;             /* calls that run */
static const struct call *current; /* the innermost */
static unsigned chosen[INPUTS];    /* variant that the branch has seen last */
static unsigned has;               /* branches that have run since the reset */
static unsigned long interruptions, compared;

static uint32_t seed = 1;
static uint32_t next(void) {
  seed = seed * 1664525u + 1013904223u;
  return seed >> 8;
}

static void failed(int line, const char *what) {
  char text[200];
  snprintf(text, sizeof text, "line %d: %s\n", line, what);
  say(text);
}

static int run_branch(unsigned number);

/* After a step: noise in all bytes that no buffer needs any more. */
static void poison(unsigned step) {
  static unsigned char live[MODEL_ARENA];
  const struct buffer *b;
  unsigned char *arena = arenas[depth - 1];
  size_t i;
  memset(live, 0, sizeof live);
  for (b = buffers; b < buffers + BUFFERS; b++)
    if (b->owner == current && b->first <= step && b->last > step)
      memset(live + b->offset, 1, b->bytes);
  for (i = 0; i < current->arena; i++)
    if (!live[i])
      arena[i] = (unsigned char)next();
}

int model_hook(unsigned step, const void *data, size_t bytes) {
  (void)data;
  (void)bytes;
  poison(step);
  if (depth == 1 && current >= branches && current < branches + BRANCHES &&
      next() % 8 == 0) {
    const struct call *interrupted = current;
    unsigned other =
        (unsigned)(current - branches) + 1 + next() % (BRANCHES - 1);
    if (run_branch(other % BRANCHES))
      return 99;
    interruptions++;
    current = interrupted;
  }
  return 0;
}

/* Calls with noise in the arena and a guard behind it. */
static int call(const struct call *what, const model_inputs *in) {
  unsigned char *arena = arenas[depth];
  size_t i;
  int code;
  for (i = 0; i < what->arena; i++)
    arena[i] = (unsigned char)next();
  memset(arena + what->arena, 0xa5, GUARD);
  current = what;
  depth++;
  code = what->function(&state, arena, in, &out);
  depth--;
  for (i = 0; i < GUARD; i++)
    if (arena[what->arena + i] != 0xa5)
      return 100;
  return code;
}

static void choose(model_inputs *in, unsigned mask) {
  unsigned i;
  const void *pointers[INPUTS] = {0};
  for (i = 0; i < INPUTS; i++)
    if (mask >> i & 1)
      pointers[i] = inputs[i].data + chosen[i] * inputs[i].bytes;
  memcpy(in, pointers, sizeof pointers);
}

static int run_branch(unsigned number) {
  const struct call *branch = &branches[number];
  const model_inputs none = {0};
  model_inputs in;
  CHECK(call(branch, &none) == MODEL_BAD_ARGUMENT);
  chosen[branch->input] = next() % VARIANTS;
  choose(&in, 1u << branch->input);
  CHECK(branch->function(NULL, arenas[1], &in, &out) == MODEL_BAD_ARGUMENT);
  CHECK(call(branch, &in) == 0);
  has |= 1u << number;
  return 0;
}

static int sequence(void) {
  static const model_state empty;
  model_inputs in;
  unsigned calls = 1 + next() % (2 * BRANCHES), i;
  int code;
  if (next() % 4 == 0) {
    state = empty;
    has = 0;
  }
  while (calls-- > 0)
    CHECK(run_branch(next() % BRANCHES) == 0);
  set_outputs(&out, 0);
  choose(&in, fusion.reads);
  code = call(&fusion, &in);
  if (has != (1u << BRANCHES) - 1) {
    CHECK(code == MODEL_NOT_READY);
    return 0;
  }
  CHECK(code == 0);
  set_outputs(&out, 1);
  choose(&in, ~0u);
  CHECK(call(&whole, &in) == 0);
  for (i = 0; i < OUTPUTS; i++)
    CHECK(memcmp(outputs[i].data, outputs[i].data + outputs[i].bytes,
                 outputs[i].bytes) == 0);
  compared++;
  set_outputs(&out, 0);
  return 0;
}

int main(void) {
  char text[100];
  unsigned i;
  unsigned long n;
  size_t k;
  for (i = 0; i < INPUTS; i++)
    for (k = 0; k < VARIANTS * inputs[i].bytes;
         k += inputs[i].is_float ? 4 : 1) {
      float value = (float)((int32_t)(next() % 4001) - 2000) / 1000.0f;
      if (inputs[i].is_float)
        memcpy(inputs[i].data + k, &value, sizeof value);
      else
        inputs[i].data[k] = (unsigned char)next();
    }
  set_outputs(&out, 0);
  for (n = 0; n < SEQUENCES; n++)
    if (sequence())
      return 1;
  snprintf(text, sizeof text,
           "%lu sequences, %lu compared, %lu interruptions\n", n, compared,
           interruptions);
  say(text);
  return compared > n / 4 && interruptions > n / 16 ? 0 : 1;
}
