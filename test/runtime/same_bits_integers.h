/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The integer kernels' part of same_bits_driver.c, which includes it: each
 * kernel in its float and its integer form, at 8 and at 4 bits. */
#ifndef M2C_TEST_RUNTIME_SAME_BITS_INTEGERS_H
#define M2C_TEST_RUNTIME_SAME_BITS_INTEGERS_H

static int8_t bytes_x[SIZE], bytes_w[SIZE], space[SIZE];
static int16_t words_x[SIZE];
static float exponentials[256];
static const int32_t sums[64] = {3, -7, 500, -900, 12, 77, -1, 40};

/* Scales of about 1/500; as multipliers of 20 bits with a split, of 31 bits, or
 * as floats without any multiplier that is exact. */
#define FOUR_TIMES(...) __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__
#define SCALES                                                                 \
  0.0021f, 0.0017f, 0.0031f, 0.0019f, 0.0023f, 0.002f, 0.0011f, 0.0027f
static const float scales[32] = {FOUR_TIMES(SCALES)};
#define MULTIPLIERS                                                            \
  563714, 456341, 832150, 510027, 1104250000, 1073741824, 0x3a902de0, 0x3b30f27c
static const int32_t multipliers[32] = {FOUR_TIMES(MULTIPLIERS)};
#define SHIFTS 28, 28, 28, 28, 64 + 39, 64 + 39, -1, -1
static const int8_t shifts[32] = {FOUR_TIMES(SHIFTS)};
/* By name: what follows them is for other kernel sets, and NULL. */
#define FLOAT_FORM .scale = scales, .multiplier = NULL, .shift = NULL
#define SPLIT_FORM .scale = NULL, .multiplier = multipliers, .shift = shifts

static uint32_t crc_bytes(uint32_t crc, const void *data, size_t n) {
  const uint8_t *byte = (const uint8_t *)data;
  size_t i;
  for (i = 0; i < n; i++)
    crc = crc_update(crc, byte[i]);
  return crc;
}

static uint32_t finish_bytes(const char *name, uint32_t crc, size_t n) {
  (void)finish(name, 0, 0);
  return crc_bytes(crc, folded, n);
}

