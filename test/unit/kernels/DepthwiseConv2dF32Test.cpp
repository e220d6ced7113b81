// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c_depthwise_conv2d_f32 against a naive depthwise convolution in double
// precision over random shapes, strides, dilations, pads and multipliers.
#include "KernelTest.h"

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

Sum expected(const Shape &s, Rows &input, const std::vector<float> &weights,
             const std::vector<float> &bias, int32_t oy, int32_t ox,
             int32_t oc) {
  Sum sum;
  sum.add(bias[static_cast<size_t>(oc)]);
  for (int32_t ky = 0; ky < s.kernelH; ++ky)
    for (int32_t kx = 0; kx < s.kernelW; ++kx) {
      int32_t y = oy * s.strideH - s.padTop + ky * s.dilationH;
      int32_t x = ox * s.strideW - s.padLeft + kx * s.dilationW;
      if (y < 0 || y >= s.inH || x < 0 || x >= s.inW)
        continue;
      size_t at = static_cast<size_t>((oc * s.kernelH + ky) * s.kernelW + kx);
      sum.add(double(input[y][x * s.inC + oc / s.multiplier]) * weights[at]);
    }
  return sum;
}

/// Runs one layer with random data; its weights are [outC][kernelH][kernelW],
/// as ONNX has them, until packed. A NaN goes into pixel (0, 0) on request.
void check(const Shape &s, const Activation &act, Random &random, bool nan) {
  Rows input(random, s.inH, s.inW * s.inC, true);
  if (nan)
    for (int32_t c = 0; c < s.inC; ++c)
      input[0][c] = NAN;
  auto bias = random.reals(static_cast<size_t>(s.outC()));
  auto weights =
      random.reals(static_cast<size_t>(s.outC() * s.kernelH * s.kernelW));
  std::vector<float> packed(weights.size());
  for (int32_t oc = 0; oc < s.outC(); ++oc)
    for (int32_t k = 0; k < s.kernelH * s.kernelW; ++k)
      packed[static_cast<size_t>(k * s.outC() + oc)] =
          weights[static_cast<size_t>(oc * s.kernelH * s.kernelW + k)];

  m2c_depthwise_conv2d_f32_params p = {};
  p.in_w = s.inW, p.in_c = s.inC, p.out_w = s.outW();
  p.multiplier = s.multiplier;
  p.kernel_h = s.kernelH, p.kernel_w = s.kernelW;
  p.stride_w = s.strideW, p.dilation_w = s.dilationW, p.pad_left = s.padLeft;
  act.set(p);
  p.weights = packed.data(), p.bias = bias.data();

  for (int32_t oy = 0; oy < s.outH(); ++oy) {
    auto rows = input.window(oy * s.strideH - s.padTop, s.dilationH, s.kernelH);
    Output out(s.outW() * s.outC());
    m2c_run_depthwise_conv2d(&p, out.data(), rows.data());
    ASSERT_TRUE(out.guarded());
    for (int32_t ox = 0; ox < s.outW(); ++ox)
      for (int32_t oc = 0; oc < s.outC(); ++oc) {
        float got = out[ox * s.outC() + oc];
        Sum sum = expected(s, input, weights, bias, oy, ox, oc);
        if (nan)
          ASSERT_EQ(std::isnan(got), std::isnan(sum.value)) << ox << " " << oc;
        else
          ASSERT_TRUE(close(got, sum, act)) << oy << " " << ox << " " << oc;
      }
  }
}

Shape randomShape(Random &random) {
  Shape s = {};
  do {
    s.inC = random.pick({1, 2, 3, 4, 5, 8, 12, 16, 20, 35});
    s.multiplier = random.pick({1, 1, 1, 2, 3, 4, 6});
    s.inH = random.integer(1, 6), s.inW = random.integer(1, 13);
    s.kernelH = random.integer(1, 5), s.kernelW = random.integer(1, 7);
    s.strideH = random.integer(1, 3), s.strideW = random.integer(1, 3);
    s.dilationH = random.integer(1, 2), s.dilationW = random.integer(1, 3);
    s.padTop = random.integer(0, 3), s.padBottom = random.integer(0, 3);
    s.padLeft = random.integer(0, 7), s.padRight = random.integer(0, 7);
  } while (s.outH() < 1 || s.outW() < 1);
  return s;
}

TEST(DepthwiseConv2dF32, RandomShapes) {
  Random random(11);
  for (int i = 0; i < 600 && !HasFatalFailure(); ++i) {
    Shape s = randomShape(random);
    SCOPED_TRACE(testing::Message()
                 << s.inW << " wide " << s.inC << " x " << s.multiplier
                 << " kernel " << s.kernelH << "x" << s.kernelW << " stride "
                 << s.strideW << " dilation " << s.dilationW << " pad "
                 << s.padLeft << " " << s.padRight);
    check(s, Activation::random(random), random, false);
  }
}

TEST(DepthwiseConv2dF32, NanMarksItsWindows) {
  Random random(12);
  for (int i = 0; i < 100 && !HasFatalFailure(); ++i)
    check(randomShape(random), {}, random, true);
}

TEST(DepthwiseConv2dF32, ModelShapes) {
  Random random(13);
  check({5, 5, 64, 1, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, {M2C_ACT_RELU}, random,
        false);
  check({8, 24, 32, 1, 3, 3, 2, 2, 1, 1, 0, 0, 1, 1},
        {M2C_ACT_CLIP, 0.0f, 6.0f}, random, false);
  check({9, 17, 16, 1, 5, 5, 1, 1, 1, 1, 2, 2, 2, 2}, {M2C_ACT_HARD_SWISH},
        random, false);
}

} // namespace
