/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD */
/* How many bytes of scratch each integer kernel needs: one truth for the
 * compiler, which plans the memory, and for the kernels, which lay it out.
 * Alone in needing nothing, so that C++ can include it. All sizes are in
 * elements or bytes, all `bits` are 8 or 4; scratch is aligned to words. */
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

/* conv2d of the dsp set, packed weights: how a row is cut so that scratch stays
 * small at little cost. */
typedef struct {
  int32_t columns; /* made at once: three first where out_w is odd, else two */
  int32_t rows;    /* of the kernel that are widened at once: 1, or all */
  int32_t copies;  /* windows are gathered as bytes before they are widened */
  int64_t lanes, sums, bytes; /* of widened inputs, of sums, of all */
} m2c_dsp_conv2d_cut;

enum { M2C_DSP_LANES = 1152 }; /* bytes of widened inputs, above which... */

/* in_c, out_c: of a group, of which there is one. */
M2C_SCRATCH m2c_dsp_conv2d_cut m2c_dsp_cut_conv2d(int32_t kernel_h,
                                                  int32_t kernel_w,
                                                  int32_t in_c, int32_t out_w,
                                                  int32_t out_c) {
  const int64_t padded = ((int64_t)kernel_h * kernel_w * in_c + 3) / 4 * 4;
  m2c_dsp_conv2d_cut cut;
  cut.columns = out_w > 1 && out_w % 2 != 0 ? 3 : 2;
  cut.rows = kernel_h;
  cut.copies = in_c % 4 != 0 && kernel_h * kernel_w > 1;
  cut.lanes = cut.columns * padded * 2;
  cut.sums = 0;
  if (!cut.copies && kernel_h > 1 && cut.lanes > M2C_DSP_LANES) {
    cut.columns =
        2; /* ...one kernel row follows the other, over all channels */
    cut.rows = 1;
    cut.lanes = (int64_t)kernel_w * in_c * 4;
    cut.sums = ((int64_t)out_c + 3) / 4 * 32;
  }
  cut.bytes = cut.lanes + cut.sums + (cut.copies ? padded : 0);
  return cut;
}

/* The neon set, padded weights. conv2d: the windows of four columns, in_n padded
 * to whole sixteens; dense: one, where in_n is no such; depthwise_conv2d: one. */
M2C_SCRATCH int64_t m2c_scratch_neon(int32_t windows, int32_t in_n) {
  return windows * (((int64_t)in_n + 15) / 16 * 16);
}

/* depthwise_conv2d of the dsp set, packed weights of 3x3 taps: two words for
 * each column that a strip of so many outputs reads, of four channels. */
M2C_SCRATCH int64_t m2c_scratch_dsp_depthwise_conv2d_s8(int32_t strip,
                                                        int32_t stride_w) {
  return ((int64_t)(strip - 1) * stride_w + 3) * 4 * 8;
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
