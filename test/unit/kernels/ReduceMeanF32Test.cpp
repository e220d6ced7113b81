// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c_reduce_mean_f32, m2c_softmax_f32 and m2c_batch_norm_f32, the kernels over
// [outer][axis][inner], against formulas in double precision.
#include "KernelTest.h"

using namespace m2c::test;

namespace {

size_t at(int32_t o, int32_t axis, int32_t i, int32_t n, int32_t inner) {
  return static_cast<size_t>((o * n + axis) * inner + i);
}

TEST(ReduceMeanF32, RandomShapes) {
  Random random(41);
  for (int i = 0; i < 300; ++i) {
    m2c_reduce_mean_f32_params p = {};
    p.outer = random.integer(0, 4), p.reduce = random.integer(1, 40);
    p.inner = random.pick({1, 1, 2, 3, 4, 7, 8, 16, 21});
    SCOPED_TRACE(testing::Message()
                 << p.outer << " " << p.reduce << " " << p.inner);
    Activation act = Activation::random(random);
    act.set(p);
    auto x =
        random.reals(static_cast<size_t>(p.outer * p.reduce * p.inner), 10.0f);
    const float *rows[1] = {x.data()};
    Output out(p.outer * p.inner);
    m2c_run_reduce_mean(&p, out.data(), rows);
    EXPECT_TRUE(out.guarded());
    for (int32_t o = 0; o < p.outer; ++o)
      for (int32_t j = 0; j < p.inner; ++j) {
        Sum mean;
        for (int32_t r = 0; r < p.reduce; ++r)
          mean.add(double(x[at(o, r, j, p.reduce, p.inner)]) / p.reduce);
        ASSERT_TRUE(close(out[o * p.inner + j], mean, act)) << o << " " << j;
      }
  }
}

TEST(SoftmaxF32, RandomShapes) {
  Random random(42);
  for (int i = 0; i < 300; ++i) {
    m2c_softmax_f32_params p = {};
    p.outer = random.integer(0, 3), p.n = random.integer(1, 30);
    p.inner = random.pick({1, 1, 2, 5});
    auto x = random.reals(static_cast<size_t>(p.outer * p.n * p.inner),
                          random.pick({1.0f, 30.0f, 1000.0f, 3e38f}));
    const float *rows[1] = {x.data()};
    Output out(p.outer * p.n * p.inner);
    m2c_run_softmax(&p, out.data(), rows);
    EXPECT_TRUE(out.guarded());
    // In place, over a copy of the input.
    std::vector<float> same = x;
    const float *sameRows[1] = {same.data()};
    m2c_run_softmax(&p, same.data(), sameRows);
    for (int32_t o = 0; o < p.outer; ++o)
      for (int32_t j = 0; j < p.inner; ++j) {
        double most = -INFINITY, sum = 0;
        for (int32_t c = 0; c < p.n; ++c)
          most = std::max<double>(most, x[at(o, c, j, p.n, p.inner)]);
        // The kernel subtracts in float: so does the definition of close.
        auto exponent = [&](int32_t c) {
          return double(x[at(o, c, j, p.n, p.inner)] -
                        static_cast<float>(most));
        };
        for (int32_t c = 0; c < p.n; ++c)
          sum += std::exp(exponent(c));
        for (int32_t c = 0; c < p.n; ++c) {
          size_t index = at(o, c, j, p.n, p.inner);
          float got = out[static_cast<int32_t>(index)];
          ASSERT_NEAR(got, std::exp(exponent(c)) / sum, 1e-6);
          ASSERT_EQ(bitsOf(got), bitsOf(same[index]));
        }
      }
  }
}

TEST(SoftmaxF32, Extremes) {
  const float x[4] = {-INFINITY, 0.0f, 3.4e38f, -3.4e38f};
  m2c_softmax_f32_params p = {1, 4, 1};
  const float *rows[1] = {x};
  Output out(4);
  m2c_run_softmax(&p, out.data(), rows);
  EXPECT_EQ(out[0], 0.0f);
  EXPECT_EQ(out[1], 0.0f);
  EXPECT_EQ(out[2], 1.0f);
  EXPECT_EQ(out[3], 0.0f);
}

TEST(BatchNormF32, RandomShapes) {
  Random random(43);
  for (int i = 0; i < 300; ++i) {
    m2c_batch_norm_f32_params p = {};
    p.outer = random.integer(0, 4), p.channels = random.integer(1, 20);
    p.inner = random.pick({1, 1, 2, 4, 7, 9});
    auto scale = random.reals(static_cast<size_t>(p.channels), 3.0f);
    auto shift = random.reals(static_cast<size_t>(p.channels), 3.0f);
    p.scale = scale.data(), p.shift = shift.data();
    auto x = random.reals(static_cast<size_t>(p.outer * p.channels * p.inner));
    const float *rows[1] = {x.data()};
    Output out(p.outer * p.channels * p.inner);
    m2c_run_batch_norm(&p, out.data(), rows);
    EXPECT_TRUE(out.guarded());
    for (int32_t o = 0; o < p.outer; ++o)
      for (int32_t c = 0; c < p.channels; ++c)
        for (int32_t j = 0; j < p.inner; ++j) {
          size_t index = at(o, c, j, p.channels, p.inner);
          Sum sum;
          sum.add(double(x[index]) * scale[static_cast<size_t>(c)]);
          sum.add(shift[static_cast<size_t>(c)]);
          ASSERT_TRUE(close(out[static_cast<int32_t>(index)], sum));
        }
  }
}

} // namespace
