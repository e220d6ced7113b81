// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The packed weights of the dsp kernel set. Arithmetic alone: it knows no MLIR.
#ifndef M2C_COMPILER_QUANT_DSPPACKING_H
#define M2C_COMPILER_QUANT_DSPPACKING_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <vector>

namespace m2c {

/// Weights [channels][k] of -128 to 127 as m2c_dsp_dot.h reads them: two
/// channels in a 16-bit lane, [quad of channels][two k][word], padded to whole
/// quads and fours of k.
std::vector<int32_t> packDspDot(llvm::ArrayRef<int64_t> weights,
                                int64_t channels, int64_t k);

/// Whether the sums of all channels that take the upper byte of a lane, without
/// their bias, stay within 23 bits and a sign for inputs of -128 to 127.
bool fitsDspDot(llvm::ArrayRef<int64_t> weights, int64_t channels, int64_t k);

/// What packDspDot makes, in bytes.
int64_t dspDotBytes(int64_t channels, int64_t k);

/// Weights [channels][k] of -8 to 7 as m2c_dsp_digits.h reads them: four channels in
/// a 16-bit lane, [quad of channels][two k], padded as above.
std::vector<int32_t> packDspDigits(llvm::ArrayRef<int64_t> weights,
                                   int64_t channels, int64_t k);
/// Whether the sums of all digits stay within their bits for inputs of -128 to 127.
bool fitsDspDigits(llvm::ArrayRef<int64_t> weights, int64_t channels,
                   int64_t k);

/// Weights [3][3][channels] as runtime/kernels/dsp/m2c_depthwise_conv2d_s8.c
/// reads them: three words for each channel.
std::vector<int32_t> packDspDepthwise3x3(llvm::ArrayRef<int64_t> weights,
                                         int64_t channels);

} // namespace m2c

#endif
