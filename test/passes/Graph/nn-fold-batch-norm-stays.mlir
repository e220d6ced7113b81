// Where nn-fold-batch-norm must do nothing.
// RUN: %m2c-opt %s --pass-pipeline="builtin.module(func.func(nn-fold-batch-norm))" | FileCheck %s

// Zeros outside the map would get no shift.
// CHECK-LABEL: @before_padded
// CHECK: nn.batch_norm
// CHECK: nn.conv2d
func.func @before_padded(%x: tensor<1x2x2x1xf32>, %v: tensor<1xf32>) -> tensor<1x2x2x1xf32> {
  %w = nn.constant dense<1.0> : tensor<1x3x3x1xf32>
  %s = nn.constant dense<2.0> : tensor<1xf32>
  %0 = nn.batch_norm %x, %s, %s {axis = 3 : i64} : (tensor<1x2x2x1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x2x2x1xf32>
  %1 = nn.conv2d %0, %w {pads = array<i64: 1, 1, 1, 1>} : (tensor<1x2x2x1xf32>, tensor<1x3x3x1xf32>) -> tensor<1x2x2x1xf32>
  return %1 : tensor<1x2x2x1xf32>
}

// Rows of a map whose other axes are 1 are no channels.
// CHECK-LABEL: @rows_before
// CHECK: nn.batch_norm
// CHECK: nn.conv2d
func.func @rows_before(%x: tensor<1x3x1x1xf32>) -> tensor<1x3x1x1xf32> {
  %w = nn.constant dense<2.0> : tensor<1x1x1x1xf32>
  %s = nn.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %0 = nn.batch_norm %x, %s, %s {axis = 1 : i64} : (tensor<1x3x1x1xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<1x3x1x1xf32>
  %1 = nn.conv2d %0, %w : (tensor<1x3x1x1xf32>, tensor<1x1x1x1xf32>) -> tensor<1x3x1x1xf32>
  return %1 : tensor<1x3x1x1xf32>
}

// CHECK-LABEL: @rows_after
// CHECK: nn.conv2d
// CHECK: nn.batch_norm
func.func @rows_after(%x: tensor<1x2x1x1xf32>) -> tensor<1x2x1x2xf32> {
  %w = nn.constant dense<2.0> : tensor<2x1x1x1xf32>
  %s = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = nn.conv2d %x, %w : (tensor<1x2x1x1xf32>, tensor<2x1x1x1xf32>) -> tensor<1x2x1x2xf32>
  %1 = nn.batch_norm %0, %s, %s {axis = 1 : i64} : (tensor<1x2x1x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x1x2xf32>
  return %1 : tensor<1x2x1x2xf32>
}

// One number per sample, not per channel.
// CHECK-LABEL: @batch_axis
// CHECK: nn.batch_norm
// CHECK: nn.dense
func.func @batch_axis(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %w = nn.constant dense<2.0> : tensor<2x2xf32>
  %s = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = nn.batch_norm %x, %s, %s {axis = 0 : i64} : (tensor<2x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<2x2xf32>
  %1 = nn.dense %0, %w : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}

// A column of 2 in front of a map of 2 channels: per row.
// CHECK-LABEL: @constant_per_row
// CHECK: nn.conv2d
// CHECK: nn.mul
func.func @constant_per_row(%x: tensor<1x1x2x2xf32>) -> tensor<1x1x2x2xf32> {
  %w = nn.constant dense<2.0> : tensor<2x1x1x2xf32>
  %s = nn.constant dense<[[1.0], [2.0]]> : tensor<2x1xf32>
  %0 = nn.conv2d %x, %w : (tensor<1x1x2x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x1x2x2xf32>
  %1 = nn.mul %0, %s : (tensor<1x1x2x2xf32>, tensor<2x1xf32>) -> tensor<1x1x2x2xf32>
  return %1 : tensor<1x1x2x2xf32>
}

// The constant is larger: the layer's result is repeated.
// CHECK-LABEL: @constant_broadcasts_the_layer
// CHECK: nn.dense
// CHECK: nn.mul
func.func @constant_broadcasts_the_layer(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %w = nn.constant dense<2.0> : tensor<1x2xf32>
  %s = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = nn.dense %x, %w : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x1xf32>
  %1 = nn.mul %0, %s : (tensor<1x1xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return %1 : tensor<1x2xf32>
}

// The layer's own result is read too, or it ends with an activation.
// CHECK-LABEL: @another_reader
// CHECK: nn.dense
// CHECK: nn.mul
func.func @another_reader(%x: tensor<1x2xf32>) -> (tensor<1x2xf32>, tensor<1x2xf32>) {
  %w = nn.constant dense<2.0> : tensor<2x2xf32>
  %s = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = nn.dense %x, %w : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %1 = nn.mul %0, %s : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return %0, %1 : tensor<1x2xf32>, tensor<1x2xf32>
}

// CHECK-LABEL: @activation_between
// CHECK: nn.dense
// CHECK: nn.mul
func.func @activation_between(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %w = nn.constant dense<2.0> : tensor<2x2xf32>
  %s = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = nn.dense %x, %w {act = #nn<act relu>} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %1 = nn.mul %0, %s : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return %1 : tensor<1x2xf32>
}

// CHECK-LABEL: @activation_of_the_arithmetic
// CHECK: nn.add {{.*}} {act = #nn<act relu>}
// CHECK: nn.dense
func.func @activation_of_the_arithmetic(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %w = nn.constant dense<2.0> : tensor<2x2xf32>
  %s = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = nn.add %x, %s {act = #nn<act relu>} : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %1 = nn.dense %0, %w : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  return %1 : tensor<1x2xf32>
}

// Weights known at run time only; a quotient with x below; a division by zero.
// CHECK-LABEL: @not_foldable_numbers
// CHECK: nn.div
// CHECK: nn.dense
// CHECK: nn.div
// CHECK: nn.dense
// CHECK: nn.div
func.func @not_foldable_numbers(%x: tensor<1x2xf32>, %v: tensor<2x2xf32>) -> (tensor<1x2xf32>, tensor<1x2xf32>) {
  %w = nn.constant dense<2.0> : tensor<2x2xf32>
  %s = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %z = nn.constant dense<[0.0, 2.0]> : tensor<2xf32>
  %0 = nn.div %x, %s : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %1 = nn.dense %0, %v : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %2 = nn.div %s, %1 : (tensor<2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %3 = nn.dense %2, %w : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %4 = nn.div %3, %z : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return %2, %4 : tensor<1x2xf32>, tensor<1x2xf32>
}

// Two branches, one of them normalised, share their weights: the other one
// keeps what it had.
// CHECK-LABEL: @shared_weights
// CHECK-DAG: %[[W:.*]] = nn.constant dense<3.000000e+00> : tensor<1x2xf32>
// CHECK-DAG: %[[F:.*]] = nn.constant dense<6.000000e+00> : tensor<1x2xf32>
// CHECK: nn.dense %arg0, %[[F]]
// CHECK: nn.dense %arg1, %[[W]]
func.func @shared_weights(%x: tensor<1x2xf32>, %y: tensor<1x2xf32>) -> (tensor<1x1xf32>, tensor<1x1xf32>) {
  %w = nn.constant dense<3.0> : tensor<1x2xf32>
  %s = nn.constant dense<2.0> : tensor<1xf32>
  %0 = nn.dense %x, %w : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x1xf32>
  %1 = nn.mul %0, %s : (tensor<1x1xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  %2 = nn.dense %y, %w : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x1xf32>
  return %1, %2 : tensor<1x1xf32>, tensor<1x1xf32>
}
