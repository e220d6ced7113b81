/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* All channels of up to three pixels, whatever the width of the weights. */
#ifndef M2C_RUNTIME_MVE_FORM_H
#define M2C_RUNTIME_MVE_FORM_H

#include "m2c/m2c_mve.h"

typedef struct {
  const int8_t *x[3];  /* n inputs of each pixel */
  int32_t n;           /* >= 1 */
  const int8_t *w;     /* weights of the first pair */
  int32_t *sums;       /* m2c_mve_place */
  const int32_t *bias; /* of the first channel */
  int32_t pairs;       /* of channels; one pixel: an even number of them */
  int32_t pair;        /* bytes of a pair's weights */
} m2c_mve_block;

/* How the kernels of one width of weights make sums and outputs. */
typedef void m2c_mve_dot(const m2c_mve_block *b);
typedef void m2c_mve_requant(const m2c_requant *q, const m2c_mve_outputs *t);
typedef struct {
  m2c_mve_dot *one, *two, *three; /* pixels */
  m2c_mve_requant *requant;       /* where there are float scales */
  int32_t fraction;               /* sums are 2^fraction times themselves */
} m2c_mve_form;

M2C_KERNEL void m2c_mve_dot_pixels(const m2c_mve_form *form,
                                   const m2c_mve_block *b, int32_t pixels) {
  if (pixels == 3)
    form->three(b);
  else if (pixels == 2)
    form->two(b);
  else
    form->one(b);
}

/* The channels that are no whole pair (one pixel: four) of so many: no bias is
 * read beyond the last. */
M2C_MVE_BLOCK void m2c_mve_dot_rest(const m2c_mve_form *form,
                                    const m2c_mve_block *all, int32_t pixels,
                                    int32_t channels) {
  const int32_t whole = m2c_whole(channels, pixels == 1 ? 4 : 2);
  m2c_mve_block b = *all;
  int32_t bias[4] = {0, 0, 0, 0}, c;
  for (c = whole; c < channels; c++)
    bias[c - whole] = b.bias[c];
  b.bias = bias;
  b.w += whole / 2 * b.pair;
  b.pairs = pixels == 1 ? 2 : 1;
  b.sums += m2c_mve_place(whole);
  m2c_mve_dot_pixels(form, &b, pixels);
}

/* The sums of `channels` of up to three pixels, any number, and their outputs. */
M2C_KERNEL void m2c_mve_channels(const m2c_mve_form *form, const m2c_requant *q,
                                 m2c_mve_block *b, const m2c_mve_outputs *t) {
  const int32_t step = t->pixels == 1 ? 4 : 2;
  const int32_t rest = t->count & (step - 1);
  b->pairs = (t->count - rest) / 2;
  if (b->pairs > 0)
    m2c_mve_dot_pixels(form, b, t->pixels);
  if (rest > 0)
    m2c_mve_dot_rest(form, b, t->pixels, t->count);
  if (M2C_MVE && q->scale)
    form->requant(q, t);
  else
    m2c_mve_requant_plain(q, t, form->fraction);
}

#endif
