/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* The windows of a convolution, widened into lanes (m2c_dsp_dot.h). Formula and
 * params: m2c_conv2d_s8_params.h. */
#ifndef M2C_RUNTIME_DSP_WINDOWS_H
#define M2C_RUNTIME_DSP_WINDOWS_H

#include "m2c/m2c_conv2d_s8.h"
#include "m2c/m2c_dsp_widen.h"

/* The lanes of kernel rows ky0 to ky1 - 1 of column ox, tap by tap; returns the
 * sum of the inputs. */
M2C_KERNEL uint32_t m2c_dsp_taps(const m2c_conv2d_s8_params *p,
                                 m2c_rows_s8 rows, int32_t ox, int32_t ky0,
                                 int32_t ky1, int32_t *lanes, int32_t columns) {
  const int32_t left = ox * p->stride_w - p->pad_left;
  uint32_t sum = 0;
  int32_t ky, kx;
  for (ky = ky0; ky < ky1; ky++)
    for (kx = 0; kx < p->kernel_w; kx++) {
      const int32_t column = left + kx * p->dilation_w;
      if (column >= 0 && column < p->in_w)
        sum = m2c_dsp_widen_run(lanes, columns,
                                m2c_rows_s8_at(rows, ky) + column * p->in_c,
                                p->in_c, sum);
      else
        sum = m2c_dsp_widen_fill(lanes, columns, p->in_zero, p->in_c, sum);
      lanes += p->in_c / 2 * columns;
    }
  return sum;
}

/* All lanes of column ox by way of a copy of its window. */
M2C_KERNEL uint32_t m2c_dsp_copy(const m2c_conv2d_s8_params *p,
                                 m2c_rows_s8 rows, int32_t ox, int32_t inner,
                                 int32_t *lanes, int32_t columns,
                                 int8_t *window) {
  const int32_t run = p->kernel_w * p->in_c;
  const int32_t start = (ox * p->stride_w - p->pad_left) * p->in_c;
  int32_t ky;
  if (inner && (p->kernel_w == 1 || p->dilation_w == 1))
    for (ky = 0; ky < p->kernel_h; ky++)
      memcpy(window + ky * run, m2c_rows_s8_at(rows, ky) + start, (size_t)run);
  else
    m2c_conv2d_s8_gather(p, window, rows, 0, ox);
  return m2c_dsp_widen_run(lanes, columns, window, p->kernel_h * run, 0);
}

/* The lanes of kernel rows ky0 to ky1 - 1 of the columns from ox on. sums: 128
 * times those of the inputs. */
M2C_KERNEL void m2c_dsp_fill_windows(const m2c_conv2d_s8_params *p,
                                     const int8_t *const *rows, int32_t ox,
                                     int32_t ky0, int32_t ky1, int32_t copies,
                                     int32_t *lanes, int8_t *window,
                                     int32_t columns, int32_t *sums) {
  const int32_t run = p->kernel_w * p->in_c, pitch = columns < 2 ? 2 : columns;
  const int32_t begin = m2c_inner_begin(p->pad_left, p->stride_w);
  const int32_t end = m2c_inner_end(p->pad_left, p->stride_w, p->dilation_w,
                                    p->kernel_w, p->in_w, p->out_w);
  const m2c_rows_s8 in =
      m2c_rows_s8_of(rows, p->kernel_h, p->in_w * p->in_c, 8, NULL);
  m2c_dsp_windows t;
  int32_t i;
  if (columns > 1 && ox >= begin && ox + columns <= end && run % 4 == 0 &&
      (p->kernel_w == 1 || p->dilation_w == 1) &&
      (ky1 - ky0) * run / 4 <= M2C_DSP_WIDEN) {
    t.rows = rows + ky0;
    t.kernel_h = ky1 - ky0;
    t.start = (ox * p->stride_w - p->pad_left) * p->in_c;
    t.delta = p->stride_w * p->in_c;
    t.words = run / 4;
    t.lanes = lanes;
    if (columns == 3)
      m2c_dsp_widen_3(&t);
    else
      m2c_dsp_widen_2(&t);
    for (i = 0; i < columns; i++)
      sums[i] = (int32_t)(m2c_dsp_smlad(t.sums[i], 0x10001, 0) << 7);
    return;
  }
  for (i = 0; i < columns; i++) {
    const uint32_t sum =
        copies ? m2c_dsp_copy(p, in, ox + i, ox + i >= begin && ox + i < end,
                              lanes + i, pitch, window)
               : m2c_dsp_taps(p, in, ox + i, ky0, ky1, lanes + i, pitch);
    sums[i] = (int32_t)(sum << 7);
  }
}

#endif
