// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c_conv2d_s8, _s8w4, _s4 and _s4w4 against a naive convolution that reads the
// ONNX weight layout, subtracts the zero point from every input and leaves
// padding out.
#include "RequantTest.h"

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
  int32_t icg() const { return inC / group; }
  int32_t ocg() const { return outC / group; }
  int32_t inN() const { return icg() * kernelH * kernelW; }
};

using Kernel = void (*)(const m2c_conv2d_s8_params *, int8_t *,
                        const int8_t *const *, void *);

struct Widths {
  int32_t in, weight;
  Kernel kernel;
};
const Widths widths[] = {{8, 8, m2c_run_conv2d_s8},
                         {8, 4, m2c_run_conv2d_s8w4},
                         {4, 8, m2c_run_conv2d_s4},
                         {4, 4, m2c_run_conv2d_s4w4}};

class Convolution {
public:
  Convolution(const Shape &shape, const Widths &widths, Random &random)
      : s(shape), widths(widths),
        zero(random.integer(lowest(widths.in), highest(widths.in))),
        input(random, s.inH, s.inW * s.inC, widths.in, zero),
        weights(integers(random, size_t(s.outC * s.inN()), widths.weight)),
        requant(random, s.outC, reach(), random.pick({8, 8, 4})) {
    for (int32_t oc = 0; oc < s.outC; ++oc) {
      bias.push_back(random.integer(-500, 500));
      folded.push_back(bias.back());
      std::vector<int8_t> run;
      for (int32_t ky = 0; ky < s.kernelH; ++ky)
        for (int32_t kx = 0; kx < s.kernelW; ++kx)
          for (int32_t ic = 0; ic < s.icg(); ++ic)
            run.push_back(static_cast<int8_t>(weight(oc, ic, ky, kx)));
      for (int8_t w : run)
        folded.back() -= zero * w;
      std::vector<int8_t> bytes = packed(run, widths.weight);
      memory.insert(memory.end(), bytes.begin(), bytes.end());
    }
  }

  void checkAll() {
    for (int32_t oy = 0; oy < s.outH(); ++oy)
      checkRow(oy);
  }

private:
  int64_t reach() const {
    int64_t size = widths.in == 4 ? 15 : 255;
    return s.inN() * size * (widths.weight == 4 ? 8 : 128) / 2 + 500;
  }
  int32_t weight(int32_t oc, int32_t ic, int32_t ky, int32_t kx) const {
    return weights[static_cast<size_t>(
        ((oc * s.icg() + ic) * s.kernelH + ky) * s.kernelW + kx)];
  }

  int64_t sum(int32_t oy, int32_t ox, int32_t oc) const {
    int64_t result = bias[static_cast<size_t>(oc)];
    for (int32_t ky = 0; ky < s.kernelH; ++ky)
      for (int32_t kx = 0; kx < s.kernelW; ++kx) {
        int32_t y = oy * s.strideH - s.padTop + ky * s.dilationH;
        int32_t x = ox * s.strideW - s.padLeft + kx * s.dilationW;
        if (!input.inside(y) || x < 0 || x >= s.inW)
          continue;
        for (int32_t ic = 0; ic < s.icg(); ++ic) {
          int32_t channel = oc / s.ocg() * s.icg() + ic;
          result += int64_t(input.at(y, x * s.inC + channel) - zero) *
                    weight(oc, ic, ky, kx);
        }
      }
    return result;
  }

