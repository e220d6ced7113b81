// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Quant/DspPacking.h"
#include "compiler/Quant/WeightSums.h"
#include "llvm/Support/MathExtras.h"

namespace m2c {

std::vector<int32_t> packDspDot(llvm::ArrayRef<int64_t> weights,
                                int64_t channels, int64_t k) {
  auto at = [&](int64_t channel, int64_t i) {
    return channel < channels && i < k ? weights[channel * k + i] : 0;
  };
  // The lower channel with an offset, so that it borrows nothing from the upper.
  auto lane = [&](int64_t channel, int64_t i) {
    return static_cast<uint32_t>(256 * at(channel + 1, i) + at(channel, i) +
                                 128) &
           0xffff;
  };
  std::vector<int32_t> packed;
  packed.reserve(llvm::alignTo(channels, 4) * llvm::alignTo(k, 4) / 4);
  for (int64_t quad = 0; quad < channels; quad += 4)
    for (int64_t four = 0; four < k; four += 4)
      for (int64_t i : {four, four + 1})
        for (int64_t channel : {quad, quad + 2})
          packed.push_back(static_cast<int32_t>(lane(channel, i) |
                                                lane(channel, i + 2) << 16));
  return packed;
}

bool fitsDspDot(llvm::ArrayRef<int64_t> weights, int64_t channels, int64_t k) {
  for (int64_t channel = 1; channel < channels; channel += 2)
    if (largestSum(weights.slice(channel * k, k)) >= int64_t(1) << 23)
      return false;
  return true;
}

std::vector<int32_t> packDspDigits(llvm::ArrayRef<int64_t> weights,
                                   int64_t channels, int64_t k) {
  std::vector<int32_t> packed;
  for (int64_t quad = 0; quad < channels; quad += 4)
    for (int64_t first = 0; first < k; first += 4)
      for (int64_t odd = 0; odd < 2; ++odd) {
        uint32_t word = 0;
        for (int64_t i = 0; i < 8; ++i) {
          int64_t c = quad + i % 4, at = first + odd + i / 4 * 2;
          int64_t weight = c < channels && at < k ? weights[c * k + at] : 0;
          // The last digit of a lane has its sign.
          int64_t digit = i % 4 < 3 ? weight + 8 : weight & 15;
          word |= static_cast<uint32_t>(digit) << (4 * i);
        }
        packed.push_back(static_cast<int32_t>(word));
      }
  return packed;
}

bool fitsDspDigits(llvm::ArrayRef<int64_t> weights, int64_t channels,
                   int64_t k) {
  if (k * 15 * 128 >= int64_t(1) << 23)
    return false;
  for (int64_t c = 3; c < channels; c += 4)
    if (largestSum(weights.slice(c * k, k)) >= int64_t(1) << 19)
      return false;
  return true;
}

std::vector<int32_t> packDspDepthwise3x3(llvm::ArrayRef<int64_t> weights,
                                         int64_t channels) {
  std::vector<int32_t> packed;
  for (int64_t channel = 0; channel < channels; ++channel) {
    auto tap = [&](int64_t y, int64_t x) {
      return static_cast<uint32_t>(weights[(y * 3 + x) * channels + channel]);
    };
    // Bytes 0 and 2 become the lanes of one word, 1 and 3 those of the next.
    auto word = [](uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
      return static_cast<int32_t>((a & 255) | (b & 255) << 8 | (c & 255) << 16 |
                                  d << 24);
    };
    packed.push_back(word(tap(0, 0), tap(0, 1), tap(1, 0), tap(1, 1)));
    packed.push_back(word(tap(0, 2), tap(2, 0), tap(1, 2), tap(2, 1)));
    packed.push_back(static_cast<int32_t>(tap(2, 2)));
  }
  return packed;
}

int64_t dspDotBytes(int64_t channels, int64_t k) {
  return llvm::alignTo(channels, 4) * llvm::alignTo(k, 4);
}

} // namespace m2c
