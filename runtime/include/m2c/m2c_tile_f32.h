/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* The register block of matrix-like kernels: up to four rows (pixels) by up to
 * eight neighbouring outputs, all sums in registers while k runs. */
#ifndef M2C_RUNTIME_TILE_F32_H
#define M2C_RUNTIME_TILE_F32_H

#include "m2c/m2c_math_f32.h"
#include "m2c/m2c_vec_f32.h"

/* Outputs of a block are 4 * vectors, vectors <= M2C_TILE_VECTORS: bounded by
 * registers (16 or 32 quad registers; 8 with MVE; 32 single floats). */
#if M2C_F32_LANES
#define M2C_TILE_VECTORS 2
#else
#define M2C_TILE_VECTORS 1
#endif

/* Sums of row 0..3, outputs 0-3 (a) and 4-7 (b). Named, not an array: gcc
 * keeps arrays in memory below -O3. Unused members cost nothing. */
typedef struct {
  m2c_f32x4 a0, a1, a2, a3, b0, b1, b2, b3;
} m2c_tile_f32;

/* Starts every sum with the bias of its output: bias[0 .. 4 * vectors - 1]. */
M2C_KERNEL m2c_tile_f32 m2c_tile_f32_start(const float *bias, int32_t vectors) {
  m2c_tile_f32 t;
  t.a0 = bias ? m2c_f32x4_load(bias) : m2c_f32x4_splat(0.0f);
  t.b0 = bias && vectors > 1 ? m2c_f32x4_load(bias + 4) : t.a0;
  t.a1 = t.a2 = t.a3 = t.a0;
  t.b1 = t.b2 = t.b3 = t.b0;
  return t;
}

/* One k: rows' inputs x0..x3 times the weights w[0 .. 4 * vectors - 1]. */
M2C_KERNEL void m2c_tile_f32_step(m2c_tile_f32 *t, int32_t rows,
                                  int32_t vectors, const float *w, float x0,
                                  float x1, float x2, float x3) {
  const m2c_f32x4 wa = m2c_f32x4_load(w);
  t->a0 = m2c_f32x4_madd(t->a0, wa, m2c_f32x4_splat(x0));
  if (rows > 1)
    t->a1 = m2c_f32x4_madd(t->a1, wa, m2c_f32x4_splat(x1));
  if (rows > 2)
    t->a2 = m2c_f32x4_madd(t->a2, wa, m2c_f32x4_splat(x2));
  if (rows > 3)
    t->a3 = m2c_f32x4_madd(t->a3, wa, m2c_f32x4_splat(x3));
  if (vectors > 1) {
    const m2c_f32x4 wb = m2c_f32x4_load(w + 4);
    t->b0 = m2c_f32x4_madd(t->b0, wb, m2c_f32x4_splat(x0));
    if (rows > 1)
      t->b1 = m2c_f32x4_madd(t->b1, wb, m2c_f32x4_splat(x1));
    if (rows > 2)
      t->b2 = m2c_f32x4_madd(t->b2, wb, m2c_f32x4_splat(x2));
    if (rows > 3)
      t->b3 = m2c_f32x4_madd(t->b3, wb, m2c_f32x4_splat(x3));
  }
}

/* Adds count >= 0 products to every sum, k ascending: row r's inputs are
 * x[r * x_step + k], the weights of k are w[k * w_step + output]. rows (1 to 4)
 * and vectors (1 or 2) must be literals at the call: they fold away. */
M2C_KERNEL void m2c_tile_f32_add(m2c_tile_f32 *t, int32_t rows, int32_t vectors,
                                 const float *x, int32_t x_step, const float *w,
                                 int32_t w_step, int32_t count) {
  const uint32_t fours = M2C_F32_DEPTH == 4 ? (uint32_t)count / 4u : 0u;
  const int32_t s1 = rows > 1 ? x_step : 0, s2 = rows > 2 ? 2 * x_step : 0;
  const int32_t s3 = rows > 3 ? 3 * x_step : 0;
  uint32_t i;
  for (i = 0; i < fours; i++) {
    const m2c_f32_four v0 = m2c_f32_four_load(x);
    const m2c_f32_four v1 = rows > 1 ? m2c_f32_four_load(x + s1) : v0;
    const m2c_f32_four v2 = rows > 2 ? m2c_f32_four_load(x + s2) : v0;
    const m2c_f32_four v3 = rows > 3 ? m2c_f32_four_load(x + s3) : v0;
    m2c_tile_f32_step(t, rows, vectors, w, m2c_f32_four_at(v0, 0),
                      m2c_f32_four_at(v1, 0), m2c_f32_four_at(v2, 0),
                      m2c_f32_four_at(v3, 0));
    m2c_tile_f32_step(t, rows, vectors, w + w_step, m2c_f32_four_at(v0, 1),
                      m2c_f32_four_at(v1, 1), m2c_f32_four_at(v2, 1),
                      m2c_f32_four_at(v3, 1));
    m2c_tile_f32_step(t, rows, vectors, w + 2 * w_step, m2c_f32_four_at(v0, 2),
                      m2c_f32_four_at(v1, 2), m2c_f32_four_at(v2, 2),
                      m2c_f32_four_at(v3, 2));
    m2c_tile_f32_step(t, rows, vectors, w + 3 * w_step, m2c_f32_four_at(v0, 3),
                      m2c_f32_four_at(v1, 3), m2c_f32_four_at(v2, 3),
                      m2c_f32_four_at(v3, 3));
    x += 4;
    w += 4 * w_step;
  }
  for (i = 4u * fours; i < (uint32_t)count; i++) {
    m2c_tile_f32_step(t, rows, vectors, w, x[0], x[s1], x[s2], x[s3]);
    x += 1;
    w += w_step;
  }
}

/* Stores the sums, activated: row r's outputs at out[r * out_step + output]. */
M2C_KERNEL void m2c_tile_f32_store(const m2c_tile_f32 *t, int32_t rows,
                                   int32_t vectors, float *out,
                                   int32_t out_step, int32_t act, float a,
                                   float b) {
  m2c_f32x4_store(out, m2c_act_f32x4(t->a0, act, a, b));
  if (vectors > 1)
    m2c_f32x4_store(out + 4, m2c_act_f32x4(t->b0, act, a, b));
  if (rows > 1)
    m2c_f32x4_store(out + out_step, m2c_act_f32x4(t->a1, act, a, b));
  if (rows > 1 && vectors > 1)
    m2c_f32x4_store(out + out_step + 4, m2c_act_f32x4(t->b1, act, a, b));
  if (rows > 2)
    m2c_f32x4_store(out + 2 * out_step, m2c_act_f32x4(t->a2, act, a, b));
  if (rows > 2 && vectors > 1)
    m2c_f32x4_store(out + 2 * out_step + 4, m2c_act_f32x4(t->b2, act, a, b));
  if (rows > 3)
    m2c_f32x4_store(out + 3 * out_step, m2c_act_f32x4(t->a3, act, a, b));
  if (rows > 3 && vectors > 1)
    m2c_f32x4_store(out + 3 * out_step + 4, m2c_act_f32x4(t->b3, act, a, b));
}

#endif
