/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of quantised average pooling over the positions inside the
 * input, channels last (ONNX AveragePool with count_include_pad = 0).
 *
 *   acc = sum over ky, kx inside the input of
 *         x[ky][ox * stride_w - pad_left + kx * dilation_w][c] - in_zero
 *   out[ox][c] = acc requantised as m2c_requant.h says, channel
 *                count - count_min for a window with count positions inside
 *
 * scale[i] = in_scale / (out_scale * (count_min + i)) in binary32.
 * A window without any input gives out_zero, clamped.
 * rows: kernel_h pointers to input rows of in_w x channels elements, NULL for
 *       rows outside the image.
 * out:  out_w x channels elements of out_bits, overlapping no input row.
 * scratch: m2c_scratch_pool2d_s8 bytes. */
#include "m2c/m2c_pack_s4.h"
#include "m2c/m2c_requant.h"
#include "m2c/m2c_window_f32.h"

typedef struct {
  int32_t in_w;               /* input columns; >= 1 */
  int32_t channels;           /* >= 1 */
  int32_t out_w;              /* output columns */
  int32_t kernel_h, kernel_w; /* taps; >= 1 */
  int32_t stride_w;           /* >= 1 */
  int32_t dilation_w;         /* >= 1 */
  int32_t pad_left;           /* columns of padding before the row; >= 0 */
  int32_t in_zero;            /* zero point of the input */
  int32_t out_zero;           /* zero point of the output */
  int32_t out_min, out_max;   /* bounds of the output, within its width */
  int32_t in_bits, out_bits;  /* 8, or 4: packed */
  int32_t count_min; /* fewest positions inside of any window; >= 1 */
  int32_t multiplier_bits;   /* 16 or 32, see m2c_requant.h */
  const float *scale;        /* [most - count_min + 1], as below, or NULL: */
  const int32_t *multiplier;
  const int8_t *shift;
} m2c_avg_pool2d_s8_params;
