// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c_dense_f32 and m2c_matmul_f32 against naive products in double precision.
#include "KernelTest.h"

using namespace m2c::test;

namespace {

TEST(DenseF32, RandomShapes) {
  Random random(21);
  for (int i = 0; i < 300; ++i) {
    int32_t inN = random.integer(1, 40), outN = random.integer(1, 40);
    SCOPED_TRACE(testing::Message() << inN << " to " << outN);
    Activation act = Activation::random(random);
    auto x = random.reals(static_cast<size_t>(inN));
    auto weights = random.reals(static_cast<size_t>(inN * outN));
    auto bias = random.reals(static_cast<size_t>(outN));
    m2c_dense_f32_params p = {};
    p.in_n = inN, p.out_n = outN;
    act.set(p);
    p.weights = weights.data(), p.bias = bias.data();
    const float *rows[1] = {x.data()};
    Output out(outN);
    m2c_run_dense(&p, out.data(), rows);
    EXPECT_TRUE(out.guarded());
    for (int32_t o = 0; o < outN; ++o) {
      Sum sum;
      sum.add(bias[static_cast<size_t>(o)]);
      for (int32_t k = 0; k < inN; ++k)
        sum.add(double(x[static_cast<size_t>(k)]) *
                weights[static_cast<size_t>(k * outN + o)]);
      ASSERT_TRUE(close(out[o], sum, act)) << "output " << o;
    }
  }
}

TEST(DenseF32, LongSum) {
  Random random(22);
  const int32_t inN = 4001, outN = 21;
  auto x = random.reals(inN), weights = random.reals(inN * outN);
  std::vector<float> bias(outN, 0.25f);
  m2c_dense_f32_params p = {};
  p.in_n = inN, p.out_n = outN;
  p.weights = weights.data(), p.bias = bias.data();
  const float *rows[1] = {x.data()};
  Output out(outN);
  m2c_run_dense(&p, out.data(), rows);
  for (int32_t o = 0; o < outN; ++o) {
    double sum = 0.25;
    for (int32_t k = 0; k < inN; ++k)
      sum += double(x[static_cast<size_t>(k)]) *
             weights[static_cast<size_t>(k * outN + o)];
    // Far below the worst case (0.1): errors of a long sum mostly cancel.
    EXPECT_NEAR(out[o], sum, 1e-4) << "output " << o;
  }
}

TEST(MatmulF32, RandomShapes) {
  Random random(23);
  for (int i = 0; i < 300; ++i) {
    m2c_matmul_f32_params p = {};
    p.m = random.integer(1, 11), p.k = random.integer(1, 20);
    p.n = random.integer(1, 22);
    p.batch = random.integer(1, 3);
    p.rhs_batch = random.integer(0, 1) ? p.batch : 1;
    SCOPED_TRACE(testing::Message() << p.m << " " << p.k << " " << p.n << " "
                                    << p.batch << " " << p.rhs_batch);
    auto a = random.reals(static_cast<size_t>(p.batch * p.m * p.k));
    auto b = random.reals(static_cast<size_t>(p.rhs_batch * p.k * p.n));
    const float *rows[2] = {a.data(), b.data()};
    Output out(p.batch * p.m * p.n);
    m2c_run_matmul(&p, out.data(), rows);
    EXPECT_TRUE(out.guarded());
    for (int32_t s = 0; s < p.batch; ++s)
      for (int32_t r = 0; r < p.m; ++r)
        for (int32_t c = 0; c < p.n; ++c) {
          int32_t t = p.rhs_batch == 1 ? 0 : s;
          Sum sum;
          for (int32_t l = 0; l < p.k; ++l)
            sum.add(double(a[static_cast<size_t>((s * p.m + r) * p.k + l)]) *
                    b[static_cast<size_t>((t * p.k + l) * p.n + c)]);
          ASSERT_TRUE(close(out[(s * p.m + r) * p.n + c], sum))
              << s << " " << r << " " << c;
        }
  }
}

} // namespace
