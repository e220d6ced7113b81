// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// m2c_max_pool2d_f32 and m2c_avg_pool2d_f32 against naive pooling over random
// windows, with NULL for rows outside the image.
#include "KernelTest.h"

using namespace m2c::test;

namespace {

struct Shape {
  int32_t inH, inW, channels, kernelH, kernelW, strideH, strideW, dilationH,
      dilationW, padTop, padLeft, padBottom, padRight;
  int32_t outH() const {
    return outputs(inH, padTop, padBottom, kernelH, dilationH, strideH);
  }
  int32_t outW() const {
    return outputs(inW, padLeft, padRight, kernelW, dilationW, strideW);
  }
};

Shape randomShape(Random &random) {
  Shape s = {};
  do {
    s.channels = random.pick({1, 2, 3, 4, 5, 7, 8, 11, 12, 16, 23});
    s.inH = random.integer(1, 7), s.inW = random.integer(1, 13);
    s.kernelH = random.integer(1, 5), s.kernelW = random.integer(1, 5);
    s.strideH = random.integer(1, 3), s.strideW = random.integer(1, 3);
    s.dilationH = random.integer(1, 2), s.dilationW = random.integer(1, 2);
    // Pads may exceed the kernel here, so that whole windows are padding.
    s.padTop = random.integer(0, 3), s.padBottom = random.integer(0, 3);
    s.padLeft = random.integer(0, 6), s.padRight = random.integer(0, 6);
  } while (s.outH() < 1 || s.outW() < 1);
  return s;
}

template <typename Params>
Params paramsOf(const Shape &s, Activation act) {
  Params p = {};
  p.in_w = s.inW, p.channels = s.channels, p.out_w = s.outW();
  p.kernel_h = s.kernelH, p.kernel_w = s.kernelW;
  p.stride_w = s.strideW, p.dilation_w = s.dilationW, p.pad_left = s.padLeft;
  act.set(p);
  return p;
}

/// The inputs one output pools over.
std::vector<float> windowOf(const Shape &s, Rows &input, int32_t oy, int32_t ox,
                            int32_t c) {
  std::vector<float> values;
  for (int32_t ky = 0; ky < s.kernelH; ++ky)
    for (int32_t kx = 0; kx < s.kernelW; ++kx) {
      int32_t y = oy * s.strideH - s.padTop + ky * s.dilationH;
      int32_t x = ox * s.strideW - s.padLeft + kx * s.dilationW;
      if (y >= 0 && y < s.inH && x >= 0 && x < s.inW)
        values.push_back(input[y][x * s.channels + c]);
    }
  return values;
}

TEST(MaxPool2dF32, RandomShapes) {
  Random random(31);
  for (int i = 0; i < 500 && !HasFatalFailure(); ++i) {
    Shape s = randomShape(random);
    Rows input(random, s.inH, s.inW * s.channels, false);
    auto p = paramsOf<m2c_max_pool2d_f32_params>(s, {});
    for (int32_t oy = 0; oy < s.outH(); ++oy) {
      auto rows =
          input.window(oy * s.strideH - s.padTop, s.dilationH, s.kernelH);
      Output out(s.outW() * s.channels);
      m2c_run_max_pool2d(&p, out.data(), rows.data());
      ASSERT_TRUE(out.guarded());
      for (int32_t ox = 0; ox < s.outW(); ++ox)
        for (int32_t c = 0; c < s.channels; ++c) {
          auto values = windowOf(s, input, oy, ox, c);
          float expected = -INFINITY;
          for (float value : values)
            expected = std::max(expected, value);
          ASSERT_EQ(out[ox * s.channels + c], expected) << ox << " " << c;
        }
    }
  }
}

TEST(AvgPool2dF32, RandomShapes) {
  Random random(32);
  for (int i = 0; i < 500 && !HasFatalFailure(); ++i) {
    Shape s = randomShape(random);
    Activation act = Activation::random(random);
    Rows input(random, s.inH, s.inW * s.channels, false);
    auto p = paramsOf<m2c_avg_pool2d_f32_params>(s, act);
    for (int32_t oy = 0; oy < s.outH(); ++oy) {
      auto rows =
          input.window(oy * s.strideH - s.padTop, s.dilationH, s.kernelH);
      Output out(s.outW() * s.channels);
      m2c_run_avg_pool2d(&p, out.data(), rows.data());
      ASSERT_TRUE(out.guarded());
      for (int32_t ox = 0; ox < s.outW(); ++ox)
        for (int32_t c = 0; c < s.channels; ++c) {
          auto values = windowOf(s, input, oy, ox, c);
          Sum mean;
          for (float value : values)
            mean.add(double(value) / static_cast<double>(values.size()));
          ASSERT_TRUE(close(out[ox * s.channels + c], mean, act))
              << ox << " " << c;
        }
    }
  }
}

TEST(MaxPool2dF32, ActivationAndExtremes) {
  // 8 + 4 + 1 channels, to pass through every block size.
  const int32_t channels = 13;
  std::vector<float> x(2 * channels);
  for (size_t c = 0; c < channels; ++c) {
    x[c] = c % 3 == 0 ? -INFINITY : c % 3 == 1 ? -2.0f : NAN;
    x[channels + c] = c % 3 == 0 ? -INFINITY : c % 3 == 1 ? INFINITY : 0.5f;
  }
  m2c_max_pool2d_f32_params p = {};
  p.in_w = 2, p.channels = channels, p.out_w = 1;
  p.kernel_h = 1, p.kernel_w = 2, p.stride_w = 1, p.dilation_w = 1;
  const float *rows[1] = {x.data()};
  Output out(channels);
  m2c_run_max_pool2d(&p, out.data(), rows);
  for (int32_t c = 0; c < channels; ++c)
    EXPECT_EQ(out[c], c % 3 == 0 ? -INFINITY : c % 3 == 1 ? INFINITY : 0.5f);
  p.act = M2C_ACT_CLIP, p.act_a = -1.0f, p.act_b = 0.25f;
  m2c_run_max_pool2d(&p, out.data(), rows);
  for (int32_t c = 0; c < channels; ++c)
    EXPECT_EQ(out[c], c % 3 == 0 ? -1.0f : 0.25f);
}

} // namespace
