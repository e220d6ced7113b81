/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* From sums of one channel to outputs, the same as m2c_requant_one's. */
#ifndef M2C_RUNTIME_V6M_REQUANT_H
#define M2C_RUNTIME_V6M_REQUANT_H

#include "m2c/m2c_v6m.h"

/* Sums of some channels, n of each, and their outputs. */
typedef struct {
  const int32_t *sums; /* [channel][pitch], of which n */
  int8_t *out;         /* of the first channel, a byte before the next one's */
  const int32_t *multiplier;
  const int8_t *shift;
  int32_t channels;         /* that are left; >= 1 */
  int32_t n, pitch;         /* >= 1; in words */
  int32_t out_step;         /* between outputs of a channel */
  int32_t split, mask;      /* 2^split - 1 */
  int32_t most, twice;      /* sums are kept within +-most; 2 * most */
  int32_t add, range, low;  /* out_zero - out_min, out_max - out_min, out_min */
  int32_t high_part, right; /* of the multiplier, and shift - split */
} m2c_v6m_lines;

/* What all channels of a layer have in common. */
M2C_KERNEL m2c_v6m_lines m2c_v6m_lines_of(const m2c_requant *q,
                                          int32_t out_step) {
  m2c_v6m_lines t;
  memset(&t, 0, sizeof t);
  t.out_step = out_step;
  t.split = q->split;
  t.mask = ((int32_t)1 << q->split) - 1;
  t.most = q->sum_max > 0 ? q->sum_max : 0x7fffffff;
  t.twice = (int32_t)(2 * (uint32_t)t.most);
  t.add = q->zero - q->low;
  t.range = q->high - q->low;
  t.low = q->low;
  return t;
}

#if M2C_V6M

/* Channels up to the first whose shift is not that of two products of 32 bits (0
 * to 63). Offsets: of m2c_v6m_lines' fields. r8: lower part of the multiplier, r9:
 * out_step, r10: what rounds, r11 and r12: most and twice, lr: range. */
M2C_V6M_ASM void m2c_v6m_requant_some(m2c_v6m_lines *t
                                      __attribute__((unused))) {
  __asm__ volatile(M2C_V6M_ENTER
                   "mov r7, r0; ldr r3, [r7, #40]; mov r11, r3\n"
                   "ldr r3, [r7, #44]; mov r12, r3; ldr r3, [r7, #52]\n"
                   "mov lr, r3; ldr r3, [r7, #28]; mov r9, r3\n"
                   /* A channel: r4, its shift; r5, its multiplier. */
                   "1: ldr r0, [r7, #12]; ldrb r4, [r0]; cmp r4, #63; bhi 9f\n"
                   "adds r0, r0, #1; str r0, [r7, #12]; ldr r0, [r7, #8]\n"
                   "ldmia r0!, {r5}; str r0, [r7, #8]; ldr r3, [r7, #32]\n"
                   "subs r4, r4, r3; str r4, [r7, #64]; subs r4, r4, #1\n"
                   "movs r0, #1; lsls r0, r0, r4; mov r10, r0\n"
                   "ldr r0, [r7, #36]; ands r0, r0, r5; mov r8, r0\n"
                   "asrs r5, r5, r3; str r5, [r7, #60]\n"
                   "ldr r0, [r7]; ldr r3, [r7, #24]; lsls r3, r3, #2\n"
                   "adds r3, r3, r0; str r3, [r7]; ldr r1, [r7, #4]\n"
                   "adds r3, r1, #1; str r3, [r7, #4]; ldr r2, [r7, #20]\n"
                   /* An output. */
                   "2: ldmia r0!, {r6}; mov r5, r11; adds r3, r6, r5\n"
                   "cmp r3, r12; bhi 6f\n"
                   "3: mov r5, r8; muls r5, r6, r5; ldr r4, [r7, #32]\n"
                   "asrs r5, r5, r4; ldr r4, [r7, #60]; muls r6, r4, r6\n"
                   "adds r6, r6, r5; add r6, r10; ldr r4, [r7, #64]\n"
                   "asrs r6, r6, r4; ldr r4, [r7, #48]; adds r6, r6, r4\n"
                   "cmp r6, lr; bhi 7f\n"
                   "4: ldr r4, [r7, #56]; adds r6, r6, r4; strb r6, [r1]\n"
                   "add r1, r9; subs r2, r2, #1\n"
                   "bne 2b; ldr r0, [r7, #16]; subs r0, r0, #1\n"
                   "str r0, [r7, #16]; bne 1b; b 9f\n"
                   "6: cmp r6, #0; mov r6, r11; bge 3b; rsbs r6, r6, #0\n"
                   "b 3b\n"
                   "7: cmp r6, #0; blt 8f; mov r6, lr; b 4b\n"
                   "8: movs r6, #0; b 4b\n"
                   "9:" M2C_V6M_LEAVE);
}

