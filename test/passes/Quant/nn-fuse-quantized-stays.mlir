// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %m2c-opt %s --split-input-file --nn-fuse-quantized | FileCheck %s

// What has to stay float between nn.dequantize and nn.quantize.

!q = !quant.uniform<i8:f32, 5.000000e-01:3>

// Weights less their zero point that no byte holds; weights of 16 bits; scales on
// another axis than the output's.
// CHECK-LABEL: func.func @weights
// CHECK-COUNT-3: nn.dense {{.*}} -> tensor<1x2xf32>
func.func @weights(%x: tensor<1x2x!q>) -> (tensor<1x2x!q>, tensor<1x2x!q>, tensor<1x2x!q>) {
  %u = nn.constant dense<[[-128, 10], [10, 11]]> : tensor<2x2xi8> as tensor<2x2x!quant.uniform<i8:f32, 2.500000e-01:1>>
  %v = nn.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi32> as tensor<2x2x!quant.uniform<i32:f32, 2.500000e-01>>
  %w = nn.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi8> as tensor<2x2x!quant.uniform<i8:f32:1, {2.500000e-01, 5.000000e-01}>>
  %0 = nn.dequantize %x : (tensor<1x2x!q>) -> tensor<1x2xf32>
  %1 = nn.dequantize %u : (tensor<2x2x!quant.uniform<i8:f32, 2.500000e-01:1>>) -> tensor<2x2xf32>
  %2 = nn.dequantize %v : (tensor<2x2x!quant.uniform<i32:f32, 2.500000e-01>>) -> tensor<2x2xf32>
  %3 = nn.dequantize %w : (tensor<2x2x!quant.uniform<i8:f32:1, {2.500000e-01, 5.000000e-01}>>) -> tensor<2x2xf32>
  %4 = nn.dense %0, %1 : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %5 = nn.dense %0, %2 : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %6 = nn.dense %0, %3 : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %7 = nn.quantize %4 : (tensor<1x2xf32>) -> tensor<1x2x!q>
  %8 = nn.quantize %5 : (tensor<1x2xf32>) -> tensor<1x2x!q>
  %9 = nn.quantize %6 : (tensor<1x2xf32>) -> tensor<1x2x!q>
  return %7, %8, %9 : tensor<1x2x!q>, tensor<1x2x!q>, tensor<1x2x!q>
}

// -----

!q = !quant.uniform<i8:f32, 5.000000e-01:3>
!r = !quant.uniform<i8:f32, 2.500000e-01:3>

