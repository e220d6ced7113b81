/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Quantised operators with two operands and broadcasting. All arithmetic is
 * binary32 in the order written, as ONNX Runtime's QLinearAdd and QLinearMul:
 *
 *   add  y = rne((fixed + a * a_scale) + b * b_scale)
 *   sub  y = rne((fixed + a * a_scale) - b * b_scale)
 *   mul  y = rne(float((a - a_zero) * (b - b_zero)) * a_scale + fixed)
 *
 * each clamped to [out_min, out_max]; the output's zero point is in `fixed`.
 * Where shift >= 0, integers proved equal for all operands instead:
 *
 *   add, sub  y = (a * a_multiplier + b * b_multiplier + offset) >> shift
 *   mul       y = ((a - a_zero) * (b - b_zero) * a_multiplier + offset) >> shift
 *
 * (b_multiplier is negative for sub; all sums and products fit in int32). */
#ifndef M2C_RUNTIME_ELEMENTWISE_S8_H
#define M2C_RUNTIME_ELEMENTWISE_S8_H

#include "m2c/m2c_pack_s4.h"
#include "m2c/m2c_requant.h"
#include "m2c/m2c_scratch.h"

enum { M2C_BINARY_S8_ADD, M2C_BINARY_S8_SUB, M2C_BINARY_S8_MUL };

/* Params of add, sub and mul. The output is dense, [d0][d1][d2][d3]; the
 * strides count elements, and 0 repeats an operand along that dimension. */
typedef struct {
  int32_t n;                      /* d0 * d1 * d2 * d3 */
  int32_t d0, d1, d2, d3;         /* output shape, leading ones as padding */
  int32_t a_s0, a_s1, a_s2, a_s3; /* strides of a = rows[0] */
  int32_t b_s0, b_s1, b_s2, b_s3; /* strides of b = rows[1] */
  int32_t a_n, b_n;               /* elements of a and b */
  int32_t a_bits, b_bits;         /* 8, or 4: packed */
  int32_t out_bits;               /* 8, or 4: packed */
  int32_t a_zero, b_zero;         /* mul only: zero points */
  int32_t out_min, out_max;       /* bounds of the output, within its width */
  float a_scale, b_scale;         /* add, sub: scale of a, b / scale of out;
                                     mul: a_scale = scale of a * scale of b /
                                     scale of out */
  float fixed;                    /* add: out_zero - (a_scale * a_zero +
                                     b_scale * b_zero); sub: with -b_scale;
                                     mul: out_zero */
  int32_t a_multiplier, b_multiplier, offset;
  int32_t shift; /* 0 to 31, or -1: the float formula */
} m2c_binary_s8_params;

#endif
