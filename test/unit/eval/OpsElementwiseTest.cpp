// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Activations, broadcasting arithmetic, softmax and batch normalisation against
// their closed forms in double.
#include "EvalTest.h"

using namespace llvm;

namespace m2c::eval {
namespace {

const std::vector<float> kPoints = {-9.5f, -3.0f,  -2.5f, -1.0f, -0.25f, -0.0f,
                                    0.0f,  0.125f, 0.5f,  1.0f,  2.75f,  3.0f,
                                    6.0f,  7.5f,   90.0f, -90.0f};

void checkActivation(Activation act, double (*want)(double)) {
  std::vector<float> values = kPoints;
  applyActivation(act, values);
  std::vector<double> expected;
  for (float x : kPoints)
    expected.push_back(want(x));
  expectNear(values, expected, 1e-6);
  std::vector<float> nan = {kNan};
  applyActivation(act, nan);
  EXPECT_TRUE(std::isnan(nan[0]));
}

TEST(Activations, None) {
  checkActivation({}, [](double x) { return x; });
}
TEST(Activations, Relu) {
  checkActivation({Activation::Relu}, [](double x) { return std::fmax(x, 0); });
}
TEST(Activations, Clip) {
  checkActivation({Activation::Clip, -2.0f, 6.0f},
                  [](double x) { return std::fmin(std::fmax(x, -2), 6); });
}
TEST(Activations, ClipWithMinAboveMaxIsMax) {
  checkActivation({Activation::Clip, 3.0f, 1.0f}, [](double) { return 1.0; });
}
TEST(Activations, LeakyRelu) {
  checkActivation({Activation::LeakyRelu, 0.125f},
                  [](double x) { return x < 0 ? 0.125 * x : x; });
}
TEST(Activations, Sigmoid) {
  checkActivation({Activation::Sigmoid},
                  [](double x) { return 1 / (1 + std::exp(-x)); });
}
TEST(Activations, Tanh) {
  checkActivation({Activation::Tanh}, [](double x) {
    return (std::exp(2 * x) - 1) / (std::exp(2 * x) + 1);
  });
}
TEST(Activations, HardSigmoid) {
  checkActivation({Activation::HardSigmoid, 0.25f, 0.375f}, [](double x) {
    return std::fmax(0, std::fmin(1, 0.25 * x + 0.375));
  });
}
TEST(Activations, HardSwish) {
  checkActivation({Activation::HardSwish}, [](double x) {
    return x * std::fmax(0, std::fmin(1, x / 6 + 0.5));
  });
}

/// NumPy's rule, element by element: index of `shape` for element `flat` of
/// `result`.
int64_t broadcastIndex(ArrayRef<int64_t> shape, ArrayRef<int64_t> result,
                       int64_t flat) {
  int64_t index = 0, stride = 1;
  for (size_t i = 0; i < result.size(); ++i) {
    int64_t position = flat % result[result.size() - 1 - i];
    flat /= result[result.size() - 1 - i];
    if (i >= shape.size())
      continue;
    int64_t dim = shape[shape.size() - 1 - i];
    index += (dim == 1 ? 0 : position) * stride;
    stride *= dim;
  }
  return index;
}

void checkBinary(Shape a, Shape b, Shape result) {
  auto lhs = randomValues(countOf(a), 7), rhs = randomValues(countOf(b), 8);
  double (*functions[])(double,
                        double) = {[](double x, double y) { return x + y; },
                                   [](double x, double y) { return x - y; },
                                   [](double x, double y) { return x * y; },
                                   [](double x, double y) { return x / y; }};
  for (int kind = 0; kind < 4; ++kind) {
    BinaryParams params = {BinaryParams::Kind(kind),
                           result,
                           broadcastStrides(a, result),
                           broadcastStrides(b, result),
                           {}};
    std::vector<float> output(countOf(result), kNan);
    binary(params, lhs, rhs, output);
    std::vector<double> want;
    for (int64_t i = 0; i < countOf(result); ++i)
      want.push_back(functions[kind](lhs[broadcastIndex(a, result, i)],
                                     rhs[broadcastIndex(b, result, i)]));
    expectNear(output, want, 1e-6);
  }
}

TEST(Binary, SameShape) { checkBinary({2, 3, 5}, {2, 3, 5}, {2, 3, 5}); }
TEST(Binary, Scalar) { checkBinary({2, 3, 5}, {}, {2, 3, 5}); }
TEST(Binary, ScalarLeft) { checkBinary({1, 1}, {3, 5}, {3, 5}); }
TEST(Binary, TrailingVector) { checkBinary({2, 3, 5}, {5}, {2, 3, 5}); }
TEST(Binary, MiddleAxis) { checkBinary({2, 3, 5}, {3, 1}, {2, 3, 5}); }
TEST(Binary, BothRepeat) { checkBinary({4, 1, 5}, {3, 1}, {4, 3, 5}); }
TEST(Binary, Alternating) {
  checkBinary({1, 3, 1, 5, 2}, {2, 1, 4, 1, 2}, {2, 3, 4, 5, 2});
}
TEST(Binary, RankZero) { checkBinary({}, {}, {}); }
TEST(Binary, Empty) { checkBinary({2, 0, 3}, {3}, {2, 0, 3}); }

TEST(Binary, ActivationComesLast) {
  BinaryParams params = {BinaryParams::Sub, {3}, {1}, {1}, {Activation::Relu}};
  std::vector<float> output(3);
  binary(params, {1.0f, 2.0f, 3.0f}, {2.0f, 2.0f, 1.0f}, output);
  expectEqual(output, {0.0f, 0.0f, 2.0f});
}

TEST(Softmax, MiddleAxis) {
  AxisParams p = {2, 5, 3};
  auto input = randomValues(30, 9);
  for (float &value : input)
    value *= 30.0f;
  std::vector<float> output(30);
  softmax(p, input, output);
  std::vector<double> want(30);
  for (int outer = 0; outer < 2; ++outer)
    for (int inner = 0; inner < 3; ++inner) {
      double sum = 0;
      for (int i = 0; i < 5; ++i)
        sum += std::exp(double(input[(outer * 5 + i) * 3 + inner]));
      for (int i = 0; i < 5; ++i) {
        int at = (outer * 5 + i) * 3 + inner;
        want[at] = std::exp(double(input[at])) / sum;
      }
    }
  expectNear(output, want, 1e-6);
}

TEST(Softmax, LargeValuesDoNotOverflow) {
  std::vector<float> output(3);
  softmax({1, 3, 1}, {1000.0f, 1000.0f, -1000.0f}, output);
  expectEqual(output, {0.5f, 0.5f, 0.0f});
}

TEST(Softmax, NanSpoilsItsRowOnly) {
  std::vector<float> output(4);
  softmax({2, 2, 1}, {1.0f, kNan, 0.0f, 0.0f}, output);
  EXPECT_TRUE(std::isnan(output[0]) && std::isnan(output[1]));
  EXPECT_EQ(output[2], 0.5f);
}

TEST(BatchNorm, MiddleAxis) {
  std::vector<float> output(8);
  batchNorm({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}, {10.0f, 100.0f}, {1.0f, 2.0f},
            output);
  expectEqual(output, {11, 21, 302, 402, 51, 61, 702, 802});
}

} // namespace
} // namespace m2c::eval
