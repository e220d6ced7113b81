// RUN: m2c-opt %s --onnx-to-nn | FileCheck %s

// Weights behind a constant Transpose and Mul are constant for the layer.
// CHECK-LABEL: func.func @main
// CHECK: nn.constant dense<{{\[}}[2.000000e+00, 4.000000e+00], [6.000000e+00, 8.000000e+00]]> : tensor<2x2xf32>
// CHECK: nn.dense
// CHECK-NOT: nn.transpose
// CHECK-NOT: nn.mul
func.func @main(%x: tensor<1x2xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %w = onnx.const dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %two = onnx.const dense<2.0> : tensor<f32>
  %t = onnx.node "Transpose" version 13 (%w) {perm = array<i64: 1, 0>} : (tensor<2x2xf32>) -> !onnx.value
  %s = onnx.node "Mul" version 13 (%t, %two) {} : (!onnx.value, tensor<f32>) -> !onnx.value
  %y = onnx.node "MatMul" version 13 (%x, %s) {} : (tensor<1x2xf32>, !onnx.value) -> !onnx.value
  return %y : !onnx.value
}
