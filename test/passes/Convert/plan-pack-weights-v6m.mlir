// RUN: %m2c-opt %s --nn-to-plan --plan-pack-weights="sets=v6m,c" | FileCheck %s

!x = !quant.uniform<i8:f32, 1.0>
!w = !quant.uniform<i8:f32, 1.0>
!b = !quant.uniform<i32:f32, 1.0>

// Four words of constants, then one for each k, of which there are whole fours.
// CHECK-LABEL: plan.model
// 3 * 16384 - 128 * (129 + 130 + 126) = -128 and 3 * 16384 - 128 * (0 + 131 + 0)
// = 32384; 129 and 0, 130 and 131 (* 256), 126 and 0.
// CHECK: plan.const "layer0_raised" dense<[-128, 32384, 0, 0, 129, 33666, 126, 0]> : tensor<8xi32>
// CHECK: plan.buffer "layer0_scratch" : <4xi8>
// CHECK: plan.call "dense_s8" {{.*}}const_fields = ["raised", "bias", "scale"]

// 129 to 132 as signed bytes, then zeros. Words of eight inputs of three pixels and of one channel's sums.
// CHECK: plan.const "layer1_raised" dense<[-127, -126, -125, -124, 0, 0, 0, 0]> : tensor<8xi8>
// CHECK: plan.buffer "layer1_scratch" : <108xi8>
// CHECK: plan.call "conv2d_s8" {{.*}}const_fields = ["raised", "bias", "scale"]

// Weights as they are, and room for the sums of one output of four channels.
// CHECK: plan.const "layer2_weights"
// CHECK: plan.buffer "layer2_scratch" : <16xi8>
// CHECK: plan.call "depthwise_conv2d_s8" {{.*}}const_fields = ["weights", "bias", "scale"]
func.func @main(%x: tensor<1x3x!x> {nn.name = "x", nn.shape = array<i64: 1, 3>},
                %y: tensor<1x2x3x1x!x> {nn.name = "y", nn.shape = array<i64: 1, 2, 3, 1>},
                %z: tensor<1x3x3x4x!x> {nn.name = "z", nn.shape = array<i64: 1, 3, 3, 4>})
    -> (tensor<1x2x!x> {nn.name = "p", nn.shape = array<i64: 1, 2>},
        tensor<1x1x2x1x!x> {nn.name = "q", nn.shape = array<i64: 1, 1, 2, 1>},
        tensor<1x1x1x4x!x> {nn.name = "r", nn.shape = array<i64: 1, 1, 1, 4>}) {
  %w = nn.constant dense<[[1, 2, -2], [-128, 3, -128]]> : tensor<2x3xi8> as tensor<2x3x!w>
  %v = nn.constant dense<[[[[1], [2]], [[3], [4]]]]> : tensor<1x2x2x1xi8> as tensor<1x2x2x1x!w>
  %u = nn.constant dense<1> : tensor<3x3x4xi8> as tensor<3x3x4x!w>
  %b = nn.constant dense<1> : tensor<2xi32> as tensor<2x!b>
  %c = nn.constant dense<1> : tensor<1xi32> as tensor<1x!b>
  %d = nn.constant dense<1> : tensor<4xi32> as tensor<4x!b>
  %0 = nn.dense %x, %w, %b : (tensor<1x3x!x>, tensor<2x3x!w>, tensor<2x!b>) -> tensor<1x2x!x>
  %1 = nn.conv2d %y, %v, %c : (tensor<1x2x3x1x!x>, tensor<1x2x2x1x!w>, tensor<1x!b>) -> tensor<1x1x2x1x!x>
  %2 = nn.depthwise_conv2d %z, %u, %d : (tensor<1x3x3x4x!x>, tensor<3x3x4x!w>, tensor<4x!b>) -> tensor<1x1x1x4x!x>
  return %0, %1, %2 : tensor<1x2x!x>, tensor<1x1x2x1x!x>, tensor<1x1x1x4x!x>
}
