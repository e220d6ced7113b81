// RUN: %m2c-opt %s --pass-pipeline="builtin.module(func.func(nn-fold-pad))" | FileCheck %s

// before/after of height and width are added to [top, left, bottom, right].
// CHECK-LABEL: @convolution
// CHECK-SAME: (%[[X:.*]]: tensor<1x4x4x1xf32>
// CHECK-NEXT: nn.conv2d %[[X]], %{{.*}} {dilations = array<i64: 2, 1>, pads = array<i64: 1, 2, 3, 4>, strides = array<i64: 1, 2>} : (tensor<1x4x4x1xf32>
// CHECK-NEXT: return
func.func @convolution(%x: tensor<1x4x4x1xf32>, %w: tensor<2x2x2x1xf32>) -> tensor<1x6x5x2xf32> {
  %0 = nn.pad %x {before = array<i64: 0, 1, 2, 0>, after = array<i64: 0, 3, 4, 0>} : (tensor<1x4x4x1xf32>) -> tensor<1x8x10x1xf32>
  %1 = nn.conv2d %0, %w {dilations = array<i64: 2, 1>, strides = array<i64: 1, 2>} : (tensor<1x8x10x1xf32>, tensor<2x2x2x1xf32>) -> tensor<1x6x5x2xf32>
  return %1 : tensor<1x6x5x2xf32>
}

// Pads that the convolution has already are kept; a pad of a pad goes too.
// CHECK-LABEL: @depthwise_adds_up
// CHECK-SAME: (%[[X:.*]]: tensor<1x2x2x2xf32>
// CHECK-NEXT: nn.depthwise_conv2d %[[X]], %{{.*}} {pads = array<i64: 2, 2, 1, 2>}
// CHECK-NEXT: return
func.func @depthwise_adds_up(%x: tensor<1x2x2x2xf32>, %w: tensor<3x3x2xf32>) -> tensor<1x3x4x2xf32> {
  %0 = nn.pad %x {before = array<i64: 0, 1, 0, 0>, after = array<i64: 0, 0, 1, 0>} : (tensor<1x2x2x2xf32>) -> tensor<1x3x3x2xf32>
  %1 = nn.pad %0 {before = array<i64: 0, 0, 1, 0>, after = array<i64: 0, 0, 0, 0>} : (tensor<1x3x3x2xf32>) -> tensor<1x3x4x2xf32>
  %2 = nn.depthwise_conv2d %1, %w {pads = array<i64: 1, 1, 1, 1>} : (tensor<1x3x4x2xf32>, tensor<3x3x2xf32>) -> tensor<1x3x4x2xf32>
  return %2 : tensor<1x3x4x2xf32>
}

// CHECK-LABEL: @all_readers
// CHECK-NOT: nn.pad
// CHECK: nn.conv2d %arg0, {{.*}} {pads = array<i64: 1, 1, 1, 1>}
// CHECK: nn.depthwise_conv2d %arg0, {{.*}} {pads = array<i64: 1, 1, 1, 1>}
func.func @all_readers(%x: tensor<1x4x4x1xf32>, %w: tensor<1x3x3x1xf32>, %d: tensor<3x3x1xf32>) -> (tensor<1x4x4x1xf32>, tensor<1x4x4x1xf32>) {
  %0 = nn.pad %x {before = array<i64: 0, 1, 1, 0>, after = array<i64: 0, 1, 1, 0>} : (tensor<1x4x4x1xf32>) -> tensor<1x6x6x1xf32>
  %1 = nn.conv2d %0, %w : (tensor<1x6x6x1xf32>, tensor<1x3x3x1xf32>) -> tensor<1x4x4x1xf32>
  %2 = nn.depthwise_conv2d %0, %d : (tensor<1x6x6x1xf32>, tensor<3x3x1xf32>) -> tensor<1x4x4x1xf32>
  return %1, %2 : tensor<1x4x4x1xf32>, tensor<1x4x4x1xf32>
}

// Another reader (here the caller) needs the padded map, so it is made anyway.
// CHECK-LABEL: @read_otherwise
// CHECK-NEXT: %[[P:.*]] = nn.pad
// CHECK-NEXT: nn.conv2d %[[P]], %{{.*}} : (tensor<1x6x6x1xf32>
func.func @read_otherwise(%x: tensor<1x4x4x1xf32>, %w: tensor<1x3x3x1xf32>) -> (tensor<1x4x4x1xf32>, tensor<1x6x6x1xf32>) {
  %0 = nn.pad %x {before = array<i64: 0, 1, 1, 0>, after = array<i64: 0, 1, 1, 0>} : (tensor<1x4x4x1xf32>) -> tensor<1x6x6x1xf32>
  %1 = nn.conv2d %0, %w : (tensor<1x6x6x1xf32>, tensor<1x3x3x1xf32>) -> tensor<1x4x4x1xf32>
  return %1, %0 : tensor<1x4x4x1xf32>, tensor<1x6x6x1xf32>
}

