/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Copies a block between two strided layouts, four elements at a time along the
 * longer of its two inner dimensions where neither is dense: an image's planes
 * become pixels. Formula, params, rows and out as the portable kernel has them. */
#include "m2c/m2c_copy_strided_f32.h"
#include "m2c/m2c_mve.h"

#if M2C_MVE

/* n elements (>= 1); strides in bytes. */
M2C_MVE_ASM void m2c_copy_strided_f32_lanes(
    float *out __attribute__((unused)), const float *x __attribute__((unused)),
    int32_t n __attribute__((unused)), int32_t out_s __attribute__((unused)),
    int32_t in_s __attribute__((unused))) {
  __asm__ volatile("ldr r12, [sp]; push {r4, lr}; movs r4, #0\n"
                   "vidup.u32 q1, r4, #1; vmul.i32 q2, q1, r3\n"
                   "vmul.i32 q1, q1, r12; lsls r3, r3, #2; lsl r12, r12, #2\n"
                   "dlstp.32 lr, r2\n"
                   "1: vldrw.u32 q0, [r1, q1]; vstrw.32 q0, [r0, q2]\n"
                   "add r1, r1, r12; add r0, r0, r3; letp lr, 1b\n"
                   "pop {r4, pc}\n");
}

#else

M2C_MVE_BLOCK void m2c_copy_strided_f32_lanes(float *out, const float *x,
                                              int32_t n, int32_t out_s,
                                              int32_t in_s) {
  int32_t i;
  for (i = 0; i < n; i++)
    out[i * (out_s / 4)] = x[i * (in_s / 4)];
}

#endif

/* Blocks of two dimensions, of which one is no run of memory. */
M2C_KERNEL int32_t
m2c_copy_strided_f32_applies(const m2c_copy_strided_f32_params *p) {
  return (p->in_s5 != 1 || p->out_s5 != 1) && p->d5 > 0 && p->d4 > 0 &&
         p->d0 == 1 && p->d1 == 1 && p->d2 == 1 && p->d3 == 1;
}

M2C_KERNEL void m2c_copy_strided_f32(const m2c_copy_strided_f32_params *p,
                                     float *M2C_RESTRICT out,
                                     const float *const *rows, void *scratch) {
  const float *x = rows[0] + p->in_offset;
  float *y = out + p->out_offset;
  int32_t i;
  (void)scratch;
  if (!m2c_copy_strided_f32_applies(p))
    m2c_copy_strided_f32_run(p, out, rows[0]);
  else if (p->d4 > p->d5)
    for (i = 0; i < p->d5; i++)
      m2c_copy_strided_f32_lanes(y + i * p->out_s5, x + i * p->in_s5, p->d4,
                                 4 * p->out_s4, 4 * p->in_s4);
  else
    for (i = 0; i < p->d4; i++)
      m2c_copy_strided_f32_lanes(y + i * p->out_s4, x + i * p->in_s4, p->d5,
                                 4 * p->out_s5, 4 * p->in_s5);
}
