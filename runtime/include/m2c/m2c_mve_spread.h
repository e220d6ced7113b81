/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* `times` pieces of n bytes, which follow each other, to places `pitch` apart. */
#ifndef M2C_RUNTIME_MVE_SPREAD_H
#define M2C_RUNTIME_MVE_SPREAD_H

#include "m2c/m2c_mve.h"

/* Pieces that together are no more than a vector, for one scatter. */
typedef struct {
  uint8_t place[16]; /* of each byte */
  int32_t bytes;     /* of whole pieces */
  int32_t step;      /* from such places to the next */
} m2c_mve_places;

/* Whether there are such places: of the 16th byte too, they fit in eight bits. */
M2C_KERNEL int32_t m2c_mve_has_places(int32_t n, int32_t pitch) {
  return n <= 8 && 15 / n * pitch + n <= 256;
}

M2C_KERNEL void m2c_mve_find_places(m2c_mve_places *t, int32_t n,
                                    int32_t pitch) {
  int32_t i, piece = 0, byte = 0;
  for (i = 0; i < 16; i++) {
    t->place[i] = (uint8_t)(piece + byte);
    if (++byte == n) {
      byte = 0;
      piece += pitch;
    }
  }
  t->bytes = m2c_whole(16, n);
  t->step = 16 / n * pitch;
}

#if M2C_MVE

M2C_MVE_ASM void m2c_mve_spread(int8_t *to __attribute__((unused)),
                                const int8_t *from __attribute__((unused)),
                                int32_t n __attribute__((unused)),
                                int32_t times __attribute__((unused)),
                                int32_t pitch __attribute__((unused))) {
  __asm__ volatile("ldr r12, [sp]; push {r4, lr}; cmp r2, #16; bne 1f\n"
                   "subs r12, r12, #16; dls lr, r3\n"
                   "4: vldrb.u8 q0, [r1], #16; vstrb.8 q0, [r0], #16\n"
                   "add r0, r0, r12; le lr, 4b; pop {r4, pc}\n"
                   "1: add r4, r2, #15; bic r4, r4, #15\n"
                   "sub r12, r12, r4; subs r4, r4, r2\n"
                   "2: dlstp.8 lr, r2\n"
                   "3: vldrb.u8 q0, [r1], #16; vstrb.8 q0, [r0], #16\n"
                   "letp lr, 3b\n"
                   "add r0, r0, r12; subs r1, r1, r4; subs r3, r3, #1; bne 2b\n"
                   "pop {r4, pc}\n");
}

/* All pieces, `bytes` in all. Offsets: of m2c_mve_places' fields. */
M2C_MVE_ASM void m2c_mve_scatter(int8_t *to __attribute__((unused)),
                                 const int8_t *from __attribute__((unused)),
                                 int32_t bytes __attribute__((unused)),
                                 const m2c_mve_places *t
                                 __attribute__((unused))) {
  __asm__ volatile("push {r4, lr}; vldrb.u8 q1, [r3]; ldrd r4, r12, [r3, #16]\n"
                   "1: vctp.8 r2; vpstt; vldrbt.u8 q0, [r1]\n"
                   "vstrbt.8 q0, [r0, q1]; add r1, r1, r4; add r0, r0, r12\n"
                   "subs r2, r2, r4; bgt 1b; pop {r4, pc}\n");
}

#else

M2C_MVE_BLOCK void m2c_mve_spread(int8_t *to, const int8_t *from, int32_t n,
                                  int32_t times, int32_t pitch) {
  int32_t i;
  for (i = 0; i < times; i++)
    memcpy(to + i * pitch, from + i * n, (size_t)n);
}

M2C_MVE_BLOCK void m2c_mve_scatter(int8_t *to, const int8_t *from,
                                   int32_t bytes, const m2c_mve_places *t) {
  int32_t i, j;
  for (i = 0; i < bytes; i += t->bytes)
    for (j = 0; j < 16 && i + j < bytes; j++)
      to[i / t->bytes * t->step + t->place[j]] = from[i + j];
}

#endif

#endif
