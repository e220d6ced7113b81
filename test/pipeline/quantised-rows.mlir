// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: not %m2c %s --target host --stop-after=quant 2>&1 | FileCheck %s

// Rows of 4-bit elements must begin at a byte, and it is the user who can change that: the
// tensor's node is named.
// CHECK: m2c: error: 'small': a tensor of 4 bits with an odd number of elements in a row is not supported; expected W * C to be even, or 8 bits, got {{.*}}
func.func @main(%x: tensor<1x2x3x1xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<0.5> : tensor<f32>
  %z = onnx.const dense<0> : tensor<i4>
  %q = onnx.node "QuantizeLinear" version 21 (%x, %s, %z) {} : (tensor<1x2x3x1xf32>, tensor<f32>, tensor<i4>) -> !onnx.value loc("small")
  %y = onnx.node "DequantizeLinear" version 21 (%q, %s, %z) {} : (!onnx.value, tensor<f32>, tensor<i4>) -> !onnx.value
  return %y : !onnx.value
}
