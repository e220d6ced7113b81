// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// add, sub, mul and div with every broadcast, and the kernels of one operand,
// against the same formulas in double precision.
#include "KernelTest.h"
#include <limits>

using namespace m2c::test;

namespace {

using RunBinary = void (*)(const m2c_binary_f32_params *, float *,
                           const float *const *);
struct Binary {
  const char *name;
  RunBinary run;
  double (*of)(double, double);
};
const Binary binaries[] = {
    {"add", m2c_run_add, [](double a, double b) { return a + b; }},
    {"sub", m2c_run_sub, [](double a, double b) { return a - b; }},
    {"mul", m2c_run_mul, [](double a, double b) { return a * b; }},
    {"div", m2c_run_div, [](double a, double b) { return a / b; }},
};

/// Strides of an operand with dimension `size[i]`, 0 where it is repeated.
void strides(const int32_t (&size)[4], const int32_t (&out)[4],
             int32_t (&stride)[4]) {
  int32_t step = 1;
  for (int i = 3; i >= 0; --i) {
    stride[i] = size[i] == 1 && out[i] != 1 ? 0 : step;
    step *= size[i];
  }
}

/// One operation with each dimension of each operand whole or repeated.
void checkBroadcast(const Binary &op, Random &random) {
  int32_t d[4], aSize[4], bSize[4], as[4], bs[4];
  for (int i = 0; i < 4; ++i) {
    d[i] = i == 3 ? random.integer(1, 11) : random.integer(1, 4);
    int32_t repeated = random.integer(0, 5); // 0: a, 1: b, else neither
    aSize[i] = repeated == 0 ? 1 : d[i];
    bSize[i] = repeated == 1 ? 1 : d[i];
  }
  strides(aSize, d, as);
  strides(bSize, d, bs);
  Activation act = Activation::random(random);
  m2c_binary_f32_params p = {};
  p.n = d[0] * d[1] * d[2] * d[3];
  p.d0 = d[0], p.d1 = d[1], p.d2 = d[2], p.d3 = d[3];
  p.a_s0 = as[0], p.a_s1 = as[1], p.a_s2 = as[2], p.a_s3 = as[3];
  p.b_s0 = bs[0], p.b_s1 = bs[1], p.b_s2 = bs[2], p.b_s3 = bs[3];
  act.set(p);
  auto a = random.reals(
      static_cast<size_t>(aSize[0] * aSize[1] * aSize[2] * aSize[3]), 4.0f);
  auto b = random.reals(
      static_cast<size_t>(bSize[0] * bSize[1] * bSize[2] * bSize[3]), 4.0f);
  for (float &value : b)
    value = std::fabs(value) < 0.01f ? 0.01f : value;
  const float *rows[2] = {a.data(), b.data()};
  Output out(p.n);
  op.run(&p, out.data(), rows);
  ASSERT_TRUE(out.guarded());
  int32_t index = 0;
  for (int32_t i0 = 0; i0 < d[0]; ++i0)
    for (int32_t i1 = 0; i1 < d[1]; ++i1)
      for (int32_t i2 = 0; i2 < d[2]; ++i2)
        for (int32_t i3 = 0; i3 < d[3]; ++i3, ++index) {
          double x = a[static_cast<size_t>(i0 * as[0] + i1 * as[1] +
                                           i2 * as[2] + i3 * as[3])];
          double y = b[static_cast<size_t>(i0 * bs[0] + i1 * bs[1] +
                                           i2 * bs[2] + i3 * bs[3])];
          Sum sum;
          sum.add(op.of(x, y));
          ASSERT_TRUE(close(out[index], sum, act)) << index;
        }
}

TEST(BinaryF32, Broadcasts) {
  Random random(51);
  for (const Binary &op : binaries) {
    SCOPED_TRACE(op.name);
    for (int i = 0; i < 400 && !HasFatalFailure(); ++i)
      checkBroadcast(op, random);
  }
}

// One operand lies elsewhere in memory, as a transposed or sliced view does.
TEST(BinaryF32, OddStrides) {
  Random random(52);
  auto a = random.reals(64), b = random.reals(64);
  m2c_binary_f32_params p = {};
  p.n = 15, p.d0 = 1, p.d1 = 1, p.d2 = 5, p.d3 = 3;
  p.a_s2 = 1, p.a_s3 = 5;  // transposed
  p.b_s2 = 10, p.b_s3 = 2; // every second element of longer rows
  const float *rows[2] = {a.data(), b.data()};
  Output out(15);
  m2c_run_sub(&p, out.data(), rows);
  for (int32_t i = 0; i < 5; ++i)
    for (int32_t j = 0; j < 3; ++j)
      EXPECT_EQ(out[i * 3 + j], a[static_cast<size_t>(i + 5 * j)] -
                                    b[static_cast<size_t>(10 * i + 2 * j)]);
}

TEST(BinaryF32, InPlace) {
  Random random(53);
  for (int32_t n = 0; n < 20; ++n) {
    auto a = random.reals(static_cast<size_t>(n)), sum = a;
    auto b = random.reals(static_cast<size_t>(n));
    m2c_binary_f32_params p = {};
    p.n = p.d3 = n, p.d0 = p.d1 = p.d2 = 1, p.a_s3 = p.b_s3 = 1;
    const float *rows[2] = {sum.data(), b.data()};
    m2c_run_add(&p, sum.data(), rows);
    for (size_t i = 0; i < a.size(); ++i)
      EXPECT_EQ(sum[i], a[i] + b[i]);
  }
}

TEST(BinaryF32, Extremes) {
  const float a[6] = {1, -1, 0, INFINITY, 3e38f, 1};
  const float b[6] = {0, 0, 0, INFINITY, 1e-30f, INFINITY};
  m2c_binary_f32_params p = {};
  p.n = p.d3 = 6, p.d0 = p.d1 = p.d2 = 1, p.a_s3 = p.b_s3 = 1;
  const float *rows[2] = {a, b};
  Output out(6);
  m2c_run_div(&p, out.data(), rows);
  EXPECT_EQ(out[0], INFINITY);
  EXPECT_EQ(out[1], -INFINITY);
  EXPECT_TRUE(std::isnan(out[2]));
  EXPECT_TRUE(std::isnan(out[3]));
  EXPECT_EQ(out[4], INFINITY);
  EXPECT_EQ(out[5], 0.0f);
}

/// Runs one kernel of one operand on x, also in place, and returns the result.
template <typename Params>
std::vector<float> runUnary(void (*run)(const Params *, float *,
                                        const float *const *),
                            Params p, const std::vector<float> &x) {
  p.n = static_cast<int32_t>(x.size());
  const float *rows[1] = {x.data()};
  Output out(p.n);
  run(&p, out.data(), rows);
  EXPECT_TRUE(out.guarded());
  std::vector<float> result = x;
  const float *same[1] = {result.data()};
  run(&p, result.data(), same);
  for (int32_t i = 0; i < p.n; ++i) {
    float inPlace = result[static_cast<size_t>(i)];
    EXPECT_EQ(bitsOf(inPlace), bitsOf(out[i])) << "in place, element " << i;
  }
  return result;
}

TEST(UnaryF32, AgreeWithTheirFormula) {
  Random random(54);
  for (size_t n = 0; n < 40; ++n) {
    auto x = random.reals(n, random.pick({1.0f, 8.0f, 100.0f}));
    auto check = [&](const std::vector<float> &got, Activation act) {
      for (size_t i = 0; i < n; ++i) {
        Sum sum;
        sum.add(x[i]);
        ASSERT_TRUE(close(got[i], sum, act)) << "act " << act.act;
      }
    };
    check(runUnary(m2c_run_relu, {0}, x), {M2C_ACT_RELU});
    check(runUnary(m2c_run_leaky_relu, {0, 0.2f}, x),
          {M2C_ACT_LEAKY_RELU, 0.2f});
    check(runUnary(m2c_run_clip, {0, -3.0f, 5.0f}, x),
          {M2C_ACT_CLIP, -3.0f, 5.0f});
    check(runUnary(m2c_run_hard_sigmoid, {0, 0.3f, 0.4f}, x),
          {M2C_ACT_HARD_SIGMOID, 0.3f, 0.4f});
    check(runUnary(m2c_run_hard_swish, {0}, x), {M2C_ACT_HARD_SWISH});
    check(runUnary(m2c_run_sigmoid, {0}, x), {M2C_ACT_SIGMOID});
    check(runUnary(m2c_run_tanh, {0}, x), {M2C_ACT_TANH});
  }
}

TEST(UnaryF32, ClipWithCrossedBoundsGivesTheUpper) {
  for (float value : runUnary(m2c_run_clip, {0, 3.0f, -2.0f},
                              {-5.0f, 0.0f, 5.0f, 1.0f, 2.0f}))
    EXPECT_EQ(value, -2.0f);
}

// The scalar and the vector form of every activation give the same bits, and
// the limits and NaN come out right.
TEST(ActivationF32, ScalarEqualsVector) {
  std::vector<float> values = {
      0.0f,  -0.0f,  1.0f,     -1.0f,     2.5f, -2.5f,     3.0f,     -3.0f,
      1e30f, -1e30f, INFINITY, -INFINITY, NAN,  1.17e-38f, 1.0e-20f, -1.0e-20f};
  Random random(55);
  for (int i = 0; i < 4000; ++i)
    values.push_back(random.real(10.0f));
  for (int i = 0; i < 200; ++i) {
    Activation act = Activation::random(random);
    for (size_t v = 0; v + 4 <= values.size(); v += 4) {
      float four[4];
      std::copy_n(&values[v], 4, four);
      m2c_run_act4(four, act.act, act.a, act.b);
      for (size_t lane = 0; lane < 4; ++lane) {
        float one = m2c_run_act(values[v + lane], act.act, act.a, act.b);
        if (std::isnan(one))
          ASSERT_TRUE(std::isnan(four[lane]));
        else
          ASSERT_EQ(bitsOf(one), bitsOf(four[lane]))
              << "act " << act.act << " of " << values[v + lane];
      }
    }
  }
}

TEST(ActivationF32, Limits) {
  const float inf = INFINITY;
  EXPECT_EQ(m2c_run_act(-inf, M2C_ACT_RELU, 0, 0), 0.0f);
  EXPECT_EQ(m2c_run_act(inf, M2C_ACT_RELU, 0, 0), inf);
  EXPECT_EQ(m2c_run_act(-inf, M2C_ACT_CLIP, -1, 6), -1.0f);
  EXPECT_EQ(m2c_run_act(inf, M2C_ACT_CLIP, -1, 6), 6.0f);
  EXPECT_EQ(m2c_run_act(-inf, M2C_ACT_LEAKY_RELU, 0.5f, 0), -inf);
  EXPECT_EQ(m2c_run_act(-inf, M2C_ACT_SIGMOID, 0, 0), 0.0f);
  EXPECT_EQ(m2c_run_act(inf, M2C_ACT_SIGMOID, 0, 0), 1.0f);
  EXPECT_EQ(m2c_run_act(-inf, M2C_ACT_TANH, 0, 0), -1.0f);
  EXPECT_EQ(m2c_run_act(inf, M2C_ACT_TANH, 0, 0), 1.0f);
  EXPECT_EQ(m2c_run_act(-inf, M2C_ACT_HARD_SIGMOID, 0.2f, 0.5f), 0.0f);
  EXPECT_EQ(m2c_run_act(inf, M2C_ACT_HARD_SIGMOID, 0.2f, 0.5f), 1.0f);
  EXPECT_EQ(m2c_run_act(inf, M2C_ACT_HARD_SWISH, 0, 0), inf);
  for (int32_t act = M2C_ACT_NONE; act <= M2C_ACT_HARD_SWISH; ++act)
    EXPECT_TRUE(std::isnan(m2c_run_act(NAN, act, 0.2f, 0.5f))) << act;
}

} // namespace
