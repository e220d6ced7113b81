// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The engine as a whole: what each technique gains on networks that were not
// seen, the plan against integer arithmetic, and broken input.
#include "QuantTest.h"
#include <limits>

namespace m2c::quant {
namespace {

class QuantizeTest : public QuantTest {
protected:
  /// Mean divergence of some networks on samples that were not fitted.
  double divergence(const QuantOptions &options, unsigned weightBits,
                    unsigned activationBits) {
    double sum = 0.0;
    for (uint32_t seed : {1, 101, 201}) {
      QuantGraph graph = graphOf(network(seed));
      Samples samples = smooth(graph, 48, seed);
      sum += divergenceOf(*prepared(std::move(graph), samples, options),
                          weightBits, activationBits);
    }
    return sum / 3.0;
  }

  std::string errorOf(QuantGraph graph, Samples samples) {
    auto result = prepare(std::move(graph), std::move(samples), {});
    return result ? "" : llvm::toString(result.takeError());
  }
};

TEST_F(QuantizeTest, BiasCorrectionAndRoundingGain) {
  QuantOptions plain;
  plain.rounding = Rounding::Nearest;
  plain.biasCorrection = plain.equalize = false;
  QuantOptions corrected = plain;
  corrected.biasCorrection = true;
  QuantOptions gptq = corrected;
  gptq.rounding = Rounding::Gptq;
  gptq.asymmetry = 0.0;
  QuantOptions descent = gptq;
  descent.rounding = Rounding::Descent;
  double none = divergence(plain, 4, 8), bias = divergence(corrected, 4, 8),
         fitted = divergence(gptq, 4, 8), best = divergence(descent, 4, 8);
  EXPECT_LT(bias, 0.95 * none);
  EXPECT_LT(fitted, 0.7 * bias);
  EXPECT_LT(best, fitted);
  EXPECT_LT(best, 0.05);
}

TEST_F(QuantizeTest, WiderIsBetter) {
  QuantOptions options;
  double w8a8 = divergence(options, 8, 8), w4a8 = divergence(options, 4, 8),
         w4a4 = divergence(options, 4, 4);
  EXPECT_LT(w8a8, 0.001);
  EXPECT_LT(w8a8, 0.6 * w4a8);
  EXPECT_LT(w4a8, w4a4);
}

TEST_F(QuantizeTest, SameInputSamePlan) {
  auto plan = [&] {
    QuantGraph graph = graphOf(network(7));
    Samples samples = random(graph, 16, 8);
    auto own = prepared(std::move(graph), samples, {});
    return quantize(*own, own->uniform(4, 4));
  };
  QuantPlan first = plan(), second = plan();
  for (size_t i = 0; i < first.layers.size(); ++i) {
    EXPECT_EQ(first.layers[i].weights, second.layers[i].weights);
    EXPECT_EQ(first.layers[i].scales, second.layers[i].scales);
    EXPECT_EQ(first.layers[i].bias, second.layers[i].bias);
  }
}

TEST_F(QuantizeTest, WidthsAndRangesOfThePlan) {
  QuantGraph graph = graphOf(network(7));
  Samples samples = random(graph, 16, 8);
  auto own = prepared(std::move(graph), samples, {});
  QuantPlan plan = quantize(*own, own->uniform(4, 4));
  ASSERT_EQ(plan.tensors.size(), 7u); // all but the softmax
  for (const auto &[value, quant] : plan.tensors) {
    int tensor = own->graph.tensorOf.lookup(value);
    bool wide = tensor == 0 || tensor == 6; // input, logits
    EXPECT_EQ(quant.bits, wide ? 8u : 4u) << tensor;
    if (tensor == 1 || tensor == 3)
      EXPECT_EQ(quant.zero, quant.lowest()) << tensor; // behind a relu
  }
  for (const LayerPlan &layer : plan.layers)
    for (int8_t weight : layer.weights)
      EXPECT_LE(std::abs(weight), 7);
}

/// A dense layer worked out in integers, as the kernels will do it.
TEST_F(QuantizeTest, AgreesWithIntegerArithmetic) {
  std::string text = R"(
    func.func @main(%x: tensor<1x32xf32>) -> tensor<1x6xf32> {
      %w = nn.constant W : tensor<6x32xf32>
      %b = nn.constant dense<[0.1, -0.2, 0.3, 0.0, 0.5, -0.4]> : tensor<6xf32>
      %0 = nn.dense %x, %w, %b : (tensor<1x32xf32>, tensor<6x32xf32>, tensor<6xf32>) -> tensor<1x6xf32>
      return %0 : tensor<1x6xf32>
    })";
  text.replace(text.find("constant W") + 9, 1, dense(randomValues(192, 3)));
  QuantGraph graph = graphOf(text);
  Samples samples = random(graph, 40, 4);
  auto own = prepared(std::move(graph), samples, {});
  QuantPlan plan = quantize(*own, own->uniform(8, 8));
  Agreement result = evaluatePlan(*own, plan, samples);
  const TensorQuant &x = plan.tensors[own->graph.tensors[0].value],
                    &y = plan.tensors[own->graph.tensors[1].value];
  const LayerPlan &layer = plan.layers[0];
  for (size_t sample = 0; sample < samples.count; ++sample)
    for (int out = 0; out < 6; ++out) {
      int32_t sum = layer.bias[out];
      for (int k = 0; k < 32; ++k) {
        float q =
            std::nearbyint(samples.input(0, sample)[k] / x.scale) + x.zero;
        q = std::clamp(q, -128.0f, 127.0f);
        sum += (int32_t(q) - x.zero) * layer.weights[out * 32 + k];
      }
      float value =
          std::nearbyint(float(sum) * (x.scale * layer.scales[out] / y.scale));
      value = std::clamp(value + y.zero, -128.0f, 127.0f);
      EXPECT_NEAR(result.outputs[0][sample * 6 + out],
                  (value - y.zero) * y.scale, y.scale * 1e-3);
    }
}

TEST_F(QuantizeTest, DeadChannelsAndConstantTensors) {
  QuantGraph graph = graphOf(R"(
    func.func @main(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
      %w = nn.constant dense<[[[[1.0, 0.5]]], [[[1.0e-12, 0.0]]]]> : tensor<2x1x1x2xf32>
      %b = nn.constant dense<[-100.0, 3.0]> : tensor<2xf32>
      %0 = nn.conv2d %x, %w, %b {act = #nn<act relu>}
         : (tensor<1x4x4x2xf32>, tensor<2x1x1x2xf32>, tensor<2xf32>) -> tensor<1x4x4x2xf32>
      %1 = nn.conv2d %0, %w, %b
         : (tensor<1x4x4x2xf32>, tensor<2x1x1x2xf32>, tensor<2xf32>) -> tensor<1x4x4x2xf32>
      return %1 : tensor<1x4x4x2xf32>
    })");
  Samples samples = random(graph, 8, 2);
  auto own = prepared(std::move(graph), samples, {});
  for (unsigned bits : {4u, 8u}) {
    QuantPlan plan = quantize(*own, own->uniform(bits, bits));
    Agreement result = evaluatePlan(*own, plan, samples);
    EXPECT_LT(result.divergence, 1e-4);
    EXPECT_EQ(plan.layers[0].weights[2], 0);
    EXPECT_GT(plan.layers[0].scales[1], 0.0f);
  }
}

TEST_F(QuantizeTest, RefusesBrokenSamples) {
  QuantGraph graph = graphOf(network(1));
  EXPECT_EQ(errorOf(graph, {}),
            "calibration expected at least one sample, got none");
  Samples samples = random(graph, 4, 1);
  samples.inputs[0].pop_back();
  EXPECT_EQ(errorOf(graph, samples),
            "calibration expected 512 values for input 0, got 511");
  samples = random(graph, 4, 1);
  samples.inputs[0][100] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(errorOf(graph, samples), "calibration expected finite numbers, got "
                                     "NaN or infinity in input 0");
  samples = random(graph, 4, 1);
  for (float &value : samples.inputs[0])
    value *= 3e38f;
  EXPECT_NE(errorOf(graph, samples).find("NaN or infinity from nn.conv2d"),
            std::string::npos);
}

} // namespace
} // namespace m2c::quant
