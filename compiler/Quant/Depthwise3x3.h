// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The depthwise convolutions that kernel sets have kernels of their own for.
#ifndef M2C_COMPILER_QUANT_DEPTHWISE3X3_H
#define M2C_COMPILER_QUANT_DEPTHWISE3X3_H

#include <cstdint>

namespace m2c {

struct DepthwiseShape {
  int64_t channels, multiplier, kernelH, kernelW, dilationW, strideW;

  bool is3x3() const {
    return multiplier == 1 && kernelH == 3 && kernelW == 3 && dilationW == 1;
  }
  /// The dsp set makes four channels at once.
  bool fitsDsp() const { return is3x3() && channels >= 4; }
  /// The mve set too, of outputs that are one or two columns apart.
  bool fitsMve() const { return fitsDsp() && strideW <= 2; }
  /// The neon set makes eight, where its lanes hold them (fitsNeonTaps).
  bool fitsNeon() const { return is3x3() && channels >= 8; }
};

} // namespace m2c

#endif