// A float that is read as such, quantisers that differ, a float operand, an
// activation that needs a table behind a sum.
// CHECK-LABEL: func.func @results
// CHECK-COUNT-4: nn.add {{.*}} -> tensor<1x2xf32>
func.func @results(%x: tensor<1x2x!q>, %f: tensor<1x2xf32>)
    -> (tensor<1x2xf32>, tensor<1x2x!q>, tensor<1x2x!q>, tensor<1x2x!r>, tensor<1x2x!q>, tensor<1x2x!q>) {
  %0 = nn.dequantize %x : (tensor<1x2x!q>) -> tensor<1x2xf32>
  %1 = nn.add %0, %0 : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %2 = nn.quantize %1 : (tensor<1x2xf32>) -> tensor<1x2x!q>
  %3 = nn.add %0, %0 {act = #nn<act relu>} : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %4 = nn.quantize %3 : (tensor<1x2xf32>) -> tensor<1x2x!q>
  %5 = nn.quantize %3 : (tensor<1x2xf32>) -> tensor<1x2x!r>
  %6 = nn.add %0, %f : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %7 = nn.quantize %6 : (tensor<1x2xf32>) -> tensor<1x2x!q>
  %8 = nn.add %0, %0 {act = #nn<act sigmoid>} : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %9 = nn.quantize %8 : (tensor<1x2xf32>) -> tensor<1x2x!q>
  return %1, %2, %4, %5, %7, %9 : tensor<1x2xf32>, tensor<1x2x!q>, tensor<1x2x!q>, tensor<1x2x!r>, tensor<1x2x!q>, tensor<1x2x!q>
}

// -----

!q = !quant.uniform<i8:f32, 5.000000e-01:3>
!w = !quant.uniform<i8:f32, 2.500000e-01>

// Sums that may leave int32 on the way: 2147483647 - 256 * 2 is the last bias
// that fits.
// CHECK-LABEL: func.func @sums
// CHECK:       nn.dense {{.*}} -> tensor<1x1x!quant.uniform
// CHECK:       nn.dense {{.*}} -> tensor<1x1xf32>
func.func @sums(%x: tensor<1x2x!q>) -> (tensor<1x1x!q>, tensor<1x1x!q>) {
  %w = nn.constant dense<[[1, -1]]> : tensor<1x2xi8> as tensor<1x2x!w>
  %b = nn.constant dense<2147483135> : tensor<1xi32> as tensor<1x!quant.uniform<i32:f32, 1.250000e-01>>
  %c = nn.constant dense<2147483136> : tensor<1xi32> as tensor<1x!quant.uniform<i32:f32, 1.250000e-01>>
  %0 = nn.dequantize %x : (tensor<1x2x!q>) -> tensor<1x2xf32>
  %1 = nn.dequantize %w : (tensor<1x2x!w>) -> tensor<1x2xf32>
  %2 = nn.dequantize %b : (tensor<1x!quant.uniform<i32:f32, 1.250000e-01>>) -> tensor<1xf32>
  %3 = nn.dequantize %c : (tensor<1x!quant.uniform<i32:f32, 1.250000e-01>>) -> tensor<1xf32>
  %4 = nn.dense %0, %1, %2 : (tensor<1x2xf32>, tensor<1x2xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  %5 = nn.dense %0, %1, %3 : (tensor<1x2xf32>, tensor<1x2xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  %6 = nn.quantize %4 : (tensor<1x1xf32>) -> tensor<1x1x!q>
  %7 = nn.quantize %5 : (tensor<1x1xf32>) -> tensor<1x1x!q>
  return %6, %7 : tensor<1x1x!q>, tensor<1x1x!q>
}

// -----

!q = !quant.uniform<i8:f32, 5.000000e-01:3>
!r = !quant.uniform<i8:f32, 2.500000e-01:3>
!n = !quant.uniform<i4:f32, 5.000000e-01:3>

// Inputs of a concat that differ, and a float behind it; a pad and a clip of what
// may be no stored value, and a float behind them; rows of an odd number of 4-bit elements.
// CHECK-LABEL: func.func @moves
// CHECK:       nn.concat {{.*}} -> tensor<4xf32>
// CHECK:       nn.pad {{.*}} -> tensor<4xf32>
// CHECK:       nn.max_pool2d {{.*}} -> tensor<1x1x1x1xf32>
// CHECK:       nn.transpose {{.*}} -> tensor<1x4x1x3xf32>
// CHECK:       nn.relu {{.*}} -> tensor<1x4x1x3xf32>
func.func @moves(%x: tensor<2x!q>, %y: tensor<2x!r>, %z: tensor<1x3x4x1x!n>, %p: tensor<1x1x2x1x!q>)
    -> (tensor<4xf32>, tensor<4xf32>, tensor<1x4x1x3x!n>, tensor<1x1x1x1xf32>) {
  %0 = nn.dequantize %x : (tensor<2x!q>) -> tensor<2xf32>
  %1 = nn.dequantize %y : (tensor<2x!r>) -> tensor<2xf32>
  %2 = nn.concat %0, %1 {axis = 0 : i64} : (tensor<2xf32>, tensor<2xf32>) -> tensor<4xf32>
  %3 = nn.pad %0 {before = array<i64: 1>, after = array<i64: 1>, value = 1.0 : f32} : (tensor<2xf32>) -> tensor<4xf32>
  %4 = nn.dequantize %p : (tensor<1x1x2x1x!q>) -> tensor<1x1x2x1xf32>
  %9 = nn.max_pool2d %4 {kernel = array<i64: 1, 2>, act = #nn<act clip>, act_a = -0.3 : f32, act_b = 0.3 : f32} : (tensor<1x1x2x1xf32>) -> tensor<1x1x1x1xf32>
  %5 = nn.dequantize %z : (tensor<1x3x4x1x!n>) -> tensor<1x3x4x1xf32>
  %6 = nn.transpose %5 {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x3x4x1xf32>) -> tensor<1x4x1x3xf32>
  %7 = nn.relu %6 : (tensor<1x4x1x3xf32>) -> tensor<1x4x1x3xf32>
  %8 = nn.quantize %7 : (tensor<1x4x1x3xf32>) -> tensor<1x4x1x3x!n>
  return %2, %3, %8, %9 : tensor<4xf32>, tensor<4xf32>, tensor<1x4x1x3x!n>, tensor<1x1x1x1xf32>
}
