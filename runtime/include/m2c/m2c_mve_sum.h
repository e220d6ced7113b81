/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Sums of two quantised tensors of one shape by the float formula of
 * m2c_elementwise_s8.h, whose results the integer one has too. */
#ifndef M2C_RUNTIME_MVE_SUM_H
#define M2C_RUNTIME_MVE_SUM_H

#include "m2c/m2c_mve.h"
#include "m2c/m2c_plain_s8.h"

#if M2C_MVE

typedef struct {
  const int8_t *a, *b;
  int8_t *out;
  int32_t n; /* >= 1 */
  float a_scale, b_scale, fixed;
  int32_t low, high;
} m2c_mve_sum;

M2C_MVE_ASM void m2c_mve_sum_all(const m2c_mve_sum *t __attribute__((unused))) {
  __asm__ volatile("push {r4, r5, r6, lr}; vpush {d8, d9}\n"
                   "ldm r0!, {r1, r2, r3, r4}\n"
                   "ldrd r5, r6, [r0]; vdup.32 q4, r6\n"
                   "ldrd r12, r6, [r0, #8]; vdup.32 q2, r6\n"
                   "ldr r6, [r0, #16]; vdup.32 q3, r6\n"
                   "dlstp.32 lr, r4\n"
                   "1: vldrb.s32 q0, [r1], #4; vldrb.s32 q1, [r2], #4\n"
                   "vcvt.f32.s32 q1, q1; vcvt.f32.s32 q0, q0\n"
                   "vfmas.f32 q1, q4, r12; vfma.f32 q1, q0, r5\n"
                   "vcvtn.s32.f32 q1, q1; vmin.s32 q1, q1, q3\n"
                   "vmax.s32 q1, q1, q2; vstrb.32 q1, [r3], #4\n"
                   "letp lr, 1b\n"
                   "vpop {d8, d9}; pop {r4, r5, r6, pc}\n");
}

/* All of add, or of sub with sign -1, where it applies; whether it did. */
M2C_KERNEL int32_t m2c_mve_sum_run(const m2c_binary_s8_params *p, int8_t *out,
                                   const int8_t *const *rows, float sign) {
  m2c_mve_sum t;
  if (!m2c_binary_s8_is_plain(p) || p->n < 1)
    return 0;
  t.a = rows[0];
  t.b = rows[1];
  t.out = out;
  t.n = p->n;
  t.a_scale = p->a_scale;
  t.b_scale = sign * p->b_scale;
  t.fixed = p->fixed;
  t.low = p->out_min;
  t.high = p->out_max;
  m2c_mve_sum_all(&t);
  return 1;
}

#else

M2C_KERNEL int32_t m2c_mve_sum_run(const m2c_binary_s8_params *p, int8_t *out,
                                   const int8_t *const *rows, float sign) {
  (void)p, (void)out, (void)rows, (void)sign;
  return 0;
}

#endif

#endif
