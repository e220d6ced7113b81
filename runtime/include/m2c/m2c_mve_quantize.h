/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Floats to quantised integers, eight at a time. MVE cannot divide: it multiplies,
 * and leaves those elements to the portable code whose product is so close to a
 * tie that the quotient could round otherwise. */
#ifndef M2C_RUNTIME_MVE_QUANTIZE_H
#define M2C_RUNTIME_MVE_QUANTIZE_H

#include "m2c/m2c_mve.h"
#include "m2c/m2c_quantize_f32_s8.h"

#if M2C_MVE

/* Elements by their product with `factor` = 1 / scale. */
typedef struct {
  const float *x;
  int8_t *out;
  int32_t eights; /* of elements that are left; >= 1 */
  float factor;
  int32_t zero, low, high;
} m2c_mve_quantize;

/* Until an element is in doubt: t then holds what is left. A quotient and this
 * product differ by less than 0.001 where they decide; NaN is in doubt. */
M2C_MVE_ASM void m2c_mve_quantize_sure(m2c_mve_quantize *t
                                       __attribute__((unused))) {
  __asm__ volatile("push {r4, r5, r6, lr}; vpush {d8, d9, d10, d11, d12, d13}\n"
                   "ldm r0, {r1, r2, lr}; ldrd r3, r4, [r0, #12]\n"
                   "ldrd r5, r6, [r0, #20]; vdup.32 q4, r5; vdup.32 q5, r6\n"
                   "movw r6, #0x7cee; movt r6, #0x3eff\n" /* 0.499 */
                   "1: vldrw.u32 q0, [r1], #16; vmul.f32 q0, q0, r3\n"
                   "vldrw.u32 q1, [r1], #16; vmul.f32 q1, q1, r3\n"
                   "vcvtn.s32.f32 q2, q0; vcvt.f32.s32 q6, q2\n"
                   "vabd.f32 q0, q0, q6\n"
                   "vcvtn.s32.f32 q3, q1; vcvt.f32.s32 q6, q3\n"
                   "vabd.f32 q1, q1, q6\n"
                   /* Bits of numbers >= 0 and of NaN are in their order. */
                   "vmax.u32 q0, q0, q1; vcmp.u32 cs, q0, r6\n"
                   "vmrs r5, p0; cbnz r5, 2f\n"
                   "vqadd.s32 q2, q2, r4; vmin.s32 q2, q2, q5\n"
                   "vmax.s32 q2, q2, q4; vstrb.32 q2, [r2], #4\n"
                   "vqadd.s32 q3, q3, r4; vmin.s32 q3, q3, q5\n"
                   "vmax.s32 q3, q3, q4; vstrb.32 q3, [r2], #4; le lr, 1b\n"
                   "movs lr, #0; b 3f\n"
                   "2: subs r1, r1, #32\n"
                   "3: stm r0, {r1, r2, lr}\n"
                   "vpop {d8, d9, d10, d11, d12, d13}; pop {r4, r5, r6, pc}\n");
}

M2C_MVE_BLOCK void m2c_mve_quantize_run(const m2c_quantize_f32_s8_params *p,
                                        int8_t *out, const float *x) {
  m2c_quantize_f32_s8_params part = *p;
  m2c_mve_quantize t;
  t.x = x;
  t.out = out;
  t.eights = p->n / 8;
  t.factor = 1.0f / p->scale;
  t.zero = p->out_zero;
  t.low = p->out_min;
  t.high = p->out_max;
  part.n = 8;
  while (t.eights > 0) {
    m2c_mve_quantize_sure(&t);
    if (t.eights > 0) {
      m2c_quantize_f32_s8_run(&part, t.out, t.x, 0);
      t.x += 8;
      t.out += 8;
      t.eights--;
    }
  }
  m2c_quantize_f32_s8_run(p, out, x, m2c_whole(p->n, 8));
}

#else

M2C_MVE_BLOCK void m2c_mve_quantize_run(const m2c_quantize_f32_s8_params *p,
                                        int8_t *out, const float *x) {
  m2c_quantize_f32_s8_run(p, out, x, 0);
}

#endif

/* Whether products and quotients are within the range of normal numbers. */
M2C_KERNEL int32_t
m2c_mve_quantize_applies(const m2c_quantize_f32_s8_params *p) {
  return p->out_bits == 8 && p->scale > 1e-18f && p->scale < 1e18f;
}

#endif
