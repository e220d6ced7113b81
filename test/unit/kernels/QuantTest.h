// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shared by the tests of the integer kernels: packed tensors, scratch of the
// promised size, and requantisation written down a second time.
#ifndef M2C_TEST_KERNELS_QUANTTEST_H
#define M2C_TEST_KERNELS_QUANTTEST_H

#include "KernelTest.h"
#include "m2c/m2c_scratch.h"

namespace m2c::test {

inline int32_t lowest(int32_t bits) { return bits == 4 ? -8 : -128; }
inline int32_t highest(int32_t bits) { return bits == 4 ? 7 : 127; }

/// Random elements of a width; the extremes are frequent.
inline std::vector<int8_t> integers(Random &random, size_t count,
                                    int32_t bits) {
  std::vector<int8_t> values(count);
  for (int8_t &value : values)
    value =
        static_cast<int8_t>(random.integer(0, 9) == 0
                                ? random.pick({lowest(bits), highest(bits)})
                                : random.integer(lowest(bits), highest(bits)));
  return values;
}

/// As in memory: two elements of 4 bits to a byte, the low nibble first.
inline std::vector<int8_t> packed(const std::vector<int8_t> &values,
                                  int32_t bits) {
  if (bits == 8)
    return values;
  std::vector<int8_t> bytes((values.size() + 1) / 2, 0);
  for (size_t i = 0; i < values.size(); ++i)
    bytes[i / 2] =
        static_cast<int8_t>(bytes[i / 2] | (values[i] & 15) << (i % 2 ? 4 : 0));
  return bytes;
}

/// Element i of a packed array.
inline int32_t elementAt(const int8_t *bytes, size_t i, int32_t bits) {
  if (bits == 8)
    return bytes[i];
  int32_t nibble = (bytes[i / 2] >> (i % 2 ? 4 : 0)) & 15;
  return nibble >= 8 ? nibble - 16 : nibble;
}

/// `bytes` bytes with guards behind and in front of them.
class Bytes {
public:
  explicit Bytes(int64_t bytes)
      : values(static_cast<size_t>(bytes) + 2 * margin, guard) {}
  int8_t *data() { return values.data() + margin; }
  bool guarded() const {
    auto isGuard = [](int8_t x) { return x == guard; };
    return std::all_of(values.begin(), values.begin() + margin, isGuard) &&
           std::all_of(values.end() - margin, values.end(), isGuard);
  }

private:
  static constexpr size_t margin = 16;
  static constexpr int8_t guard = 0x5a;
  std::vector<int8_t> values;
};

/// A quantised image, and its rows as memory holds them: each a separate exact
/// allocation, and one for what is outside the image.
class QuantRows {
public:
  QuantRows(Random &random, int32_t height, int32_t elements, int32_t bits,
            int32_t zero)
      : height(height), zero(zero) {
    for (int32_t y = 0; y < height; ++y) {
      values.push_back(integers(random, static_cast<size_t>(elements), bits));
      rows.push_back(packed(values.back(), bits));
    }
    rows.push_back(packed(std::vector<int8_t>(static_cast<size_t>(elements),
                                              static_cast<int8_t>(zero)),
                          bits));
  }
  bool inside(int32_t y) const { return y >= 0 && y < height; }
  /// The element, or the zero point outside the rows.
  int32_t at(int32_t y, int32_t i) const {
    return inside(y) ? values[static_cast<size_t>(y)][static_cast<size_t>(i)]
                     : zero;
  }
  std::vector<const int8_t *> window(int32_t first, int32_t step, int32_t count,
                                     bool nullOutside) const {
    std::vector<const int8_t *> result;
    for (int32_t k = 0; k < count; ++k) {
      int32_t y = first + k * step;
      if (inside(y))
        result.push_back(rows[static_cast<size_t>(y)].data());
      else
        result.push_back(nullOutside ? nullptr : rows.back().data());
    }
    return result;
  }

private:
  int32_t height, zero;
  std::vector<std::vector<int8_t>> values, rows;
};

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
