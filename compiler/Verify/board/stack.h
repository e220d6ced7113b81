/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 * How deep a call goes: the stack below is painted before it, and afterwards the
 * lowest byte that has another colour is looked for. */
#ifndef M2C_VERIFY_STACK_H
#define M2C_VERIFY_STACK_H

#include <stddef.h>

enum { STACK_PAINTED = 24 * 1024, STACK_GAP = 160, STACK_COLOUR = 0x5a };

/* Not inlined: both see the frame of their caller, from which they count. The
 * gap keeps clear of their own frames and of what lies below one (red zone). */
__attribute__((noinline)) static void stack_paint(const char *top) {
  volatile unsigned char *p = (volatile unsigned char *)(size_t)top - STACK_GAP;
  int i;
  for (i = 0; i < STACK_PAINTED; i++)
    *--p = STACK_COLOUR;
}

/* Bytes below `top` that were written since; at least the gap. */
__attribute__((noinline)) static int stack_depth(const char *top) {
  volatile const unsigned char *p =
      (volatile const unsigned char *)(size_t)top - STACK_GAP - STACK_PAINTED;
  int depth = STACK_GAP + STACK_PAINTED;
  while (depth > STACK_GAP && *p == STACK_COLOUR) {
    p++;
    depth--;
  }
  return depth;
}

#endif
