/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of a quantised 2-D convolution by SMLAD: the windows of two or
 * three columns are widened into scratch, then meet all packed weights
 * (m2c_dsp_dot.h). Formula and params: m2c_conv2d_s8_params.h. */
#include "m2c/m2c_conv2d_s8.h"
#include "m2c/m2c_dsp_conv.h"
#include "m2c/m2c_dsp_partial.h"
#include "m2c/m2c_dsp_widen.h"
#include "m2c/m2c_scratch.h"

/* The lanes of kernel rows ky0 to ky1 - 1 of column ox, tap by tap; returns the
 * sum of the inputs. */
M2C_KERNEL uint32_t m2c_conv2d_s8_taps(const m2c_conv2d_s8_params *p,
                                       m2c_rows_s8 rows, int32_t ox,
                                       int32_t ky0, int32_t ky1, int32_t *lanes,
                                       int32_t columns) {
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
M2C_KERNEL uint32_t m2c_conv2d_s8_copy(const m2c_conv2d_s8_params *p,
                                       m2c_rows_s8 rows, int32_t ox,
                                       int32_t inner, int32_t *lanes,
                                       int32_t columns, int8_t *window) {
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

/* Two neighbouring channels (or the last alone) of one column. sum: 128 times
 * that of its inputs. */
M2C_KERNEL void m2c_conv2d_s8_pair_out(const m2c_conv2d_s8_params *p,
                                       const m2c_requant *q, int8_t *out,
                                       int32_t oc, int32_t channels, int32_t s,
                                       int32_t u, int32_t sum) {
  out[0] = m2c_dsp_requant(
      q, (int32_t)((uint32_t)u - (uint32_t)sum + (uint32_t)p->bias[oc]), oc);
  if (channels > 1)
    out[1] = m2c_dsp_requant(q, m2c_dsp_second(s, u) + p->bias[oc + 1], oc + 1);
}

/* Channels oc to oc + 3 (or fewer: the last) of one or two columns; s: as
 * m2c_dsp_dot_2x4 makes them. */
M2C_KERNEL void m2c_conv2d_s8_quad_out(const m2c_conv2d_s8_params *p,
                                       const m2c_requant *q, const int32_t *s,
                                       int8_t *out, int32_t oc,
                                       int32_t channels, int32_t columns,
                                       const int32_t *sums) {
  const int32_t first = channels < 2 ? channels : 2;
  int32_t i;
  for (i = 0; i < columns; i++) {
    m2c_conv2d_s8_pair_out(p, q, out, oc, first, s[i], s[4 + i], sums[i]);
    if (channels > 2)
      m2c_conv2d_s8_pair_out(p, q, out + 2, oc + 2, channels - 2, s[2 + i],
                             s[6 + i], sums[i]);
    out += p->out_c;
  }
}

/* Channels oc and oc + 1 (or the last alone) of three columns. */
M2C_KERNEL void m2c_conv2d_s8_three(const m2c_conv2d_s8_params *p,
                                    const m2c_requant *q, m2c_dsp_block *block,
                                    int8_t *out, int32_t oc, int32_t channels,
                                    const int32_t *sums) {
  const int32_t *s = block->sums;
  int32_t i;
  m2c_dsp_dot_3x2(block);
  for (i = 0; i < 3; i++)
    m2c_conv2d_s8_pair_out(p, q, out + i * p->out_c, oc, channels, s[i],
                           s[3 + i], sums[i]);
}

/* Channels oc to oc + channels - 1, at most `step`: 2 of three columns, else 4. */
M2C_KERNEL void m2c_conv2d_s8_some(const m2c_conv2d_s8_params *p,
                                   const m2c_requant *q, m2c_dsp_block *block,
                                   int8_t *out, int32_t oc, int32_t channels,
                                   int32_t columns, int32_t step,
                                   const int32_t *sums) {
  const int32_t fours = (p->kernel_h * p->kernel_w * p->in_c + 3) / 4;
  block->w = p->packed + oc / 4 * 4 * fours + oc % 4 / 2;
  if (step == 2) {
    m2c_conv2d_s8_three(p, q, block, out + oc, oc, channels, sums);
  } else {
    m2c_dsp_dot_2x4(block);
    m2c_conv2d_s8_quad_out(p, q, block->sums, out + oc, oc, channels, columns,
                           sums);
  }
}

/* All channels of the columns whose lanes are in scratch, `step` at once: 2 of
 * three columns, else 4. A literal: gcc 12 warns of what cannot happen. */
M2C_KERNEL void m2c_conv2d_s8_columns(const m2c_conv2d_s8_params *p,
                                      const m2c_requant *q, int8_t *out,
                                      const int32_t *lanes, int32_t columns,
                                      int32_t step, const int32_t *sums) {
  const int32_t fours = (p->kernel_h * p->kernel_w * p->in_c + 3) / 4;
  const int32_t whole = m2c_whole(p->out_c, step);
  m2c_dsp_block block;
  int32_t done = 0, oc;
  block.x = lanes;
  block.end = lanes + 2 * fours * (columns < 2 ? 2 : columns);
  if (columns > 1)
    done = m2c_dsp_columns_out(p->packed, lanes, columns, fours, sums, p->bias,
                               q, out, p->out_c);
  if (done == 0) /* else it is `whole` */
    for (oc = 0; oc < whole; oc += step)
      m2c_conv2d_s8_some(p, q, &block, out, oc, step, columns, step, sums);
  if (whole < p->out_c)
    m2c_conv2d_s8_some(p, q, &block, out, whole, p->out_c - whole, columns,
                       step, sums);
}

/* The lanes of kernel rows ky0 to ky1 - 1 of the columns from ox on. sums: 128
 * times those of the inputs. */
M2C_KERNEL void m2c_conv2d_s8_windows(const m2c_conv2d_s8_params *p,
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
        copies
            ? m2c_conv2d_s8_copy(p, in, ox + i, ox + i >= begin && ox + i < end,
                                 lanes + i, pitch, window)
            : m2c_conv2d_s8_taps(p, in, ox + i, ky0, ky1, lanes + i, pitch);
    sums[i] = (int32_t)(sum << 7);
  }
}

/* One or two columns, one kernel row after the other. */
M2C_KERNEL void m2c_conv2d_s8_by_rows(const m2c_conv2d_s8_params *p,
                                      const m2c_requant *q, int8_t *out,
                                      const int8_t *const *rows, int32_t ox,
                                      int32_t columns, int32_t *lanes,
                                      int32_t *partial) {
  const int32_t words = p->kernel_w * p->in_c; /* of a quad's weights and row */
  const int32_t quads = (p->out_c + 3) / 4;
  int32_t sums[2] = {0, 0}, more[2], ky, i;
  m2c_dsp_partial t;
  memset(partial, 0, (size_t)(8 * quads) * sizeof *partial);
  for (ky = 0; ky < p->kernel_h; ky++) {
    m2c_conv2d_s8_windows(p, rows, ox, ky, ky + 1, 0, lanes, NULL, columns,
                          more);
    for (i = 0; i < columns; i++)
      sums[i] = (int32_t)((uint32_t)sums[i] + (uint32_t)more[i]);
    t.w = p->packed + ky * words;
    t.x = lanes;
    t.end = lanes + words;
    t.sums = partial;
    t.count = quads;
    t.skip = 4 * (p->kernel_h - 1) * words;
    m2c_dsp_partial_2x4(&t);
  }
  for (i = 0; i < quads; i++) {
    const int32_t left = p->out_c - 4 * i;
    m2c_conv2d_s8_quad_out(p, q, partial + 8 * i, out + 4 * i, 4 * i,
                           left < 4 ? left : 4, columns, sums);
  }
}

M2C_KERNEL void m2c_conv2d_s8_packed(const m2c_conv2d_s8_params *p, int8_t *out,
                                     const int8_t *const *rows,
                                     int32_t *scratch) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  const m2c_dsp_conv2d_cut cut =
      m2c_dsp_cut_conv2d(p->kernel_h, p->kernel_w, p->in_c, p->out_w, p->out_c);
  int32_t *rest = scratch + cut.lanes / 4;
  int32_t sums[3], columns = cut.columns, ox = 0;
  while (ox < p->out_w) {
    if (columns > p->out_w - ox)
      columns = 1;
    if (cut.sums > 0) {
      m2c_conv2d_s8_by_rows(p, &q, out, rows, ox, columns, scratch, rest);
    } else {
      m2c_conv2d_s8_windows(p, rows, ox, 0, p->kernel_h, cut.copies, scratch,
                            (int8_t *)rest, columns, sums);
      if (columns == 3)
        m2c_conv2d_s8_columns(p, &q, out, scratch, 3, 2, sums);
      else
        m2c_conv2d_s8_columns(p, &q, out, scratch, columns, 4, sums);
    }
    out += columns * p->out_c;
    ox += columns;
    columns = 2;
  }
}

M2C_KERNEL void m2c_conv2d_s8(const m2c_conv2d_s8_params *p,
                              int8_t *M2C_RESTRICT out,
                              const int8_t *const *rows, void *scratch) {
  if (p->packed)
    m2c_conv2d_s8_packed(p, out, rows, (int32_t *)scratch);
  else
    m2c_conv2d_s8_run(p, out, rows, (int8_t *)scratch, 8, 8);
}
