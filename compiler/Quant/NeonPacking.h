// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The padded weights of the neon kernel set, and what its 16-bit lanes hold.
// Arithmetic alone: it knows no MLIR.
#ifndef M2C_COMPILER_QUANT_NEONPACKING_H
#define M2C_COMPILER_QUANT_NEONPACKING_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <vector>

namespace m2c {

/// Weights [channels][k] with rows to whole fours, each to whole sixteens.
std::vector<int8_t> padNeonRows(llvm::ArrayRef<int64_t> weights,
                                int64_t channels, int64_t k);
int64_t neonRowBytes(int64_t channels, int64_t k);

/// Whether no lane of 16 bits gets two weights of -128, whose products with two
/// inputs of -128 would not fit: k and k + 8 of each sixteen share one.
bool fitsNeonRows(llvm::ArrayRef<int64_t> weights, int64_t channels, int64_t k);
/// The same for 3x3 taps [9][channels]: taps 2 i and 2 i + 1 share a lane.
bool fitsNeonTaps(llvm::ArrayRef<int64_t> weights, int64_t channels);

} // namespace m2c

#endif
