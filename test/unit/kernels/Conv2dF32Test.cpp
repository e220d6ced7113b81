// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c_conv2d_f32 against a naive convolution in double precision that reads the
// ONNX weight layout and knows nothing of rows, blocks or groups of four.
#include "KernelTest.h"

using namespace m2c::test;

namespace {

struct Shape {
  int32_t inH, inW, inC, outC, kernelH, kernelW, strideH, strideW, dilationH,
      dilationW, padTop, padLeft, padBottom, padRight, group;
  int32_t outH() const {
    return outputs(inH, padTop, padBottom, kernelH, dilationH, strideH);
  }
  int32_t outW() const {
    return outputs(inW, padLeft, padRight, kernelW, dilationW, strideW);
  }
};

/// One convolution with random data, run row by row.
class Convolution {
public:
  Convolution(const Shape &shape, const Activation &act, Random &random)
      : shape(shape), act(act),
        input(random, shape.inH, shape.inW * shape.inC, true),
        onnxWeights(random.reals(static_cast<size_t>(
            shape.outC * icg() * shape.kernelH * shape.kernelW))),
        packed(onnxWeights.size()),
        bias(random.reals(static_cast<size_t>(shape.outC))) {
    for (int32_t oc = 0; oc < shape.outC; ++oc)
      for (int32_t ic = 0; ic < icg(); ++ic)
        for (int32_t ky = 0; ky < shape.kernelH; ++ky)
          for (int32_t kx = 0; kx < shape.kernelW; ++kx) {
            int32_t g = oc / ocg();
            int32_t to = ((g * shape.kernelH + ky) * shape.kernelW + kx) *
                             icg() * ocg() +
                         ic * ocg() + oc % ocg();
            packed[static_cast<size_t>(to)] = weight(oc, ic, ky, kx);
          }
  }

  void checkAll() {
    for (int32_t oy = 0; oy < shape.outH(); ++oy)
      checkRow(oy);
  }

  std::unique_ptr<Output> run(int32_t oy) {
    m2c_conv2d_f32_params p = {};
    p.in_w = shape.inW, p.in_c = shape.inC;
    p.out_w = shape.outW(), p.out_c = shape.outC;
    p.kernel_h = shape.kernelH, p.kernel_w = shape.kernelW;
    p.stride_w = shape.strideW, p.dilation_w = shape.dilationW;
    p.pad_left = shape.padLeft, p.group = shape.group;
    act.set(p);
    p.weights = packed.data(), p.bias = bias.data();
    auto rows = input.window(oy * shape.strideH - shape.padTop, shape.dilationH,
                             shape.kernelH);
    auto out = std::make_unique<Output>(p.out_w * p.out_c);
    m2c_run_conv2d(&p, out->data(), rows.data());
    EXPECT_TRUE(out->guarded());
    return out;
  }

  Sum expected(int32_t oy, int32_t ox, int32_t oc) {
    Sum sum;
    sum.add(bias[static_cast<size_t>(oc)]);
    for (int32_t ky = 0; ky < shape.kernelH; ++ky)
      for (int32_t kx = 0; kx < shape.kernelW; ++kx)
        for (int32_t ic = 0; ic < icg(); ++ic) {
          int32_t y = oy * shape.strideH - shape.padTop + ky * shape.dilationH;
          int32_t x = ox * shape.strideW - shape.padLeft + kx * shape.dilationW;
          if (y < 0 || y >= shape.inH || x < 0 || x >= shape.inW)
            continue;
          int32_t channel = oc / ocg() * icg() + ic;
          sum.add(double(input[y][x * shape.inC + channel]) *
                  weight(oc, ic, ky, kx));
        }
    return sum;
  }

  Shape shape;
  Activation act;
  Rows input;

private:
  int32_t icg() const { return shape.inC / shape.group; }
  int32_t ocg() const { return shape.outC / shape.group; }
  float weight(int32_t oc, int32_t ic, int32_t ky, int32_t kx) const {
    return onnxWeights[static_cast<size_t>(
        ((oc * icg() + ic) * shape.kernelH + ky) * shape.kernelW + kx)];
  }
  void checkRow(int32_t oy) {
    auto out = run(oy);
    for (int32_t ox = 0; ox < shape.outW(); ++ox)
      for (int32_t oc = 0; oc < shape.outC; ++oc)
        ASSERT_TRUE(
            close((*out)[ox * shape.outC + oc], expected(oy, ox, oc), act))
            << "row " << oy << " column " << ox << " channel " << oc;
  }

