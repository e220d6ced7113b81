// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The weights of integer kernels, read back from the form in which the kernels of
// a set have them: from the descriptions in runtime/, not from the code that packs
// them.
#ifndef M2C_COMPILER_EVAL_READWEIGHTS_H
#define M2C_COMPILER_EVAL_READWEIGHTS_H

#include "compiler/Eval/CallReader.h"
#include "compiler/Eval/Ops.h"

namespace m2c::eval {

/// Bits of activations and of weights of conv2d_s8w4 and its kin, by their names.
int64_t inputBits(llvm::StringRef kernel);

/// Weights [rows][kernelH][kernelW][channels] of a convolution with that window or,
/// with one tap, of a fully connected layer.
std::vector<float> readRows(CallReader &reader, llvm::StringRef kernel,
                            int64_t rows, const Window &window,
                            int64_t channels);

/// Weights [kernelH][kernelW][channels] of a depthwise convolution.
std::vector<float> readTaps(CallReader &reader, llvm::StringRef kernel,
                            const Window &window, int64_t channels);

} // namespace m2c::eval

#endif
