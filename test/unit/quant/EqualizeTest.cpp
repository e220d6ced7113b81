// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Equalisation: the function stays, channels come closer, 4 bits gain.
#include "compiler/Quant/Equalize.h"
#include "QuantTest.h"

namespace m2c::quant {
namespace {

class EqualizeTest : public QuantTest {};

std::vector<float> outputsOf(const QuantGraph &graph, const Samples &samples) {
  std::vector<float> values;
  Simulation simulation(graph, samples, eval::reproducibleKernels());
  simulation.run(SimSettings(graph),
                 [&](size_t, llvm::ArrayRef<eval::Values> outputs) {
                   llvm::append_range(values, outputs[0]);
                 });
  return values;
}

TEST_F(EqualizeTest, KeepsTheFunction) {
  QuantGraph graph = graphOf(network(4));
  Samples samples = random(graph, 20, 5);
  std::vector<float> before = outputsOf(graph, samples),
                     weights = graph.layers[1].weights;
  Simulation reference(graph, samples, eval::portableKernels());
  reference.computeAll(SimSettings(graph));
  EXPECT_GE(equalize(graph, reference, QuantOptions()), 2u);
  EXPECT_NE(graph.layers[1].weights, weights);
  std::vector<float> after = outputsOf(graph, samples);
  for (size_t i = 0; i < before.size(); ++i)
    ASSERT_NEAR(before[i], after[i], 1e-5);
}

TEST_F(EqualizeTest, GainsAtFourBits) {
  double with = 0.0, without = 0.0;
  for (uint32_t seed : {4, 104, 204}) {
    QuantOptions options;
    QuantGraph graph = graphOf(network(seed));
    Samples samples = smooth(graph, 48, seed);
    with += divergenceOf(*prepared(graph, samples, options), 8, 4);
    options.equalize = false;
    without += divergenceOf(*prepared(graph, samples, options), 8, 4);
  }
  EXPECT_LT(with, 0.9 * without);
}

/// A padded reader would see the offset as a border; a clip does not scale.
TEST_F(EqualizeTest, LeavesAloneWhatItMustNotTouch) {
  QuantGraph graph = graphOf(R"(
    func.func @main(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
      %w = nn.constant dense<[[[[1.0, 0.0]]], [[[0.0, 0.01]]]]> : tensor<2x1x1x2xf32>
      %b = nn.constant dense<[5.0, 1.0]> : tensor<2xf32>
      %0 = nn.conv2d %x, %w, %b {act = #nn<act clip>, act_a = 0.0 : f32, act_b = 6.0 : f32}
         : (tensor<1x4x4x2xf32>, tensor<2x1x1x2xf32>, tensor<2xf32>) -> tensor<1x4x4x2xf32>
      %1 = nn.conv2d %0, %w, %b
         : (tensor<1x4x4x2xf32>, tensor<2x1x1x2xf32>, tensor<2xf32>) -> tensor<1x4x4x2xf32>
      %v = nn.constant dense<1.0> : tensor<2x3x3x2xf32>
      %2 = nn.conv2d %1, %v {pads = array<i64: 1, 1, 1, 1>}
         : (tensor<1x4x4x2xf32>, tensor<2x3x3x2xf32>) -> tensor<1x4x4x2xf32>
      return %2 : tensor<1x4x4x2xf32>
    })");
  Samples samples = random(graph, 8, 2);
  std::vector<float> before = outputsOf(graph, samples),
                     first = graph.layers[0].weights;
  Simulation reference(graph, samples, eval::portableKernels());
  reference.computeAll(SimSettings(graph));
  equalize(graph, reference, QuantOptions());
  EXPECT_EQ(graph.layers[0].weights, first);
  std::vector<float> after = outputsOf(graph, samples);
  for (size_t i = 0; i < before.size(); ++i)
    ASSERT_NEAR(before[i], after[i], 1e-4);
}

} // namespace
} // namespace m2c::quant
