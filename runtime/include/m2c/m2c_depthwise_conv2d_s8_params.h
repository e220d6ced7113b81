/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of a quantised depthwise convolution, channels last (ONNX Conv
 * with group = in_c): what m2c_depthwise_conv2d_s8, _s8w4, _s4, _s4w4 compute.
 *
 *   acc = bias[o] + sum over ky, kx of
 *         x[ky][ox * stride_w - pad_left + kx * dilation_w][o / channel_multiplier]
 *         * weights[ky][kx][o]
 *   out[ox][o] = acc requantised as m2c_requant.h says, channel o
 *
 * x outside the columns of the row is in_zero; the bias already holds
 * -in_zero * sum of the channel's weights.
 * rows: kernel_h pointers to input rows of in_w x in_c elements; a row outside
 *       the map points to a row of in_zero.
 * out:  out_w x in_c * channel_multiplier elements of out_bits, overlapping no
 *       input row.
 * scratch: m2c_scratch_depthwise_conv2d_s8 bytes. */
#ifndef M2C_RUNTIME_DEPTHWISE_CONV2D_S8_PARAMS_H
#define M2C_RUNTIME_DEPTHWISE_CONV2D_S8_PARAMS_H

#include "m2c/m2c_types.h"

typedef struct {
  int32_t in_w, in_c;         /* input row: columns, channels; >= 1 */
  int32_t out_w;              /* output columns */
  int32_t channel_multiplier; /* outputs per input channel; >= 1 */
  int32_t kernel_h, kernel_w; /* taps; >= 1 */
  int32_t stride_w;           /* >= 1 */
  int32_t dilation_w;         /* >= 1 */
  int32_t pad_left;           /* columns of padding before the row; >= 0 */
  int32_t in_zero;            /* zero point of the input */
  int32_t out_zero;           /* zero point of the output */
  int32_t out_min, out_max;   /* bounds of the output, within its width */
  int32_t out_bits;           /* 8, or 4: the output row is packed */
  int32_t split, sum_max;     /* of multipliers and sums, see m2c_requant.h */
  const int8_t *weights; /* [kernel_h][kernel_w][in_c * channel_multiplier]; 4
                            bits: packed, each tap from a whole byte on */
  const int32_t *bias;   /* [in_c * channel_multiplier], as all below */
  const float *scale;    /* or NULL: */
  const int32_t *multiplier;
  const int8_t *shift;
  const int32_t *packed; /* the weights as the kernel of another set reads them,
                            which then has no other, or NULL */
  int32_t strip;         /* packed: output columns made at once; >= 1 */
  const int8_t *padded;  /* the same for another set, or NULL */
  const int8_t *sixteens; /* for a third one, or NULL */
} m2c_depthwise_conv2d_s8_params;

#endif
