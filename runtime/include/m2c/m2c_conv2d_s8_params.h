/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of a quantised 2-D convolution, channels last (ONNX Conv, any
 * group): what m2c_conv2d_s8, _s8w4, _s4 and _s4w4 compute, which differ in the
 * width of activations and weights.
 *
 *   acc = bias[oc] + sum over ky, kx, ic of
 *         x[ky][ox * stride_w - pad_left + kx * dilation_w][ic]
 *         * weights[oc][ky][kx][ic - g * icg]
 *   out[ox][oc] = acc requantised as m2c_requant.h says, channel oc
 *   with icg = in_c / group, g = oc / (out_c / group),
 *   ic in [g * icg, (g + 1) * icg)
 *
 * x outside the columns of the row is in_zero; the bias already holds
 * -in_zero * sum of the channel's weights. acc fits in int32, as do all its
 * partial sums.
 * rows: kernel_h pointers to input rows of in_w x in_c elements; a row outside
 *       the map points to a row of in_zero.
 * out:  out_w x out_c elements of out_bits, overlapping no input row.
 * scratch: m2c_scratch_conv2d_s8 bytes. */
#ifndef M2C_RUNTIME_CONV2D_S8_PARAMS_H
#define M2C_RUNTIME_CONV2D_S8_PARAMS_H

#include "m2c/m2c_types.h"

typedef struct {
  int32_t in_w, in_c;         /* input row: columns, channels; >= 1 */
  int32_t out_w, out_c;       /* output row; out_c a multiple of group */
  int32_t kernel_h, kernel_w; /* taps; >= 1 */
  int32_t stride_w;           /* >= 1 */
  int32_t dilation_w;         /* >= 1 */
  int32_t pad_left;           /* columns of padding before the row; >= 0 */
  int32_t group;              /* >= 1, divides in_c and out_c */
  int32_t in_zero;            /* zero point of the input */
  int32_t out_zero;           /* zero point of the output */
  int32_t out_min, out_max;   /* bounds of the output, within its width */
  int32_t out_bits;           /* 8, or 4: the output row is packed */
  int32_t split, sum_max;     /* of multipliers and sums, see m2c_requant.h */
  const int8_t *weights; /* [out_c][kernel_h][kernel_w][icg]; 4 bits: packed,
                            each output channel from a whole byte on */
  const int32_t *bias;   /* [out_c] */
  const float *scale;    /* [out_c], or NULL: */
  const int32_t *multiplier; /* [out_c] */
  const int8_t *shift;       /* [out_c] */
  const int32_t *packed; /* the weights as the kernel of another set reads them,
                            which then has no other, or NULL */
  const int8_t *padded;  /* the same for another set, or NULL */
  const int8_t *sixteens; /* for a third one, or NULL */
  const int8_t *raised;   /* for a fourth one, or NULL */
} m2c_conv2d_s8_params;

#endif
