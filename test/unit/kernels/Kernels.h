/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The params of all kernels, and for each kernel a function m2c_run_<stem> that
 * calls it: Kernels.c compiles them as the C they are shipped as. */
#ifndef M2C_TEST_KERNELS_KERNELS_H
#define M2C_TEST_KERNELS_KERNELS_H

#ifdef __cplusplus
extern "C" {
#endif

#include "m2c/m2c_window_s8.h"
#include "m2c_add_f32.c"
#include "m2c_add_s8.c"
#include "m2c_avg_pool2d_f32.c"
#include "m2c_avg_pool2d_s8.c"
#include "m2c_batch_norm_f32.c"
#include "m2c_clip_f32.c"
#include "m2c_conv2d_f32.c"
#include "m2c_conv2d_s4.c"
#include "m2c_conv2d_s4w4.c"
#include "m2c_conv2d_s8.c"
#include "m2c_conv2d_s8w4.c"
#include "m2c_convert_s8_u8.c"
#include "m2c_convert_u8_s8.c"
#include "m2c_copy_strided_f32.c"
#include "m2c_copy_strided_s4.c"
#include "m2c_copy_strided_s8.c"
#include "m2c_dense_f32.c"
#include "m2c_dense_s4.c"
#include "m2c_dense_s4w4.c"
#include "m2c_dense_s8.c"
#include "m2c_dense_s8w4.c"
#include "m2c_depthwise_conv2d_f32.c"
#include "m2c_depthwise_conv2d_s4.c"
#include "m2c_depthwise_conv2d_s4w4.c"
#include "m2c_depthwise_conv2d_s8.c"
#include "m2c_depthwise_conv2d_s8w4.c"
#include "m2c_dequantize_s16_f32.c"
#include "m2c_dequantize_s8_f32.c"
#include "m2c_div_f32.c"
#include "m2c_fill_f32.c"
#include "m2c_fill_s4.c"
#include "m2c_fill_s8.c"
#include "m2c_hard_sigmoid_f32.c"
#include "m2c_hard_swish_f32.c"
#include "m2c_leaky_relu_f32.c"
#include "m2c_lut_s8.c"
#include "m2c_matmul_f32.c"
#include "m2c_matmul_s8.c"
#include "m2c_max_pool2d_f32.c"
#include "m2c_max_pool2d_s8.c"
#include "m2c_mean_rows_s8.c"
#include "m2c_mul_f32.c"
#include "m2c_mul_s8.c"
#include "m2c_quantize_f32_s8.c"
#include "m2c_quantize_s16_s8.c"
#include "m2c_reduce_mean_f32.c"
#include "m2c_reduce_mean_s8.c"
#include "m2c_relu_f32.c"
#include "m2c_resize2d_f32.c"
#include "m2c_resize2d_s8.c"
#include "m2c_sigmoid_f32.c"
#include "m2c_softmax_f32.c"
#include "m2c_softmax_s8.c"
#include "m2c_softmax_s8_f32.c"
#include "m2c_sub_f32.c"
#include "m2c_sub_s8.c"
#include "m2c_sum_rows_s8.c"
#include "m2c_tanh_f32.c"

#define M2C_FOR_EACH_KERNEL(X)                                                 \
  X(add)                                                                       \
  X(avg_pool2d)                                                                \
  X(batch_norm)                                                                \
  X(clip)                                                                      \
  X(conv2d)                                                                    \
  X(copy_strided)                                                              \
  X(dense)                                                                     \
  X(depthwise_conv2d)                                                          \
  X(div)                                                                       \
  X(fill)                                                                      \
  X(hard_sigmoid)                                                              \
  X(hard_swish)                                                                \
  X(leaky_relu)                                                                \
  X(matmul)                                                                    \
  X(max_pool2d)                                                                \
  X(mul)                                                                       \
  X(reduce_mean)                                                               \
  X(relu)                                                                      \
  X(resize2d)                                                                  \
  X(sigmoid)                                                                   \
  X(softmax)                                                                   \
  X(sub)                                                                       \
  X(tanh)

/* Name, element of the rows, element of the output. */
#define M2C_FOR_EACH_INTEGER_KERNEL(X)                                         \
  X(add_s8, int8_t, int8_t)                                                    \
  X(avg_pool2d_s8, int8_t, int8_t)                                             \
  X(conv2d_s4, int8_t, int8_t)                                                 \
  X(conv2d_s4w4, int8_t, int8_t)                                               \
  X(conv2d_s8, int8_t, int8_t)                                                 \
  X(conv2d_s8w4, int8_t, int8_t)                                               \
  X(copy_strided_s4, int8_t, int8_t)                                           \
  X(copy_strided_s8, int8_t, int8_t)                                           \
  X(dense_s4, int8_t, int8_t)                                                  \
  X(dense_s4w4, int8_t, int8_t)                                                \
  X(dense_s8, int8_t, int8_t)                                                  \
  X(dense_s8w4, int8_t, int8_t)                                                \
  X(depthwise_conv2d_s4, int8_t, int8_t)                                       \
  X(depthwise_conv2d_s4w4, int8_t, int8_t)                                     \
  X(depthwise_conv2d_s8, int8_t, int8_t)                                       \
  X(depthwise_conv2d_s8w4, int8_t, int8_t)                                     \
  X(fill_s4, int8_t, int8_t)                                                   \
  X(fill_s8, int8_t, int8_t)                                                   \
  X(lut_s8, int8_t, int8_t)                                                    \
  X(matmul_s8, int8_t, int8_t)                                                 \
  X(max_pool2d_s8, int8_t, int8_t)                                             \
  X(mean_rows_s8, int32_t, int8_t)                                             \
  X(mul_s8, int8_t, int8_t)                                                    \
  X(reduce_mean_s8, int8_t, int8_t)                                            \
  X(resize2d_s8, int8_t, int8_t)                                               \
  X(softmax_s8, int8_t, int8_t)                                                \
  X(sub_s8, int8_t, int8_t)                                                    \
  X(sum_rows_s8, int8_t, int32_t)                                              \
  X(convert_s8_u8, int8_t, uint8_t)                                            \
  X(convert_u8_s8, uint8_t, int8_t)                                            \
  X(dequantize_s16_f32, int16_t, float)                                        \
  X(dequantize_s8_f32, int8_t, float)                                          \
  X(quantize_f32_s8, float, int8_t)                                            \
  X(quantize_s16_s8, int16_t, int8_t)                                          \
  X(softmax_s8_f32, int8_t, float)

#define M2C_DECLARE_RUN(stem)                                                  \
  void m2c_run_##stem(const m2c_##stem##_f32_params *p, float *out,            \
                      const float *const *rows);
