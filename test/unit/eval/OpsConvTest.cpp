// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Convolutions and matrix products, with every table of inner loops that this
// machine runs, against loops in double that follow the definition.
#include "EvalTest.h"

using namespace llvm;

namespace m2c::eval {
namespace {

struct KernelsTest : testing::TestWithParam<const SimdKernels *> {
  OpContext context{*GetParam()};
};

std::string
kernelsName(const testing::TestParamInfo<const SimdKernels *> &info) {
  return info.param->name;
}

INSTANTIATE_TEST_SUITE_P(Kernels, KernelsTest,
                         testing::ValuesIn(runnableKernels()), kernelsName);

/// Calls tap(input index, ky, kx) for each position of the window of output
/// (y, x) that lies inside the map; the index is that of channel 0.
template <typename Fn>
void forTaps(const MapShape &in, const Window &w, int64_t n, int64_t y,
             int64_t x, Fn tap) {
  for (int64_t ky = 0; ky < w.kernelH; ++ky)
    for (int64_t kx = 0; kx < w.kernelW; ++kx) {
      int64_t row = y * w.strideH - w.padTop + ky * w.dilationH;
      int64_t column = x * w.strideW - w.padLeft + kx * w.dilationW;
      if (row >= 0 && row < in.h && column >= 0 && column < in.w)
        tap(((n * in.h + row) * in.w + column) * in.c, ky, kx);
    }
}

std::vector<double> naiveConv(const Conv2dParams &p, Values input,
                              Values weights, Values bias) {
  std::vector<double> result;
  int64_t inC = p.in.c / p.group, outC = p.outC / p.group;
  for (int64_t n = 0; n < p.in.n; ++n)
    for (int64_t y = 0; y < p.outH; ++y)
      for (int64_t x = 0; x < p.outW; ++x)
        for (int64_t o = 0; o < p.outC; ++o) {
          double sum = bias.empty() ? 0.0 : bias[o];
          forTaps(p.in, p.window, n, y, x,
                  [&](int64_t at, int64_t ky, int64_t kx) {
                    int64_t tap =
                        (o * p.window.kernelH + ky) * p.window.kernelW + kx;
                    for (int64_t i = 0; i < inC; ++i)
                      sum += double(input[at + o / outC * inC + i]) *
                             weights[tap * inC + i];
                  });
          result.push_back(sum);
        }
  return result;
}

void checkConv(OpContext &context, const Conv2dParams &p, bool withBias) {
  int64_t taps = p.window.kernelH * p.window.kernelW;
  auto input = randomValues(p.in.count(), 1);
  auto weights = randomValues(p.outC * taps * (p.in.c / p.group), 2);
  auto bias = randomValues(withBias ? p.outC : 0, 3);
  std::vector<float> output(p.in.n * p.outH * p.outW * p.outC, kNan);
  conv2d(context, p, input, weights, bias, output);
  expectNear(output, naiveConv(p, input, weights, bias));
}

TEST_P(KernelsTest, Conv2dSamePadding) {
  checkConv(context, {{1, 9, 7, 5}, {3, 3, 1, 1, 1, 1, 1, 1}, 9, 7, 12, 1, {}},
            true);
}

TEST_P(KernelsTest, Conv2dStridesDilationsAndUnevenKernel) {
  checkConv(context, {{2, 11, 13, 3}, {2, 5, 2, 3, 3, 2, 2, 4}, 6, 5, 7, 1, {}},
            false);
}

TEST_P(KernelsTest, Conv2dGroups) {
  checkConv(context, {{1, 6, 6, 12}, {3, 3, 2, 1, 1, 1, 0, 1}, 2, 6, 8, 4, {}},
            true);
}

TEST_P(KernelsTest, Conv2dDilatedGroups) {
  checkConv(context, {{1, 7, 7, 4}, {3, 3, 1, 1, 2, 2, 2, 2}, 7, 7, 6, 2, {}},
            true);
}

TEST_P(KernelsTest, Conv2dOneChannelPerGroup) {
  checkConv(context, {{2, 7, 7, 6}, {3, 3, 2, 1, 1, 1, 1, 0}, 4, 5, 6, 6, {}},
            true);
  checkConv(context, {{1, 5, 7, 3}, {3, 2, 1, 1, 1, 1, 1, 0}, 5, 6, 12, 3, {}},
            false);
}

TEST_P(KernelsTest, Conv2dOneOutputChannel) {
  checkConv(context, {{1, 7, 7, 6}, {3, 3, 1, 1, 1, 1, 1, 1}, 7, 7, 1, 1, {}},
            true);
}

TEST_P(KernelsTest, Conv2dPointwise) {
  checkConv(context, {{2, 5, 6, 17}, {}, 5, 6, 19, 1, {}}, true);
}

TEST_P(KernelsTest, Conv2dPointwiseGroups) {
  checkConv(context, {{1, 5, 6, 16}, {}, 5, 6, 8, 2, {}}, true);
}

TEST_P(KernelsTest, Conv2dPointwiseWithStrideIsNotDirect) {
  checkConv(context, {{1, 7, 7, 8}, {1, 1, 2, 2}, 4, 4, 16, 1, {}}, true);
}

TEST_P(KernelsTest, Conv2dKernelLargerThanMap) {
  checkConv(context, {{1, 2, 2, 3}, {5, 5, 1, 1, 1, 1, 2, 2}, 2, 2, 4, 1, {}},
            true);
}

TEST_P(KernelsTest, Conv2dWindowsWhollyOutside) {
  checkConv(context, {{1, 3, 3, 2}, {1, 1, 1, 1, 1, 1, 4, 4}, 10, 10, 3, 1, {}},
            true);
}

TEST_P(KernelsTest, Conv2dInSeveralBlocksOfPixels) {
  checkConv(context,
            {{1, 40, 40, 16}, {3, 3, 1, 1, 1, 1, 1, 1}, 40, 40, 4, 1, {}},
            true);
}

TEST_P(KernelsTest, Conv2dOneRow) {
  checkConv(context, {{1, 1, 50, 2}, {1, 9, 1, 2, 1, 1, 0, 4}, 1, 25, 6, 1, {}},
            true);
}

TEST_P(KernelsTest, Conv2dActivation) {
  Conv2dParams p = {
      {1, 4, 4, 2}, {}, 4, 4, 3, 1, {Activation::Clip, -0.1f, 0.2f}};
  auto input = randomValues(p.in.count(), 1), weights = randomValues(6, 2);
  std::vector<float> output(48, kNan);
  conv2d(context, p, input, weights, {}, output);
  auto want = naiveConv(p, input, weights, {});
  for (double &value : want)
    value = std::min(std::max(value, double(-0.1f)), double(0.2f));
  expectNear(output, want);
}

TEST_P(KernelsTest, Conv2dKeepsNan) {
  Conv2dParams p = {{1, 3, 3, 1},      {3, 3, 1, 1, 1, 1, 1, 1}, 3, 3, 1, 1,
                    {Activation::Relu}};
  std::vector<float> input(9, 1.0f), weights(9, 0.0f), output(9);
  input[0] = kNan;
  conv2d(context, p, input, weights, {}, output);
  // Only the windows that reach the corner see it, though the weights are 0.
  for (int i : {0, 1, 3, 4})
    EXPECT_TRUE(std::isnan(output[i])) << i;
  for (int i : {2, 5, 6, 7, 8})
    EXPECT_EQ(output[i], 0.0f) << i;
}

void checkDepthwise(OpContext &context, const DepthwiseParams &p,
                    bool withBias) {
  int64_t outC = p.in.c * p.multiplier;
  auto input = randomValues(p.in.count(), 4);
  auto weights = randomValues(p.window.kernelH * p.window.kernelW * outC, 5);
  auto bias = randomValues(withBias ? outC : 0, 6);
  std::vector<float> output(p.in.n * p.outH * p.outW * outC, kNan);
  depthwiseConv2d(context, p, input, weights, bias, output);
  std::vector<double> want;
  for (int64_t n = 0; n < p.in.n; ++n)
    for (int64_t y = 0; y < p.outH; ++y)
      for (int64_t x = 0; x < p.outW; ++x)
        for (int64_t o = 0; o < outC; ++o) {
          double sum = withBias ? bias[o] : 0.0;
          forTaps(p.in, p.window, n, y, x,
                  [&](int64_t at, int64_t ky, int64_t kx) {
                    sum += double(input[at + o / p.multiplier]) *
                           weights[(ky * p.window.kernelW + kx) * outC + o];
                  });
          want.push_back(sum);
        }
  expectNear(output, want);
}

TEST_P(KernelsTest, DepthwiseAllLaneWidths) {
  // 16 + 16 + 4 + 1 + 1 channels.
  checkDepthwise(context,
                 {{1, 6, 5, 38}, {3, 3, 1, 1, 1, 1, 1, 1}, 6, 5, 1, {}}, true);
}

TEST_P(KernelsTest, DepthwiseStridesAndDilations) {
  checkDepthwise(context,
                 {{2, 9, 11, 8}, {3, 2, 2, 3, 2, 3, 2, 1}, 4, 3, 1, {}}, false);
}

TEST_P(KernelsTest, DepthwiseMultiplier) {
  checkDepthwise(context, {{2, 5, 5, 3}, {3, 3, 1, 2, 1, 1, 1, 0}, 5, 2, 4, {}},
                 true);
}

TEST_P(KernelsTest, Dense) {
  for (int64_t m : {1, 3}) {
    DenseParams p = {m, 37, 11, {Activation::LeakyRelu, 0.25f}};
    auto input = randomValues(m * 37, 1), weights = randomValues(11 * 37, 2),
         bias = randomValues(11, 3);
    std::vector<float> output(m * 11, kNan);
    dense(context, p, input, weights, bias, output);
    std::vector<double> want;
    for (int64_t i = 0; i < m; ++i)
      for (int64_t o = 0; o < 11; ++o) {
        double sum = bias[o];
        for (int64_t k = 0; k < 37; ++k)
          sum += double(input[i * 37 + k]) * weights[o * 37 + k];
        want.push_back(sum < 0 ? 0.25 * sum : sum);
      }
    expectNear(output, want);
  }
}

TEST_P(KernelsTest, Matmul) {
  for (int64_t m : {1, 4})
    for (int64_t rhsBatch : {1, 3}) {
      MatmulParams p = {3, m, 5, 7, rhsBatch};
      auto lhs = randomValues(3 * m * 5, 1),
           rhs = randomValues(rhsBatch * 5 * 7, 2);
      std::vector<float> output(3 * m * 7, kNan);
      matmul(context, p, lhs, rhs, output);
      std::vector<double> want;
      for (int64_t b = 0; b < 3; ++b)
        for (int64_t i = 0; i < m; ++i)
          for (int64_t j = 0; j < 7; ++j) {
            double sum = 0;
            for (int64_t k = 0; k < 5; ++k)
              sum += double(lhs[(b * m + i) * 5 + k]) *
                     rhs[(rhsBatch == 1 ? 0 : b * 35) + k * 7 + j];
            want.push_back(sum);
          }
      expectNear(output, want);
    }
}

TEST(Taps, InsideTaps) {
  using Range = std::pair<int64_t, int64_t>;
  EXPECT_EQ(insideTaps(0, 1, 3, 5), Range(0, 3));
  EXPECT_EQ(insideTaps(-1, 1, 3, 5), Range(1, 3));
  EXPECT_EQ(insideTaps(-3, 2, 3, 5), Range(2, 3));
  EXPECT_EQ(insideTaps(4, 1, 3, 5), Range(0, 1));
  EXPECT_EQ(insideTaps(3, 2, 3, 5), Range(0, 1));
  EXPECT_EQ(insideTaps(-1, 3, 2, 1), Range(1, 1)); // -1 and 2: none
  auto [first, last] = insideTaps(7, 1, 3, 5);
  EXPECT_EQ(first, last);
  std::tie(first, last) = insideTaps(-9, 1, 3, 5);
  EXPECT_EQ(first, last);
}

} // namespace
} // namespace m2c::eval
