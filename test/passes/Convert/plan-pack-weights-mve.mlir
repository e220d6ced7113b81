// RUN: %m2c-opt %s --nn-to-plan --plan-pack-weights="sets=mve,dsp,c" | FileCheck %s

!x = !quant.uniform<i8:f32, 1.0>
!w = !quant.uniform<i8:f32, 1.0>
!b = !quant.uniform<i32:f32, 1.0>

// Any weights will do: two of -128 in a lane, too.
// CHECK-LABEL: plan.model
// CHECK: plan.const "layer0_sixteens" dense_resource<layer0_sixteens> : tensor<64xi8>
// CHECK: plan.buffer "layer0_scratch" : <48xi8>
// CHECK: plan.call "dense_s8" {{.*}}const_fields = ["sixteens", "bias", "scale"]

// Sums of four channels by three pixels (48 bytes), and three columns of two inputs.
// CHECK: plan.const "layer1_sixteens" {{.*}} tensor<64xi8>
// CHECK: plan.buffer "layer1_scratch" : <54xi8>
// CHECK: plan.call "conv2d_s8" {{.*}}const_fields = ["sixteens", "bias", "scale"]

// Outputs that are three columns apart have no kernel of the set.
// CHECK: plan.const "layer2_sixteens" {{.*}} tensor<64xi8>
// CHECK: plan.buffer "layer2_scratch" : <64xi8>
// CHECK: plan.call "depthwise_conv2d_s8" {{.*}}const_fields = ["sixteens", "bias", "scale"]
// CHECK: plan.call "depthwise_conv2d_s8" {{.*}}const_fields = ["weights", "bias", "scale"]

// The second channel begins 16 bytes after the first.
// CHECK: layer0_sixteens: "0x010000000102FE000000000000000000000000008003800000
// [kx][ky]: 1 3 2 4 from 1 2 3 4.
// CHECK: layer1_sixteens: "0x0100000001030204000000
// 1 4 7 -, 2 5 8 -, 3 6 9 - of channel 0.
// CHECK: layer2_sixteens: "0x010000000104070002050800030609000000000002
func.func @main(%x: tensor<1x3x!x> {nn.name = "x", nn.shape = array<i64: 1, 3>},
                %y: tensor<1x2x3x1x!x> {nn.name = "y", nn.shape = array<i64: 1, 2, 3, 1>},
                %z: tensor<1x3x3x4x!x> {nn.name = "z", nn.shape = array<i64: 1, 3, 3, 4>})
    -> (tensor<1x2x!x> {nn.name = "p", nn.shape = array<i64: 1, 2>},
        tensor<1x1x2x1x!x> {nn.name = "q", nn.shape = array<i64: 1, 1, 2, 1>},
        tensor<1x1x1x4x!x> {nn.name = "r", nn.shape = array<i64: 1, 1, 1, 4>},
        tensor<1x1x1x4x!x> {nn.name = "s", nn.shape = array<i64: 1, 1, 1, 4>}) {
  %w = nn.constant dense<[[1, 2, -2], [-128, 3, -128]]> : tensor<2x3xi8> as tensor<2x3x!w>
  %v = nn.constant dense<[[[[1], [2]], [[3], [4]]]]> : tensor<1x2x2x1xi8> as tensor<1x2x2x1x!w>
  %u = nn.constant dense<[[[1,2,0,0],[2,0,0,0],[3,0,0,0]],[[4,0,0,0],[5,0,0,0],[6,0,0,0]],[[7,0,0,0],[8,0,0,0],[9,0,0,0]]]> : tensor<3x3x4xi8> as tensor<3x3x4x!w>
  %b = nn.constant dense<1> : tensor<2xi32> as tensor<2x!b>
  %c = nn.constant dense<1> : tensor<1xi32> as tensor<1x!b>
  %d = nn.constant dense<1> : tensor<4xi32> as tensor<4x!b>
  %0 = nn.dense %x, %w, %b : (tensor<1x3x!x>, tensor<2x3x!w>, tensor<2x!b>) -> tensor<1x2x!x>
  %1 = nn.conv2d %y, %v, %c : (tensor<1x2x3x1x!x>, tensor<1x2x2x1x!w>, tensor<1x!b>) -> tensor<1x1x2x1x!x>
  %2 = nn.depthwise_conv2d %z, %u, %d : (tensor<1x3x3x4x!x>, tensor<3x3x4x!w>, tensor<4x!b>) -> tensor<1x1x1x4x!x>
  %3 = nn.depthwise_conv2d %z, %u, %d {strides = array<i64: 3, 3>} : (tensor<1x3x3x4x!x>, tensor<3x3x4x!w>, tensor<4x!b>) -> tensor<1x1x1x4x!x>
  return %0, %1, %2, %3 : tensor<1x2x!x>, tensor<1x1x2x1x!x>, tensor<1x1x1x4x!x>, tensor<1x1x1x4x!x>
}
