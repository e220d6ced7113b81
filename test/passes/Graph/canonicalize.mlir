// Folders and patterns of dialects/Nn/NnFolds.cpp: what never computes anything.
// RUN: %m2c-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: @no_ops
// CHECK-SAME: (%[[X:.*]]: tensor<1x4x4x2xf32>)
// CHECK-NEXT: return %[[X]]
func.func @no_ops(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %0 = nn.reshape %x : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %1 = nn.transpose %0 {perm = array<i64: 0, 1, 2, 3>} : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %2 = nn.slice %1 {begins = array<i64: 0, 0, 0, 0>, sizes = array<i64: 1, 4, 4, 2>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %3 = nn.pad %2 {before = array<i64: 0, 0, 0, 0>, after = array<i64: 0, 0, 0, 0>, value = 1.0 : f32} : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %4 = nn.concat %3 {axis = 1 : i64} : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %4 : tensor<1x4x4x2xf32>
}

// A slice of everything backwards is not everything.
// CHECK-LABEL: @reversed
// CHECK: nn.slice
func.func @reversed(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = nn.slice %x {begins = array<i64: 3>, sizes = array<i64: 4>, steps = array<i64: -1>} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: @reshapes_merge
// CHECK-SAME: (%[[X:.*]]: tensor<2x3x4xf32>)
// CHECK-NEXT: %[[R:.*]] = nn.reshape %[[X]] : (tensor<2x3x4xf32>) -> tensor<24xf32>
// CHECK-NEXT: return %[[X]], %[[R]]
func.func @reshapes_merge(%x: tensor<2x3x4xf32>) -> (tensor<2x3x4xf32>, tensor<24xf32>) {
  %0 = nn.reshape %x : (tensor<2x3x4xf32>) -> tensor<6x4xf32>
  %1 = nn.reshape %0 : (tensor<6x4xf32>) -> tensor<2x3x4xf32>
  %2 = nn.reshape %0 : (tensor<6x4xf32>) -> tensor<24xf32>
  return %1, %2 : tensor<2x3x4xf32>, tensor<24xf32>
}

// Axis i of the outer is axis first[second[i]] of x: [2, 0, 1] of [1, 2, 0] is
// [0, 1, 2]; of itself it is [1, 2, 0].
// CHECK-LABEL: @transposes_merge
// CHECK-SAME: (%[[X:.*]]: tensor<2x3x4xf32>)
// CHECK-NEXT: %[[T:.*]] = nn.transpose %[[X]] {perm = array<i64: 2, 0, 1>} : (tensor<2x3x4xf32>) -> tensor<4x2x3xf32>
// CHECK-NEXT: return %[[X]], %[[T]]
func.func @transposes_merge(%x: tensor<2x3x4xf32>) -> (tensor<2x3x4xf32>, tensor<4x2x3xf32>) {
  %0 = nn.transpose %x {perm = array<i64: 1, 2, 0>} : (tensor<2x3x4xf32>) -> tensor<3x4x2xf32>
  %1 = nn.transpose %0 {perm = array<i64: 2, 0, 1>} : (tensor<3x4x2xf32>) -> tensor<2x3x4xf32>
  %2 = nn.transpose %0 {perm = array<i64: 1, 2, 0>} : (tensor<3x4x2xf32>) -> tensor<4x2x3xf32>
  return %1, %2 : tensor<2x3x4xf32>, tensor<4x2x3xf32>
}

// Only axes of size 1 change places: memory stays as it is.
// CHECK-LABEL: @unit_axes_are_reshapes
// CHECK-SAME: (%[[X:.*]]: tensor<1x5x1x3xf32>)
// CHECK-NEXT: nn.reshape %[[X]] : (tensor<1x5x1x3xf32>) -> tensor<5x1x3x1xf32>
// CHECK-NEXT: return
func.func @unit_axes_are_reshapes(%x: tensor<1x5x1x3xf32>) -> tensor<5x1x3x1xf32> {
  %0 = nn.transpose %x {perm = array<i64: 1, 0, 3, 2>} : (tensor<1x5x1x3xf32>) -> tensor<5x1x3x1xf32>
  return %0 : tensor<5x1x3x1xf32>
}

// CHECK-LABEL: @others_are_not
// CHECK: nn.transpose
func.func @others_are_not(%x: tensor<1x5x1x3xf32>) -> tensor<1x3x1x5xf32> {
  %0 = nn.transpose %x {perm = array<i64: 0, 3, 2, 1>} : (tensor<1x5x1x3xf32>) -> tensor<1x3x1x5xf32>
  return %0 : tensor<1x3x1x5xf32>
}

// Constants stand on the right of what commutes, and only there.
// CHECK-LABEL: @constants_to_the_right
// CHECK-SAME: (%[[X:.*]]: tensor<2xf32>)
// CHECK: %[[C:.*]] = nn.constant
// CHECK: nn.add %[[X]], %[[C]]
// CHECK: nn.mul %[[X]], %[[C]]
// CHECK: nn.sub %[[C]], %[[X]]
// CHECK: nn.div %[[C]], %[[X]]
func.func @constants_to_the_right(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %c = nn.constant dense<2.0> : tensor<2xf32>
  %0 = nn.add %c, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %1 = nn.mul %c, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %2 = nn.sub %c, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %3 = nn.div %c, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %0, %1, %2, %3 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}