  void checkRow(int32_t oy) {
    m2c_conv2d_s8_params p = {};
    p.in_w = s.inW, p.in_c = s.inC, p.out_w = s.outW(), p.out_c = s.outC;
    p.kernel_h = s.kernelH, p.kernel_w = s.kernelW;
    p.stride_w = s.strideW, p.dilation_w = s.dilationW;
    p.pad_left = s.padLeft, p.group = s.group, p.in_zero = zero;
    requant.setWithSumMax(p);
    p.weights = memory.data(), p.bias = folded.data();
    int32_t right =
        (s.outW() - 1) * s.strideW - s.padLeft + (s.kernelW - 1) * s.dilationW;
    bool border = s.padLeft > 0 || right >= s.inW;
    Bytes scratch(m2c_scratch_conv2d_s8(
        s.kernelH, s.kernelW, s.inW, s.inC, s.outW(), s.outC, s.group, border,
        widths.in, widths.weight, requant.bits));
    Bytes out(m2c_bytes_of(s.outW() * s.outC, requant.bits));
    auto rows =
        input.window(oy * s.strideH - s.padTop, s.dilationH, s.kernelH, false);
    widths.kernel(&p, out.data(), rows.data(), scratch.data());
    ASSERT_TRUE(out.guarded() && scratch.guarded());
    for (int32_t ox = 0; ox < s.outW(); ++ox)
      for (int32_t oc = 0; oc < s.outC; ++oc)
        ASSERT_EQ(elementAt(out.data(), size_t(ox * s.outC + oc), requant.bits),
                  requant.expected(sum(oy, ox, oc), oc))
            << "row " << oy << " column " << ox << " channel " << oc;
  }

  Shape s;
  Widths widths;
  int32_t zero;
  QuantRows input;
  std::vector<int8_t> weights, memory;
  Requantiser requant;
  std::vector<int32_t> bias, folded;
};

Shape randomShape(Random &random) {
  Shape s;
  do {
    s.group = random.pick({1, 1, 1, 2, 3});
    s.inC = s.group * random.pick({1, 2, 3, 4, 5, 8, 17});
    s.outC = s.group * random.pick({1, 2, 3, 4, 5, 8});
    s.inH = random.integer(1, 6), s.inW = random.integer(1, 13);
    s.kernelH = random.integer(1, 4), s.kernelW = random.integer(1, 5);
    s.strideH = random.integer(1, 3), s.strideW = random.integer(1, 3);
    s.dilationH = random.integer(1, 2), s.dilationW = random.integer(1, 3);
    s.padTop = random.integer(0, 3), s.padBottom = random.integer(0, 3);
    s.padLeft = random.integer(0, 6), s.padRight = random.integer(0, 6);
  } while (s.outH() < 1 || s.outW() < 1);
  return s;
}

std::string describe(const Shape &s, const Widths &w) {
  std::string text;
  for (int32_t value :
       {s.inH, s.inW, s.inC, s.outC, s.kernelH, s.kernelW, s.strideH, s.strideW,
        s.dilationH, s.dilationW, s.padTop, s.padLeft, s.padBottom, s.padRight,
        s.group, w.in, w.weight})
    text += std::to_string(value) + " ";
  return text;
}

TEST(Conv2dS8, RandomShapes) {
  Random random(1);
  for (int i = 0; i < 1200 && !testing::Test::HasFatalFailure(); ++i) {
    Shape shape = randomShape(random);
    const Widths &w = widths[i % 4];
    SCOPED_TRACE(describe(shape, w));
    Convolution(shape, w, random).checkAll();
  }
}

// The shapes of the public models.
TEST(Conv2dS8, ModelShapes) {
  Random random(2);
  const Shape shapes[] = {
      {8, 8, 16, 16, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1},
      {9, 9, 3, 8, 3, 3, 2, 2, 1, 1, 0, 0, 1, 1, 1},
      {5, 5, 64, 64, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1},
      {12, 10, 1, 64, 10, 4, 2, 2, 1, 1, 4, 1, 5, 1, 1},
      {4, 4, 16, 32, 1, 1, 2, 2, 1, 1, 0, 0, 0, 0, 1},
      {1, 44, 13, 20, 1, 5, 1, 1, 1, 1, 0, 2, 0, 2, 1},
  };
  for (const Widths &w : widths)
    for (const Shape &shape : shapes) {
      SCOPED_TRACE(describe(shape, w));
      Convolution(shape, w, random).checkAll();
    }
}

} // namespace
