// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Ranges and grids: closed forms, degenerate tensors, and what clipping gains.
#include "compiler/Quant/Ranges.h"
#include "QuantTest.h"

namespace m2c::quant {
namespace {

double squaredError(const TensorQuant &quant, std::vector<float> values) {
  std::vector<float> exact = values;
  quantizeInPlace(quant, values);
  double sum = 0;
  for (size_t i = 0; i < values.size(); ++i)
    sum += double(values[i] - exact[i]) * (values[i] - exact[i]);
  return sum;
}

/// Laplace's distribution: mostly small values and a few large ones.
std::vector<float> longTailed() {
  std::vector<float> values = randomValues(20000, 1);
  for (float &value : values)
    value = std::copysign(std::log(std::abs(value) + 1e-6f), value);
  return values;
}

TEST(RangesTest, PixelsKeepTheirGrid) {
  TensorQuant quant = quantOfRange(0.0, 255.0, 8);
  EXPECT_EQ(quant.scale, 1.0f);
  EXPECT_EQ(quant.zero, -128);
}

TEST(RangesTest, ZeroIsOnTheGrid) {
  TensorQuant quant = quantOfRange(-0.3, 1.7, 4);
  std::vector<float> values = {0.0f};
  quantizeInPlace(quant, values);
  EXPECT_EQ(values[0], 0.0f);
  EXPECT_EQ(quantOfRange(0.5, 1.7, 4).zero, -8); // no negative values
}

TEST(RangesTest, ConstantTensors) {
  for (float value : {3.25f, -3.25f, 0.0f, 1e-30f}) {
    std::vector<float> values(10, value), got = values;
    TensorQuant quant = Histogram({values}).mse(8);
    EXPECT_GT(quant.scale, 0.0f);
    quantizeInPlace(quant, got);
    EXPECT_NEAR(got[0], value, std::abs(value) * 1e-6 + 1e-17);
  }
}

TEST(RangesTest, RoundsHalfToEvenAndSaturates) {
  TensorQuant quant{8, 2.0f, -128};
  std::vector<float> values = {1.0f, 3.0f, 5.0f, -1.0f, 1e9f, 509.0f};
  quantizeInPlace(quant, values);
  EXPECT_EQ(values,
            (std::vector<float>{0.0f, 4.0f, 4.0f, 0.0f, 510.0f, 508.0f}));
}

TEST(RangesTest, MseClipsAtFourBits) {
  std::vector<float> values = longTailed();
  Histogram histogram({values});
  EXPECT_LT(squaredError(histogram.mse(4), values),
            0.8 * squaredError(histogram.minMax(4), values));
  // At 8 bits hardly: the ends cost as much as the steps.
  EXPECT_LE(squaredError(histogram.mse(8), values),
            squaredError(histogram.minMax(8), values) * 1.001);
}

TEST(RangesTest, PercentileLeavesOutTheTails) {
  std::vector<float> values = randomValues(10000, 3);
  values[17] = 100.0f;
  TensorQuant quant = Histogram({values}).percentile(99.0, 8);
  EXPECT_LT(quant.scale, 3.0f / 255.0f);
  EXPECT_GT(quant.scale, 1.9f / 255.0f);
}

} // namespace
} // namespace m2c::quant
