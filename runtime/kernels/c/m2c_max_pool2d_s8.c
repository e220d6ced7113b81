/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of quantised maximum pooling, channels last (ONNX MaxPool, and
 * GlobalMaxPool as one window over the whole map). Input and output have the
 * same scale and zero point.
 *
 *   out[ox][c] = clamp(max over ky, kx inside the input of
 *                      x[ky][ox * stride_w - pad_left + kx * dilation_w][c],
 *                      out_min, out_max)
 *
 * A window without any input gives out_min.
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
  int32_t out_min, out_max;   /* bounds of the output, within its width */
  int32_t in_bits, out_bits;  /* 8, or 4: packed */
} m2c_max_pool2d_s8_params;
