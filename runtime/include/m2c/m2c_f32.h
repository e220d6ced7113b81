/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One float: its bits, and the products that no compiler may fuse. */
#ifndef M2C_RUNTIME_F32_H
#define M2C_RUNTIME_F32_H

#include "m2c/m2c_types.h"

/* M2C_F32_SIMD: m2c_f32x4 is one register. M2C_F32_LANES: picking one of its
 * lanes as a factor is free or cheap. MVE multiplies by a core register. */
#if defined(__GNUC__) && (defined(__SSE__) || defined(__aarch64__))
#define M2C_F32_SIMD 1
#define M2C_F32_LANES 1
#elif defined(__GNUC__) && defined(__ARM_FEATURE_MVE) && (__ARM_FEATURE_MVE & 2)
#define M2C_F32_SIMD 1
#define M2C_F32_LANES 0
#else
#define M2C_F32_SIMD 0
#define M2C_F32_LANES 0
#endif

/* M2C_F32_VMLA: multiply-add in one instruction that rounds twice, as a * b + c
 * does (VFMA is the fused one). Only taken on FPUs with double precision: the
 * single-precision ones need longer for it than for two instructions. */
#if defined(__GNUC__) && defined(__arm__) && defined(__ARM_FP) &&              \
    (__ARM_FP & 8) && __ARM_ARCH_PROFILE == 'M' && !M2C_F32_SIMD
#define M2C_F32_VMLA 1
#else
#define M2C_F32_VMLA 0
#endif

/* clang obeys -ffp-contract=fast even against the pragma (LLVM issue 88633).
 * An empty asm with the product in a register costs nothing and cannot be
 * fused across; needed only where the core has a fused instruction. */
#if defined(__clang__) && (defined(__FMA__) || defined(__FMA4__))
#define M2C_F32_KEEP(v) __asm__("" : "+x"(v))
#define M2C_F32X4_KEEP(v) __asm__("" : "+x"(v))
#elif defined(__clang__) && defined(__aarch64__)
#define M2C_F32_KEEP(v) __asm__("" : "+w"(v))
#define M2C_F32X4_KEEP(v) __asm__("" : "+w"(v))
#elif defined(__clang__) && defined(__arm__) && defined(__ARM_FEATURE_FMA) &&  \
    defined(__ARM_FP)
#define M2C_F32_KEEP(v) __asm__("" : "+t"(v))
#define M2C_F32X4_KEEP(v) __asm__("" : "+w"(v))
#elif defined(__clang__) && defined(__riscv_flen)
#define M2C_F32_KEEP(v) __asm__("" : "+f"(v))
#else
#define M2C_F32_KEEP(v) ((void)0)
#define M2C_F32X4_KEEP(v) ((void)0)
#endif

/* a * b, rounded: every product of the runtime is made here or below. */
M2C_KERNEL float m2c_f32_mul(float a, float b) {
  float product = a * b;
  M2C_F32_KEEP(product);
  return product;
}

/* sum + a * b, rounded after the product and after the sum. */
M2C_KERNEL float m2c_f32_madd(float sum, float a, float b) {
#if M2C_F32_VMLA
  __asm__("vmla.f32 %0, %1, %2" : "+t"(sum) : "t"(a), "t"(b));
  return sum;
#else
  return sum + m2c_f32_mul(a, b);
#endif
}

/* sum + a * b, rounded once, where the sum is exact in binary64 or the core has
 * the instruction: for the few formulas that are defined so. Never fmaf, which
 * is libm's. */
M2C_KERNEL float m2c_f32_fused(float sum, float a, float b) {
#if defined(__GNUC__) && defined(__aarch64__)
  __asm__("fmadd %s0, %s1, %s2, %s0" : "+w"(sum) : "w"(a), "w"(b));
  return sum;
#elif defined(__GNUC__) && defined(__arm__) && defined(__ARM_FEATURE_FMA) &&   \
    defined(__ARM_FP)
  __asm__("vfma.f32 %0, %1, %2" : "+t"(sum) : "t"(a), "t"(b));
  return sum;
#else
  return (float)((double)a * (double)b + (double)sum);
#endif
}

M2C_KERNEL uint32_t m2c_f32_to_bits(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

M2C_KERNEL float m2c_f32_from_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

#endif
