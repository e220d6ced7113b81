// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Requantisation written down a second time, in floating point of more bits.
#ifndef M2C_TEST_KERNELS_REQUANTTEST_H
#define M2C_TEST_KERNELS_REQUANTTEST_H

#include "QuantTest.h"

namespace m2c::test {

/// How outputs are made of sums, in one of the forms that kernels know.
class Requantiser {
public:
  /// For sums within +-reach, using about the whole output range.
  Requantiser(Random &random, int32_t channels, int64_t reach, int32_t bits)
      : bits(bits), form(random.pick({Float, Wide, Split, Clamped})) {
    zero = random.integer(lowest(bits), highest(bits));
    low = random.integer(0, 3) ? lowest(bits) : zero;
    high = random.integer(0, 3) ? highest(bits) : random.integer(low, 127);
    high = std::min(high, highest(bits));
    double top = bits == 4 ? 16.0 : 256.0;
    for (int32_t c = 0; c < channels; ++c)
      scale.push_back(static_cast<float>(
          top / static_cast<double>(reach + 1) *
          std::exp(1.5 * static_cast<double>(random.real()))));
    chooseSplit(reach);
    for (int32_t c = 0; c < channels; ++c)
      addMultiplier(random, c);
  }

  template <typename Params>
  void set(Params &p) const {
    setForm(p);
    p.out_zero = zero, p.out_min = low, p.out_max = high, p.out_bits = bits;
    p.split = split;
  }
  template <typename Params>
  void setWithSumMax(Params &p) const {
    set(p);
    p.sum_max = sumMax;
  }

  int32_t expected(int64_t sum, int32_t channel) const {
    auto c = static_cast<size_t>(channel);
    int64_t steps;
    if (form == Float || shift[c] < 0) {
      // float times float is exact in double: one rounding, then another.
      float rounded = static_cast<float>(
          static_cast<double>(static_cast<float>(sum)) * scale[c]);
      steps = static_cast<int64_t>(std::nearbyint(rounded));
    } else {
      long double product =
          static_cast<long double>(sum) * multiplier[c]; // 64-bit mantissa
      steps = static_cast<int64_t>(
          std::floor(std::ldexp(product, -(shift[c] & 63)) + 0.5L));
    }
    return static_cast<int32_t>(std::clamp<int64_t>(steps + zero, low, high));
  }

  int32_t bits, zero, low, high;

private:
  enum Form { Float, Wide, Split, Clamped };

  template <typename Params>
  void setForm(Params &p) const {
    p.scale = form == Float ? scale.data() : nullptr;
    p.multiplier = multiplier.data();
    p.shift = shift.data();
  }

  void chooseSplit(int64_t reach) {
    if (form == Clamped) {
      double least = *std::min_element(scale.begin(), scale.end());
      int32_t sumBits = std::ilogb(257 / least) + 1;
      if (sumBits >= 30 || (int64_t(1) << sumBits) > reach)
        form = Split;
      else
        sumMax = (1 << sumBits) - 1, split = std::min(31 - sumBits, 16);
    }
    if (form == Split)
      split = std::min(30 - std::ilogb(static_cast<double>(reach + 1)), 16);
    if (split < 4)
      form = form == Float ? Float : Wide, split = 0, sumMax = 0;
  }

  void addMultiplier(Random &random, int32_t c) {
    double s = scale[static_cast<size_t>(c)];
    bool soft = random.integer(0, 7) == 0;
    bool wide = split == 0 || random.integer(0, 7) == 0;
    int32_t size = wide ? 31 : std::min(2 * split, 31);
    int32_t most = wide ? 62 : split + 30;
    int32_t exponent = std::min(size - 2 - std::ilogb(s), most);
    if (soft) {
      multiplier.push_back(static_cast<int32_t>(bitsOf(float(s))));
      shift.push_back(-1);
    } else {
      multiplier.push_back(
          static_cast<int32_t>(std::llround(std::ldexp(s, exponent))));
      shift.push_back(
          static_cast<int8_t>(exponent + (wide && split > 0 ? 64 : 0)));
    }
  }

  Form form;
  int32_t split = 0, sumMax = 0;
  std::vector<float> scale;
  std::vector<int32_t> multiplier;
  std::vector<int8_t> shift;
};

} // namespace m2c::test

#endif
