/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Runs every kernel on fixed data and prints one line `stem CRC32` for each;
 * same-bits.py compares the lines of many builds. Each case runs twice, with
 * constants that fold into the kernel and through a pointer that hides them. */
#include "port.h"

/* In an order that is not the alphabet's: any order must do. */
/* clang-format off */
#include "m2c_tanh_f32.c"
#include "m2c_sum_rows_s8.c"
#include "m2c_sub_s8.c"
#include "m2c_sub_f32.c"
#include "m2c_softmax_s8_f32.c"
#include "m2c_softmax_s8.c"
#include "m2c_softmax_f32.c"
#include "m2c_sigmoid_f32.c"
#include "m2c_resize2d_s8.c"
#include "m2c_resize2d_f32.c"
#include "m2c_relu_f32.c"
#include "m2c_reduce_mean_s8.c"
#include "m2c_reduce_mean_f32.c"
#include "m2c_quantize_s16_s8.c"
#include "m2c_quantize_f32_s8.c"
#include "m2c_mul_s8.c"
#include "m2c_mul_f32.c"
#include "m2c_mean_rows_s8.c"
#include "m2c_max_pool2d_s8.c"
#include "m2c_max_pool2d_f32.c"
#include "m2c_matmul_s8.c"
#include "m2c_matmul_f32.c"
#include "m2c_lut_s8.c"
#include "m2c_leaky_relu_f32.c"
#include "m2c_hard_swish_f32.c"
#include "m2c_hard_sigmoid_f32.c"
#include "m2c_fill_s8.c"
#include "m2c_fill_s4.c"
#include "m2c_fill_f32.c"
#include "m2c_div_f32.c"
#include "m2c_dequantize_s8_f32.c"
#include "m2c_dequantize_s16_f32.c"
#include "m2c_depthwise_conv2d_s8w4.c"
#include "m2c_depthwise_conv2d_s8.c"
#include "m2c_depthwise_conv2d_s4w4.c"
#include "m2c_depthwise_conv2d_s4.c"
#include "m2c_depthwise_conv2d_f32.c"
#include "m2c_dense_s8w4.c"
#include "m2c_dense_s8.c"
#include "m2c_dense_s4w4.c"
#include "m2c_dense_s4.c"
#include "m2c_dense_f32.c"
#include "m2c_copy_strided_s8.c"
#include "m2c_copy_strided_s4.c"
#include "m2c_copy_strided_f32.c"
#include "m2c_convert_u8_s8.c"
#include "m2c_convert_s8_u8.c"
#include "m2c_conv2d_s8w4.c"
#include "m2c_conv2d_s8.c"
#include "m2c_conv2d_s4w4.c"
#include "m2c_conv2d_s4.c"
#include "m2c_conv2d_f32.c"
#include "m2c_clip_f32.c"
#include "m2c_batch_norm_f32.c"
#include "m2c_avg_pool2d_s8.c"
#include "m2c_avg_pool2d_f32.c"
#include "m2c_add_s8.c"
#include "m2c_add_f32.c"
/* clang-format on */

enum { SIZE = 4096 };
static float input[SIZE], weights[SIZE], bias[SIZE], zeros[SIZE];
static float folded[SIZE], hidden[SIZE];

static uint32_t crc_update(uint32_t crc, uint32_t value) {
  int bit;
  crc ^= value;
  for (bit = 0; bit < 32; bit++)
    crc = (crc >> 1) ^ (crc & 1u ? 0xedb88320u : 0u);
  return crc;
}

/* The bits of a NaN are no part of the promise. */
static uint32_t crc_floats(uint32_t crc, const float *x, int32_t n) {
  int32_t i;
  for (i = 0; i < n; i++)
    crc = crc_update(crc, x[i] != x[i] ? 0x7fc00000u : m2c_f32_to_bits(x[i]));
  return crc;
}

static void print_line(const char *stem, uint32_t crc) {
  char digits[] = " 00000000\n";
  int i;
  for (i = 8; i > 0; i--, crc >>= 4)
    digits[i] = "0123456789abcdef"[crc & 15u];
  port_print(stem);
  port_print(digits);
}

/* Full 24-bit mantissas, so that every product is inexact. */
static void randomise(float *x, uint32_t seed) {
  int32_t i;
  for (i = 0; i < SIZE; i++) {
    seed = seed * 1664525u + 1013904223u;
    x[i] = ((float)(seed >> 8) + 0.5f) * 1.1920929e-7f - 1.0f;
  }
}

