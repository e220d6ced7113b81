// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which tensors share a scale, which stay float, which keep 8 bits.
#include "QuantTest.h"

namespace m2c::quant {
namespace {

class QuantGraphTest : public QuantTest {};

TEST_F(QuantGraphTest, PoolsAndReshapesShareTheScale) {
  QuantGraph graph = graphOf(network(1));
  ASSERT_EQ(graph.layers.size(), 4u);
  ASSERT_EQ(graph.tensors.size(), 8u);
  // Tensors: x, conv, depthwise, pointwise, pool, reshape, dense, softmax.
  EXPECT_EQ(graph.tensors[3].group, graph.tensors[4].group);
  EXPECT_EQ(graph.tensors[4].group, graph.tensors[5].group);
  EXPECT_NE(graph.tensors[2].group, graph.tensors[3].group);
  EXPECT_EQ(graph.tensors[7].group, kFloat);
  EXPECT_TRUE(graph.groups[graph.tensors[6].group].only8);
  EXPECT_FALSE(graph.groups[graph.tensors[3].group].only8);
  EXPECT_TRUE(graph.groups[graph.tensors[0].group].isInput);
  EXPECT_EQ(graph.layers[1].kind, Layer::Depthwise);
  EXPECT_EQ(graph.layers[1].bias, std::vector<float>(16, 0.0f));
}

TEST_F(QuantGraphTest, NearestResizeSharesTheScale) {
  QuantGraph graph = graphOf(R"(
    func.func @main(%x: tensor<1x4x4x2xf32>) -> tensor<1x8x8x2xf32> {
      %0 = nn.resize2d %x {size = array<i64: 8, 8>, mode = #nn<resize floor>, coordinates = #nn<coordinates asymmetric>}
         : (tensor<1x4x4x2xf32>) -> tensor<1x8x8x2xf32>
      %1 = nn.resize2d %0 {size = array<i64: 8, 8>, mode = #nn<resize linear>, coordinates = #nn<coordinates half_pixel>}
         : (tensor<1x8x8x2xf32>) -> tensor<1x8x8x2xf32>
      return %1 : tensor<1x8x8x2xf32>
    })",
                             false);
  EXPECT_EQ(graph.tensors[0].group, graph.tensors[1].group);
  EXPECT_NE(graph.tensors[1].group, graph.tensors[2].group);
}

TEST_F(QuantGraphTest, OddRowsAndOutputsKeepEightBits) {
  QuantGraph graph = graphOf(R"(
    func.func @main(%x: tensor<1x4x3x1xf32>, %y: tensor<1x4x3x2xf32>)
        -> (tensor<1x4x3x3xf32>, tensor<1x4x3x2xf32>) {
      %0 = nn.relu %y : (tensor<1x4x3x2xf32>) -> tensor<1x4x3x2xf32>
      %1 = nn.concat %x, %0 {axis = 3 : i64}
         : (tensor<1x4x3x1xf32>, tensor<1x4x3x2xf32>) -> tensor<1x4x3x3xf32>
      %c = nn.constant dense<2.0> : tensor<2xf32>
      %2 = nn.mul %y, %c : (tensor<1x4x3x2xf32>, tensor<2xf32>) -> tensor<1x4x3x2xf32>
      return %1, %2 : tensor<1x4x3x3xf32>, tensor<1x4x3x2xf32>
    })",
                             false);
  auto only8 = [&](int tensor) {
    return graph.groups[graph.tensors[tensor].group].only8;
  };
  EXPECT_TRUE(only8(0));  // row of 3
  EXPECT_FALSE(only8(1)); // row of 6
  EXPECT_FALSE(only8(2));
  EXPECT_TRUE(only8(3)); // output
  int constant = graph.nodes.back().operands[1];
  EXPECT_TRUE(graph.tensors[constant].constant.has_value());
  EXPECT_TRUE(only8(constant));
}

TEST_F(QuantGraphTest, ConcatTiesOnRequest) {
  const char *text = R"(
    func.func @main(%x: tensor<1x4xf32>, %y: tensor<1x4xf32>) -> tensor<1x8xf32> {
      %0 = nn.relu %x : (tensor<1x4xf32>) -> tensor<1x4xf32>
      %1 = nn.relu %y : (tensor<1x4xf32>) -> tensor<1x4xf32>
      %2 = nn.concat %0, %1 {axis = 1 : i64} : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x8xf32>
      return %2 : tensor<1x8xf32>
    })";
  QuantGraph tied = graphOf(text, true);
  EXPECT_EQ(tied.groups.size(), 3u);
  QuantGraph untied = graphOf(text, false);
  EXPECT_EQ(untied.groups.size(), 5u);
}

} // namespace
} // namespace m2c::quant
