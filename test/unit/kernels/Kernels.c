/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Compiles every kernel as C99 with the warnings of a careful user, and gives
 * each an external name for the C++ tests. */
#include "Kernels.h"

#define M2C_DEFINE_RUN(stem)                                                   \
  void m2c_run_##stem(const m2c_##stem##_f32_params *p, float *out,            \
                      const float *const *rows) {                              \
    m2c_##stem##_f32(p, out, rows, NULL);                                      \
  }
M2C_FOR_EACH_KERNEL(M2C_DEFINE_RUN)

#define M2C_DEFINE_RUN_INTEGER(name, in, out_type)                             \
  void m2c_run_##name(const m2c_##name##_params *p, out_type *out,             \
                      const in *const *rows, void *scratch) {                  \
    m2c_##name(p, out, rows, scratch);                                         \
  }
M2C_FOR_EACH_INTEGER_KERNEL(M2C_DEFINE_RUN_INTEGER)

int8_t m2c_run_requant(const m2c_requant *q, int32_t acc, int32_t c) {
  return m2c_requant_one(q, acc, c);
}
int32_t m2c_run_round_clamp(float x, int32_t zero, int32_t low, int32_t high) {
  return m2c_round_clamp(x, zero, low, high);
}
float m2c_run_fused(float sum, float a, float b) {
  return m2c_f32_fused(sum, a, b);
}

float m2c_run_exp(float x) { return m2c_f32_exp(x); }
float m2c_run_sigmoid_of(float x) { return m2c_f32_sigmoid(x); }
float m2c_run_tanh_of(float x) { return m2c_f32_tanh(x); }

/* One value through both steps of an activation, as a scalar ... */
float m2c_run_act(float x, int32_t act, float a, float b) {
  float y = m2c_act_f32(x, act, a, b);
  m2c_act_rest_f32(&y, 1, act, a, b);
  return y;
}

/* ... and four values in place, as a vector. */
void m2c_run_act4(float *x, int32_t act, float a, float b) {
  m2c_f32x4_store(x, m2c_act_f32x4(m2c_f32x4_load(x), act, a, b));
  m2c_act_rest_f32(x, 4, act, a, b);
}

void m2c_run_window(const float **rows, const float *in, int32_t in_h,
                    int32_t row_elements, int32_t first, int32_t step,
                    int32_t count, const float *outside) {
  m2c_window_f32(rows, in, in_h, row_elements, first, step, count, outside);
}

void m2c_run_window_s8(const int8_t **rows, const int8_t *in, int32_t in_h,
                       int32_t row_bytes, int32_t first, int32_t step,
                       int32_t count, const int8_t *outside) {
  m2c_window_s8(rows, in, in_h, row_bytes, first, step, count, outside);
}

void m2c_run_ring_s8(const int8_t **rows, const int8_t *in, int32_t ring,
                     int32_t in_h, int32_t row_bytes, int32_t first,
                     int32_t step, int32_t count, const int8_t *outside) {
  m2c_ring_s8(rows, in, ring, in_h, row_bytes, first, step, count, outside);
}

void m2c_run_ring_f32(const float **rows, const float *in, int32_t ring,
                      int32_t in_h, int32_t row_elements, int32_t first,
                      int32_t step, int32_t count, const float *outside) {
  m2c_ring_f32(rows, in, ring, in_h, row_elements, first, step, count, outside);
}
