// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c_max_pool2d_s8, _avg_pool2d_s8, _sum_rows_s8, _mean_rows_s8, _reduce_mean_s8, _softmax_s8 and
// _softmax_s8_f32 against their definitions.
#include "RequantTest.h"
#include <functional>

using namespace m2c::test;

namespace {

struct Shape {
  int32_t inH, inW, channels, kernelH, kernelW, strideH, strideW, dilationW,
      padTop, padLeft, padRight;
  int32_t outH() const {
    return outputs(inH, padTop, padTop, kernelH, 1, strideH);
  }
  int32_t outW() const {
    return outputs(inW, padLeft, padRight, kernelW, dilationW, strideW);
  }
  explicit Shape(Random &random) {
    do {
      channels = random.pick({1, 2, 3, 4, 5, 8, 17});
      inH = random.integer(1, 6), inW = random.integer(1, 11);
      kernelH = random.integer(1, 4), kernelW = random.integer(1, 5);
      strideH = random.integer(1, 3), strideW = random.integer(1, 3);
      dilationW = random.integer(1, 2), padTop = random.integer(0, 2);
      padLeft = random.integer(0, 4), padRight = random.integer(0, 4);
    } while (outH() < 1 || outW() < 1);
  }
  template <typename Params>
  void set(Params &p) const {
    p.in_w = inW, p.channels = channels, p.out_w = outW();
    p.kernel_h = kernelH, p.kernel_w = kernelW, p.stride_w = strideW;
    p.dilation_w = dilationW, p.pad_left = padLeft;
  }
  /// The elements inside the window of one output.
  std::vector<int32_t> inside(const QuantRows &in, int32_t oy, int32_t ox,
                              int32_t c) const {
    std::vector<int32_t> values;
    for (int32_t y = oy * strideH - padTop; y < oy * strideH - padTop + kernelH;
         ++y)
      for (int32_t kx = 0; kx < kernelW; ++kx) {
        int32_t x = ox * strideW - padLeft + kx * dilationW;
        if (in.inside(y) && x >= 0 && x < inW)
          values.push_back(in.at(y, x * channels + c));
      }
    return values;
  }
};

using Expected = std::function<int32_t(const std::vector<int32_t> &)>;

/// Runs a pool over a map and compares each output with its window's.
template <typename Params, typename Kernel>
void checkPool(const Shape &s, const Params &p, const QuantRows &in,
               Kernel kernel, const Expected &expected) {
  for (int32_t oy = 0; oy < s.outH(); ++oy) {
    Bytes scratch(m2c_scratch_pool2d_s8(s.kernelH, s.inW, s.outW(), s.channels,
                                        p.in_bits, p.out_bits));
    Bytes out(m2c_bytes_of(s.outW() * s.channels, p.out_bits));
    auto rows = in.window(oy * s.strideH - s.padTop, 1, s.kernelH, true);
    kernel(&p, out.data(), rows.data(), scratch.data());
    ASSERT_TRUE(out.guarded() && scratch.guarded());
    for (int32_t ox = 0; ox < s.outW(); ++ox)
      for (int32_t c = 0; c < s.channels; ++c)
        ASSERT_EQ(
            elementAt(out.data(), size_t(ox * s.channels + c), p.out_bits),
            expected(s.inside(in, oy, ox, c)))
            << oy << " " << ox << " " << c;
  }
}

TEST(MaxPool2dS8, RandomShapes) {
  Random random(1);
  for (int i = 0; i < 600 && !HasFatalFailure(); ++i) {
    Shape s(random);
    m2c_max_pool2d_s8_params p = {};
    s.set(p);
    p.in_bits = random.pick({8, 8, 4}), p.out_bits = random.pick({8, 4});
    p.out_min = lowest(p.out_bits), p.out_max = highest(p.out_bits);
    if (random.integer(0, 1))
      p.out_min = -2, p.out_max = 5;
    QuantRows in(random, s.inH, s.inW * s.channels, p.in_bits, 0);
    checkPool(s, p, in, m2c_run_max_pool2d_s8,
              [&](const std::vector<int32_t> &x) {
                int32_t most =
                    x.empty() ? -128 : *std::max_element(x.begin(), x.end());
                return std::clamp(most, p.out_min, p.out_max);
              });
  }
}

TEST(AvgPool2dS8, RandomShapes) {
  Random random(2);
  for (int i = 0; i < 600 && !HasFatalFailure(); ++i) {
    Shape s(random);
    m2c_avg_pool2d_s8_params p = {};
    s.set(p);
    p.in_bits = random.pick({8, 8, 4});
    p.in_zero = random.integer(lowest(p.in_bits), highest(p.in_bits));
    QuantRows in(random, s.inH, s.inW * s.channels, p.in_bits, 0);
    // The table may start above 1 if no window has fewer positions inside.
    p.count_min = INT32_MAX;
    for (int32_t oy = 0; oy < s.outH(); ++oy)
      for (int32_t ox = 0; ox < s.outW(); ++ox)
        p.count_min = std::min(
            p.count_min, static_cast<int32_t>(s.inside(in, oy, ox, 0).size()));
    p.count_min = std::max(p.count_min, 1);
    const int32_t most = s.kernelH * s.kernelW;
    Requantiser requant(random, most - p.count_min + 1, most * 150,
                        random.pick({8, 4}));
    requant.set(p);
    checkPool(s, p, in, m2c_run_avg_pool2d_s8,
              [&](const std::vector<int32_t> &x) {
                int64_t sum = 0;
                for (int32_t value : x)
                  sum += value - p.in_zero;
                auto count = static_cast<int32_t>(x.size());
                return requant.expected(sum, std::max(count - p.count_min, 0));
              });
  }
}

TEST(ReduceMeanS8, Random) {
  Random random(3);
  for (int i = 0; i < 600 && !HasFatalFailure(); ++i) {
    m2c_reduce_mean_s8_params p = {};
    p.outer = random.integer(0, 3), p.reduce = random.integer(1, 40);
    p.inner = random.pick({1, 2, 3, 4, 7, 16}), p.in_bits = random.pick({8, 4});
    p.in_zero = random.integer(lowest(p.in_bits), highest(p.in_bits));
    Requantiser requant(random, 1, p.reduce * 150, random.pick({8, 4}));
    requant.set(p);
    const int32_t inN = p.outer * p.reduce * p.inner, outN = p.outer * p.inner;
    auto x = integers(random, size_t(inN), p.in_bits);
    auto memory = packed(x, p.in_bits);
    Bytes out(m2c_bytes_of(outN, p.out_bits));
    const int8_t *rows[] = {memory.data()};
    m2c_run_reduce_mean_s8(&p, out.data(), rows, nullptr);
    ASSERT_TRUE(out.guarded());
    for (int32_t o = 0; o < outN; ++o) {
      int64_t sum = 0;
      for (int32_t r = 0; r < p.reduce; ++r)
        sum += x[size_t((o / p.inner * p.reduce + r) * p.inner + o % p.inner)] -
               p.in_zero;
      ASSERT_EQ(elementAt(out.data(), size_t(o), p.out_bits),
                requant.expected(sum, 0));
    }
  }
}

TEST(RowsS8, SumThenMeanIsTheAveragePool) {
  Random random(4);
  for (int i = 0; i < 300 && !HasFatalFailure(); ++i) {
    m2c_sum_rows_s8_params sum = {};
    m2c_mean_rows_s8_params mean = {};
    const int32_t rowCount = random.integer(1, 20);
    sum.in_w = random.integer(1, 12), sum.channels = random.pick({1, 3, 4, 17});
    mean.channels = sum.channels, mean.count = rowCount * sum.in_w;
    mean.in_zero = random.integer(-128, 127);
    Requantiser requant(random, 1, mean.count * 150, 8);
    requant.set(mean);
    std::vector<int32_t> sums(size_t(sum.channels), 0);
    std::vector<int64_t> expected(size_t(sum.channels), 0);
    for (int32_t y = 0; y < rowCount; ++y) {
      auto row = integers(random, size_t(sum.in_w * sum.channels), 8);
      for (size_t j = 0; j < row.size(); ++j)
        expected[j % expected.size()] += row[j] - mean.in_zero;
      const int8_t *rows[] = {row.data()};
      m2c_run_sum_rows_s8(&sum, sums.data(), rows, nullptr);
    }
    Bytes out(sum.channels);
    const int32_t *rows[] = {sums.data()};
    m2c_run_mean_rows_s8(&mean, out.data(), rows, nullptr);
    ASSERT_TRUE(out.guarded());
    for (size_t c = 0; c < expected.size(); ++c)
      ASSERT_EQ(elementAt(out.data(), c, 8), requant.expected(expected[c], 0));
  }
}

/// One softmax problem; e[j] / sum as floats, added in the order of j.
struct Softmax {
  int32_t outer, n, inner, bits;
  std::vector<int8_t> x, memory;
  std::vector<float> table;

