/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* One output row of a quantised 2-D convolution by SMLAD: the windows of two or
 * three columns are widened into scratch, then meet all packed weights
 * (m2c_dsp_dot.h). Formula and params: m2c_conv2d_s8_params.h. */
#ifndef M2C_RUNTIME_DSP_CONV2D_H
#define M2C_RUNTIME_DSP_CONV2D_H

#include "m2c/m2c_dsp_conv.h"
#include "m2c/m2c_dsp_partial.h"
#include "m2c/m2c_dsp_windows.h"
#include "m2c/m2c_scratch.h"

/* How the kernels of one width of weights make sums of two columns by four
 * channels, and outputs of them: channels oc to oc + 3 (or fewer: the last) of one
 * or two columns. sums: 128 times those of the inputs. */
typedef void m2c_dsp_outputs_of(const m2c_conv2d_s8_params *p,
                                const m2c_requant *q, const int32_t *s,
                                int8_t *out, int32_t oc, int32_t channels,
                                int32_t columns, const int32_t *sums);
typedef int32_t m2c_dsp_columns_of(const int32_t *packed, const int32_t *lanes,
                                   int32_t columns, int32_t fours,
                                   const int32_t *sums, const int32_t *bias,
                                   const m2c_requant *q, int8_t *out,
                                   int32_t out_c);
typedef struct {
  int32_t words; /* of a quad's weights and four k */
  void (*dot)(m2c_dsp_block *);
  void (*partial)(m2c_dsp_partial *);
  m2c_dsp_columns_of *columns;
  m2c_dsp_outputs_of *outputs;
} m2c_dsp_form;

/* Two neighbouring channels (or the last alone) of one column. sum: 128 times
 * that of its inputs. */
M2C_KERNEL void m2c_dsp_conv_pair_out(const m2c_conv2d_s8_params *p,
                                      const m2c_requant *q, int8_t *out,
                                      int32_t oc, int32_t channels, int32_t s,
                                      int32_t u, int32_t sum) {
  out[0] = m2c_dsp_requant(
      q, (int32_t)((uint32_t)u - (uint32_t)sum + (uint32_t)p->bias[oc]), oc);
  if (channels > 1)
    out[1] = m2c_dsp_requant(q, m2c_dsp_second(s, u) + p->bias[oc + 1], oc + 1);
}

/* Channels oc and oc + 1 (or the last alone) of three columns. */
M2C_KERNEL void m2c_dsp_conv_three(const m2c_conv2d_s8_params *p,
                                   const m2c_requant *q, m2c_dsp_block *block,
                                   int8_t *out, int32_t oc, int32_t channels,
                                   const int32_t *sums) {
  const int32_t *s = block->sums;
  int32_t i;
  m2c_dsp_dot_3x2(block);
  for (i = 0; i < 3; i++)
    m2c_dsp_conv_pair_out(p, q, out + i * p->out_c, oc, channels, s[i],
                          s[3 + i], sums[i]);
}

/* Channels oc to oc + channels - 1, at most `step`: 2 of three columns, else 4. */
M2C_KERNEL void m2c_dsp_conv_some(const m2c_dsp_form *form,
                                  const m2c_conv2d_s8_params *p,
                                  const m2c_requant *q, m2c_dsp_block *block,
                                  int8_t *out, int32_t oc, int32_t channels,
                                  int32_t columns, int32_t step,
                                  const int32_t *sums) {
  const int32_t fours = (p->kernel_h * p->kernel_w * p->in_c + 3) / 4;
  block->w = p->packed + oc / 4 * form->words * fours + oc % 4 / 2;
  if (step == 2) {
    m2c_dsp_conv_three(p, q, block, out + oc, oc, channels, sums);
  } else {
    form->dot(block);
    form->outputs(p, q, block->sums, out + oc, oc, channels, columns, sums);
  }
}

/* All channels of the columns whose lanes are in scratch, `step` at once: 2 of
 * three columns, else 4. A literal: gcc 12 warns of what cannot happen. */
M2C_KERNEL void m2c_dsp_conv_columns(const m2c_dsp_form *form,
                                     const m2c_conv2d_s8_params *p,
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
    done = form->columns(p->packed, lanes, columns, fours, sums, p->bias, q,
                         out, p->out_c);
  if (done == 0) /* else it is `whole` */
    for (oc = 0; oc < whole; oc += step)
      m2c_dsp_conv_some(form, p, q, &block, out, oc, step, columns, step, sums);
  if (whole < p->out_c)
    m2c_dsp_conv_some(form, p, q, &block, out, whole, p->out_c - whole, columns,
                      step, sums);
}

/* One or two columns, one kernel row after the other. */
M2C_KERNEL void m2c_dsp_conv_by_rows(const m2c_dsp_form *form,
                                     const m2c_conv2d_s8_params *p,
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
    m2c_dsp_fill_windows(p, rows, ox, ky, ky + 1, 0, lanes, NULL, columns,
                         more);
    for (i = 0; i < columns; i++)
      sums[i] = (int32_t)((uint32_t)sums[i] + (uint32_t)more[i]);
    t.w = p->packed + ky * words / 4 * form->words;
    t.x = lanes;
    t.end = lanes + words;
    t.sums = partial;
    t.count = quads;
    t.skip = (p->kernel_h - 1) * words * form->words;
    form->partial(&t);
  }
  for (i = 0; i < quads; i++) {
    const int32_t left = p->out_c - 4 * i;
    form->outputs(p, q, partial + 8 * i, out + 4 * i, 4 * i,
                  left < 4 ? left : 4, columns, sums);
  }
}

M2C_KERNEL void m2c_dsp_conv(const m2c_dsp_form *form,
                             const m2c_conv2d_s8_params *p, int8_t *out,
                             const int8_t *const *rows, int32_t *scratch) {
  const m2c_requant q =
      m2c_requant_of(p->scale, p->multiplier, p->shift, p->split, p->sum_max,
                     p->out_zero, p->out_min, p->out_max);
  const m2c_dsp_conv2d_cut cut =
      m2c_dsp_cut_conv2d(p->kernel_h, p->kernel_w, p->in_c, p->out_w, p->out_c);
  int32_t *rest = scratch + cut.lanes / 4;
  int32_t sums[3], columns = cut.columns, ox = 0;
  /* With 4-bit weights three columns are made by assembly alone. */
  if (form->words < 4 && columns == 3 &&
      (!M2C_DSP_FPU || !q.scale || q.low != -128 || q.high != 127 ||
       p->out_c % 4 != 0))
    columns = 2;
  while (ox < p->out_w) {
    if (columns > p->out_w - ox)
      columns = 1;
    if (cut.sums > 0) {
      m2c_dsp_conv_by_rows(form, p, &q, out, rows, ox, columns, scratch, rest);
    } else {
      m2c_dsp_fill_windows(p, rows, ox, 0, p->kernel_h, cut.copies, scratch,
                           (int8_t *)rest, columns, sums);
      if (columns == 3)
        m2c_dsp_conv_columns(form, p, &q, out, scratch, 3, 2, sums);
      else
        m2c_dsp_conv_columns(form, p, &q, out, scratch, columns, 4, sums);
    }
    out += columns * p->out_c;
    ox += columns;
    columns = 2;
  }
}

#endif
