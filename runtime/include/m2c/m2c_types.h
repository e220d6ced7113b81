/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Common ground of every kernel: integer types, the M2C_KERNEL and M2C_RESTRICT
 * markers, and the guards that make float results independent of the user's
 * compiler flags. It must come before any function of the file that holds it.
 */
#ifndef M2C_RUNTIME_TYPES_H
#define M2C_RUNTIME_TYPES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Float results must not depend on flags, so modes that change the meaning of
 * float arithmetic are refused rather than silently obeyed. */
#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) ||                 \
    defined(__RECIPROCAL_MATH__) ||                                            \
    (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ > 0)
#error "build this file without -ffast-math: its results are exact to the bit"
#endif
#if defined(__FLT_EVAL_METHOD__) &&                                            \
    (__FLT_EVAL_METHOD__ == 1 || __FLT_EVAL_METHOD__ == 2)
#error "build this file with -msse2 -mfpmath=sse: float must not be widened"
#endif

/* No a * b + c becomes one fused instruction, which rounds once instead of
 * twice. GCC's pragma wins over -ffp-contract=fast; clang's does not, so every
 * product there also passes m2c_vec_f32.h's M2C_F32_KEEP. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("fp-contract=off")
#else
#pragma STDC FP_CONTRACT OFF
#endif

/* A kernel or one of its helpers. It is always inlined, so that calling it with
 * a `static const` params struct folds every shape into the code; but not at
 * -O0, where nothing folds and the copies would fill the flash and the stack. */
#if defined(__GNUC__) && defined(__OPTIMIZE__)
#define M2C_KERNEL static inline __attribute__((always_inline, unused))
#elif defined(__GNUC__)
#define M2C_KERNEL static __attribute__((unused))
#else
#define M2C_KERNEL static
#endif

#if defined(__GNUC__)
#define M2C_RESTRICT __restrict
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 199901L
#define M2C_RESTRICT restrict
#else
#define M2C_RESTRICT
#endif

/* The part of n >= 0 that blocks of `block` fill. Loops run from 0 to this and
 * from this to n, so that constants give exact counts; with a loop that just
 * goes on where another stopped, gcc 12 warns of iterations that never run. */
M2C_KERNEL int32_t m2c_whole(int32_t n, int32_t block) { return n - n % block; }

/* Activation fused into a kernel's output: field `act`, with act_a and act_b.
 */
enum {
  M2C_ACT_NONE = 0,
  M2C_ACT_RELU = 1,         /* max(0, x) */
  M2C_ACT_CLIP = 2,         /* min(b, max(a, x)) */
  M2C_ACT_LEAKY_RELU = 3,   /* x < 0 ? a * x : x */
  M2C_ACT_SIGMOID = 4,      /* 1 / (1 + exp(-x)) */
  M2C_ACT_TANH = 5,         /* tanh(x) */
  M2C_ACT_HARD_SIGMOID = 6, /* max(0, min(1, a * x + b)) */
  M2C_ACT_HARD_SWISH = 7    /* x * max(0, min(1, x / 6 + 0.5)) */
};

#endif
