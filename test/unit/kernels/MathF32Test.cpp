// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// exp, sigmoid and tanh of the runtime against libm in double precision, over
// the whole float range, subnormal results and special values included.
#include "KernelTest.h"

using namespace m2c::test;

namespace {

/// How far `got` is from `expected`, in units of the last place of the float
/// next to it (of 2^-149 for subnormal results).
double ulpError(float got, double expected) {
  if (std::isinf(got) && std::isinf(static_cast<float>(expected)))
    return got == static_cast<float>(expected) ? 0 : INFINITY;
  double size = std::fabs(expected);
  double unit =
      size < 0x1p-126 ? 0x1p-149 : std::ldexp(1.0, std::ilogb(size) - 23);
  return std::fabs(got - expected) / unit;
}

/// The largest error of f against `exact` over every `step`-th float of both
/// signs up to `limit`.
double worst(float (*f)(float), double (*exact)(double), float limit,
             uint32_t step) {
  double most = 0;
  for (uint32_t bits = 0; bits <= bitsOf(limit); bits += step)
    for (uint32_t sign : {0u, 0x80000000u}) {
      uint32_t both = bits | sign;
      float x;
      std::memcpy(&x, &both, sizeof x);
      double error = ulpError(f(x), exact(x));
      if (!(error <= most))
        most = error;
    }
  return most;
}

double exactExp(double x) { return std::exp(x); }
double exactSigmoid(double x) {
  return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
}
double exactTanh(double x) { return std::tanh(x); }

// About 1.1 million values each; a prime step meets all mantissa patterns.
constexpr uint32_t sparse = 1999;

TEST(MathF32, ExpIsWithinTwoUlp) {
  EXPECT_LE(worst(m2c_run_exp, exactExp, 3.4e38f, sparse), 2.0);
}

TEST(MathF32, SigmoidIsWithinTwoUlp) {
  EXPECT_LE(worst(m2c_run_sigmoid_of, exactSigmoid, 3.4e38f, sparse), 2.0);
}

TEST(MathF32, TanhIsWithinTwoUlp) {
  EXPECT_LE(worst(m2c_run_tanh_of, exactTanh, 3.4e38f, sparse), 2.0);
}

// Dense where the functions do anything, so that no seam is stepped over.
TEST(MathF32, DenseAroundSeams) {
  struct {
    float (*f)(float);
    double (*exact)(double);
    double from, to;
  } ranges[] = {
      {m2c_run_exp, exactExp, -104.1, -86.0},
      {m2c_run_exp, exactExp, 88.0, 89.0},
      {m2c_run_exp, exactExp, -0.7, 0.7},
      {m2c_run_sigmoid_of, exactSigmoid, -104.1, -86.0},
      {m2c_run_sigmoid_of, exactSigmoid, -20.0, 20.0},
      {m2c_run_tanh_of, exactTanh, 0.62, 0.63},
      {m2c_run_tanh_of, exactTanh, 8.9, 9.2},
      {m2c_run_tanh_of, exactTanh, 0.0002, 0.0003},
  };
  for (auto &range : ranges)
    for (int i = 0; i <= 200000; ++i) {
      float x =
          static_cast<float>(range.from + (range.to - range.from) * i / 200000);
      ASSERT_LE(ulpError(range.f(x), range.exact(x)), 2.0) << x;
    }
}

TEST(MathF32, SpecialValues) {
  EXPECT_EQ(m2c_run_exp(0.0f), 1.0f);
  EXPECT_EQ(m2c_run_exp(-0.0f), 1.0f);
  EXPECT_EQ(m2c_run_exp(INFINITY), INFINITY);
  EXPECT_EQ(bitsOf(m2c_run_exp(-INFINITY)), 0u);
  EXPECT_TRUE(std::isnan(m2c_run_exp(NAN)));
  EXPECT_TRUE(std::isnan(m2c_run_exp(-NAN)));
  EXPECT_EQ(m2c_run_exp(88.7228394f), INFINITY);
  EXPECT_EQ(m2c_run_exp(3.4e38f), INFINITY);
  EXPECT_EQ(m2c_run_exp(-3.4e38f), 0.0f);
  EXPECT_EQ(m2c_run_exp(1e-45f), 1.0f);
  EXPECT_EQ(m2c_run_sigmoid_of(0.0f), 0.5f);
  EXPECT_EQ(m2c_run_sigmoid_of(200.0f), 1.0f);
  EXPECT_EQ(m2c_run_sigmoid_of(-200.0f), 0.0f);
  EXPECT_TRUE(std::isnan(m2c_run_sigmoid_of(NAN)));
  EXPECT_EQ(bitsOf(m2c_run_tanh_of(-0.0f)), 0x80000000u);
  EXPECT_EQ(m2c_run_tanh_of(1e-45f), 1e-45f);
  EXPECT_EQ(m2c_run_tanh_of(-100.0f), -1.0f);
  EXPECT_TRUE(std::isnan(m2c_run_tanh_of(NAN)));
}

// Subnormal results are rounded to nearest even, not flushed or truncated.
TEST(MathF32, SubnormalResults) {
  for (float x = -103.9f; x < -87.4f; x += 0.0137f)
    EXPECT_LE(std::llabs(ulps(m2c_run_exp(x),
                              static_cast<float>(std::exp(double(x))))),
              1)
        << x;
  EXPECT_GT(m2c_run_exp(-103.9f), 0.0f);
}

TEST(MathF32, ExpNeverDecreases) {
  float last = 0;
  for (float x = -105.0f; x < 89.0f; x += 0.00037f) {
    float value = m2c_run_exp(x);
    // A step back of one ulp is possible between neighbours, not at this step.
    ASSERT_GE(value, last) << x;
    last = value;
  }
}

} // namespace
