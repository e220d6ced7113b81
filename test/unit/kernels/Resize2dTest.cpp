// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c_resize2d_f32 and _s8 against their definitions, element by element.
#include "QuantTest.h"

using namespace m2c::test;

namespace {

/// Sizes and tables; the last row and column and weights of 0 are frequent.
struct Resize {
  int32_t batch, inH, inW, channels, outH, outW;
  bool isLinear;
  std::vector<int32_t> row, column;
  std::vector<float> rowWeight, columnWeight;

  explicit Resize(Random &random)
      : batch(random.integer(0, 2)), inH(random.integer(1, 5)),
        inW(random.integer(1, 6)), channels(random.pick({1, 2, 3, 4, 9})),
        outH(random.integer(1, 7)), outW(random.integer(1, 9)),
        isLinear(random.integer(0, 1)) {
    fill(random, inH, outH, row, rowWeight);
    fill(random, inW, outW, column, columnWeight);
  }

  template <typename Params>
  void set(Params &p) const {
    p.batch = batch, p.in_h = inH, p.in_w = inW, p.channels = channels;
    p.out_h = outH, p.out_w = outW, p.row = row.data();
    p.column = column.data();
    p.row_weight = isLinear ? rowWeight.data() : nullptr;
    p.column_weight = isLinear ? columnWeight.data() : nullptr;
  }
  int32_t inCount() const { return batch * inH * inW * channels; }
  int32_t outCount() const { return batch * outH * outW * channels; }

  /// The four elements of output i, rows first, and their weights.
  struct Taps {
    size_t at[4];
    float w, v;
  };
  Taps taps(int32_t i) const {
    int32_t c = i % channels, x = i / channels % outW;
    int32_t y = i / channels / outW % outH, n = i / channels / outW / outH;
    Taps result = {};
    for (int32_t k = 0; k < 4; ++k) {
      int32_t r = std::min(row[size_t(y)] + k / 2, inH - 1);
      int32_t q = std::min(column[size_t(x)] + k % 2, inW - 1);
      result.at[k] = size_t(((n * inH + r) * inW + q) * channels + c);
    }
    result.w = rowWeight[size_t(y)], result.v = columnWeight[size_t(x)];
    return result;
  }

private:
  static void fill(Random &random, int32_t in, int32_t out,
                   std::vector<int32_t> &index, std::vector<float> &weight) {
    for (int32_t i = 0; i < out; ++i) {
      index.push_back(random.integer(0, 3) ? random.integer(0, in - 1)
                                           : in - 1);
      weight.push_back(random.pick({0.0f, 0.25f, 0.5f, 0.75f, 1.0f / 3.0f, 0.9f,
                                    std::abs(random.real(0.99f))}));
    }
  }
};

TEST(Resize2dF32, Random) {
  Random random(1);
  for (int i = 0; i < 600 && !HasFatalFailure(); ++i) {
    Resize s(random);
    m2c_resize2d_f32_params p = {};
    s.set(p);
    auto x = random.reals(size_t(s.inCount()), 10.0f);
    const float *rows[1] = {x.data()};
    Output out(s.outCount());
    m2c_run_resize2d(&p, out.data(), rows);
    ASSERT_TRUE(out.guarded());
    for (int32_t j = 0; j < s.outCount(); ++j) {
      Resize::Taps t = s.taps(j);
      double v = t.v, w = t.w;
      double above = x[t.at[0]] * (1 - v) + x[t.at[1]] * v;
      double below = x[t.at[2]] * (1 - v) + x[t.at[3]] * v;
      if (s.isLinear)
        ASSERT_NEAR(out[j], above * (1 - w) + below * w, 1e-5);
      else
        ASSERT_EQ(out[j], x[t.at[0]]);
    }
  }
}

/// A float operation, rounded once: exact in double before.
float rounded(double x) { return static_cast<float>(x); }
float mix(float l, float r, float share) {
  float rest = rounded(1.0 - double(share));
  float first = rounded(double(l) * rest), second = rounded(double(r) * share);
  return rounded(double(first) + double(second));
}

/// Elements of each width may have another; a nearest one is as it was.
TEST(Resize2dS8, Random) {
  Random random(2);
  for (int i = 0; i < 800 && !HasFatalFailure(); ++i) {
    Resize s(random);
    m2c_resize2d_s8_params p = {};
    s.set(p);
    p.in_bits = s.inW * s.channels % 2 ? 8 : random.pick({8, 4});
    p.out_bits = s.outW * s.channels % 2 ? 8 : random.pick({8, 4});
    if (!s.isLinear && p.in_bits != p.out_bits)
      p.in_bits = p.out_bits = 8;
    p.in_zero = random.integer(lowest(p.in_bits), highest(p.in_bits));
    p.out_zero = random.integer(lowest(p.out_bits), highest(p.out_bits));
    p.out_min = random.integer(0, 3) ? lowest(p.out_bits) : p.out_zero;
    p.out_max = highest(p.out_bits);
    p.ratio = random.pick({1.0f, 0.5f, 0.0625f, 0.7123f, 1.9f, 17.3f});
    auto x = integers(random, size_t(s.inCount()), p.in_bits);
    auto memory = packed(x, p.in_bits);
    Bytes scratch(m2c_scratch_resize2d_s8(s.inW, s.outW, s.channels, p.in_bits,
                                          p.out_bits));
    Bytes out(m2c_bytes_of(s.outCount(), p.out_bits));
    const int8_t *rows[] = {memory.data()};
    m2c_run_resize2d_s8(&p, out.data(), rows, scratch.data());
    ASSERT_TRUE(out.guarded() && scratch.guarded());
    for (int32_t j = 0; j < s.outCount(); ++j) {
      Resize::Taps t = s.taps(j);
      float from[4];
      for (int k = 0; k < 4; ++k)
        from[k] = static_cast<float>(x[t.at[k]] - p.in_zero);
      float sum =
          mix(mix(from[0], from[1], t.v), mix(from[2], from[3], t.v), t.w);
      double steps =
          std::nearbyint(rounded(double(sum) * p.ratio)) + p.out_zero;
      double expected = std::clamp<double>(steps, p.out_min, p.out_max);
      ASSERT_EQ(elementAt(out.data(), size_t(j), p.out_bits),
                s.isLinear ? expected : x[t.at[0]])
          << j;
    }
  }
}

} // namespace
