// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pools and means against loops in double over the definition.
#include "EvalTest.h"

using namespace llvm;

namespace m2c::eval {
namespace {

/// Maximum and mean over the window, position by position.
void checkPools(const PoolParams &p) {
  const Window &w = p.window;
  auto input = randomValues(p.in.count(), 11);
  std::vector<double> most, mean;
  for (int64_t n = 0; n < p.in.n; ++n)
    for (int64_t y = 0; y < p.outH; ++y)
      for (int64_t x = 0; x < p.outW; ++x)
        for (int64_t c = 0; c < p.in.c; ++c) {
          double best = std::numeric_limits<float>::lowest(), sum = 0;
          int count = 0;
          for (int64_t ky = 0; ky < w.kernelH; ++ky)
            for (int64_t kx = 0; kx < w.kernelW; ++kx) {
              int64_t row = y * w.strideH - w.padTop + ky * w.dilationH;
              int64_t column = x * w.strideW - w.padLeft + kx * w.dilationW;
              if (row < 0 || row >= p.in.h || column < 0 || column >= p.in.w)
                continue;
              double value =
                  input[((n * p.in.h + row) * p.in.w + column) * p.in.c + c];
              best = std::fmax(best, value);
              sum += value;
              ++count;
            }
          most.push_back(best);
          mean.push_back(count ? sum / count : 0.0);
        }
  std::vector<float> output(most.size(), kNan);
  maxPool2d(p, input, output);
  expectNear(output, most, 0.0);
  avgPool2d(p, input, output);
  expectNear(output, mean, 1e-7);
}

TEST(Pools, Plain) { checkPools({{2, 6, 8, 3}, {2, 2, 2, 2}, 3, 4, {}}); }
TEST(Pools, OverlappingWithPads) {
  checkPools({{1, 7, 6, 5}, {3, 3, 2, 2, 1, 1, 1, 1}, 4, 3, {}});
}
TEST(Pools, DilatedAndUneven) {
  checkPools({{1, 9, 9, 2}, {3, 2, 1, 3, 2, 3, 2, 1}, 9, 3, {}});
}
TEST(Pools, WholeMap) { checkPools({{1, 25, 5, 4}, {25, 5}, 1, 1, {}}); }
TEST(Pools, NothingInside) {
  checkPools({{1, 1, 1, 2}, {2, 2, 1, 1, 2, 2, 1, 1}, 1, 1, {}});
}

TEST(Pools, HugeKernelTakesNoTimeOutsideTheMap) {
  int64_t size = int64_t(1) << 24;
  PoolParams p = {
      {1, 1, 1, 1}, {size, size, 1, 1, 1, 1, size - 1, size - 1}, 1, 1, {}};
  std::vector<float> output(1);
  avgPool2d(p, {3.0f}, output);
  EXPECT_EQ(output[0], 3.0f);
}

TEST(Pools, KeepNan) {
  PoolParams p = {{1, 1, 4, 1}, {1, 2, 1, 2}, 1, 2, {}};
  for (std::vector<float> input :
       {std::vector<float>{kNan, 1, 2, 3}, std::vector<float>{1, kNan, 2, 3}}) {
    std::vector<float> output(2);
    maxPool2d(p, input, output);
    EXPECT_TRUE(std::isnan(output[0]));
    EXPECT_EQ(output[1], 3.0f);
    avgPool2d(p, input, output);
    EXPECT_TRUE(std::isnan(output[0]));
    EXPECT_EQ(output[1], 2.5f);
  }
}

TEST(Pools, Activation) {
  PoolParams p = {{1, 1, 4, 1}, {1, 2, 1, 2}, 1, 2, {Activation::Relu}};
  std::vector<float> output(2);
  avgPool2d(p, {-1, -3, 1, 3}, output);
  expectEqual(output, {0.0f, 2.0f});
}

TEST(ReduceMean, MiddleAxis) {
  std::vector<float> output(4);
  reduceMean({2, 3, 2}, {}, {1, 10, 2, 20, 3, 30, -1, 0, -2, 0, -3, 3}, output);
  expectEqual(output, {2, 20, -2, 1});
}

TEST(ReduceMean, Activation) {
  std::vector<float> output(2);
  reduceMean({2, 2, 1}, {Activation::Relu}, {-1, -2, 1, 2}, output);
  expectEqual(output, {0, 1.5f});
}

TEST(ReduceMean, LongSumsKeepTheirDigits) {
  std::vector<float> input(1 << 22, 0.1f), output(1);
  reduceMean({1, 1 << 22, 1}, {}, input, output);
  EXPECT_EQ(output[0], 0.1f);
}

} // namespace
} // namespace m2c::eval