M2C_FOR_EACH_KERNEL(M2C_DECLARE_RUN)

#define M2C_DECLARE_RUN_INTEGER(name, in, out_type)                            \
  void m2c_run_##name(const m2c_##name##_params *p, out_type *out,             \
                      const in *const *rows, void *scratch);
M2C_FOR_EACH_INTEGER_KERNEL(M2C_DECLARE_RUN_INTEGER)

int8_t m2c_run_requant(const m2c_requant *q, int32_t acc, int32_t c);
int32_t m2c_run_round_clamp(float x, int32_t zero, int32_t low, int32_t high);
float m2c_run_fused(float sum, float a, float b);

float m2c_run_exp(float x);
float m2c_run_sigmoid_of(float x);
float m2c_run_tanh_of(float x);
float m2c_run_act(float x, int32_t act, float a, float b);
void m2c_run_act4(float *x, int32_t act, float a, float b);
void m2c_run_window(const float **rows, const float *in, int32_t in_h,
                    int32_t row_elements, int32_t first, int32_t step,
                    int32_t count, const float *outside);
void m2c_run_ring_s8(const int8_t **rows, const int8_t *in, int32_t ring,
                     int32_t in_h, int32_t row_bytes, int32_t first,
                     int32_t step, int32_t count, const int8_t *outside);
void m2c_run_ring_f32(const float **rows, const float *in, int32_t ring,
                      int32_t in_h, int32_t row_elements, int32_t first,
                      int32_t step, int32_t count, const float *outside);
void m2c_run_window_s8(const int8_t **rows, const int8_t *in, int32_t in_h,
                       int32_t row_bytes, int32_t first, int32_t step,
                       int32_t count, const int8_t *outside);

#ifdef __cplusplus
}
#endif

#endif
