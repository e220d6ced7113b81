// RUN: m2c-opt %s --onnx-to-nn --canonicalize -split-input-file | FileCheck %s

// A convolution becomes channels last; weights are turned to [O, H, W, I]. With
// one channel a transpose is a reshape.
// CHECK-LABEL: func.func @main
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<1x2x4x4xf32> {nn.name = "x", nn.shape = array<i64: 1, 2, 4, 4>}
// CHECK-DAG: %[[W:.*]] = nn.constant dense<{{.*}}1.000000e+00, 2.000000e+00{{.*}}3.000000e+00, 4.000000e+00{{.*}}> : tensor<1x1x2x2xf32>
// CHECK-DAG: %[[MAP:.*]] = nn.transpose %[[X]] {perm = array<i64: 0, 2, 3, 1>}
// CHECK: %[[Y:.*]] = nn.conv2d %[[MAP]], %[[W]] {
// CHECK-SAME: pads = array<i64: 0, 1, 0, 0>
// CHECK: nn.reshape %[[Y]] : (tensor<1x4x4x1xf32>) -> tensor<1x1x4x4xf32>
module attributes {onnx.model = {sha256 = "00"}} {
  func.func @main(%x: tensor<1x2x4x4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
    // ONNX order [O, I, H, W]: input channel 0 has 1 and 3, channel 1 has 2 and 4.
    %w = onnx.const dense<[[[[1.0, 3.0]], [[2.0, 4.0]]]]> : tensor<1x2x1x2xf32>
    %y = onnx.node "Conv" version 13 (%x, %w) {pads = array<i64: 0, 1, 0, 0>} : (tensor<1x2x4x4xf32>, tensor<1x2x1x2xf32>) -> !onnx.value
    return %y : !onnx.value
  }
}

// -----

// SAME_UPPER with an even kernel pads behind, SAME_LOWER before; a 1-D
// convolution has height 1.
// CHECK-LABEL: func.func @main
// CHECK: nn.conv2d {{.*}}pads = array<i64: 0, 1, 0, 2>{{.*}} -> tensor<1x1x6x1xf32>
// CHECK: nn.conv2d {{.*}}pads = array<i64: 0, 2, 0, 1>{{.*}} -> tensor<1x1x6x1xf32>
func.func @main(%x: tensor<1x1x6xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %w = onnx.const dense<1.0> : tensor<1x1x4xf32>
  %a = onnx.node "Conv" version 11 (%x, %w) {auto_pad = "SAME_UPPER"} : (tensor<1x1x6xf32>, tensor<1x1x4xf32>) -> !onnx.value
  %b = onnx.node "Conv" version 11 (%a, %w) {auto_pad = "SAME_LOWER"} : (!onnx.value, tensor<1x1x4xf32>) -> !onnx.value
  return %b : !onnx.value
}

// -----

