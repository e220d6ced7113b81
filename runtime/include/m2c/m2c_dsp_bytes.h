/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Sums of inputs. */
#ifndef M2C_RUNTIME_DSP_BYTES_H
#define M2C_RUNTIME_DSP_BYTES_H

#include "m2c/m2c_dsp.h"

/* 128 * the sum of the inputs. */
M2C_KERNEL uint32_t m2c_dsp_sum_bytes(const int8_t *x, int32_t n) {
  const int8_t *end = x + m2c_whole(n, 4);
  uint32_t sum = 0, four;
  for (; x != end; x += 4) {
    four = m2c_dsp_load(x);
    sum = m2c_dsp_smlad(m2c_dsp_even(four), 0x10001, sum);
    sum = m2c_dsp_smlad(m2c_dsp_odd(four), 0x10001, sum);
  }
  if (n % 4 != 0) {
    four = m2c_dsp_load_some(x, n % 4);
    sum = m2c_dsp_smlad(m2c_dsp_even(four), 0x10001, sum);
    sum = m2c_dsp_smlad(m2c_dsp_odd(four), 0x10001, sum);
  }
  return sum << 7;
}

#endif