/* Both runs start on the same output, for kernels that leave gaps. */
static void reset(void) {
  memset(folded, 0, sizeof folded);
  memset(hidden, 0, sizeof hidden);
}

static int failed;

static uint32_t finish(const char *stem, uint32_t crc, int32_t n) {
  if (memcmp(folded, hidden, sizeof folded) != 0) {
    port_print(stem);
    port_print(" differs between folded and hidden constants\n");
    failed = 1;
  }
  return crc_floats(crc, folded, n);
}

/* One case: `n` outputs; the rest are the params. ROWS(pointers) comes first. */
#define ROWS(...) __VA_ARGS__
#define CASE(stem, rows_list, n, ...)                                          \
  do {                                                                         \
    static const m2c_##stem##_f32_params p = {__VA_ARGS__};                    \
    void (*volatile hide)(const m2c_##stem##_f32_params *, float *,            \
                          const float *const *, void *) = m2c_##stem##_f32;    \
    const float *const rows[] = {rows_list};                                   \
    reset();                                                                   \
    m2c_##stem##_f32(&p, folded, rows, NULL);                                  \
    hide(&p, hidden, rows, NULL);                                              \
    crc = finish(#stem, crc, n);                                               \
  } while (0)

/* The tables of resize2d: 3 x 4 positions become 4 x 5. */
static const int32_t resize_rows[4] = {0, 0, 1, 2};
static const int32_t resize_columns[5] = {0, 0, 1, 2, 3};
static const float row_weights[4] = {0.0f, 0.625f, 0.3749999f, 0.0f};
static const float column_weights[5] = {0.0f, 0.7f, 0.5f, 0.3000001f, 0.0f};
#define RESIZE_LINEAR resize_rows, resize_columns, row_weights, column_weights
#define RESIZE_NEAREST resize_rows, resize_columns, NULL, NULL

/* All rows of one window operator; in_h, pad_top, stride_h, dilation_h, out_h
 * and the elements of an input and an output row, then the params. */
#define MAP(stem, outside, in_h, pad, stride, dilation, out_h, in_n, out_n,    \
            ...)                                                               \
  do {                                                                         \
    static const m2c_##stem##_f32_params p = {__VA_ARGS__};                    \
    void (*volatile hide)(const m2c_##stem##_f32_params *, float *,            \
                          const float *const *, void *) = m2c_##stem##_f32;    \
    const float *rows[8];                                                      \
    int32_t oy;                                                                \
    reset();                                                                   \
    for (oy = 0; oy < (out_h); oy++) {                                         \
      m2c_window_f32(rows, input, in_h, in_n, oy * (stride) - (pad), dilation, \
                     p.kernel_h, outside);                                     \
      m2c_##stem##_f32(&p, folded + oy * (out_n), rows, NULL);                 \
      hide(&p, hidden + oy * (out_n), rows, NULL);                             \
    }                                                                          \
    crc = finish(#stem, crc, (out_h) * (out_n));                               \
  } while (0)

static void windows(void) {
  uint32_t crc = 0;
  /* clang-format off */
  MAP(conv2d, zeros, 5, 1, 1, 1, 5, 9 * 6, 9 * 20, 9, 6, 9, 20, 3, 3, 1, 1, 1, 1, M2C_ACT_RELU, 0, 0, weights, bias);
  MAP(conv2d, zeros, 4, 0, 1, 1, 4, 7 * 16, 7 * 9, 7, 16, 7, 9, 1, 1, 1, 1, 0, 1, M2C_ACT_SIGMOID, 0, 0, weights, bias);
  MAP(conv2d, zeros, 9, 2, 2, 2, 4, 11 * 6, 5 * 12, 11, 6, 5, 12, 3, 3, 2, 2, 2, 3, M2C_ACT_HARD_SWISH, 0, 0, weights, bias);
  MAP(conv2d, zeros, 3, 1, 1, 1, 3, 3 * 1, 4 * 3, 3, 1, 4, 3, 3, 2, 1, 1, 1, 1, M2C_ACT_NONE, 0, 0, weights, bias);
  print_line("conv2d", crc), crc = 0;
  MAP(depthwise_conv2d, zeros, 5, 1, 1, 1, 5, 9 * 22, 9 * 22, 9, 22, 9, 1, 3, 3, 1, 1, 1, M2C_ACT_CLIP, -0.25f, 0.5f, weights, bias);
  MAP(depthwise_conv2d, zeros, 7, 2, 2, 1, 4, 8 * 3, 4 * 18, 8, 3, 4, 6, 5, 5, 2, 1, 2, M2C_ACT_TANH, 0, 0, weights, bias);
  MAP(depthwise_conv2d, zeros, 3, 1, 1, 1, 3, 2 * 3, 2 * 3, 2, 3, 2, 1, 3, 3, 1, 1, 1, M2C_ACT_NONE, 0, 0, weights, bias);
  print_line("depthwise_conv2d", crc), crc = 0;
  MAP(max_pool2d, NULL, 7, 1, 2, 1, 4, 8 * 13, 4 * 13, 8, 13, 4, 3, 3, 2, 1, 1, M2C_ACT_LEAKY_RELU, 0.3f, 0);
  MAP(max_pool2d, NULL, 2, 0, 1, 1, 1, 2 * 3, 1 * 3, 2, 3, 1, 2, 2, 1, 1, 0, M2C_ACT_NONE, 0, 0);
  print_line("max_pool2d", crc), crc = 0;
  MAP(avg_pool2d, NULL, 7, 1, 2, 1, 4, 8 * 13, 4 * 13, 8, 13, 4, 3, 3, 2, 1, 1, M2C_ACT_HARD_SIGMOID, 0.2f, 0.5f);
  MAP(avg_pool2d, NULL, 2, 0, 1, 1, 1, 2 * 3, 1 * 3, 2, 3, 1, 2, 2, 1, 1, 0, M2C_ACT_NONE, 0, 0);
  print_line("avg_pool2d", crc), crc = 0;
  /* clang-format on */
}

static void products(void) {
  uint32_t crc = 0;
  CASE(dense, input, 23, 77, 23, M2C_ACT_NONE, 0, 0, weights, bias);
  CASE(dense, input, 16, 64, 16, M2C_ACT_HARD_SIGMOID, 0.2f, 0.5f, weights,
       bias);
  CASE(dense, input, 3, 2, 3, M2C_ACT_NONE, 0, 0, weights, bias);
  print_line("dense", crc), crc = 0;
  CASE(matmul, ROWS(input, weights), 6 * 15, 6, 21, 15, 1, 1);
  CASE(matmul, ROWS(input, weights), 6, 3, 1, 2, 1, 1);
  CASE(matmul, ROWS(input, weights), 3 * 5 * 7, 5, 9, 7, 3, 3);
  CASE(matmul, ROWS(input, weights), 2 * 4 * 6, 4, 5, 6, 2, 1);
  print_line("matmul", crc), crc = 0;
  CASE(reduce_mean, input, 3 * 7, 3, 19, 7, M2C_ACT_NONE, 0, 0);
  CASE(reduce_mean, input, 5, 5, 101, 1, M2C_ACT_HARD_SWISH, 0, 0);
  CASE(reduce_mean, input, 3, 1, 2, 3, M2C_ACT_NONE, 0, 0);
  print_line("reduce_mean", crc), crc = 0;
  CASE(resize2d, input, 2 * 4 * 5 * 6, 2, 3, 4, 6, 4, 5, RESIZE_LINEAR);
  CASE(resize2d, input, 2 * 4 * 5 * 3, 2, 3, 4, 3, 4, 5, RESIZE_NEAREST);
  print_line("resize2d", crc), crc = 0;
  CASE(softmax, input, 2 * 31, 2, 31, 1);
  CASE(softmax, bias, 2 * 9 * 3, 2, 9, 3);
  CASE(softmax, input, 2, 1, 2, 1);
  print_line("softmax", crc), crc = 0;
  CASE(batch_norm, input, 5 * 11, 5, 11, 1, weights, bias);
  CASE(batch_norm, input, 2 * 3 * 7, 2, 3, 7, weights, bias);
  CASE(batch_norm, input, 3, 1, 3, 1, weights, bias);
  print_line("batch_norm", crc), crc = 0;
}

/* Equal shapes, a scalar, a trailing vector and a column, on 3 x 5 x 7. */
#define BINARY(stem)                                                           \
  CASE(stem, ROWS(input, weights), 105, 105, 1, 3, 5, 7, 105, 35, 7, 1, 105,   \
       35, 7, 1, M2C_ACT_NONE, 0, 0);                                          \
  CASE(stem, ROWS(input, weights), 105, 105, 1, 3, 5, 7, 105, 35, 7, 1, 0, 0,  \
       0, 0, M2C_ACT_HARD_SIGMOID, 0.2f, 0.5f);                                \
  CASE(stem, ROWS(input, weights), 105, 105, 1, 3, 5, 7, 0, 0, 0, 1, 105, 35,  \
       7, 1, M2C_ACT_HARD_SWISH, 0, 0);                                        \
  CASE(stem, ROWS(input, weights), 105, 105, 1, 3, 5, 7, 105, 35, 7, 1, 0, 5,  \
       1, 0, M2C_ACT_TANH, 0, 0);                                              \
  CASE(stem, ROWS(input, weights), 3, 3, 1, 1, 1, 3, 3, 3, 3, 1, 3, 3, 3, 1,   \
       M2C_ACT_NONE, 0, 0);                                                    \
  print_line(#stem, crc), crc = 0

static void elementwise(void) {
  uint32_t crc = 0;
  BINARY(add);
  BINARY(sub);
  BINARY(mul);
  BINARY(div);
  CASE(relu, input, 103, 103);
  CASE(relu, input, 3, 3);
  print_line("relu", crc), crc = 0;
  CASE(leaky_relu, input, 103, 103, 0.01f);
  CASE(leaky_relu, input, 3, 3, 0.01f);
  print_line("leaky_relu", crc), crc = 0;
  CASE(sigmoid, input, 103, 103);
  CASE(sigmoid, input, 3, 3);
  print_line("sigmoid", crc), crc = 0;
  CASE(tanh, input, 103, 103);
  CASE(tanh, input, 3, 3);
  print_line("tanh", crc), crc = 0;
  CASE(clip, input, 103, 103, -0.5f, 0.25f);
  CASE(clip, input, 3, 3, -0.5f, 0.25f);
  print_line("clip", crc), crc = 0;
  CASE(hard_sigmoid, input, 103, 103, 0.3f, 0.4f);
  CASE(hard_sigmoid, input, 3, 3, 0.3f, 0.4f);
  print_line("hard_sigmoid", crc), crc = 0;
  CASE(hard_swish, input, 103, 103);
  CASE(hard_swish, input, 3, 3);
  print_line("hard_swish", crc), crc = 0;
}

static void moves(void) {
  uint32_t crc = 0;
  /* A transpose of 3 x 4 x 5 to 5 x 3 x 4, and a dense slice. */
  CASE(copy_strided, input, 80, 1, 1, 1, 5, 3, 4, 0, 0, 0, 1, 20, 5, 0, 0, 0, 0,
       12, 4, 1, 10);
  CASE(copy_strided, input, 80, 1, 1, 1, 3, 4, 5, 0, 0, 0, 40, 5, 1, 7, 0, 0, 0,
       20, 5, 1, 3);
  CASE(copy_strided, input, 3, 1, 1, 1, 1, 1, 3, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0,
       0, 0, 1, 0);
  print_line("copy_strided", crc), crc = 0;
  CASE(fill, input, 80, 1, 1, 1, 3, 4, 5, 0, 0, 0, 26, 6, 1, 2, 0.1f);
  CASE(fill, input, 3, 1, 1, 1, 1, 1, 3, 0, 0, 0, 0, 0, 1, 0, 0.3f);
  print_line("fill", crc), crc = 0;
}

#include "same_bits_integers.h"

/* exp, sigmoid and tanh over all magnitudes, subnormal results included. */
static void mathematics(void) {
  uint32_t crc_exp = 0, crc_sigmoid = 0, crc_tanh = 0, bits;
  float y[3];
  for (bits = 0x30000007u; bits < 0x43700000u; bits += 0x20003u) {
    const float x = m2c_f32_from_bits(bits);
    y[0] = m2c_f32_exp(x), y[1] = m2c_f32_exp(-x);
    crc_exp = crc_floats(crc_exp, y, 2);
    y[0] = m2c_f32_sigmoid(x), y[1] = m2c_f32_sigmoid(-x);
    crc_sigmoid = crc_floats(crc_sigmoid, y, 2);
    y[0] = m2c_f32_tanh(x), y[1] = m2c_f32_tanh(-x);
    crc_tanh = crc_floats(crc_tanh, y, 2);
  }
  print_line("math_exp", crc_exp);
  print_line("math_sigmoid", crc_sigmoid);
  print_line("math_tanh", crc_tanh);
}

int main(void) {
  randomise(input, 1);
  randomise(weights, 2);
  randomise(bias, 3);
  windows();
  products();
  elementwise();
  moves();
  mathematics();
  integers();
  return failed;
}
