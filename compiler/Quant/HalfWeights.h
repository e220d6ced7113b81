// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Weights of 4 bits, two to a byte, for kernels whose vectors take a half of a byte
// as 16 times its weight. Arithmetic alone: it knows no MLIR.
#ifndef M2C_COMPILER_QUANT_HALFWEIGHTS_H
#define M2C_COMPILER_QUANT_HALFWEIGHTS_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <vector>

namespace m2c {

/// Runs of so many weights of -8 to 7, two of which become one: the first in the
/// lower halves.
std::vector<int8_t> shareBytes(llvm::ArrayRef<int8_t> weights, size_t run);

/// Whether 16 times the sums of all channels with weights [channels][k], inputs of
/// -128 to 127 and biases are within 32 bits.
bool fitsSixteenfold(llvm::ArrayRef<int64_t> weights,
                     llvm::ArrayRef<int64_t> bias);

} // namespace m2c

#endif
