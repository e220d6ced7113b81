/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 * The hand-written model's code. TINY_BREAK_... makes it break one promise of
 * the C interface each, for the tests of the verify harness. */
#include "tiny.h"
#include <string.h>

extern const float tiny_weights[2];

#ifdef TINY_BREAK_SYNTAX
#error this model does not compile
#endif
#ifdef TINY_BREAK_FIT
static const unsigned char too_large[64u << 20] = {1};
#endif
#ifdef TINY_BREAK_STACK
static volatile unsigned char sink;
static int descend(int depth) {
  volatile unsigned char here[256];
  here[depth & 255] = 1;
  if (depth == 1 << 20) /* 256 MB deep: never reached on a board */
    return 0;
  int below = descend(depth + 1); /* stays before `here` dies: no tail call */
  sink = here[below & 255];
  return below + 1;
}
#endif

#ifdef TINY_DEEP
/* Takes so many bytes of stack. */
__attribute__((noinline)) static int deep(int value) {
  volatile unsigned char here[TINY_DEEP];
  int i;
  for (i = 0; i < TINY_DEEP; i++)
    here[i] = (unsigned char)value;
  return here[value] - value;
}
#endif

int tiny_run(void *arena, const tiny_inputs *in, const tiny_outputs *out) {
  float *scaled = arena;
  if (!arena || !in || !in->audio || !in->image || !out || !out->probs ||
      !out->gap)
    return TINY_BAD_ARGUMENT;
  if ((uintptr_t)arena % TINY_ARENA_ALIGN != 0)
    return TINY_BAD_ALIGNMENT;
#ifdef TINY_BREAK_FIT
  scaled[0] = (float)too_large[(uintptr_t)arena];
#endif
#ifdef TINY_BREAK_STATUS
  return TINY_BAD_ALIGNMENT;
#endif
#ifdef TINY_BREAK_FAULT
  __builtin_trap();
#endif
#ifdef TINY_BREAK_STACK
  scaled[0] = (float)descend(0);
#endif
#ifdef TINY_DEEP
  scaled[0] = (float)deep(7);
#endif
#ifdef TINY_BREAK_HANG
  for (volatile int forever = 1; forever;)
    ;
#endif
#ifdef TINY_BREAK_ARENA
  ((volatile unsigned char *)arena)[TINY_ARENA_BYTES] = 0;
#endif
#ifdef TINY_BREAK_OUTPUT
  ((volatile float *)out->gap)[1] = 0;
#endif
  for (unsigned i = 0; i < TINY_INPUT_AUDIO_COUNT; i++)
    scaled[i] = in->audio[i] * tiny_weights[0];
  for (unsigned i = 0; i < TINY_OUTPUT_PROBS_COUNT; i++)
    out->probs[i] = scaled[i] + tiny_weights[1];
#ifdef TINY_BREAK_READ
  scaled[4] += 1.0f; /* read before it was written */
  out->gap[0] = scaled[4];
#elif !defined(TINY_BREAK_SILENT)
  out->gap[0] = in->image[0] - in->image[1];
#endif
  return TINY_OK;
}
