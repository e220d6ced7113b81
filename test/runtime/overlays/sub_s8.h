/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Random differences. The test of a set defines OVERLAY, the file of its kernel,
 * and FLOAT_FORM where that takes floats in place of integers that are equal. */
#ifndef M2C_TEST_RUNTIME_SUB_S8_H
#define M2C_TEST_RUNTIME_SUB_S8_H

#define m2c_sub_s8 overlay_sub_s8
#define m2c_sub_s8_params overlay_sub_s8_params
#include OVERLAY
#undef m2c_sub_s8
#undef m2c_sub_s8_params
#include "c/m2c_sub_s8.c"
#include "sums.h"

static void portable(const m2c_binary_s8_params *p, int8_t *out,
                     const int8_t *const *rows, void *scratch) {
  m2c_sub_s8(p, out, rows, scratch);
}

static void overlay(const m2c_binary_s8_params *p, int8_t *out,
                    const int8_t *const *rows, void *scratch) {
  overlay_sub_s8(p, out, rows, scratch);
}

int main(void) { return test_sums("sub_s8", portable, overlay); }

#endif