// A pad that makes weights is not a pad of the map.
// CHECK-LABEL: @pads_the_weights
// CHECK: nn.pad
// CHECK: nn.conv2d
func.func @pads_the_weights(%x: tensor<1x4x4x1xf32>, %w: tensor<1x1x1x1xf32>) -> tensor<1x2x2x1xf32> {
  %0 = nn.pad %w {before = array<i64: 0, 1, 1, 0>, after = array<i64: 0, 1, 1, 0>} : (tensor<1x1x1x1xf32>) -> tensor<1x3x3x1xf32>
  %1 = nn.conv2d %x, %0 : (tensor<1x4x4x1xf32>, tensor<1x3x3x1xf32>) -> tensor<1x2x2x1xf32>
  return %1 : tensor<1x2x2x1xf32>
}

// CHECK-LABEL: @not_zero
// CHECK: nn.pad
// CHECK: nn.conv2d
func.func @not_zero(%x: tensor<1x4x4x1xf32>, %w: tensor<1x3x3x1xf32>) -> tensor<1x4x4x1xf32> {
  %0 = nn.pad %x {before = array<i64: 0, 1, 1, 0>, after = array<i64: 0, 1, 1, 0>, value = 1.0 : f32} : (tensor<1x4x4x1xf32>) -> tensor<1x6x6x1xf32>
  %1 = nn.conv2d %0, %w : (tensor<1x6x6x1xf32>, tensor<1x3x3x1xf32>) -> tensor<1x4x4x1xf32>
  return %1 : tensor<1x4x4x1xf32>
}

// CHECK-LABEL: @channels
// CHECK: nn.pad
// CHECK: nn.conv2d
func.func @channels(%x: tensor<1x4x4x1xf32>, %w: tensor<1x1x1x2xf32>) -> tensor<1x4x4x1xf32> {
  %0 = nn.pad %x {before = array<i64: 0, 0, 0, 1>, after = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x1xf32>) -> tensor<1x4x4x2xf32>
  %1 = nn.conv2d %0, %w : (tensor<1x4x4x2xf32>, tensor<1x1x1x2xf32>) -> tensor<1x4x4x1xf32>
  return %1 : tensor<1x4x4x1xf32>
}

// CHECK-LABEL: @channels_behind
// CHECK: nn.pad
// CHECK: nn.conv2d
func.func @channels_behind(%x: tensor<1x4x4x1xf32>, %w: tensor<1x1x1x2xf32>) -> tensor<1x4x4x1xf32> {
  %0 = nn.pad %x {before = array<i64: 0, 0, 0, 0>, after = array<i64: 0, 0, 0, 1>} : (tensor<1x4x4x1xf32>) -> tensor<1x4x4x2xf32>
  %1 = nn.conv2d %0, %w : (tensor<1x4x4x2xf32>, tensor<1x1x1x2xf32>) -> tensor<1x4x4x1xf32>
  return %1 : tensor<1x4x4x1xf32>
}

// CHECK-LABEL: @batch
// CHECK: nn.pad
// CHECK: nn.conv2d
func.func @batch(%x: tensor<1x4x4x1xf32>, %w: tensor<1x1x1x1xf32>) -> tensor<2x4x4x1xf32> {
  %0 = nn.pad %x {before = array<i64: 0, 0, 0, 0>, after = array<i64: 1, 0, 0, 0>} : (tensor<1x4x4x1xf32>) -> tensor<2x4x4x1xf32>
  %1 = nn.conv2d %0, %w : (tensor<2x4x4x1xf32>, tensor<1x1x1x1xf32>) -> tensor<2x4x4x1xf32>
  return %1 : tensor<2x4x4x1xf32>
}

// An average pool divides by the positions inside the map: zeros would count.
// CHECK-LABEL: @pool
// CHECK: nn.pad
// CHECK: nn.avg_pool2d
func.func @pool(%x: tensor<1x4x4x1xf32>) -> tensor<1x4x4x1xf32> {
  %0 = nn.pad %x {before = array<i64: 0, 1, 1, 0>, after = array<i64: 0, 1, 1, 0>} : (tensor<1x4x4x1xf32>) -> tensor<1x6x6x1xf32>
  %1 = nn.avg_pool2d %0 {kernel = array<i64: 3, 3>} : (tensor<1x6x6x1xf32>) -> tensor<1x4x4x1xf32>
  return %1 : tensor<1x4x4x1xf32>
}

// Together more than a convolution takes.
// CHECK-LABEL: @too_much
// CHECK: nn.pad
// CHECK: nn.conv2d {{.*}} {pads = array<i64: 16777216, 0, 0, 0>}
func.func @too_much(%x: tensor<1x1x1x1xf32>, %w: tensor<1x1x1x1xf32>) -> tensor<1x16777218x1x1xf32> {
  %0 = nn.pad %x {before = array<i64: 0, 1, 0, 0>, after = array<i64: 0, 0, 0, 0>} : (tensor<1x1x1x1xf32>) -> tensor<1x2x1x1xf32>
  %1 = nn.conv2d %0, %w {pads = array<i64: 16777216, 0, 0, 0>} : (tensor<1x2x1x1xf32>, tensor<1x1x1x1xf32>) -> tensor<1x16777218x1x1xf32>
  return %1 : tensor<1x16777218x1x1xf32>
}

