/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Adds one row of a feature map to the sums of its channels, eight channels at a
 * time in 16 bits, which hold the sums of up to 256 columns. Params, rows and out
 * as the portable kernel has them. */
#include "m2c/m2c_sum_rows_s8.h"
#include "m2c/m2c_mve.h"

#if M2C_MVE

/* The first `eights` of channels. Offsets: of the fields of p. */
M2C_MVE_ASM void m2c_sum_rows_s8_eights(const m2c_sum_rows_s8_params *p
                                        __attribute__((unused)),
                                        int32_t *out __attribute__((unused)),
                                        const int8_t *x __attribute__((unused)),
                                        int32_t eights
                                        __attribute__((unused))) {
  __asm__ volatile("push {r4, r5, lr}; ldrd r4, r5, [r0]\n"
                   "1: vmov.i32 q0, #0; mov r0, r2; adds r2, r2, #8\n"
                   "dls lr, r4\n"
                   "2: vldrb.s16 q1, [r0]; add r0, r0, r5\n"
                   "vadd.i16 q0, q0, q1; le lr, 2b\n"
                   "vmovlb.s16 q1, q0; vmovlt.s16 q0, q0\n"
                   "vld20.32 {q2, q3}, [r1]; vld21.32 {q2, q3}, [r1]\n"
                   "vadd.i32 q2, q2, q1; vadd.i32 q3, q3, q0\n"
                   "vst20.32 {q2, q3}, [r1]; vst21.32 {q2, q3}, [r1]!\n"
                   "subs r3, r3, #1; bne 1b; pop {r4, r5, pc}\n");
}

#else

M2C_MVE_BLOCK void m2c_sum_rows_s8_eights(const m2c_sum_rows_s8_params *p,
                                          int32_t *out, const int8_t *x,
                                          int32_t eights) {
  m2c_sum_rows_s8_run(p, out, x, 0, 8 * eights);
}

#endif

M2C_KERNEL void m2c_sum_rows_s8(const m2c_sum_rows_s8_params *p,
                                int32_t *M2C_RESTRICT out,
                                const int8_t *const *rows, void *scratch) {
  const int32_t eights = p->in_w <= 256 ? p->channels / 8 : 0;
  (void)scratch;
  if (eights > 0)
    m2c_sum_rows_s8_eights(p, out, rows[0], eights);
  m2c_sum_rows_s8_run(p, out, rows[0], 8 * eights, p->channels);
}