#else

M2C_V6M_BLOCK void m2c_v6m_requant_some(m2c_v6m_lines *t) {
  int32_t i;
  for (; t->channels > 0 && *t->shift >= 0 && *t->shift < 64; t->channels--) {
    const int32_t multiplier = *t->multiplier++, right = *t->shift++ - t->split;
    for (i = 0; i < t->n; i++) {
      int32_t x = m2c_clamp(t->sums[i], -t->most, t->most);
      x = ((x * (multiplier >> t->split) +
            ((x * (multiplier & t->mask)) >> t->split) +
            ((int32_t)1 << (right - 1))) >>
           right) +
          t->add;
      t->out[i * t->out_step] = (int8_t)(m2c_clamp(x, 0, t->range) + t->low);
    }
    t->sums += t->pitch;
    t->out++;
  }
}

#endif

/* Whether `fixed`, 256 times a number within 4/256 of what is to be rounded,
 * leaves no doubt how. */
M2C_KERNEL int32_t m2c_v6m_is_sure(int32_t fixed) {
  return (uint32_t)((fixed & 255) - 124) > 8;
}

/* The output of such a number. */
M2C_KERNEL int8_t m2c_v6m_round(int32_t fixed, int32_t zero, int32_t low,
                                int32_t high) {
  return (int8_t)m2c_clamp(((fixed + 128) >> 8) + zero, low, high);
}

/* The upper 16 bits of a float's mantissa, rounded. */
M2C_KERNEL uint32_t m2c_v6m_mantissa(uint32_t bits) {
  return ((bits & 0x7fffff) + 0x800080) >> 8;
}

/* A sum by a float scale that no multiplier equals: 16 bits of its mantissa
 * decide unless the product is close to a tie (two in 64 are). Products are within
 * 2^-16 of their value and cut twice; beyond 300 all give a bound. */
M2C_KERNEL int8_t m2c_v6m_requant_float(const m2c_requant *q, int32_t sum,
                                        uint32_t scale, int32_t c) {
  const int32_t part = (int32_t)m2c_v6m_mantissa(scale);
  const int32_t down = 134 - (int32_t)(scale >> 23); /* sum * part to 256ths */
  if (q->split > 0 && q->sum_max > 0)
    sum = m2c_clamp(sum, -q->sum_max, q->sum_max);
  if (down > 0 && down < 31 && sum > -0x1000000 && sum < 0x1000000) {
    int32_t fixed = 128; /* in doubt */
    if (sum > -0x7000 && sum < 0x7000)
      fixed = sum * part >> down;
    else if (down >= 12)
      fixed =
          ((sum >> 12) * part >> (down - 12)) + ((sum & 4095) * part >> down);
    if (m2c_v6m_is_sure(fixed))
      return m2c_v6m_round(fixed, q->zero, q->low, q->high);
  }
  return m2c_requant_one(q, sum, c);
}

/* Outputs of `channels` channels from c on; t's n and pitch are set, and sums and
 * out, which it moves. */
M2C_V6M_BLOCK void m2c_v6m_requant(const m2c_requant *q, m2c_v6m_lines *t,
                                   int32_t c, int32_t channels) {
  const int32_t end = c + channels;
  t->channels = channels;
  while (t->channels > 0) {
    int32_t i;
    c = end - t->channels;
    if (!q->scale && q->split > 0 && q->shift[c] >= 0 && q->shift[c] < 64) {
      t->multiplier = q->multiplier + c;
      t->shift = q->shift + c;
      m2c_v6m_requant_some(t);
      c = end - t->channels;
    }
    if (t->channels == 0)
      break;
    for (i = 0; i < t->n; i++) {
      int8_t *const out = t->out + i * t->out_step;
      if (!q->scale && q->shift[c] < 0)
        *out =
            m2c_v6m_requant_float(q, t->sums[i], (uint32_t)q->multiplier[c], c);
      else
        *out = m2c_requant_one(q, t->sums[i], c);
    }
    t->sums += t->pitch;
    t->out++;
    t->channels--;
  }
}

#endif
