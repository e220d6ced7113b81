// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shared by the tests of the integer kernels: packed tensors, rows of images, and
// scratch of the promised size.
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

} // namespace m2c::test

#endif