  explicit Softmax(Random &random)
      : outer(random.integer(0, 3)), n(random.integer(1, 12)),
        inner(random.pick({1, 2, 3})), bits(random.pick({8, 4})),
        x(integers(random, size_t(count()), bits)), memory(packed(x, bits)) {
    for (int32_t i = 0; i < 256; ++i)
      table.push_back(std::exp(-0.04f * float(i)));
  }
  int32_t count() const { return outer * n * inner; }
  float e(int32_t i) const { // of element i
    int32_t most = -128;
    for (int32_t j = 0; j < n; ++j)
      most = std::max<int32_t>(most, x[size_t(other(i, j))]);
    return table[size_t(most - x[size_t(i)])];
  }
  float sum(int32_t i) const {
    float result = 0;
    for (int32_t j = 0; j < n; ++j)
      result += e(other(i, j));
    return result;
  }

private:
  int32_t other(int32_t i, int32_t j) const { // class j beside element i
    return (i / (n * inner) * n + j) * inner + i % inner;
  }
};

TEST(SoftmaxS8, Random) {
  Random random(4);
  for (int i = 0; i < 400 && !HasFatalFailure(); ++i) {
    Softmax s(random);
    const int32_t outBits = random.pick({8, 4}), n = s.count();
    m2c_softmax_s8_params p = {};
    p.outer = s.outer, p.n = s.n, p.inner = s.inner;
    p.in_bits = s.bits, p.out_bits = outBits;
    p.out_zero = p.out_min = lowest(outBits), p.out_max = highest(outBits);
    p.out_inverse = outBits == 4 ? 16 : 256, p.exp_table = s.table.data();
    Bytes scratch(m2c_scratch_whole_s8(n, n, s.bits, outBits));
    const bool inPlace = s.bits == outBits && random.integer(0, 1);
    Bytes out(m2c_bytes_of(n, outBits));
    if (inPlace)
      std::copy(s.memory.begin(), s.memory.end(), out.data());
    const int8_t *rows[] = {inPlace ? out.data() : s.memory.data()};
    m2c_run_softmax_s8(&p, out.data(), rows, scratch.data());
    ASSERT_TRUE(out.guarded() && scratch.guarded());
    for (int32_t j = 0; j < n; ++j) {
      const float share = s.e(j) * p.out_inverse / s.sum(j);
      ASSERT_EQ(
          elementAt(out.data(), size_t(j), outBits),
          std::min<double>(std::nearbyint(share) + p.out_zero, p.out_max));
    }
  }
}

TEST(SoftmaxS8F32, Random) {
  Random random(5);
  for (int i = 0; i < 400 && !HasFatalFailure(); ++i) {
    Softmax s(random);
    m2c_softmax_s8_f32_params p = {s.outer, s.n, s.inner, s.bits,
                                   s.table.data()};
    Bytes scratch(m2c_scratch_whole_s8(s.count(), 0, s.bits, 8));
    Output out(s.count());
    const int8_t *rows[] = {s.memory.data()};
    m2c_run_softmax_s8_f32(&p, out.data(), rows, scratch.data());
    ASSERT_TRUE(out.guarded() && scratch.guarded());
    for (int32_t j = 0; j < s.count(); ++j)
      ASSERT_EQ(out[j], s.e(j) / s.sum(j));
  }
}

} // namespace