// BatchNormalization: scale = 3 / sqrt(4), shift = 1 - 2 * 1.5.
// CHECK-LABEL: func.func @main
// CHECK-DAG: %[[SCALE:.*]] = nn.constant dense<1.500000e+00> : tensor<1xf32>
// CHECK-DAG: %[[SHIFT:.*]] = nn.constant dense<-2.000000e+00> : tensor<1xf32>
// CHECK: nn.batch_norm %{{.*}}, %[[SCALE]], %[[SHIFT]] {axis = 1 : i64}
func.func @main(%x: tensor<1x1x6xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<3.0> : tensor<1xf32>
  %b = onnx.const dense<1.0> : tensor<1xf32>
  %m = onnx.const dense<2.0> : tensor<1xf32>
  %v = onnx.const dense<4.0> : tensor<1xf32>
  %y = onnx.node "BatchNormalization" version 15 (%x, %s, %b, %m, %v) {epsilon = 0.0 : f32}
    : (tensor<1x1x6xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> !onnx.value
  return %y : !onnx.value
}

// -----

// The shape arithmetic that PyTorch exports folds away: x.view(x.size(0), -1).
// CHECK-LABEL: func.func @main
// CHECK-NEXT: %[[FLAT:.*]] = nn.reshape %{{.*}} : (tensor<2x3x4xf32>) -> tensor<2x12xf32>
// CHECK-NEXT: return %[[FLAT]]
func.func @main(%x: tensor<2x3x4xf32> {onnx.name = "x"}) -> (tensor<2x12xf32> {onnx.name = "y"}) {
  %zero = onnx.const dense<0> : tensor<i64>
  %minus = onnx.const dense<-1> : tensor<1xi64>
  %shape = onnx.node "Shape" version 13 (%x) {} : (tensor<2x3x4xf32>) -> !onnx.value
  %n = onnx.node "Gather" version 13 (%shape, %zero) {axis = 0 : i64} : (!onnx.value, tensor<i64>) -> !onnx.value
  %axes = onnx.const dense<0> : tensor<1xi64>
  %row = onnx.node "Unsqueeze" version 13 (%n, %axes) {} : (!onnx.value, tensor<1xi64>) -> !onnx.value
  %to = onnx.node "Concat" version 13 (%row, %minus) {axis = 0 : i64} : (!onnx.value, tensor<1xi64>) -> !onnx.value
  %y = onnx.node "Reshape" version 13 (%x, %to) {} : (tensor<2x3x4xf32>, !onnx.value) -> tensor<2x12xf32>
  return %y : tensor<2x12xf32>
}

// -----

// Softmax before opset 13 flattens at the axis, since 13 it does not.
// CHECK-LABEL: func.func @main
// CHECK: nn.softmax %{{.*}} {axis = 1 : i64} : (tensor<2x12xf32>)
// CHECK: nn.softmax %{{.*}} {axis = 2 : i64} : (tensor<2x3x4xf32>)
func.func @main(%x: tensor<2x3x4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %a = onnx.node "Softmax" version 11 (%x) {} : (tensor<2x3x4xf32>) -> !onnx.value
  %b = onnx.node "Softmax" version 13 (%a) {} : (!onnx.value) -> !onnx.value
  return %b : !onnx.value
}

// -----

// ceil_mode makes the pads behind larger; count_include_pad is a pad of zeros
// in front, and what ceil_mode adds does not count.
// CHECK-LABEL: func.func @main
// CHECK: nn.max_pool2d {{.*}}pads = array<i64: 0, 0, 1, 1>{{.*}} -> tensor<1x3x3x1xf32>
// CHECK: nn.pad {{.*}}after = array<i64: 0, 1, 1, 0>, before = array<i64: 0, 1, 1, 0>{{.*}} -> tensor<1x5x5x1xf32>
// CHECK: nn.avg_pool2d {{.*}}pads = array<i64: 0, 0, 1, 1>{{.*}} -> tensor<1x2x2x1xf32>
func.func @main(%x: tensor<1x1x5x5xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %a = onnx.node "MaxPool" version 12 (%x) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>, ceil_mode = 1 : i64} : (tensor<1x1x5x5xf32>) -> !onnx.value
  %b = onnx.node "AveragePool" version 11 (%a) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 3, 3>, pads = array<i64: 1, 1, 1, 1>, ceil_mode = 1 : i64, count_include_pad = 1 : i64} : (!onnx.value) -> !onnx.value
  return %b : !onnx.value
}

// -----

// Gemm: alpha and the transposition go into the weights, beta into the bias; a
// full C is added behind.
// CHECK-LABEL: func.func @main
// CHECK-DAG: %[[W:.*]] = nn.constant dense<{{\[}}[2.000000e+00, 6.000000e+00], [4.000000e+00, 8.000000e+00]]> : tensor<2x2xf32>
// CHECK-DAG: %[[B:.*]] = nn.constant dense<1.500000e+00> : tensor<2xf32>
// CHECK: nn.dense %{{.*}}, %[[W]], %[[B]]
func.func @main(%x: tensor<1x2xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %w = onnx.const dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %c = onnx.const dense<3.0> : tensor<1xf32>
  %y = onnx.node "Gemm" version 13 (%x, %w, %c) {alpha = 2.0 : f32, beta = 0.5 : f32} : (tensor<1x2xf32>, tensor<2x2xf32>, tensor<1xf32>) -> !onnx.value
  return %y : !onnx.value
}

// -----

// Slice: negative ends and steps; reflect padding as slices and a concat.
// CHECK-LABEL: func.func @main
// CHECK: nn.slice %{{.*}} {begins = array<i64: 0, 4>, sizes = array<i64: 1, 2>, steps = array<i64: 1, -2>}
// CHECK: %[[FRONT:.*]] = nn.slice %[[S:.*]] {begins = array<i64: 0, 1>, sizes = array<i64: 1, 1>, steps = array<i64: 1, -1>}
// CHECK: nn.concat %[[FRONT]], %[[S]] {axis = 1 : i64} {{.*}} -> tensor<1x3xf32>
func.func @main(%x: tensor<1x6xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %starts = onnx.const dense<-2> : tensor<1xi64>
  %ends = onnx.const dense<0> : tensor<1xi64>
  %axes = onnx.const dense<1> : tensor<1xi64>
  %steps = onnx.const dense<-2> : tensor<1xi64>
  %pads = onnx.const dense<[0, 1, 0, 0]> : tensor<4xi64>
  %a = onnx.node "Slice" version 13 (%x, %starts, %ends, %axes, %steps) {} : (tensor<1x6xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> !onnx.value
  %b = onnx.node "Pad" version 13 (%a, %pads) {mode = "reflect"} : (!onnx.value, tensor<4xi64>) -> !onnx.value
  return %b : !onnx.value
}
