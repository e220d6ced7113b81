/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* What the kernels of the dsp set are made of: 16-bit lanes, two products at a
 * time (Armv7E-M and Armv8-M SMLAD, SXTB16, UXTB16). Each primitive also has a
 * plain C form of the same meaning, for compilers without GNU assembly and for
 * tests on a PC; lanes are those of a little-endian core. */
#ifndef M2C_RUNTIME_DSP_H
#define M2C_RUNTIME_DSP_H

#include "m2c/m2c_requant.h"

#if defined(__GNUC__) && defined(__ARM_FEATURE_DSP) && defined(__thumb__) &&   \
    defined(__ARM_FEATURE_SIMD32)
#define M2C_DSP_ASM 1
#else
#define M2C_DSP_ASM 0
#endif

/* Whether the core computes floats itself, too. */
#if M2C_DSP_ASM && defined(__ARM_FP) && (__ARM_FP & 4)
#define M2C_DSP_FPU 1
#else
#define M2C_DSP_FPU 0
#endif

/* A function of its own, written in assembly or not. */
#if defined(__GNUC__)
#define M2C_DSP_BLOCK static __attribute__((noinline, unused))
#else
#define M2C_DSP_BLOCK static
#endif

/* Four int8 at any address. */
M2C_KERNEL uint32_t m2c_dsp_load(const int8_t *x) {
  uint32_t word;
  memcpy(&word, x, sizeof word);
  return word;
}

/* n of 1 to 3 int8 at any address, then zeros. */
M2C_KERNEL uint32_t m2c_dsp_load_some(const int8_t *x, int32_t n) {
  uint32_t word = (uint8_t)x[0];
  if (n > 1)
    word |= (uint32_t)(uint8_t)x[1] << 8;
  if (n > 2)
    word |= (uint32_t)(uint8_t)x[2] << 16;
  return word;
}

/* Bytes 0 and 2 as two int16 lanes, the lower in the low half. */
M2C_KERNEL uint32_t m2c_dsp_even(uint32_t x) {
#if M2C_DSP_ASM
  uint32_t y;
  __asm__("sxtb16 %0, %1" : "=r"(y) : "r"(x));
  return y;
#else
  return (uint32_t)(int32_t)(int8_t)(x & 255) % 65536u |
         (uint32_t)(int32_t)(int8_t)(x >> 16 & 255) << 16;
#endif
}

/* Bytes 1 and 3. */
M2C_KERNEL uint32_t m2c_dsp_odd(uint32_t x) {
#if M2C_DSP_ASM
  uint32_t y;
  __asm__("sxtb16 %0, %1, ror #8" : "=r"(y) : "r"(x));
  return y;
#else
  return m2c_dsp_even(x >> 8);
#endif
}

/* sum + a.low * b.low + a.high * b.high, modulo 2^32. */
M2C_KERNEL uint32_t m2c_dsp_smlad(uint32_t a, uint32_t b, uint32_t sum) {
#if M2C_DSP_ASM
  uint32_t y;
  __asm__("smlad %0, %1, %2, %3" : "=r"(y) : "r"(a), "r"(b), "r"(sum));
  return y;
#else
  return sum + (uint32_t)((int16_t)(a & 65535) * (int16_t)(b & 65535)) +
         (uint32_t)((int16_t)(a >> 16) * (int16_t)(b >> 16));
#endif
}

/* sum + a.high * b.low, modulo 2^32. */
M2C_KERNEL uint32_t m2c_dsp_smlatb(uint32_t a, uint32_t b, uint32_t sum) {
#if M2C_DSP_ASM
  uint32_t y;
  __asm__("smlatb %0, %1, %2, %3" : "=r"(y) : "r"(a), "r"(b), "r"(sum));
  return y;
#else
  return sum + (uint32_t)((int16_t)(a >> 16) * (int16_t)(b & 65535));
#endif
}

/* The low lanes of a and b, and the high ones: a's in the low half. */
M2C_KERNEL uint32_t m2c_dsp_lows(uint32_t a, uint32_t b) {
#if M2C_DSP_ASM
  uint32_t y;
  __asm__("pkhbt %0, %1, %2, lsl #16" : "=r"(y) : "r"(a), "r"(b));
  return y;
#else
  return (a & 65535) | b << 16;
#endif
}

M2C_KERNEL uint32_t m2c_dsp_highs(uint32_t a, uint32_t b) {
#if M2C_DSP_ASM
  uint32_t y;
  __asm__("pkhtb %0, %2, %1, asr #16" : "=r"(y) : "r"(a), "r"(b));
  return y;
#else
  return a >> 16 | (b & 0xffff0000u);
#endif
}

/* The output of channel c, as m2c_requant_one. */
M2C_KERNEL int8_t m2c_dsp_requant(const m2c_requant *q, int32_t acc,
                                  int32_t c) {
#if M2C_DSP_FPU
  /* Both conversion and addition saturate, so any product will do. */
  if (q->scale) {
    int32_t y;
    float x = m2c_f32_mul((float)acc, q->scale[c]);
    __asm__("vcvtr.s32.f32 %0, %0" : "+t"(x));
    y = (int32_t)m2c_f32_to_bits(x);
    __asm__("qadd %0, %1, %2" : "=r"(y) : "r"(y), "r"(q->zero));
    if (q->low == -128 && q->high == 127)
      __asm__("ssat %0, #8, %1" : "=r"(y) : "r"(y));
    else
      y = m2c_clamp(y, q->low, q->high);
    return (int8_t)y;
  }
#endif
  return m2c_requant_one(q, acc, c);
}

#endif
