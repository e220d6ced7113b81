// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shared by the kernel tests: repeatable random data, naive activations in
// double precision, and comparison with a bound on the rounding errors.
#ifndef M2C_TEST_KERNELS_KERNELTEST_H
#define M2C_TEST_KERNELS_KERNELTEST_H

#include "Kernels.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace m2c::test {

/// Random numbers that are the same on every machine.
class Random {
public:
  explicit Random(uint32_t seed) : engine(seed) {}
  /// An integer in [low, high].
  int32_t integer(int32_t low, int32_t high) {
    return low + static_cast<int32_t>(engine() %
                                      static_cast<uint32_t>(high - low + 1));
  }
  /// A float in [-size, size], never subnormal, sometimes 0.
  float real(float size = 1.0f) {
    return static_cast<float>(integer(-1000000, 1000000)) * 1e-6f * size;
  }
  std::vector<float> reals(size_t count, float size = 1.0f) {
    std::vector<float> values(count);
    for (float &value : values)
      value = real(size);
    return values;
  }
  template <typename T>
  T pick(std::initializer_list<T> choices) {
    return choices
        .begin()[integer(0, static_cast<int32_t>(choices.size()) - 1)];
  }

private:
  std::mt19937 engine;
};

/// A fused activation with parameters that make sense for it.
struct Activation {
  int32_t act = M2C_ACT_NONE;
  float a = 0, b = 0;

  static Activation random(Random &random) {
    Activation result;
    result.act = random.integer(M2C_ACT_NONE, M2C_ACT_HARD_SWISH);
    if (result.act == M2C_ACT_CLIP)
      result.a = -0.5f, result.b = 0.75f;
    if (result.act == M2C_ACT_LEAKY_RELU)
      result.a = 0.1f;
    if (result.act == M2C_ACT_HARD_SIGMOID)
      result.a = 0.2f, result.b = 0.5f;
    return result;
  }

  /// The value in double precision, straight from the ONNX definitions.
  double apply(double x) const {
    switch (act) {
    case M2C_ACT_RELU:
      return std::max(0.0, x);
    case M2C_ACT_CLIP:
      return std::min<double>(b, std::max<double>(a, x));
    case M2C_ACT_LEAKY_RELU:
      return x >= 0 ? x : a * x;
    case M2C_ACT_SIGMOID:
      return 1 / (1 + std::exp(-x));
    case M2C_ACT_TANH:
      return std::tanh(x);
    case M2C_ACT_HARD_SIGMOID:
      return std::max(0.0, std::min(1.0, static_cast<double>(a) * x + b));
    case M2C_ACT_HARD_SWISH:
      return x * std::max(0.0, std::min(1.0, x / 6 + 0.5));
    default:
      return x;
    }
  }

  template <typename Params>
  void set(Params &params) const {
    params.act = act;
    params.act_a = a;
    params.act_b = b;
  }
};

/// A sum in double precision with the size of its terms, from which follows how
/// far a float sum of the same terms may be off, in any order.
struct Sum {
  double value = 0, size = 0;
  int terms = 0;

  void add(double term) {
    value += term;
    size += std::fabs(term);
    terms++;
  }
};

/// True when `got` is `sum` through `act`, up to float rounding.
inline testing::AssertionResult close(float got, const Sum &sum,
                                      const Activation &act = {}) {
  double expected = act.apply(sum.value);
  // Each term and each partial sum is rounded once (2^-24 relative to at most
  // `size`); no activation is steeper than 1.5; 4 ulp for the activation
  // itself.
  double bound = 1.5 * (sum.terms + 1) * sum.size * 0x1p-24 +
                 std::fabs(expected) * 0x1p-21 + 1e-37;
  if (std::fabs(got - expected) <= bound)
    return testing::AssertionSuccess();
  return testing::AssertionFailure()
         << "expected " << expected << " +- " << bound << ", got " << got;
}

inline uint32_t bitsOf(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

/// Distance in units of the last place; NaN equals NaN.
inline int64_t ulps(float a, float b) {
  if (std::isnan(a) || std::isnan(b))
    return std::isnan(a) && std::isnan(b) ? 0 : INT64_MAX;
  auto order = [](float x) -> int64_t {
    int64_t bits = bitsOf(x);
    return bits & 0x80000000 ? 0x80000000 - bits : bits;
  };
  return std::abs(order(a) - order(b));
}

/// An input image whose rows are separate exact allocations, so that the
/// sanitizer sees a read past either end of a row; what is outside reads
/// `outside` (zeros for convolutions, NULL for pools).
class Rows {
public:
  Rows(Random &random, int32_t height, int32_t elements, bool zerosOutside)
      : height(height) {
    for (int32_t y = 0; y <= height; ++y) {
      rows.push_back(std::make_unique<float[]>(static_cast<size_t>(elements)));
      for (int32_t i = 0; i < elements; ++i)
        rows.back()[static_cast<size_t>(i)] = y < height ? random.real() : 0;
    }
    outside = zerosOutside ? rows.back().get() : nullptr;
  }
  float *operator[](int32_t y) { return rows[static_cast<size_t>(y)].get(); }
  /// The row pointers of one window.
  std::vector<const float *> window(int32_t first, int32_t step,
                                    int32_t count) {
    std::vector<const float *> result;
    for (int32_t k = 0; k < count; ++k) {
      int32_t y = first + k * step;
      result.push_back(y >= 0 && y < height ? (*this)[y] : outside);
    }
    return result;
  }

private:
  int32_t height;
  std::vector<std::unique_ptr<float[]>> rows;
  const float *outside;
};

/// The number of output positions of a window along one axis.
inline int32_t outputs(int32_t in, int32_t padBefore, int32_t padAfter,
                       int32_t kernel, int32_t dilation, int32_t stride) {
  int32_t room = in + padBefore + padAfter - (kernel - 1) * dilation - 1;
  return room < 0 ? 0 : room / stride + 1;
}

/// A kernel's output with guard values on both sides.
class Output {
public:
  explicit Output(int32_t count)
      : count(static_cast<size_t>(count)), values(this->count + 2, guard) {}
  float *data() { return values.data() + 1; }
  float operator[](int32_t i) const {
    return values[static_cast<size_t>(i) + 1];
  }
  bool guarded() const {
    return values.front() == guard && values.back() == guard;
  }
  static constexpr float guard = -12345.5f;

private:
  size_t count;
  std::vector<float> values;
};

} // namespace m2c::test

#endif
