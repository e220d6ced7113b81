// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Quant/HalfWeights.h"
#include "compiler/Quant/WeightSums.h"
#include "llvm/ADT/STLExtras.h"

namespace m2c {

std::vector<int8_t> shareBytes(llvm::ArrayRef<int8_t> weights, size_t run) {
  std::vector<int8_t> shared;
  for (size_t i = 0; i < weights.size(); i += 2 * run)
    for (size_t k = i; k < i + run; ++k)
      shared.push_back(static_cast<int8_t>((weights[k] & 15) |
                                           (weights[k + run] & 15) << 4));
  return shared;
}

bool fitsSixteenfold(llvm::ArrayRef<int64_t> weights,
                     llvm::ArrayRef<int64_t> bias) {
  int64_t n = weights.size() / bias.size();
  for (auto [c, start] : llvm::enumerate(bias)) {
    int64_t most = std::abs(start) + largestSum(weights.slice(c * n, n));
    if (most >= int64_t(1) << 27)
      return false;
  }
  return true;
}

} // namespace m2c