/* One case with n bytes of output. */
#define CASE_OF(name, in, out, rows_list, n, ...)                              \
  do {                                                                         \
    static const m2c_##name##_params p = {__VA_ARGS__};                        \
    void (*volatile hide)(const m2c_##name##_params *, out *,                  \
                          const in *const *, void *) = m2c_##name;             \
    const in *const rows[] = {rows_list};                                      \
    reset();                                                                   \
    m2c_##name(&p, (out *)(void *)folded, rows, space);                        \
    hide(&p, (out *)(void *)hidden, rows, space);                              \
    crc = finish_bytes(#name, crc, n);                                         \
  } while (0)
#define CASE_S8(name, rows_list, n, ...)                                       \
  CASE_OF(name, int8_t, int8_t, ROWS(rows_list), n, __VA_ARGS__)

/* clang-format off */
#define THREE_ROWS ROWS(bytes_x, bytes_x + 100, bytes_x + 200)
#define WINDOWS(suffix)                                                        \
  CASE_S8(conv2d_##suffix, THREE_ROWS, 9 * 14, 9, 6, 9, 14, 3, 3, 1, 1, 1, 1, 5, -3, -128, 127, 8, 0, 0, bytes_w, sums, FLOAT_FORM); \
  CASE_S8(conv2d_##suffix, THREE_ROWS, 4 * 3, 11, 4, 4, 6, 3, 3, 3, 2, 2, 2, 5, 1, -8, 7, 4, 10, (1 << 21) - 1, bytes_w, sums, SPLIT_FORM); \
  CASE_S8(conv2d_##suffix, THREE_ROWS, 7 * 8, 7, 16, 7, 8, 1, 1, 1, 1, 0, 1, 5, 9, 9, 127, 8, 10, 0, bytes_w, sums, SPLIT_FORM); \
  print_line("conv2d_" #suffix, crc), crc = 0;                                 \
  CASE_S8(depthwise_conv2d_##suffix, THREE_ROWS, 9 * 22, 9, 22, 9, 1, 3, 3, 1, 1, 1, -4, -3, -128, 127, 8, 0, 0, bytes_w, sums, FLOAT_FORM); \
  CASE_S8(depthwise_conv2d_##suffix, THREE_ROWS, 4 * 6, 8, 6, 4, 2, 3, 3, 2, 1, 2, -4, 3, -8, 7, 4, 10, 0, bytes_w, sums, SPLIT_FORM); \
  print_line("depthwise_conv2d_" #suffix, crc), crc = 0;                       \
  CASE_S8(dense_##suffix, bytes_x, 23, 77, 23, 3, -128, 127, 8, 0, 0, bytes_w, sums, FLOAT_FORM); \
  CASE_S8(dense_##suffix, bytes_x, 8, 64, 16, 3, -8, 7, 4, 10, (1 << 21) - 1, bytes_w, sums, SPLIT_FORM); \
  print_line("dense_" #suffix, crc), crc = 0

#define POOLS ROWS(bytes_x, bytes_x + 104, NULL)
static void integer_windows(void) {
  uint32_t crc = 0;
  WINDOWS(s8);
  WINDOWS(s8w4);
  WINDOWS(s4);
  WINDOWS(s4w4);
  CASE_S8(max_pool2d_s8, POOLS, 4 * 13, 8, 13, 4, 3, 3, 2, 1, 1, -128, 100, 8, 8);
  CASE_S8(max_pool2d_s8, POOLS, 2 * 13, 8, 13, 4, 3, 3, 2, 1, 1, -3, 7, 4, 4);
  print_line("max_pool2d_s8", crc), crc = 0;
  CASE_S8(avg_pool2d_s8, POOLS, 4 * 13, 8, 13, 4, 3, 3, 2, 1, 1, 9, -5, -128, 127, 8, 8, 1, 0, scales, NULL, NULL);
  CASE_S8(avg_pool2d_s8, POOLS, 2 * 13, 8, 13, 4, 3, 3, 2, 1, 1, 9, -5, -8, 7, 4, 4, 1, 10, SPLIT_FORM);
  print_line("avg_pool2d_s8", crc), crc = 0;
  CASE_S8(matmul_s8, ROWS(bytes_x, bytes_w), 2 * 5 * 7, 5, 9, 7, 2, 1, 11, -3, 4, -128, 127, 8, 0, 0, FLOAT_FORM);
  CASE_S8(matmul_s8, ROWS(bytes_x, bytes_w), 10, 4, 33, 5, 1, 1, 11, -3, 4, -8, 7, 4, 10, 0, SPLIT_FORM);
  print_line("matmul_s8", crc), crc = 0;
  CASE_S8(reduce_mean_s8, bytes_x, 3 * 7, 3, 19, 7, -9, 4, -128, 127, 8, 8, 0, FLOAT_FORM);
  CASE_S8(reduce_mean_s8, bytes_x, 4, 1, 50, 8, 1, 0, -8, 7, 4, 4, 10, SPLIT_FORM);
  print_line("reduce_mean_s8", crc), crc = 0;
  CASE_OF(sum_rows_s8, int8_t, int32_t, bytes_x, 4 * 19, 7, 19);
  print_line("sum_rows_s8", crc), crc = 0;
  CASE_OF(mean_rows_s8, int32_t, int8_t, sums, 8, 8, 3, -9, 4, -128, 127, 8, 0, FLOAT_FORM);
  CASE_OF(mean_rows_s8, int32_t, int8_t, sums, 8, 8, 3, 1, 0, -128, 127, 8, 10, SPLIT_FORM);
  print_line("mean_rows_s8", crc), crc = 0;
  CASE_S8(resize2d_s8, bytes_x, 2 * 4 * 5 * 6, 2, 3, 4, 6, 4, 5, -9, 8, 4, -128, 127, 8, 1.719f, RESIZE_LINEAR);
  CASE_S8(resize2d_s8, bytes_x, 4 * 5 * 2 / 2, 1, 3, 4, 2, 4, 5, 3, 4, 1, -8, 7, 4, 0.39f, RESIZE_LINEAR);
  CASE_S8(resize2d_s8, bytes_x, 2 * 4 * 5 * 6 / 2, 2, 3, 4, 6, 4, 5, 0, 4, 0, -8, 7, 4, 1, RESIZE_NEAREST);
  print_line("resize2d_s8", crc), crc = 0;
}

/* Equal shapes and a trailing vector; float and integer forms. */
#define BINARY_S8(name, zeros, constants)                                      \
  CASE_S8(name, ROWS(bytes_x, bytes_w), 105, 105, 1, 3, 5, 7, 105, 35, 7, 1, 105, 35, 7, 1, 8, 8, 8, -128, 127, zeros, 0.7123f, 0.3917f, 3.719f, -1, 0, 0, 0, 0, 0); \
  CASE_S8(name, ROWS(bytes_x, bytes_w), 53, 105, 1, 3, 5, 7, 105, 35, 7, 1, 0, 0, 0, 1, 4, 8, 4, -8, 7, zeros, 0.7123f, 0.03917f, 3.719f, -1, 0, 0, 0, 0, 0); \
  CASE_S8(name, ROWS(bytes_x, bytes_w), 105, 105, 1, 3, 5, 7, 105, 35, 7, 1, 105, 35, 7, 1, 8, 8, 8, -128, 127, zeros, 0, 0, 0, constants); \
  print_line(#name, crc), crc = 0

static void integer_elements(void) {
  uint32_t crc = 0;
  BINARY_S8(add_s8, ROWS(0, 0, 0), ROWS(30, 764826551, 420584693, 60932, 32768, 0));
  BINARY_S8(sub_s8, ROWS(0, 0, 0), ROWS(30, 764826551, -420584693, 60932, 32768, 0));
  BINARY_S8(mul_s8, ROWS(-4, 9, 2), ROWS(30, 16711935, 0, 0, 0, 14));
  CASE_S8(lut_s8, bytes_x, 101, 101, 8, 8, bytes_w);
  CASE_S8(lut_s8, bytes_x, 51, 101, 8, 4, bytes_w);
  CASE_S8(lut_s8, bytes_x, 101, 101, 4, 8, bytes_w);
  print_line("lut_s8", crc), crc = 0;
  CASE_S8(softmax_s8, bytes_x, 2 * 9 * 3, 2, 9, 3, -128, -128, 127, 8, 8, 256.0f, exponentials);
  CASE_S8(softmax_s8, bytes_x, 9, 2, 9, 1, -8, -8, 7, 4, 4, 16.0f, exponentials);
  print_line("softmax_s8", crc), crc = 0;
  CASE_OF(softmax_s8_f32, int8_t, float, bytes_x, 4 * 2 * 31, 2, 31, 1, 8, exponentials);
  print_line("softmax_s8_f32", crc), crc = 0;
  CASE_OF(quantize_f32_s8, float, int8_t, input, 999, 999, 3, -128, 127, 8, 0.0071f);
  CASE_OF(quantize_f32_s8, float, int8_t, input, 500, 999, 3, -8, 7, 4, 0.071f);
  print_line("quantize_f32_s8", crc), crc = 0;
  CASE_OF(dequantize_s8_f32, int8_t, float, bytes_x, 4 * 333, 333, -5, 8, 0.0071f);
  CASE_OF(dequantize_s8_f32, int8_t, float, bytes_x, 4 * 333, 333, -5, 4, 0.0071f);
  print_line("dequantize_s8_f32", crc), crc = 0;
  CASE_OF(dequantize_s16_f32, int16_t, float, words_x, 4 * 333, 333, -500, 0.0071f);
  print_line("dequantize_s16_f32", crc), crc = 0;
  CASE_OF(quantize_s16_s8, int16_t, int8_t, words_x, 999, 999, 77, 7, -128, 127, 8, 0.0003f, 0.071f);
  CASE_OF(quantize_s16_s8, int16_t, int8_t, words_x, 500, 999, 0, 3, -8, 7, 4, 0.0003f, 0.71f);
  print_line("quantize_s16_s8", crc), crc = 0;
  CASE_OF(convert_u8_s8, uint8_t, int8_t, (const uint8_t *)bytes_x, 99, 99);
  print_line("convert_u8_s8", crc), crc = 0;
  CASE_OF(convert_s8_u8, int8_t, uint8_t, bytes_x, 99, 99);
  print_line("convert_s8_u8", crc), crc = 0;
}

static void integer_moves(void) {
  uint32_t crc = 0;
  CASE_S8(copy_strided_s8, bytes_x, 80, 1, 1, 1, 5, 3, 4, 0, 0, 0, 1, 20, 5, 0, 0, 0, 0, 12, 4, 1, 10);
  CASE_S8(copy_strided_s8, bytes_x, 80, 1, 1, 1, 3, 4, 5, 0, 0, 0, 40, 5, 1, 7, 0, 0, 0, 20, 5, 1, 3);
  print_line("copy_strided_s8", crc), crc = 0;
  CASE_S8(copy_strided_s4, bytes_x, 80, 1, 1, 1, 5, 3, 4, 0, 0, 0, 1, 20, 5, 0, 0, 0, 0, 12, 4, 1, 10);
  CASE_S8(copy_strided_s4, bytes_x, 80, 1, 1, 1, 3, 4, 5, 0, 0, 0, 40, 5, 1, 8, 0, 0, 0, 20, 5, 1, 4);
  print_line("copy_strided_s4", crc), crc = 0;
  CASE_S8(fill_s8, bytes_x, 80, 1, 1, 1, 3, 4, 5, 0, 0, 0, 26, 6, 1, 2, -77);
  print_line("fill_s8", crc), crc = 0;
  CASE_S8(fill_s4, bytes_x, 80, 1, 1, 1, 3, 4, 5, 0, 0, 0, 26, 6, 1, 2, -5);
  print_line("fill_s4", crc), crc = 0;
}
/* clang-format on */

static void integers(void) {
  int32_t i;
  for (i = 0; i < SIZE; i++) {
    bytes_x[i] = (int8_t)(m2c_f32_to_bits(input[i]) >> 5);
    bytes_w[i] = (int8_t)(m2c_f32_to_bits(weights[i]) >> 3);
    words_x[i] = (int16_t)(m2c_f32_to_bits(input[i]) >> 4);
  }
  for (i = 0; i < 256; i++)
    exponentials[i] = m2c_f32_exp(m2c_f32_mul((float)i, -0.043f));
  integer_windows();
  integer_elements();
  integer_moves();
}

#endif
