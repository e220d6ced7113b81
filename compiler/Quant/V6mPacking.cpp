// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Quant/V6mPacking.h"
#include "llvm/Support/MathExtras.h"

namespace m2c {

int64_t v6mRowBytes(int64_t channels, int64_t k) {
  return channels * llvm::alignTo(k, 8);
}

std::vector<int8_t> raiseV6mRows(llvm::ArrayRef<int64_t> weights,
                                 int64_t channels, int64_t k) {
  std::vector<int8_t> raised(v6mRowBytes(channels, k), 0);
  for (int64_t c = 0; c < channels; ++c)
    for (int64_t i = 0; i < k; ++i)
      raised[c * llvm::alignTo(k, 8) + i] =
          static_cast<int8_t>(weights[c * k + i] ^ -128);
  return raised;
}

int64_t v6mQuadBytes(int64_t channels, int64_t k) {
  return llvm::divideCeil(channels, 4) * (4 + llvm::alignTo(k, 4)) * 4;
}

std::vector<int32_t> raiseV6mQuads(llvm::ArrayRef<int64_t> weights,
                                   int64_t channels, int64_t k) {
  std::vector<int32_t> words(v6mQuadBytes(channels, k) / 4, 0);
  int64_t quad = 4 + llvm::alignTo(k, 4);
  for (int64_t c = 0; c < channels; ++c) {
    int32_t *first = words.data() + c / 4 * quad;
    int64_t sum = 0;
    for (int64_t i = 0; i < k; ++i) {
      int64_t raised = weights[c * k + i] + 128;
      sum += raised;
      first[4 + i] =
          static_cast<int32_t>(static_cast<uint32_t>(first[4 + i]) |
                               static_cast<uint32_t>(raised) << (c % 4 * 8));
    }
    first[c % 4] = static_cast<int32_t>(16384 * k - 128 * sum);
  }
  return words;
}

} // namespace m2c
