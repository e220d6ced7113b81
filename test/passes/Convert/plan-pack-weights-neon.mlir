// RUN: %m2c-opt %s --nn-to-plan --plan-pack-weights="sets=neon,c" | FileCheck %s

!x = !quant.uniform<i8:f32, 1.0>
!w = !quant.uniform<i8:f32, 1.0>
!b = !quant.uniform<i32:f32, 1.0>

// One row of three k becomes four rows of sixteen: 1, 2, 254 (-2) and zeros.
// CHECK-LABEL: plan.model
// CHECK: plan.const "layer0_padded" dense_resource<layer0_padded> : tensor<64xi8>
// CHECK: plan.buffer "layer0_scratch" : <16xi8>
// CHECK: plan.call "dense_s8" {{.*}}const_fields = ["padded", "bias", "scale"]

// k 0 and 8 share a lane, k 0 and 9 do not.
// CHECK: plan.call "dense_s8" {{.*}}const_fields = ["weights", "bias", "scale"]
// CHECK: plan.const "layer2_padded" {{.*}} tensor<64xi8>
// CHECK: plan.call "dense_s8" {{.*}}const_fields = ["padded", "bias", "scale"]

// CHECK: layer0_padded: "0x010000000102FE00000000000000000000000000
func.func @main(%x: tensor<1x3x!x> {nn.name = "x", nn.shape = array<i64: 1, 3>},
                %y: tensor<1x10x!x> {nn.name = "y", nn.shape = array<i64: 1, 10>})
    -> (tensor<1x1x!x> {nn.name = "p", nn.shape = array<i64: 1, 1>},
        tensor<1x1x!x> {nn.name = "q", nn.shape = array<i64: 1, 1>},
        tensor<1x1x!x> {nn.name = "r", nn.shape = array<i64: 1, 1>}) {
  %w = nn.constant dense<[[1, 2, -2]]> : tensor<1x3xi8> as tensor<1x3x!w>
  %v = nn.constant dense<[[-128, 0, 0, 0, 0, 0, 0, 0, -128, 0]]> : tensor<1x10xi8> as tensor<1x10x!w>
  %u = nn.constant dense<[[-128, 0, 0, 0, 0, 0, 0, 0, 0, -128]]> : tensor<1x10xi8> as tensor<1x10x!w>
  %b = nn.constant dense<[1]> : tensor<1xi32> as tensor<1x!b>
  %0 = nn.dense %x, %w, %b : (tensor<1x3x!x>, tensor<1x3x!w>, tensor<1x!b>) -> tensor<1x1x!x>
  %1 = nn.dense %y, %v, %b : (tensor<1x10x!x>, tensor<1x10x!w>, tensor<1x!b>) -> tensor<1x1x!x>
  %2 = nn.dense %y, %u, %b : (tensor<1x10x!x>, tensor<1x10x!w>, tensor<1x!b>) -> tensor<1x1x!x>
  return %0, %1, %2 : tensor<1x1x!x>, tensor<1x1x!x>, tensor<1x1x!x>
}