  std::vector<float> onnxWeights, packed, bias;
};

Shape randomShape(Random &random) {
  Shape s = {};
  do {
    s.group = random.pick({1, 1, 1, 2, 3});
    s.inC = s.group * random.pick({1, 2, 3, 4, 5, 7, 8, 12});
    s.outC = s.group * random.pick({1, 2, 3, 4, 5, 8, 9, 12, 16, 21});
    s.inH = random.integer(1, 6), s.inW = random.integer(1, 13);
    s.kernelH = random.integer(1, 4), s.kernelW = random.integer(1, 5);
    s.strideH = random.integer(1, 3), s.strideW = random.integer(1, 3);
    s.dilationH = random.integer(1, 2), s.dilationW = random.integer(1, 3);
    s.padTop = random.integer(0, 3), s.padBottom = random.integer(0, 3);
    s.padLeft = random.integer(0, 6), s.padRight = random.integer(0, 6);
  } while (s.outH() < 1 || s.outW() < 1);
  return s;
}

std::string describe(const Shape &s) {
  std::string text;
  for (int32_t value : {s.inH, s.inW, s.inC, s.outC, s.kernelH, s.kernelW,
                        s.strideH, s.strideW, s.dilationH, s.dilationW,
                        s.padTop, s.padLeft, s.padBottom, s.padRight, s.group})
    text += std::to_string(value) + " ";
  return text;
}

TEST(Conv2dF32, RandomShapes) {
  Random random(1);
  for (int i = 0; i < 600 && !HasFatalFailure(); ++i) {
    Shape shape = randomShape(random);
    SCOPED_TRACE(describe(shape));
    Convolution(shape, Activation::random(random), random).checkAll();
  }
}

// The shapes of the public models: every path of the interior/border split.
TEST(Conv2dF32, ModelShapes) {
  Random random(2);
  const Shape shapes[] = {
      {8, 8, 16, 16, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1},
      {9, 9, 3, 8, 3, 3, 2, 2, 1, 1, 0, 0, 1, 1, 1},
      {5, 5, 64, 64, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1},
      {12, 10, 1, 64, 10, 4, 2, 2, 1, 1, 4, 1, 5, 1, 1},
      {4, 4, 16, 32, 1, 1, 2, 2, 1, 1, 0, 0, 0, 0, 1},
      {1, 44, 13, 20, 1, 5, 1, 1, 1, 1, 0, 2, 0, 2, 1},
  };
  for (const Shape &shape : shapes) {
    SCOPED_TRACE(describe(shape));
    Convolution(shape, {M2C_ACT_RELU}, random).checkAll();
  }
}

// A NaN in one input pixel must reach exactly the outputs whose window holds
// it: the kernel reads the right places, and padding adds nothing.
TEST(Conv2dF32, NanMarksItsWindows) {
  Random random(3);
  for (int i = 0; i < 100; ++i) {
    Shape shape = randomShape(random);
    SCOPED_TRACE(describe(shape));
    Convolution conv(shape, {}, random);
    int32_t y = random.integer(0, shape.inH - 1);
    int32_t x = random.integer(0, shape.inW - 1);
    for (int32_t c = 0; c < shape.inC; ++c)
      conv.input[y][x * shape.inC + c] = NAN;
    for (int32_t oy = 0; oy < shape.outH(); ++oy) {
      auto out = conv.run(oy);
      for (int32_t ox = 0; ox < shape.outW(); ++ox)
        for (int32_t oc = 0; oc < shape.outC; ++oc)
          ASSERT_EQ(std::isnan((*out)[ox * shape.outC + oc]),
                    std::isnan(conv.expected(oy, ox, oc).value))
              << oy << " " << ox << " " << oc;
    }
  }
}

TEST(Conv2dF32, OverflowGivesInfinity) {
  const float big = 3e38f, weights[4] = {2, 1, 1, 1};
  const float bias[4] = {0, 0, big, -big};
  m2c_conv2d_f32_params p = {};
  p.in_w = p.in_c = p.out_w = p.kernel_h = p.kernel_w = 1;
  p.stride_w = p.dilation_w = p.group = 1;
  p.out_c = 4, p.weights = weights, p.bias = bias;
  const float *rows[1] = {&big};
  Output out(4);
  m2c_run_conv2d(&p, out.data(), rows);
  EXPECT_EQ(out[0], INFINITY);
  EXPECT_EQ(out[1], big);
  EXPECT_EQ(out[2], INFINITY);
  EXPECT_EQ(out[3], 0.0f);
}

} // namespace
