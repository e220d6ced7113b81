/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* How many bytes of scratch each integer kernel needs: one truth for the
 * compiler, which plans the memory, and for the kernels, which lay it out.
 * Alone in needing nothing, so that C++ can include it. All sizes are in
 * elements or bytes, all `bits` are 8 or 4; scratch needs no alignment. */
#ifndef M2C_RUNTIME_SCRATCH_H
#define M2C_RUNTIME_SCRATCH_H

#include <stdint.h>

#if defined(__GNUC__)
#define M2C_SCRATCH static inline __attribute__((unused))
#else
#define M2C_SCRATCH static inline
#endif

/* Bytes of n elements of the given width. */
M2C_SCRATCH int64_t m2c_bytes_of(int64_t n, int32_t bits) {
  return bits == 4 ? (n + 1) / 2 : n;
}

/* A tensor of n 4-bit elements, widened to a byte each. */
M2C_SCRATCH int64_t m2c_scratch_widened(int64_t n, int32_t bits) {
  return bits == 4 ? n : 0;
}

/* Channels of a depthwise convolution whose 4-bit weights are widened at once:
 * a bound on scratch that costs no speed. Even, so that blocks start at bytes.
 */
enum { M2C_DEPTHWISE_BLOCK = 16 };

/* conv2d: widened input rows, the widened weights of two channels (in_n inputs
 * each), the window of one border column, the output row before packing.
 * border: whether any column of the row reads padding. */
M2C_SCRATCH int64_t m2c_scratch_conv2d_s8(int32_t kernel_h, int32_t kernel_w,
                                          int32_t in_w, int32_t in_c,
                                          int32_t out_w, int32_t out_c,
                                          int32_t group, int32_t border,
                                          int32_t in_bits, int32_t weight_bits,
                                          int32_t out_bits) {
  const int64_t in_n = (int64_t)kernel_h * kernel_w * (in_c / group);
  return m2c_scratch_widened((int64_t)kernel_h * in_w * in_c, in_bits) +
         m2c_scratch_widened(2 * in_n, weight_bits) + (border ? in_n : 0) +
         m2c_scratch_widened((int64_t)out_w * out_c, out_bits);
}

/* depthwise_conv2d: widened input rows, the widened weights of one block of
 * channels, the output row before packing. out_c = in_c * multiplier. */
M2C_SCRATCH int64_t m2c_scratch_depthwise_conv2d_s8(
    int32_t kernel_h, int32_t kernel_w, int32_t in_w, int32_t in_c,
    int32_t out_w, int32_t out_c, int32_t in_bits, int32_t weight_bits,
    int32_t out_bits) {
  const int64_t block =
      out_c < M2C_DEPTHWISE_BLOCK ? out_c : M2C_DEPTHWISE_BLOCK;
  return m2c_scratch_widened((int64_t)kernel_h * in_w * in_c, in_bits) +
         m2c_scratch_widened((int64_t)kernel_h * kernel_w * block,
                             weight_bits) +
         m2c_scratch_widened((int64_t)out_w * out_c, out_bits);
}

/* dense: the widened input, the output before packing. 4-bit weights are
 * widened in registers. */
M2C_SCRATCH int64_t m2c_scratch_dense_s8(int32_t in_n, int32_t out_n,
                                         int32_t in_bits, int32_t out_bits) {
  return m2c_scratch_widened(in_n, in_bits) +
         m2c_scratch_widened(out_n, out_bits);
}

/* max_pool2d, avg_pool2d: widened input rows, the output row before packing. */
M2C_SCRATCH int64_t m2c_scratch_pool2d_s8(int32_t kernel_h, int32_t in_w,
                                          int32_t out_w, int32_t channels,
                                          int32_t in_bits, int32_t out_bits) {
  return m2c_scratch_widened((int64_t)kernel_h * in_w * channels, in_bits) +
         m2c_scratch_widened((int64_t)out_w * channels, out_bits);
}

/* resize2d: two widened input rows, the output row before packing. */
M2C_SCRATCH int64_t m2c_scratch_resize2d_s8(int32_t in_w, int32_t out_w,
                                            int32_t channels, int32_t in_bits,
                                            int32_t out_bits) {
  return m2c_scratch_widened(2 * (int64_t)in_w * channels, in_bits) +
         m2c_scratch_widened((int64_t)out_w * channels, out_bits);
}

/* matmul, softmax: the widened input (in_n elements; for matmul
 * always 0 as both operands have 8 bits), the output before packing. */
M2C_SCRATCH int64_t m2c_scratch_whole_s8(int32_t in_n, int32_t out_n,
                                         int32_t in_bits, int32_t out_bits) {
  return m2c_scratch_widened(in_n, in_bits) +
         m2c_scratch_widened(out_n, out_bits);
}

#endif
