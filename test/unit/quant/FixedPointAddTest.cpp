// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// findAddFixedPoint: all 65536 pairs of operands, evaluated as the C does.
#include "compiler/Quant/FixedPoint.h"
#include "gtest/gtest.h"
#include <cmath>
#include <random>

using namespace m2c::quant;

namespace {

/// (a * aMultiplier + b * bMultiplier + offset) >> shift from 16-bit halves;
/// overflow is a failure.
int32_t emitted(const AddFixedPoint &p, const AddFormula &f, int32_t a,
                int32_t b) {
  auto fit = [](int64_t x) {
    EXPECT_TRUE(x >= INT32_MIN && x <= INT32_MAX) << x;
    return x;
  };
  int64_t low =
      fit(int64_t(a) * (p.aMultiplier & 0xffff) +
          int64_t(b) * (p.bMultiplier & 0xffff) + (p.offset & 0xffff));
  int64_t high = fit(int64_t(a) * (p.aMultiplier >> 16) +
                     int64_t(b) * (p.bMultiplier >> 16) + fit(p.offset >> 16));
  int64_t y = fit(high + (low >> 16)) >> (p.shift - 16);
  return static_cast<int32_t>(
      std::min<int64_t>(std::max<int64_t>(y, f.low), f.high));
}

/// The definition, in exact arithmetic rounded twice: sums of these sizes fit
/// the 64 bits of a long double.
int32_t reference(const AddFormula &f, int32_t a, int32_t b) {
  float inner = static_cast<float>(static_cast<long double>(b) * f.bScale +
                                   static_cast<long double>(f.fixed));
  float outer = static_cast<float>(static_cast<long double>(a) * f.aScale +
                                   static_cast<long double>(inner));
  double y = std::nearbyint(outer);
  return static_cast<int32_t>(
      std::fmin(std::fmax(y, f.low), static_cast<double>(f.high)));
}

TEST(FindAddFixedPoint, RandomScales) {
  std::mt19937 engine(1);
  auto scale = [&](double low, double high) {
    return static_cast<float>(low *
                              std::pow(high / low, engine() / 4294967296.0));
  };
  auto zero = [&] { return static_cast<int32_t>(engine() % 256) - 128; };
  int proved = 0;
  const int count = 100;
  for (int i = 0; i < count; ++i) {
    float a = scale(1e-3, 1), b = scale(1e-3, 1);
    float out = (a + b) * scale(0.2, 1.5);
    AddFormula f = i % 2 ? AddFormula::sub(a, zero(), b, zero(), out, zero())
                         : AddFormula::add(a, zero(), b, zero(), out, zero());
    auto found = findAddFixedPoint(f, -128, 127);
    proved += found.has_value();
    if (!found)
      continue;
    for (int32_t y = -128; y <= 127; ++y)
      for (int32_t x = -128; x <= 127; ++x)
        ASSERT_EQ(emitted(*found, f, x, y), reference(f, x, y))
            << "case " << i << ": " << x << ", " << y;
  }
  RecordProperty("proved", proved);
  EXPECT_GT(proved, count * 80 / 100);
}

// Halves tie at every second pair: no rounding half up is rounding to even.
TEST(FindAddFixedPoint, ExactTiesAreNotFound) {
  AddFormula f = AddFormula::add(1, 0, 1, 0, 2, 0);
  EXPECT_EQ(requantize(f, 1, 0), 0);
  EXPECT_EQ(requantize(f, 3, 0), 2);
  EXPECT_FALSE(findAddFixedPoint(f, -128, 127));
}

TEST(FindAddFixedPoint, FourBitOperands) {
  AddFormula f = AddFormula::add(0.3137f, 2, 0.1741f, -3, 0.4013f, 1);
  f.low = -8, f.high = 7;
  auto found = findAddFixedPoint(f, -8, 7);
  ASSERT_TRUE(found);
  for (int32_t y = -8; y <= 7; ++y)
    for (int32_t x = -8; x <= 7; ++x)
      EXPECT_EQ(emitted(*found, f, x, y), reference(f, x, y));
}

// Outputs of ONNX Runtime 1.31's QLinearAdd on x86 for pairs at which products
// rounded before the sum, in either order, give another result.
TEST(AddFormula, RoundsAsOnnxRuntime) {
  const struct {
    float aScale;
    int32_t aZero;
    float bScale;
    int32_t bZero;
    float outScale;
    int32_t outZero, a, b, expected;
  } cases[] = {
      {0.325f, 33, 0.331f, -55, 0.426f, 122, -121, 102, 127},
      {0.555f, 121, 0.408f, 32, 0.498f, -2, -18, 74, -123},
      {0.314f, -14, 0.012f, -91, 0.148f, 76, -113, 39, -123},
      {0.032f, 44, 0.694f, -67, 0.508f, -48, -124, -34, -13},
      {0.153f, 61, 0.162f, 119, 0.186f, -72, 12, 105, -125},
      {0.127f, 87, 0.006f, 34, 0.12f, 110, 9, -125, 19},
      {0.05f, -40, 0.043f, 91, 0.08f, -74, -95, 61, -125},
      {0.305f, -42, 0.031f, 118, 0.252f, 60, -121, -3, -51},
  };
  for (const auto &c : cases) {
    AddFormula f = AddFormula::add(c.aScale, c.aZero, c.bScale, c.bZero,
                                   c.outScale, c.outZero);
    EXPECT_EQ(requantize(f, c.a, c.b), c.expected) << c.a << " " << c.b;
    EXPECT_EQ(reference(f, c.a, c.b), c.expected) << c.a << " " << c.b;
  }
}

} // namespace
