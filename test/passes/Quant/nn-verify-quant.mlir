// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %m2c-opt %s --nn-verify-quant | FileCheck %s

!u = !quant.uniform<u8:f32, 1.000000e+00>
!s = !quant.uniform<i8:f32, 1.000000e+00:-128>
!t = !quant.uniform<i16:f32, 1.000000e+00>
!w = !quant.uniform<i8:f32:0, {2.500000e-01, 1.250000e-01}>
!b = !quant.uniform<i32:f32:0, {2.500000e-01, 1.250000e-01}>

// Bytes without sign and 16-bit samples at the interface, parameters of a layer, an odd constant.
// CHECK-LABEL: func.func @main
// CHECK: nn.dense
func.func @main(%x: tensor<1x2x!u>, %a: tensor<1x2x!t>) -> (tensor<1x2x!u>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2x!s>) {
  %w = nn.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi8> as tensor<2x2x!w>
  %b = nn.constant dense<[10, -7]> : tensor<2xi32> as tensor<2x!b>
  %n = nn.constant dense<1> : tensor<1x3xi8> as tensor<1x3x!quant.uniform<i4:f32, 1.000000e+00>>
  %0 = nn.quantize %x : (tensor<1x2x!u>) -> tensor<1x2x!s>
  %1 = nn.dense %0, %w, %b : (tensor<1x2x!s>, tensor<2x2x!w>, tensor<2x!b>) -> tensor<1x2x!s>
  %2 = nn.quantize %1 : (tensor<1x2x!s>) -> tensor<1x2x!u>
  %3 = nn.dequantize %1 : (tensor<1x2x!s>) -> tensor<1x2xf32>
  %4 = nn.dequantize %a : (tensor<1x2x!t>) -> tensor<1x2xf32>
  %5 = nn.quantize %a : (tensor<1x2x!t>) -> tensor<1x2x!s>
  return %2, %3, %4, %5 : tensor<1x2x!u>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2x!s>
}
