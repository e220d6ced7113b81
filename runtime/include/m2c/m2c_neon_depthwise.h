/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* Depthwise sums of 3x3 taps, eight neighbouring channels at a time. */
#ifndef M2C_RUNTIME_NEON_DEPTHWISE_H
#define M2C_RUNTIME_NEON_DEPTHWISE_H

#include "m2c/m2c_neon.h"

/* Outputs of eight channels in `count` columns, all of whose taps are inputs. */
typedef struct {
  const int8_t *rows[3]; /* at the first tap of the first column */
  int32_t in_c;          /* bytes from tap to tap, and from output to output */
  int32_t step;          /* from the taps of one column to those of the next */
  const int8_t *w;       /* at the first tap; in_c to the next one */
  const int32_t *bias;
  const m2c_requant *q;
  int8_t *out;
  int32_t c, count;
} m2c_neon_depthwise;

#if M2C_NEON

/* Two taps share 16 bits; the last is alone. */
#define M2C_NEON_TAPS(x0, u0, x1, u1)                                          \
  product = vmlal_s8(vmull_s8(vld1_s8(x0), u0), vld1_s8(x1), u1);              \
  low = vaddw_s16(low, vget_low_s16(product));                                 \
  high = vaddw_high_s16(high, product)

M2C_NEON_BLOCK void m2c_neon_depthwise_3x3(const m2c_neon_depthwise *t) {
  const int8_t *a = t->rows[0], *b = t->rows[1], *d = t->rows[2], *w = t->w;
  const int64_t c = t->in_c;
  const int8x8_t w0 = vld1_s8(w), w1 = vld1_s8(w + c), w2 = vld1_s8(w + 2 * c);
  const int8x8_t w3 = vld1_s8(w + 3 * c), w4 = vld1_s8(w + 4 * c);
  const int8x8_t w5 = vld1_s8(w + 5 * c), w6 = vld1_s8(w + 6 * c);
  const int8x8_t w7 = vld1_s8(w + 7 * c), w8 = vld1_s8(w + 8 * c);
  const int32x4_t bias0 = vld1q_s32(t->bias + t->c);
  const int32x4_t bias1 = vld1q_s32(t->bias + t->c + 4);
  const float *scale = t->q->scale ? t->q->scale + t->c : NULL;
  const float32x4_t scale0 = scale ? vld1q_f32(scale) : vdupq_n_f32(0.0f);
  const float32x4_t scale1 = scale ? vld1q_f32(scale + 4) : scale0;
  const m2c_requant q = *t->q;
  int8_t *out = t->out;
  int32_t sums[8], i, j;
  for (i = 0; i < t->count; i++) {
    int32x4_t low = bias0, high = bias1;
    int16x8_t product;
    M2C_NEON_TAPS(a, w0, a + c, w1);
    M2C_NEON_TAPS(a + 2 * c, w2, b, w3);
    M2C_NEON_TAPS(b + c, w4, b + 2 * c, w5);
    M2C_NEON_TAPS(d, w6, d + c, w7);
    product = vmull_s8(vld1_s8(d + 2 * c), w8);
    low = vaddw_s16(low, vget_low_s16(product));
    high = vaddw_high_s16(high, product);
    if (scale) {
      low = m2c_neon_outputs(&q, low, scale0);
      high = m2c_neon_outputs(&q, high, scale1);
      vst1_s8(out, vmovn_s16(vcombine_s16(vmovn_s32(low), vmovn_s32(high))));
    } else {
      vst1q_s32(sums, low);
      vst1q_s32(sums + 4, high);
      for (j = 0; j < 8; j++)
        out[j] = m2c_requant_one(&q, sums[j], t->c + j);
    }
    out += c;
    a += t->step;
    b += t->step;
    d += t->step;
  }
}

#undef M2C_NEON_TAPS

#else

M2C_NEON_BLOCK void m2c_neon_depthwise_3x3(const m2c_neon_depthwise *t) {
  int32_t sums[8], i, j, tap;
  for (i = 0; i < t->count; i++) {
    for (j = 0; j < 8; j++) {
      sums[j] = 0;
      for (tap = 0; tap < 9; tap++)
        sums[j] += t->rows[tap / 3][i * t->step + tap % 3 * t->in_c + j] *
                   t->w[tap * t->in_c + j];
    }
    m2c_neon_requant(t->q, t->out + i * t->in_c, sums, t->bias, t->c, 4, 0);
    m2c_neon_requant(t->q, t->out + i * t->in_c + 4, sums + 4, t->bias,
                     t->c + 4, 4, 0);
  }
}

#endif

#endif
