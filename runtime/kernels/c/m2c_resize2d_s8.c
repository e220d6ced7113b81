/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Quantised maps with other numbers of rows and columns, channels last (ONNX
 * Resize and Upsample, nearest and linear).
 *
 * Nearest (row_weight is NULL), of equal widths, scales and zero points:
 *   out[n][y][x][c] = in[n][row[y]][column[x]][c]
 * Linear, with v = column_weight[x], w = row_weight[y] and the next row and
 * column, or the same after the last; t(r, x) = float(in[n][r][x][c] - in_zero):
 *   line(r) = t(r, column[x]) * (1 - v) + t(r, column[x] + 1) * v
 *   sum = line(row[y]) * (1 - w) + line(row[y] + 1) * w
 *   out[n][y][x][c] = clamp(rne(sum * ratio) + out_zero, out_min, out_max)
 * in binary32, each operation rounded.
 *
 * ratio = in_scale / out_scale in binary32.
 * rows: rows[0] = in, batch x in_h x in_w x channels elements.
 * out:  batch x out_h x out_w x channels elements, not overlapping in.
 * Of 4-bit elements each row has an even number.
 * scratch: m2c_scratch_resize2d_s8 bytes. */
#include "m2c/m2c_pack_s4.h"
#include "m2c/m2c_requant.h"

typedef struct {
  int32_t batch;              /* >= 0 */
  int32_t in_h, in_w;         /* >= 1 */
  int32_t channels;           /* >= 0 */
  int32_t out_h, out_w;       /* >= 1 */
  int32_t in_zero;            /* zero point of the input */
  int32_t in_bits;            /* 8, or 4: packed */
  int32_t out_zero;           /* zero point of the output */
  int32_t out_min, out_max;   /* bounds of the output, within its width */
  int32_t out_bits;           /* 8, or 4: packed */
  float ratio;                /* > 0 */
  const int32_t *row;         /* [out_h], in [0, in_h) */
  const int32_t *column;      /* [out_w], in [0, in_w) */
  const float *row_weight;    /* [out_h], in [0, 1), or NULL */
  const float *column_weight; /* [out_w], in [0, 1), or NULL */
} m2c_resize2d_s8_params;

/* One output row from the rows a and, weight w, b; 8 bits. */
M2C_KERNEL void m2c_resize2d_s8_line(const m2c_resize2d_s8_params *p,
                                     int8_t *M2C_RESTRICT out, const int8_t *a,
                                     const int8_t *b, float w) {
  int32_t x, c;
  for (x = 0; x < p->out_w; x++) {
    const float v = p->column_weight[x];
    const int32_t left = p->column[x] * p->channels;
    const int32_t right =
        p->column[x] + 1 < p->in_w ? left + p->channels : left;
    for (c = 0; c < p->channels; c++) {
      const float above =
          m2c_f32_madd(m2c_f32_mul((float)(a[left + c] - p->in_zero), 1.0f - v),
                       (float)(a[right + c] - p->in_zero), v);
      const float below =
          m2c_f32_madd(m2c_f32_mul((float)(b[left + c] - p->in_zero), 1.0f - v),
                       (float)(b[right + c] - p->in_zero), v);
      const float sum = m2c_f32_madd(m2c_f32_mul(above, 1.0f - w), below, w);
      out[c] = (int8_t)m2c_round_clamp(m2c_f32_mul(sum, p->ratio), p->out_zero,
                                       p->out_min, p->out_max);
    }
    out += p->channels;
  }
}

M2C_KERNEL void m2c_resize2d_s8_nearest(const m2c_resize2d_s8_params *p,
                                        int8_t *M2C_RESTRICT out,
                                        const int8_t *a) {
  int32_t x;
  for (x = 0; x < p->out_w; x++)
    memcpy(out + x * p->channels, a + p->column[x] * p->channels,
           (size_t)p->channels);
}

M2C_KERNEL void m2c_resize2d_s8(const m2c_resize2d_s8_params *p,
                                int8_t *M2C_RESTRICT out,
                                const int8_t *const *rows, void *scratch) {
  const int32_t in_n = p->in_w * p->channels, out_n = p->out_w * p->channels;
  const int32_t in_row = p->in_bits == 4 ? in_n / 2 : in_n;
  const int32_t out_row = p->out_bits == 4 ? out_n / 2 : out_n;
  int8_t *wide = (int8_t *)scratch;
  int32_t n, y;
  for (n = 0; n < p->batch; n++) {
    const int8_t *in = rows[0] + n * p->in_h * in_row;
    for (y = 0; y < p->out_h; y++) {
      const int8_t *a = in + p->row[y] * in_row;
      const int8_t *b = p->row[y] + 1 < p->in_h ? a + in_row : a;
      int8_t *const to = out + (n * p->out_h + y) * out_row;
      int8_t *line = to;
      if (p->in_bits == 4) {
        m2c_unpack_s4(wide, a, in_n);
        m2c_unpack_s4(wide + in_n, b, in_n);
        a = wide;
        b = wide + in_n;
      }
      if (p->out_bits == 4)
        line = wide + (p->in_bits == 4 ? 2 * in_n : 0);
      if (p->row_weight)
        m2c_resize2d_s8_line(p, line, a, b, p->row_weight[y]);
      else
        m2c_resize2d_s8_nearest(p, line, a);
      if (p->out_bits == 4)
        m2c_pack_s4(to, line, out_n);
    }
  }
}
