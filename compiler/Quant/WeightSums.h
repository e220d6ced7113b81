// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How large sums of products with inputs of 8 bits become. Arithmetic alone: it
// knows no MLIR.
#ifndef M2C_COMPILER_QUANT_WEIGHTSUMS_H
#define M2C_COMPILER_QUANT_WEIGHTSUMS_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <cstdlib>

namespace m2c {

/// The largest magnitude of a channel's sum for inputs of -128 to 127.
inline int64_t largestSum(llvm::ArrayRef<int64_t> weights) {
  int64_t most = 0;
  for (int64_t weight : weights)
    most += 128 * std::abs(weight);
  return most;
}

} // namespace m2c

#endif
