// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The step from a sum to an output, and rounding to an integer, over the whole
// range of their arguments.
#include "RequantTest.h"

using namespace m2c::test;

namespace {

/// From the definition, with the library's rounding.
int32_t roundClamp(double x, int32_t zero, int32_t low, int32_t high) {
  return static_cast<int32_t>(
      std::clamp(std::nearbyint(x) + zero, double(low), double(high)));
}

// Every exponent and sign, with mantissas that include ties and near-ties.
TEST(RequantS8, RoundsAnyFloat) {
  for (uint32_t bits = 0; bits < 0x7f800000u; bits += 0x1003u)
    for (uint32_t sign : {0u, 0x80000000u}) {
      uint32_t all = bits | sign;
      float x;
      std::memcpy(&x, &all, sizeof x);
      ASSERT_EQ(m2c_run_round_clamp(x, -7, -128, 127),
                roundClamp(x, -7, -128, 127))
          << x;
    }
  for (int32_t quarter = -4000; quarter <= 4000; ++quarter) {
    const float x = static_cast<float>(quarter) / 4;
    for (float y : {std::nextafterf(x, -1e9f), x, std::nextafterf(x, 1e9f)})
      for (int32_t zero : {-128, 0, 127}) {
        ASSERT_EQ(m2c_run_round_clamp(y, zero, -128, 127),
                  roundClamp(y, zero, -128, 127))
            << y;
        ASSERT_EQ(m2c_run_round_clamp(y, 3, -8, 7), roundClamp(y, 3, -8, 7));
      }
  }
  EXPECT_EQ(m2c_run_round_clamp(INFINITY, 0, -128, 127), 127);
  EXPECT_EQ(m2c_run_round_clamp(-INFINITY, 0, -128, 127), -128);
}

TEST(RequantS8, EverySumOfOneScale) {
  const float scale = 0.00371f;
  m2c_requant q = {&scale, nullptr, nullptr, 0, 0, 5, -128, 127};
  for (int32_t sum = -100000; sum <= 100000; ++sum)
    ASSERT_EQ(m2c_run_requant(&q, sum, 0),
              roundClamp(static_cast<float>(sum) * scale, 5, -128, 127));
  for (int32_t sum : {INT32_MIN, INT32_MIN + 1, INT32_MAX - 1, INT32_MAX})
    EXPECT_EQ(m2c_run_requant(&q, sum, 0), sum < 0 ? -128 : 127);
}

TEST(RequantS8, RandomForms) {
  Random random(3);
  for (int i = 0; i < 2000; ++i) {
    const int32_t reach = random.pick({100, 5000, 40000, 300000, 5000000});
    Requantiser requant(random, 3, reach, random.pick({8, 4}));
    m2c_conv2d_s8_params p = {};
    requant.setWithSumMax(p);
    m2c_requant q = {p.scale,   p.multiplier, p.shift,   p.split,
                     p.sum_max, p.out_zero,   p.out_min, p.out_max};
    for (int32_t c = 0; c < 3; ++c)
      for (int j = 0; j < 50; ++j) {
        const int32_t sum = random.integer(-reach, reach);
        ASSERT_EQ(m2c_run_requant(&q, sum, c), requant.expected(sum, c))
            << sum << " of " << reach << " split " << p.split;
      }
  }
}

// Against the library's fmaf: operands as a quantised Add has them.
TEST(RequantS8, FusedRoundsOnce) {
  Random random(4);
  for (int i = 0; i < 200000; ++i) {
    const float sum = random.real(300), b = std::exp(random.real(6));
    const float a = static_cast<float>(random.integer(-128, 128));
    ASSERT_EQ(m2c_run_fused(sum, a, b), std::fmaf(a, b, sum));
  }
}

} // namespace
