// RUN: %m2c-opt %s --pass-pipeline="builtin.module(func.func(nn-layout-nhwc))" | FileCheck %s

// The transposes around an activation meet and vanish.
// CHECK-LABEL: @between_convolutions
// CHECK-SAME: (%[[X:.*]]: tensor<1x4x4x2xf32>)
// CHECK-NEXT: %[[R:.*]] = nn.relu %[[X]]
// CHECK-NEXT: return %[[R]]
func.func @between_convolutions(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %0 = nn.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x4x4xf32>
  %1 = nn.relu %0 : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
  %2 = nn.transpose %1 {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x4x4xf32>) -> tensor<1x4x4x2xf32>
  return %2 : tensor<1x4x4x2xf32>
}

// Both readers get what they want; the one that asks for NCHW pays for it.
// CHECK-LABEL: @two_users
// CHECK-SAME: (%[[X:.*]]: tensor<1x4x4x2xf32>)
// CHECK-NEXT: %[[T:.*]] = nn.transpose %[[X]]
// CHECK-NEXT: %[[R:.*]] = nn.relu %[[X]]
// CHECK-NEXT: return %[[T]], %[[R]]
func.func @two_users(%x: tensor<1x4x4x2xf32>) -> (tensor<1x2x4x4xf32>, tensor<1x4x4x2xf32>) {
  %0 = nn.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x4x4xf32>
  %1 = nn.relu %0 : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
  %2 = nn.transpose %1 {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x4x4xf32>) -> tensor<1x4x4x2xf32>
  return %0, %2 : tensor<1x2x4x4xf32>, tensor<1x4x4x2xf32>
}

// Parameters per axis follow the axis.
// CHECK-LABEL: @axes
// CHECK-SAME: (%[[X:.*]]: tensor<1x4x5x2xf32>
// CHECK: %[[N:.*]] = nn.batch_norm %[[X]], %{{.*}}, %{{.*}} {axis = 3 : i64} : (tensor<1x4x5x2xf32>
// CHECK: %[[S:.*]] = nn.softmax %[[N]] {axis = 1 : i64}
// CHECK: %[[P:.*]] = nn.pad %[[S]] {after = array<i64: 0, 6, 7, 5>, before = array<i64: 0, 2, 3, 1>, value = 5.000000e-01 : f32} : (tensor<1x4x5x2xf32>) -> tensor<1x12x15x8xf32>
// CHECK: %[[C:.*]] = nn.slice %[[P]] {begins = array<i64: 0, 8, 0, 1>, sizes = array<i64: 1, 3, 5, 2>, steps = array<i64: 1, -2, 3, 1>} : (tensor<1x12x15x8xf32>) -> tensor<1x3x5x2xf32>
// CHECK: return %[[C]]
func.func @axes(%x: tensor<1x4x5x2xf32>, %a: tensor<2xf32>, %b: tensor<2xf32>) -> tensor<1x3x5x2xf32> {
  %0 = nn.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x5x2xf32>) -> tensor<1x2x4x5xf32>
  %1 = nn.batch_norm %0, %a, %b {axis = 1 : i64} : (tensor<1x2x4x5xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x4x5xf32>
  %2 = nn.softmax %1 {axis = 2 : i64} : (tensor<1x2x4x5xf32>) -> tensor<1x2x4x5xf32>
  %3 = nn.pad %2 {before = array<i64: 0, 1, 2, 3>, after = array<i64: 0, 5, 6, 7>, value = 0.5 : f32} : (tensor<1x2x4x5xf32>) -> tensor<1x8x12x15xf32>
  %4 = nn.slice %3 {begins = array<i64: 0, 1, 8, 0>, sizes = array<i64: 1, 2, 3, 5>, steps = array<i64: 1, 1, -2, 3>} : (tensor<1x8x12x15xf32>) -> tensor<1x2x3x5xf32>
  %5 = nn.transpose %4 {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x3x5xf32>) -> tensor<1x3x5x2xf32>
  return %5 : tensor<1x3x5x2xf32>
}

// A global mean without keepdims keeps its order: no transpose is left.
// CHECK-LABEL: @global_mean
// CHECK-SAME: (%[[X:.*]]: tensor<1x4x5x2xf32>)
// CHECK-NEXT: %[[M:.*]] = nn.reduce_mean %[[X]] {axes = array<i64: 1, 2>} : (tensor<1x4x5x2xf32>) -> tensor<1x1x1x2xf32>
// CHECK-NEXT: %[[F:.*]] = nn.reshape %[[M]] : (tensor<1x1x1x2xf32>) -> tensor<1x2xf32>
// CHECK-NEXT: return %[[F]]
func.func @global_mean(%x: tensor<1x4x5x2xf32>) -> tensor<1x2xf32> {
  %0 = nn.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x5x2xf32>) -> tensor<1x2x4x5xf32>
  %1 = nn.reduce_mean %0 {axes = array<i64: 2, 3>, keepdims = false} : (tensor<1x2x4x5xf32>) -> tensor<1x2xf32>
  return %1 : tensor<1x2xf32>
}

// Channels and rows are neighbours in NCHW only.
// CHECK-LABEL: @mean_of_axes_that_part
// CHECK-NEXT: nn.transpose
// CHECK-NEXT: nn.reduce_mean {{.*}}axes = array<i64: 1, 2>
func.func @mean_of_axes_that_part(%x: tensor<1x4x5x2xf32>) -> tensor<1x1x1x5xf32> {
  %0 = nn.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x5x2xf32>) -> tensor<1x2x4x5xf32>
  %1 = nn.reduce_mean %0 {axes = array<i64: 1, 2>} : (tensor<1x2x4x5xf32>) -> tensor<1x1x1x5xf32>
  return %1 : tensor<1x1x1x5xf32>
}

// Kernels of one channel, maps of one row: a transpose that moves nothing is a
// reshape, and the channel axis of a batch norm is found behind it.
// CHECK-LABEL: @unit_axes
// CHECK-SAME: (%[[X:.*]]: tensor<1x6x1x2xf32>
// CHECK-NEXT: %[[N:.*]] = nn.batch_norm %[[X]], %{{.*}} {axis = 3 : i64}
// CHECK-NEXT: return %[[N]]
func.func @unit_axes(%x: tensor<1x6x1x2xf32>, %a: tensor<2xf32>, %b: tensor<2xf32>) -> tensor<1x6x1x2xf32> {
  %0 = nn.transpose %x {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x6x1x2xf32>) -> tensor<1x1x6x2xf32>
  %1 = nn.batch_norm %0, %a, %b {axis = 3 : i64} : (tensor<1x1x6x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x1x6x2xf32>
  %2 = nn.reshape %1 : (tensor<1x1x6x2xf32>) -> tensor<1x6x1x2xf32>
  return %2 : tensor<1x6x1x2xf32>
}

// A reshape that mixes the channels with another axis stays before the norm.
// CHECK-LABEL: @reshape_mixes_channels
// CHECK: nn.reshape
// CHECK-NEXT: nn.batch_norm
func.func @reshape_mixes_channels(%x: tensor<1x6x2xf32>, %a: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<1x3x4xf32> {
  %0 = nn.reshape %x : (tensor<1x6x2xf32>) -> tensor<1x3x4xf32>
  %1 = nn.batch_norm %0, %a, %b {axis = 2 : i64} : (tensor<1x3x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x3x4xf32>
  return %1 : tensor<1x3x4xf32>
}
