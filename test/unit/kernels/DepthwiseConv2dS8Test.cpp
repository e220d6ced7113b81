// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c_depthwise_conv2d_s8, _s8w4, _s4 and _s4w4 against a naive convolution.
#include "RequantTest.h"

using namespace m2c::test;

namespace {

struct Shape {
  int32_t inH, inW, inC, multiplier, kernelH, kernelW, strideH, strideW,
      dilationH, dilationW, padTop, padLeft, padBottom, padRight;
  int32_t outH() const {
    return outputs(inH, padTop, padBottom, kernelH, dilationH, strideH);
  }
  int32_t outW() const {
    return outputs(inW, padLeft, padRight, kernelW, dilationW, strideW);
  }
  int32_t outC() const { return inC * multiplier; }
};

using Kernel = void (*)(const m2c_depthwise_conv2d_s8_params *, int8_t *,
                        const int8_t *const *, void *);

struct Widths {
  int32_t in, weight;
  Kernel kernel;
};
const Widths widths[] = {{8, 8, m2c_run_depthwise_conv2d_s8},
                         {8, 4, m2c_run_depthwise_conv2d_s8w4},
                         {4, 8, m2c_run_depthwise_conv2d_s4},
                         {4, 4, m2c_run_depthwise_conv2d_s4w4}};

class Depthwise {
public:
  Depthwise(const Shape &shape, const Widths &widths, Random &random)
      : s(shape), widths(widths),
        zero(random.integer(lowest(widths.in), highest(widths.in))),
        input(random, s.inH, s.inW * s.inC, widths.in, zero),
        requant(random, s.outC(), s.kernelH * s.kernelW * 9000,
                random.pick({8, 8, 4})) {
    bias.resize(size_t(s.outC()));
    for (int32_t &b : bias)
      b = random.integer(-500, 500);
    folded = bias;
    for (int32_t tap = 0; tap < s.kernelH * s.kernelW; ++tap) {
      taps.push_back(integers(random, size_t(s.outC()), widths.weight));
      for (size_t o = 0; o < folded.size(); ++o)
        folded[o] -= zero * taps.back()[o];
      std::vector<int8_t> bytes = packed(taps.back(), widths.weight);
      memory.insert(memory.end(), bytes.begin(), bytes.end());
    }
  }

  void checkAll() {
    for (int32_t oy = 0; oy < s.outH(); ++oy)
      checkRow(oy);
  }

private:
  int64_t sum(int32_t oy, int32_t ox, int32_t o) const {
    int64_t result = bias[size_t(o)];
    for (int32_t ky = 0; ky < s.kernelH; ++ky)
      for (int32_t kx = 0; kx < s.kernelW; ++kx) {
        int32_t y = oy * s.strideH - s.padTop + ky * s.dilationH;
        int32_t x = ox * s.strideW - s.padLeft + kx * s.dilationW;
        if (input.inside(y) && x >= 0 && x < s.inW)
          result += (input.at(y, x * s.inC + o / s.multiplier) - zero) *
                    taps[size_t(ky * s.kernelW + kx)][size_t(o)];
      }
    return result;
  }

  void checkRow(int32_t oy) {
    m2c_depthwise_conv2d_s8_params p = {};
    p.in_w = s.inW, p.in_c = s.inC, p.out_w = s.outW();
    p.channel_multiplier = s.multiplier;
    p.kernel_h = s.kernelH, p.kernel_w = s.kernelW;
    p.stride_w = s.strideW, p.dilation_w = s.dilationW;
    p.pad_left = s.padLeft, p.in_zero = zero;
    requant.setWithSumMax(p);
    p.weights = memory.data(), p.bias = folded.data();
    Bytes scratch(m2c_scratch_depthwise_conv2d_s8(
        s.kernelH, s.kernelW, s.inW, s.inC, s.outW(), s.outC(), widths.in,
        widths.weight, requant.bits));
    Bytes out(m2c_bytes_of(s.outW() * s.outC(), requant.bits));
    auto rows =
        input.window(oy * s.strideH - s.padTop, s.dilationH, s.kernelH, false);
    widths.kernel(&p, out.data(), rows.data(), scratch.data());
    ASSERT_TRUE(out.guarded() && scratch.guarded());
    for (int32_t ox = 0; ox < s.outW(); ++ox)
      for (int32_t o = 0; o < s.outC(); ++o)
        ASSERT_EQ(
            elementAt(out.data(), size_t(ox * s.outC() + o), requant.bits),
            requant.expected(sum(oy, ox, o), o))
            << "row " << oy << " column " << ox << " channel " << o;
  }

  Shape s;
  Widths widths;
  int32_t zero;
  QuantRows input;
  Requantiser requant;
  std::vector<int32_t> bias, folded;
  std::vector<std::vector<int8_t>> taps; // [tap][channel]
  std::vector<int8_t> memory;
};

TEST(DepthwiseConv2dS8, RandomShapes) {
  Random random(1);
  for (int i = 0; i < 1200 && !HasFatalFailure(); ++i) {
    Shape s;
    do {
      s.inC = random.pick({1, 2, 3, 4, 5, 8, 16, 17, 21, 37});
      s.multiplier = random.pick({1, 1, 1, 2, 3, 4});
      s.inH = random.integer(1, 6), s.inW = random.integer(1, 13);
      s.kernelH = random.integer(1, 5), s.kernelW = random.integer(1, 5);
      s.strideH = random.integer(1, 3), s.strideW = random.integer(1, 3);
      s.dilationH = random.integer(1, 2), s.dilationW = random.integer(1, 3);
      s.padTop = random.integer(0, 3), s.padBottom = random.integer(0, 3);
      s.padLeft = random.integer(0, 6), s.padRight = random.integer(0, 6);
    } while (s.outH() < 1 || s.outW() < 1);
    const Widths &w = widths[i % 4];
    SCOPED_TRACE(testing::Message()
                 << s.inW << "x" << s.inC << "*" << s.multiplier << " kernel "
                 << s.kernelH << "x" << s.kernelW << " stride " << s.strideW
                 << " dilation " << s.dilationW << " pad " << s.padLeft << ","
                 << s.padRight << " bits " << w.in << "," << w.weight);
    Depthwise(s, w, random).checkAll();
  }
}

} // namespace
