// REQUIRES: venv
// RUN: %data %s %t.npz
// RUN: %m2c-opt %s --nn-quantize="data=%t.npz rounding=nearest ranges=minmax equalize=false bias-correction=false" | FileCheck %s

// Widths are those of the attributes. Without equalisation, ranges from the extremes and
// the nearest steps: everything below follows from the numbers of this file.
// DATA x: 4x4 = -1 -0.5 0.25 0.125 1 0.5 -0.75 0 0.9921875 -0.5 0 0.5 -0.125 0.25 0.5 -1

// CHECK-LABEL: func.func @main
// The input spans -1 to 1: 2/255 a step, which everybody reads rounded.
// CHECK: [[X:%.*]] = nn.quantize %arg0 : {{.*}} -> tensor<1x4x!quant.uniform<i8:f32, 0.00784313{{[0-9]*}}:-1>>
// CHECK: [[XF:%.*]] = nn.dequantize [[X]]
// Whole steps of 1/128 (channel 0) and 1/64 (channel 1); a bias where there was none.
// CHECK: [[W:%.*]] = nn.constant dense<{{\[\[}}127, -64, 32, -1], [127, 64, -1, 0]]> : tensor<2x4xi8> as tensor<2x4x!quant.uniform<i8:f32:0, {7.812500e-03,1.562500e-02}>>
// CHECK: [[WF:%.*]] = nn.dequantize [[W]]
// CHECK: [[B:%.*]] = nn.constant dense<0> : tensor<2xi32> as tensor<2x!quant.uniform<i32:f32:0, {6.12745{{[0-9]*}}E-5,1.22549{{[0-9]*}}E-4}>>
// CHECK: [[BF:%.*]] = nn.dequantize [[B]]
// CHECK: [[A:%.*]] = nn.dense [[XF]], [[WF]], [[BF]] {act = #nn<act relu>, {{.*}} -> tensor<1x2xf32>
// After a relu 0 is the least value.
// CHECK: [[Q:%.*]] = nn.quantize [[A]] : {{.*}}!quant.uniform<i8:f32, 0.0117463{{[0-9]*}}:-128>>
// CHECK: [[AF:%.*]] = nn.dequantize [[Q]]
// 4 bits: 7 steps to the largest weight; biases in steps of input scale * weight scale.
// CHECK: [[V:%.*]] = nn.constant dense<{{\[\[}}7, -3], [-7, 2]]> : tensor<2x2xi8> as tensor<2x2x!quant.uniform<i4:f32:0, {0.142857{{[0-9]*}},0.0714285{{[0-9]*}}}>>
// CHECK: [[C:%.*]] = nn.constant dense<[298, -298]> : tensor<2xi32> as
// CHECK: nn.dense [[AF]]
// CHECK: nn.quantize
// CHECK: [[Y:%.*]] = nn.dequantize
// CHECK: return [[Y]]
func.func @main(%x: tensor<1x4xf32> {nn.name = "x", nn.shape = array<i64: 1, 4>, nn.activation_bits = 8 : i64})
    -> (tensor<1x2xf32> {nn.name = "y", nn.shape = array<i64: 1, 2>}) {
  %w = nn.constant dense<[[0.9921875, -0.5, 0.25, -0.0078125], [1.984375, 1.0, -0.015625, 0.0]]> : tensor<2x4xf32>
  %v = nn.constant dense<[[1.0, -0.5], [-0.5, 0.125]]> : tensor<2x2xf32>
  %c = nn.constant dense<[0.5, -0.25]> : tensor<2xf32>
  %a = nn.dense %x, %w {act = #nn<act relu>, nn.activation_bits = 8 : i64, nn.weight_bits = 8 : i64} : (tensor<1x4xf32>, tensor<2x4xf32>) -> tensor<1x2xf32>
  %b = nn.dense %a, %v, %c {nn.activation_bits = 8 : i64, nn.weight_bits = 4 : i64} : (tensor<1x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return %b : tensor<1x2xf32>
}
