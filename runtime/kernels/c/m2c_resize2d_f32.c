/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Maps with other numbers of rows and columns, channels last (ONNX Resize and
 * Upsample, nearest and linear).
 *
 * Nearest (row_weight is NULL):
 *   out[n][y][x][c] = in[n][row[y]][column[x]][c]
 * Linear, with v = column_weight[x], w = row_weight[y] and the next row and
 * column, or the same after the last:
 *   line(r) = in[n][r][column[x]][c] * (1 - v) + in[n][r][column[x] + 1][c] * v
 *   out[n][y][x][c] = line(row[y]) * (1 - w) + line(row[y] + 1) * w
 * each operation rounded.
 *
 * rows: rows[0] = in, batch x in_h x in_w x channels floats.
 * out:  batch x out_h x out_w x channels floats, not overlapping in.
 * scratch: not used. */
#include "m2c/m2c_f32.h"

typedef struct {
  int32_t batch;              /* >= 0 */
  int32_t in_h, in_w;         /* >= 1 */
  int32_t channels;           /* >= 0 */
  int32_t out_h, out_w;       /* >= 1 */
  const int32_t *row;         /* [out_h], in [0, in_h) */
  const int32_t *column;      /* [out_w], in [0, in_w) */
  const float *row_weight;    /* [out_h], in [0, 1), or NULL */
  const float *column_weight; /* [out_w], in [0, 1), or NULL */
} m2c_resize2d_f32_params;

/* One output row from the rows a and, weight w, b. */
M2C_KERNEL void m2c_resize2d_f32_line(const m2c_resize2d_f32_params *p,
                                      float *M2C_RESTRICT out, const float *a,
                                      const float *b, float w) {
  int32_t x, c;
  for (x = 0; x < p->out_w; x++) {
    const float v = p->column_weight[x];
    const int32_t left = p->column[x] * p->channels;
    const int32_t right =
        p->column[x] + 1 < p->in_w ? left + p->channels : left;
    for (c = 0; c < p->channels; c++) {
      const float above =
          m2c_f32_madd(m2c_f32_mul(a[left + c], 1.0f - v), a[right + c], v);
      const float below =
          m2c_f32_madd(m2c_f32_mul(b[left + c], 1.0f - v), b[right + c], v);
      out[c] = m2c_f32_madd(m2c_f32_mul(above, 1.0f - w), below, w);
    }
    out += p->channels;
  }
}

M2C_KERNEL void m2c_resize2d_f32(const m2c_resize2d_f32_params *p,
                                 float *M2C_RESTRICT out,
                                 const float *const *rows, void *scratch) {
  const int32_t in_row = p->in_w * p->channels;
  const int32_t out_row = p->out_w * p->channels;
  int32_t n, y, x;
  (void)scratch;
  for (n = 0; n < p->batch; n++) {
    const float *in = rows[0] + n * p->in_h * in_row;
    for (y = 0; y < p->out_h; y++) {
      const float *a = in + p->row[y] * in_row;
      float *to = out + (n * p->out_h + y) * out_row;
      if (p->row_weight) {
        m2c_resize2d_f32_line(p, to, a,
                              p->row[y] + 1 < p->in_h ? a + in_row : a,
                              p->row_weight[y]);
        continue;
      }
      for (x = 0; x < p->out_w; x++)
        memcpy(to + x * p->channels, a + p->column[x] * p->channels,
               (size_t)p->channels * sizeof(float));
    }
  }
}
