// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Quant/NeonPacking.h"
#include "llvm/Support/MathExtras.h"

namespace m2c {

int64_t neonRowBytes(int64_t channels, int64_t k) {
  return llvm::alignTo(channels, 4) * llvm::alignTo(k, 16);
}

std::vector<int8_t> padNeonRows(llvm::ArrayRef<int64_t> weights,
                                int64_t channels, int64_t k) {
  std::vector<int8_t> padded(neonRowBytes(channels, k), 0);
  for (int64_t channel = 0; channel < channels; ++channel)
    for (int64_t i = 0; i < k; ++i)
      padded[channel * llvm::alignTo(k, 16) + i] =
          static_cast<int8_t>(weights[channel * k + i]);
  return padded;
}

bool fitsNeonRows(llvm::ArrayRef<int64_t> weights, int64_t channels,
                  int64_t k) {
  for (int64_t channel = 0; channel < channels; ++channel)
    for (int64_t i = 0; i + 8 < k; ++i)
      if (i % 16 < 8 && weights[channel * k + i] == -128 &&
          weights[channel * k + i + 8] == -128)
        return false;
  return true;
}

bool fitsNeonTaps(llvm::ArrayRef<int64_t> weights, int64_t channels) {
  for (int64_t tap = 0; tap + 1 < 9; tap += 2)
    for (int64_t c = 0; c < channels; ++c)
      if (weights[tap * channels + c] == -128 &&
          weights[(tap + 1) * channels + c] == -128)
        return false;
  return true;
}

} // namespace m2c
