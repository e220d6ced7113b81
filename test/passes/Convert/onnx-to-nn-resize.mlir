// RUN: m2c-opt %s --onnx-to-nn --canonicalize -split-input-file | FileCheck %s

// By scales: sizes are rounded down, the scales stay as they were given.
// CHECK-LABEL: func.func @main
// CHECK: nn.resize2d %{{.*}} {coordinates = #nn<coordinates half_pixel>, mode = #nn<resize prefer_floor>, scales = array<f32: 2.500000e+00, 5.000000e-01>, size = array<i64: 7, 2>} : (tensor<1x3x5x2xf32>) -> tensor<1x7x2x2xf32>
func.func @main(%x: tensor<1x2x3x5xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %none = onnx.none : none
  %s = onnx.const dense<[1.0, 1.0, 2.5, 0.5]> : tensor<4xf32>
  %y = onnx.node "Resize" version 13 (%x, %none, %s) {} : (tensor<1x2x3x5xf32>, none, tensor<4xf32>) -> !onnx.value
  return %y : !onnx.value
}

// -----

// By sizes of two axes, in another order; the empty scales do not count.
// CHECK-LABEL: func.func @main
// CHECK: nn.resize2d %{{.*}} {coordinates = #nn<coordinates align_corners>, mode = #nn<resize linear>, scales = array<f32: 2.000000e+00, 3.000000e+00>, size = array<i64: 6, 15>}
func.func @main(%x: tensor<1x2x3x5xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %none = onnx.none : none
  %s = onnx.const dense<[15, 6]> : tensor<2xi64>
  %y = onnx.node "Resize" version 18 (%x, %none, %none, %s) {axes = array<i64: 3, -2>, mode = "linear", coordinate_transformation_mode = "align_corners"}
    : (tensor<1x2x3x5xf32>, none, none, tensor<2xi64>) -> !onnx.value
  return %y : !onnx.value
}

// -----

// One scale for both axes, the smaller one: 8 / 4.
// CHECK-LABEL: func.func @main
// CHECK: nn.resize2d %{{.*}} mode = #nn<resize ceil>, scales = array<f32: 2.000000e+00, 2.000000e+00>, size = array<i64: 6, 8>}
func.func @main(%x: tensor<1x2x3x4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %none = onnx.none : none
  %s = onnx.const dense<[9, 8]> : tensor<2xi64>
  %y = onnx.node "Resize" version 19 (%x, %none, %none, %s) {axes = array<i64: 2, 3>, nearest_mode = "ceil", keep_aspect_ratio_policy = "not_larger"}
    : (tensor<1x2x3x4xf32>, none, none, tensor<2xi64>) -> !onnx.value
  return %y : !onnx.value
}

// -----

// The same sizes: a copy, even by scales that are not quite 1.
// CHECK-LABEL: func.func @main
// CHECK-NOT: resize2d
// CHECK: return
func.func @main(%x: tensor<1x2x3x5xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %none = onnx.none : none
  %s = onnx.const dense<[1.0, 1.0, 1.1, 1.0]> : tensor<4xf32>
  %y = onnx.node "Resize" version 13 (%x, %none, %s) {mode = "linear"} : (tensor<1x2x3x5xf32>, none, tensor<4xf32>) -> !onnx.value
  return %y : !onnx.value
}

// -----

// Upsample takes the element below; its scales were an attribute, then an input.
// CHECK-LABEL: func.func @main
// CHECK: nn.resize2d %{{.*}} {coordinates = #nn<coordinates asymmetric>, mode = #nn<resize floor>, scales = array<f32: 2.000000e+00, 3.000000e+00>, size = array<i64: 6, 15>}
// CHECK: nn.resize2d %{{.*}} {coordinates = #nn<coordinates asymmetric>, mode = #nn<resize linear>, scales = array<f32: 2.000000e+00, 1.000000e+00>, size = array<i64: 12, 15>}
func.func @main(%x: tensor<1x2x3x5xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<[1.0, 1.0, 2.0, 1.0]> : tensor<4xf32>
  %a = onnx.node "Upsample" version 7 (%x) {scales = array<f32: 1.0, 1.0, 2.0, 3.0>} : (tensor<1x2x3x5xf32>) -> !onnx.value
  %y = onnx.node "Upsample" version 9 (%a, %s) {mode = "linear"} : (!onnx.value, tensor<4xf32>) -> !onnx.value
  return %y : !onnx.value
}
