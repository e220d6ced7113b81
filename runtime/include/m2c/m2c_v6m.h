/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* What the kernels of the v6m set share (Armv6-M and up: eight low registers, a
 * product of 32 bits in one instruction, no widening loads but of single bytes).
 * Each primitive also has a plain C form of the same meaning, for compilers without
 * GNU assembly and for tests on a PC. */
#ifndef M2C_RUNTIME_V6M_H
#define M2C_RUNTIME_V6M_H

#include "m2c/m2c_requant.h"

#if defined(__GNUC__) && defined(__thumb__) && defined(__ARM_ARCH) &&          \
    __ARM_ARCH == 6
#define M2C_V6M 1
#else
#define M2C_V6M 0
#endif

/* A function of its own; assembly functions are all of it. */
#if defined(__GNUC__)
#define M2C_V6M_BLOCK static __attribute__((noinline, unused))
#else
#define M2C_V6M_BLOCK static
#endif
#define M2C_V6M_ASM M2C_V6M_BLOCK __attribute__((naked))

/* Saves and restores r4 to r11. r0 stays: the first word of the stack is r0. */
#define M2C_V6M_ENTER                                                          \
  ".syntax unified\n"                                                          \
  "push {r4, r5, r6, r7, lr}; mov r4, r8; mov r5, r9; mov r6, r10\n"           \
  "mov r7, r11; push {r0, r4, r5, r6, r7}\n"
#define M2C_V6M_LEAVE                                                          \
  "pop {r0, r4, r5, r6, r7}; mov r8, r4; mov r9, r5; mov r10, r6\n"            \
  "mov r11, r7; pop {r4, r5, r6, r7, pc}\n"

#endif