// The layout of the network's input stands between: it moves in front.
// CHECK-LABEL: @through_transpose
// CHECK-SAME: (%[[X:.*]]: tensor<1x2x4x5xf32>
// CHECK-NEXT: %[[T:.*]] = nn.transpose %[[X]] {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x4x5xf32>) -> tensor<1x4x5x2xf32>
// CHECK-NEXT: nn.conv2d %[[T]], %{{.*}} {pads = array<i64: 1, 2, 3, 4>}
// CHECK-NEXT: return
func.func @through_transpose(%x: tensor<1x2x4x5xf32>, %w: tensor<3x1x1x2xf32>) -> tensor<1x8x11x3xf32> {
  %0 = nn.pad %x {before = array<i64: 0, 0, 1, 2>, after = array<i64: 0, 0, 3, 4>} : (tensor<1x2x4x5xf32>) -> tensor<1x2x8x11xf32>
  %1 = nn.transpose %0 {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x8x11xf32>) -> tensor<1x8x11x2xf32>
  %2 = nn.conv2d %1, %w : (tensor<1x8x11x2xf32>, tensor<3x1x1x2xf32>) -> tensor<1x8x11x3xf32>
  return %2 : tensor<1x8x11x3xf32>
}

// A 1-D convolution; the pad makes more than one of a size of 1.
// CHECK-LABEL: @one_dimension
// CHECK-SAME: (%[[X:.*]]: tensor<1x2x1xf32>
// CHECK-NEXT: %[[R:.*]] = nn.reshape %[[X]] : (tensor<1x2x1xf32>) -> tensor<1x2x1x1xf32>
// CHECK-NEXT: %[[T:.*]] = nn.transpose %[[R]] {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x1x1xf32>) -> tensor<1x1x1x2xf32>
// CHECK-NEXT: nn.conv2d %[[T]], %{{.*}} {pads = array<i64: 0, 2, 0, 1>}
// CHECK-NEXT: return
func.func @one_dimension(%x: tensor<1x2x1xf32>, %w: tensor<3x1x2x2xf32>) -> tensor<1x1x3x3xf32> {
  %0 = nn.pad %x {before = array<i64: 0, 0, 2>, after = array<i64: 0, 0, 1>} : (tensor<1x2x1xf32>) -> tensor<1x2x4xf32>
  %1 = nn.reshape %0 : (tensor<1x2x4xf32>) -> tensor<1x2x1x4xf32>
  %2 = nn.transpose %1 {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x1x4xf32>) -> tensor<1x1x4x2xf32>
  %3 = nn.conv2d %2, %w : (tensor<1x1x4x2xf32>, tensor<3x1x2x2xf32>) -> tensor<1x1x3x3xf32>
  return %3 : tensor<1x1x3x3xf32>
}

// The turned map is needed otherwise too.
// CHECK-LABEL: @turned_for_the_caller
// CHECK-NEXT: nn.pad
// CHECK-NEXT: nn.transpose
// CHECK-NEXT: nn.conv2d
func.func @turned_for_the_caller(%x: tensor<1x1x4x4xf32>, %w: tensor<1x3x3x1xf32>) -> (tensor<1x4x4x1xf32>, tensor<1x6x6x1xf32>) {
  %0 = nn.pad %x {before = array<i64: 0, 0, 1, 1>, after = array<i64: 0, 0, 1, 1>} : (tensor<1x1x4x4xf32>) -> tensor<1x1x6x6xf32>
  %1 = nn.transpose %0 {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x1x6x6xf32>) -> tensor<1x6x6x1xf32>
  %2 = nn.conv2d %1, %w : (tensor<1x6x6x1xf32>, tensor<1x3x3x1xf32>) -> tensor<1x4x4x1xf32>
  return %2, %1 : tensor<1x4x4x1xf32>, tensor<1x6x6x1xf32>
}

// A reshape that mixes the axes says nothing of a pad.
// CHECK-LABEL: @mixed_axes
// CHECK-NEXT: nn.pad
// CHECK-NEXT: nn.reshape
// CHECK-NEXT: nn.conv2d
func.func @mixed_axes(%x: tensor<1x2x4xf32>, %w: tensor<1x1x1x2xf32>) -> tensor<1x3x2x1xf32> {
  %0 = nn.pad %x {before = array<i64: 0, 0, 1>, after = array<i64: 0, 0, 1>} : (tensor<1x2x4xf32>) -> tensor<1x2x6xf32>
  %1 = nn.reshape %0 : (tensor<1x2x6xf32>) -> tensor<1x3x2x2xf32>
  %2 = nn.conv2d %1, %w : (tensor<1x3x2x2xf32>, tensor<1x1x1x2xf32>) -> tensor<1x3x2x1xf32>
  return %2 : tensor<1x3x2x1xf32>
}
