/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Random sums. The test of a set defines OVERLAY, the file of its kernel,
 * and FLOAT_FORM where that takes floats in place of integers that are equal. */
#ifndef M2C_TEST_RUNTIME_ADD_S8_H
#define M2C_TEST_RUNTIME_ADD_S8_H

#define m2c_add_s8 overlay_add_s8
#define m2c_add_s8_params overlay_add_s8_params
#include OVERLAY
#undef m2c_add_s8
#undef m2c_add_s8_params
#include "c/m2c_add_s8.c"
#include "sums.h"

static void portable(const m2c_binary_s8_params *p, int8_t *out,
                     const int8_t *const *rows, void *scratch) {
  m2c_add_s8(p, out, rows, scratch);
}

static void overlay(const m2c_binary_s8_params *p, int8_t *out,
                    const int8_t *const *rows, void *scratch) {
  overlay_add_s8(p, out, rows, scratch);
}

int main(void) { return test_sums("add_s8", portable, overlay); }

#endif
