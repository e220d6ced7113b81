/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define m2c_add_s8 overlay_add_s8
#define m2c_add_s8_params overlay_add_s8_params
#include "neon/m2c_add_s8.c"
#undef m2c_add_s8
#undef m2c_add_s8_params
#include "c/m2c_add_s8.c"
#define FLOAT_FORM /* in place of integers that are equal */
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
