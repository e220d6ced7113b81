// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The weights of the mve kernel set, in vectors of 16 bytes. Arithmetic alone: it
// knows no MLIR.
#ifndef M2C_COMPILER_QUANT_MVEPACKING_H
#define M2C_COMPILER_QUANT_MVEPACKING_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <vector>

namespace m2c {

/// Weights [channels][kernelH][kernelW][inC] as m2c_mve_dot.h reads them: k runs
/// over [kernelW][kernelH][inC] and is padded to whole sixteens, [pair of
/// channels][sixteen of k][channel][16], to whole fours of channels.
std::vector<int8_t> packMveRows(llvm::ArrayRef<int64_t> weights,
                                int64_t channels, int64_t kernelH,
                                int64_t kernelW, int64_t inC);
/// What packMveRows makes of [channels][k] weights.
int64_t mveRowBytes(int64_t channels, int64_t k);

/// Weights [3][3][channels] as m2c_mve_depthwise.h reads them, 16 bytes for each
/// channel: [kx][ky], both padded to four.
std::vector<int8_t> packMveDepthwise3x3(llvm::ArrayRef<int64_t> weights,
                                        int64_t channels);

} // namespace m2c

#endif
