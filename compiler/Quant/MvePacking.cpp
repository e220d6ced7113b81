// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Quant/MvePacking.h"
#include "llvm/Support/MathExtras.h"

namespace m2c {

int64_t mveRowBytes(int64_t channels, int64_t k) {
  return llvm::alignTo(channels, 4) * llvm::alignTo(k, 16);
}

std::vector<int8_t> packMveRows(llvm::ArrayRef<int64_t> weights,
                                int64_t channels, int64_t kernelH,
                                int64_t kernelW, int64_t inC) {
  int64_t n = kernelH * kernelW * inC, vectors = llvm::divideCeil(n, 16);
  std::vector<int8_t> packed(mveRowBytes(channels, n), 0);
  for (int64_t c = 0; c < channels; ++c)
    for (int64_t i = 0; i < n; ++i) {
      int64_t ky = i / inC / kernelW, kx = i / inC % kernelW;
      int64_t k = (kx * kernelH + ky) * inC + i % inC;
      packed[((c / 2 * vectors + k / 16) * 2 + c % 2) * 16 + k % 16] =
          static_cast<int8_t>(weights[c * n + i]);
    }
  return packed;
}

std::vector<int8_t> packMveDepthwise3x3(llvm::ArrayRef<int64_t> weights,
                                        int64_t channels) {
  std::vector<int8_t> packed(16 * channels, 0);
  for (int64_t tap = 0; tap < 9; ++tap)
    for (int64_t c = 0; c < channels; ++c)
      packed[16 * c + tap % 3 * 4 + tap / 3] =
          static_cast<int8_t>(weights[tap * channels + c]);
  return packed;
}

} // namespace m2c
