// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// findFixedPoint against the binary32 formula evaluated at every sum, and its
// "none" against all multipliers there are.
#include "compiler/Quant/FixedPoint.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstring>
#include <random>

using namespace m2c::quant;

namespace {

/// Random numbers that are the same on every machine.
class Random {
public:
  explicit Random(uint32_t seed) : engine(seed) {}
  int32_t integer(int32_t low, int32_t high) {
    return low + static_cast<int32_t>(engine() %
                                      (static_cast<uint32_t>(high - low) + 1));
  }
  /// Evenly distributed in the logarithm.
  float scale(double low, double high) {
    double share = engine() / 4294967296.0;
    return static_cast<float>(low * std::pow(high / low, share));
  }

private:
  std::mt19937 engine;
};

/// The definition, written for a reader: every operation in float.
int32_t reference(const Requant &f, int32_t sum) {
  volatile float product = static_cast<float>(sum) * f.scale;
  volatile float inside =
      product + (f.zeroInside ? static_cast<float>(f.zero) : 0.0f);
  double rounded = std::nearbyint(inside) + (f.zeroInside ? 0 : f.zero);
  return static_cast<int32_t>(
      std::fmin(std::fmax(rounded, f.low), static_cast<double>(f.high)));
}

/// The emitted C's evaluation, in its own types; overflow is a failure.
int32_t emitted(const FixedPoint &p, const Requant &f, int32_t sum) {
  auto narrow = [](int64_t x) {
    EXPECT_TRUE(x >= INT32_MIN && x <= INT32_MAX) << x;
    return x;
  };
  if (int32_t bound = p.split.sumMax)
    sum = std::min(std::max(sum, -bound), bound);
  int64_t scaled;
  if (int32_t k = p.split.bits) {
    int64_t low = narrow(int64_t(sum) * (p.multiplier & ((1 << k) - 1)));
    int64_t high = narrow(int64_t(sum) * (p.multiplier >> k));
    int64_t both = narrow(high + (low >> k));
    EXPECT_TRUE(p.shift > k && p.shift <= k + 31);
    scaled = narrow(both + (int64_t(1) << (p.shift - k - 1))) >> (p.shift - k);
  } else {
    scaled = (int64_t(sum) * p.multiplier + (int64_t(1) << (p.shift - 1))) >>
             p.shift;
  }
  narrow(scaled + f.zero);
  return static_cast<int32_t>(
      std::min<int64_t>(std::max<int64_t>(scaled + f.zero, f.low), f.high));
}

Requant randomFormula(Random &random) {
  Requant f;
  f.scale = random.scale(3e-4, 2e-2);
  f.zero = random.integer(-128, 127);
  f.zeroInside = random.integer(0, 1);
  if (random.integer(0, 3) == 0)
    f.low = f.zero; // a fused ReLU
  return f;
}

TEST(Requantize, IsTheFloatFormula) {
  Random random(1);
  for (int i = 0; i < 30; ++i) {
    Requant f = randomFormula(random);
    for (int32_t sum = -50000; sum <= 50000; ++sum)
      ASSERT_EQ(requantize(f, sum), reference(f, sum)) << f.scale;
    for (int32_t sum : {INT32_MIN, INT32_MAX, -(1 << 25) - 1, (1 << 25) + 3})
      EXPECT_EQ(requantize(f, sum), reference(f, sum));
  }
}

// Exhaustive on small ranges: what is found is right, and where nothing is
// found, no multiplier of any shift is.
TEST(FindFixedPoint, SmallRangesExhaustively) {
  Random random(2);
  int none = 0;
  for (int i = 0; i < 300; ++i) {
    Requant f = randomFormula(random);
    // Scales with exact ties, which rounding half up cannot follow, are here.
    f.scale = i % 3 == 0 ? std::ldexp(static_cast<float>(i % 7 + 1), -3)
                         : random.scale(0.02, 1.5);
    int32_t least = random.integer(-40, 20);
    int32_t most = random.integer(least, 60);
    Split split;
    split.bits = 6; // multipliers below 2^12
    auto found = findFixedPoint(f, least, most, split);
    if (found) {
      for (int32_t sum = least; sum <= most; ++sum)
        ASSERT_EQ(emitted(*found, f, sum), reference(f, sum));
      continue;
    }
    ++none;
    for (int32_t shift = 7; shift <= 37; ++shift)
      for (int32_t multiplier = 0; multiplier < 4096; ++multiplier) {
        FixedPoint p{multiplier, shift, split};
        bool same = true;
        for (int32_t sum = least; sum <= most && same; ++sum)
          same = requantize(p, f, sum) == reference(f, sum);
        ASSERT_FALSE(same) << multiplier << " >> " << shift << " for "
                           << f.scale << " in " << least << " to " << most;
      }
  }
  EXPECT_GT(none, 20);
  EXPECT_LT(none, 200);
}

// Scales as real layers have them: how many are proved, and every sum of some.
TEST(FindFixedPoint, LayerScales) {
  Random random(3);
  int wide = 0, split = 0;
  const int count = 1000;
  for (int i = 0; i < count; ++i) {
    Requant f = randomFormula(random);
    const int32_t reach = random.integer(40000, 2000000);
    const Split s = splitFor(f.scale, -reach, reach);
    ASSERT_GT(s.bits, 0);
    auto inWide = findFixedPoint(f, -reach, reach, {});
    auto inSplit = findFixedPoint(f, -reach, reach, s);
    wide += inWide.has_value(), split += inSplit.has_value();
    if (i >= 20)
      continue;
    for (int32_t sum = -reach; sum <= reach; ++sum) {
      if (inWide)
        ASSERT_EQ(emitted(*inWide, f, sum), reference(f, sum));
      if (inSplit)
        ASSERT_EQ(emitted(*inSplit, f, sum), reference(f, sum));
    }
  }
  RecordProperty("proved64", wide), RecordProperty("proved32", split);
  EXPECT_GT(wide, count * 75 / 100);
  EXPECT_GT(split, count * 70 / 100);
}

TEST(FindFixedPoint, OneSumAndSaturation) {
  Requant f;
  f.scale = 0.01f;
  for (int32_t sum : {-2000000, -1, 0, 1, 2000000}) {
    auto found = findFixedPoint(f, sum, sum, {});
    ASSERT_TRUE(found);
    EXPECT_EQ(emitted(*found, f, sum), reference(f, sum));
  }
  f.low = f.high = 5;
  auto constant = findFixedPoint(f, -1000, 1000, {});
  ASSERT_TRUE(constant);
  EXPECT_EQ(emitted(*constant, f, 7), 5);
}

TEST(ChannelConstants, FallsBackInOrder) {
  Random random(4);
  int forms[3] = {0, 0, 0};
  for (int i = 0; i < 400; ++i) {
    Requant f = randomFormula(random);
    const int32_t reach = 500000;
    const Split s = splitFor(f.scale / 4, -reach, reach); // a smaller neighbour
    ChannelConstants c = channelConstants(f, -reach, reach, s);
    if (c.shift < 0) {
      ++forms[2];
      float scale;
      std::memcpy(&scale, &c.multiplier, sizeof scale);
      EXPECT_EQ(scale, f.scale);
      continue;
    }
    ++forms[c.shift >= 64];
    FixedPoint p{c.multiplier, c.shift & 63, s};
    if (c.shift >= 64)
      p.split.bits = 0;
    for (int32_t sum = -reach; sum <= reach; sum += 17)
      ASSERT_EQ(emitted(p, f, sum), reference(f, sum));
  }
  EXPECT_GT(forms[0], 100);
  EXPECT_GT(forms[1], 5);
  EXPECT_GT(forms[2], 5);
}

} // namespace
