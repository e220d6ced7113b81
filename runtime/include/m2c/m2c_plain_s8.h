/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* When an elementwise operator on two tensors is one loop over both. */
#ifndef M2C_RUNTIME_PLAIN_S8_H
#define M2C_RUNTIME_PLAIN_S8_H

#include "m2c/m2c_elementwise_s8.h"

/* Whether a tensor with these strides has the output's layout. */
M2C_KERNEL int32_t m2c_binary_s8_is_dense(const m2c_binary_s8_params *p,
                                          int32_t s0, int32_t s1, int32_t s2,
                                          int32_t s3) {
  return (p->d3 == 1 || s3 == 1) && (p->d2 == 1 || s2 == p->d3) &&
         (p->d1 == 1 || s1 == p->d2 * p->d3) &&
         (p->d0 == 1 || s0 == p->d1 * p->d2 * p->d3);
}

/* All of 8 bits, and both operands have the layout of the output. */
M2C_KERNEL int32_t m2c_binary_s8_is_plain(const m2c_binary_s8_params *p) {
  return p->a_bits == 8 && p->b_bits == 8 && p->out_bits == 8 &&
         m2c_binary_s8_is_dense(p, p->a_s0, p->a_s1, p->a_s2, p->a_s3) &&
         m2c_binary_s8_is_dense(p, p->b_s0, p->b_s1, p->b_s2, p->b_s3);
}

#endif
