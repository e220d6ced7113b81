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
#include "m2c/m2c_window.h"

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

/* Channels c to c + 3 (wide) or the single channel c of column ox, whose taps
 * kx0 to kx1 are inside the row. wide is a literal. */
M2C_KERNEL void m2c_max_pool2d_s8_block(const m2c_max_pool2d_s8_params *p,
                                        int8_t *out, const int8_t *const *rows,
                                        m2c_rows_s8 in, int32_t c, int32_t ox,
                                        int32_t kx0, int32_t kx1,
                                        int32_t wide) {
  const int32_t left = ox * p->stride_w - p->pad_left;
  int32_t m0 = p->out_min, m1 = m0, m2 = m0, m3 = m0, ky, kx;
  for (ky = 0; ky < p->kernel_h; ky++) {
    const int8_t *row;
    if (!rows[ky])
      continue;
    row = m2c_rows_s8_at(in, ky) + c;
    for (kx = kx0; kx < kx1; kx++) {
      const int8_t *x = row + (left + kx * p->dilation_w) * p->channels;
      m0 = x[0] > m0 ? x[0] : m0;
      if (wide) {
        m1 = x[1] > m1 ? x[1] : m1;
        m2 = x[2] > m2 ? x[2] : m2;
        m3 = x[3] > m3 ? x[3] : m3;
      }
    }
  }
  out += ox * p->channels + c;
  out[0] = (int8_t)(m0 < p->out_max ? m0 : p->out_max);
  if (wide) {
    out[1] = (int8_t)(m1 < p->out_max ? m1 : p->out_max);
    out[2] = (int8_t)(m2 < p->out_max ? m2 : p->out_max);
    out[3] = (int8_t)(m3 < p->out_max ? m3 : p->out_max);
  }
}

M2C_KERNEL void m2c_max_pool2d_s8(const m2c_max_pool2d_s8_params *p,
                                  int8_t *M2C_RESTRICT out,
                                  const int8_t *const *rows, void *scratch) {
  const int32_t row_n = p->in_w * p->channels;
  const int32_t fours = m2c_whole(p->channels, 4);
  m2c_rows_s8 in;
  int8_t *y = out;
  int32_t ox, c;
  if (p->in_bits == 4)
    in = m2c_rows_s8_of(rows, p->kernel_h, row_n, 4, (int8_t *)scratch);
  else
    in = m2c_rows_s8_of(rows, p->kernel_h, row_n, 8, NULL);
  if (p->out_bits == 4)
    y = (int8_t *)scratch + (p->in_bits == 4 ? p->kernel_h * row_n : 0);
  for (ox = 0; ox < p->out_w; ox++) {
    const int32_t left = ox * p->stride_w - p->pad_left;
    const int32_t kx0 = m2c_tap_begin(left, p->dilation_w);
    const int32_t kx1 = m2c_tap_end(left, p->dilation_w, p->kernel_w, p->in_w);
    for (c = 0; c < fours; c += 4)
      m2c_max_pool2d_s8_block(p, y, rows, in, c, ox, kx0, kx1, 1);
    for (c = fours; c < p->channels; c++)
      m2c_max_pool2d_s8_block(p, y, rows, in, c, ox, kx0, kx1, 0);
  }
  if (p->out_bits == 4)
    m2c_pack_s4(out, y, p->out_w * p->channels);
}
