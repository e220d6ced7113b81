// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %m2c-opt %s --split-input-file --nn-fuse-quantized | FileCheck %s

!q = !quant.uniform<i8:f32, 5.000000e-01:3>
!w = !quant.uniform<i8:f32:0, {2.500000e-01, 1.250000e-01}>
!y = !quant.uniform<i8:f32, 2.000000e+00:-1>

// The bias was made with other scales than input * weight: it is rounded anew,
// 10 * 0.5 / 0.125 = 40 and -3.5 / 0.0625 = -56.
// CHECK-LABEL: func.func @layer
// CHECK-DAG:   [[W:%.*]] = nn.constant dense<{{\[\[}}1, 2], [3, 4]]> : tensor<2x2xi8> as
// CHECK-DAG:   [[B:%.*]] = nn.constant dense<[40, -56]> : tensor<2xi32> as tensor<2x!quant.uniform<i32:f32:0, {1.250000e-01,6.250000e-02}>>
// CHECK:       [[Y:%.*]] = nn.dense %arg0, [[W]], [[B]] {act = #nn<act relu>} : {{.*}} -> tensor<1x2x!quant.uniform<i8:f32, 2.000000e+00:-1>>
// CHECK-NEXT:  return [[Y]]
func.func @layer(%x: tensor<1x2x!q>) -> tensor<1x2x!y> {
  %w = nn.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi8> as tensor<2x2x!w>
  %b = nn.constant dense<[10, -7]> : tensor<2xi32> as tensor<2x!quant.uniform<i32:f32, 5.000000e-01>>
  %0 = nn.dequantize %x : (tensor<1x2x!q>) -> tensor<1x2xf32>
  %1 = nn.dequantize %w : (tensor<2x2x!w>) -> tensor<2x2xf32>
  %2 = nn.dequantize %b : (tensor<2x!quant.uniform<i32:f32, 5.000000e-01>>) -> tensor<2xf32>
  %3 = nn.dense %0, %1, %2 {act = #nn<act relu>} : (tensor<1x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %4 = nn.quantize %3 : (tensor<1x2xf32>) -> tensor<1x2x!y>
  return %4 : tensor<1x2x!y>
}

// -----

!q = !quant.uniform<i8:f32, 5.000000e-01:3>
!w = !quant.uniform<i8:f32, 2.500000e-01>

// Float biases are rounded to the nearest step (ties to even): 0.3125 / 0.125 = 2.5.
// Scales that are the product up to rounding leave the integers alone, and large
// ones are not rounded to floats.
// CHECK-LABEL: func.func @biases
// CHECK-DAG:   nn.constant dense<[2, -1]> : tensor<2xi32> as
// CHECK-DAG:   nn.constant dense<[16777217, -16777219]> : tensor<2xi32> as tensor<2x!quant.uniform<i32:f32:0, {1.250000e-01,1.250000e-01}>>
// CHECK-COUNT-2: nn.dense
// CHECK-NEXT:  return
func.func @biases(%x: tensor<1x2x!q>) -> (tensor<1x2x!q>, tensor<1x2x!q>) {
  %w = nn.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi8> as tensor<2x2x!w>
  %f = nn.constant dense<[0.3125, -0.125]> : tensor<2xf32>
  %b = nn.constant dense<[16777217, -16777219]> : tensor<2xi32> as tensor<2x!quant.uniform<i32:f32, 0.12500001490116119>>
  %0 = nn.dequantize %x : (tensor<1x2x!q>) -> tensor<1x2xf32>
  %1 = nn.dequantize %w : (tensor<2x2x!w>) -> tensor<2x2xf32>
  %2 = nn.dequantize %b : (tensor<2x!quant.uniform<i32:f32, 0.12500001490116119>>) -> tensor<2xf32>
  %3 = nn.dense %0, %1, %f : (tensor<1x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %4 = nn.dense %0, %1, %2 : (tensor<1x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %5 = nn.quantize %3 : (tensor<1x2xf32>) -> tensor<1x2x!q>
  %6 = nn.quantize %4 : (tensor<1x2xf32>) -> tensor<1x2x!q>
  return %5, %6 : tensor<1x2x!q>, tensor<1x2x!q>
}

// -----

!q = !quant.uniform<i8:f32, 5.000000e-01:3>

// The zero point is taken off weights: of 4 bits to 8 where 4 do not hold it.
// CHECK-LABEL: func.func @zero_point
// CHECK-DAG:   nn.constant dense<{{\[\[}}-127, 3], [3, 4]]> : tensor<2x2xi8> as tensor<2x2x!quant.uniform<i8:f32, 2.500000e-01>>
// CHECK-DAG:   nn.constant dense<{{\[\[}}-11, 0], [4, -3]]> : tensor<2x2xi8> as tensor<2x2x!quant.uniform<i8:f32, 2.500000e-01>>
// CHECK-DAG:   nn.constant dense<{{\[\[}}-1, 7], [0, -8]]> : tensor<2x2xi8> as tensor<2x2x!quant.uniform<i4:f32, 2.500000e-01>>
// CHECK-COUNT-3: nn.dense
// CHECK-NEXT:  return
func.func @zero_point(%x: tensor<1x2x!q>) -> (tensor<1x2x!q>, tensor<1x2x!q>, tensor<1x2x!q>) {
  %w = nn.constant dense<[[-120, 10], [10, 11]]> : tensor<2x2xi8> as tensor<2x2x!quant.uniform<i8:f32, 2.500000e-01:7>>
  %n = nn.constant dense<[[-8, 3], [7, 0]]> : tensor<2x2xi8> as tensor<2x2x!quant.uniform<i4:f32, 2.500000e-01:3>>
  %m = nn.constant dense<[[-1, 7], [0, -8]]> : tensor<2x2xi8> as tensor<2x2x!quant.uniform<i4:f32, 2.500000e-01>>
  %0 = nn.dequantize %x : (tensor<1x2x!q>) -> tensor<1x2xf32>
  %1 = nn.dequantize %w : (tensor<2x2x!quant.uniform<i8:f32, 2.500000e-01:7>>) -> tensor<2x2xf32>
  %2 = nn.dequantize %n : (tensor<2x2x!quant.uniform<i4:f32, 2.500000e-01:3>>) -> tensor<2x2xf32>
  %3 = nn.dequantize %m : (tensor<2x2x!quant.uniform<i4:f32, 2.500000e-01>>) -> tensor<2x2xf32>
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
!y = !quant.uniform<i8:f32, 2.000000e+00:-1>

// What moves or selects values takes the integers as they are, before and after
// a layer; a pair of another type between is a change of scale.
// CHECK-LABEL: func.func @moves
// CHECK-NEXT:  [[T:%.*]] = nn.transpose %arg0
// CHECK-NEXT:  [[P:%.*]] = nn.max_pool2d [[T]]
// CHECK-NEXT:  [[Z:%.*]] = nn.pad [[P]]
// CHECK-NEXT:  [[S:%.*]] = nn.quantize [[Z]] : (tensor<1x2x2x2x!quant.uniform<i8:f32, 5.000000e-01:3>>) -> tensor<1x2x2x2x!quant.uniform<i8:f32, 2.000000e+00:-1>>
// CHECK-NEXT:  [[R:%.*]] = nn.reshape [[S]] : (tensor<1x2x2x2x!quant.uniform<i8:f32, 2.000000e+00:-1>>) -> tensor<8x!quant.uniform<i8:f32, 2.000000e+00:-1>>
// CHECK-NEXT:  return [[R]]
func.func @moves(%x: tensor<1x2x2x2x!q>) -> tensor<8x!y> {
  %0 = nn.dequantize %x : (tensor<1x2x2x2x!q>) -> tensor<1x2x2x2xf32>
  %1 = nn.transpose %0 {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  %2 = nn.max_pool2d %1 {kernel = array<i64: 2, 1>} : (tensor<1x2x2x2xf32>) -> tensor<1x1x2x2xf32>
  %3 = nn.pad %2 {before = array<i64: 0, 1, 0, 0>, after = array<i64: 0, 0, 0, 0>} : (tensor<1x1x2x2xf32>) -> tensor<1x2x2x2xf32>
  %4 = nn.quantize %3 : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2x!q>
  %5 = nn.dequantize %4 : (tensor<1x2x2x2x!q>) -> tensor<1x2x2x2xf32>
  %6 = nn.reshape %5 : (tensor<1x2x2x2xf32>) -> tensor<8xf32>
  %7 = nn.quantize %6 : (tensor<8xf32>) -> tensor<8x!y>
  return %7 : tensor<8x!y>
}

// -----

!q = !quant.uniform<i8:f32, 5.000000e-01:3>
!r = !quant.uniform<i8:f32, 2.500000e-01:3>
!y = !quant.uniform<i8:f32, 2.000000e+00:-1>

// Inputs of a concat that have other scales are brought to that of the result.
// CHECK-LABEL: func.func @concat
// CHECK-DAG:   [[A:%.*]] = nn.quantize %arg0
// CHECK-DAG:   [[B:%.*]] = nn.quantize %arg1
// CHECK:       [[C:%.*]] = nn.concat [[A]], [[B]]
// CHECK-NEXT:  return [[C]]
func.func @concat(%x: tensor<2x!q>, %y: tensor<2x!r>) -> tensor<4x!y> {
  %0 = nn.dequantize %x : (tensor<2x!q>) -> tensor<2xf32>
  %1 = nn.dequantize %y : (tensor<2x!r>) -> tensor<2xf32>
  %2 = nn.concat %0, %1 {axis = 0 : i64} : (tensor<2xf32>, tensor<2xf32>) -> tensor<4xf32>
  %3 = nn.quantize %2 : (tensor<4xf32>) -> tensor<4x!y>
  return %3 : tensor<4x!y>
}

// -----

!q = !quant.uniform<i8:f32, 5.000000e-01:3>
!y = !quant.uniform<i8:f32, 2.000000e+00:-1>

// Sums, products, means and functions of one value; two quantisers of one type
// behind an op are one result.
// CHECK-LABEL: func.func @others
// CHECK-NEXT:  [[A:%.*]] = nn.add %arg0, %arg0
// CHECK-NEXT:  [[M:%.*]] = nn.reduce_mean [[A]]
// CHECK-NEXT:  [[S:%.*]] = nn.sigmoid [[M]]
// CHECK-NEXT:  [[F:%.*]] = nn.softmax %arg0 {{.*}} -> tensor<1x4xf32>
// CHECK-NEXT:  return [[S]], [[S]], [[F]]
func.func @others(%x: tensor<1x4x!q>) -> (tensor<1x1x!q>, tensor<1x1x!q>, tensor<1x4xf32>) {
  %0 = nn.dequantize %x : (tensor<1x4x!q>) -> tensor<1x4xf32>
  %1 = nn.add %0, %0 : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %2 = nn.quantize %1 : (tensor<1x4xf32>) -> tensor<1x4x!y>
  %3 = nn.dequantize %2 : (tensor<1x4x!y>) -> tensor<1x4xf32>
  %4 = nn.reduce_mean %3 {axes = array<i64: 1>} : (tensor<1x4xf32>) -> tensor<1x1xf32>
  %5 = nn.quantize %4 : (tensor<1x1xf32>) -> tensor<1x1x!y>
  %6 = nn.dequantize %5 : (tensor<1x1x!y>) -> tensor<1x1xf32>
  %7 = nn.sigmoid %6 : (tensor<1x1xf32>) -> tensor<1x1xf32>
  %8 = nn.quantize %7 : (tensor<1x1xf32>) -> tensor<1x1x!q>
  %9 = nn.quantize %7 : (tensor<1x1xf32>) -> tensor<1x1x!q>
  %10 = nn.softmax %0 {axis = 1 : i64} : (tensor<1x4xf32>) -> tensor<1x4xf32>
  return %8, %9, %10 : tensor<1x1x!q>, tensor<1x1x!q>, tensor<1x4xf32>
}

// -----

!q = !quant.uniform<i8:f32, 5.000000e-01:3>
!y = !quant.uniform<i8:f32, 2.000000e+00:-1>

// A nearest resize moves integers; a linear one computes.
// CHECK-LABEL: func.func @resize
// CHECK-NEXT:  [[N:%.*]] = nn.resize2d %arg0 {{.*}} -> tensor<1x4x4x1x!quant.uniform<i8:f32, 5.000000e-01:3>>
// CHECK-NEXT:  [[L:%.*]] = nn.resize2d [[N]] {{.*}} -> tensor<1x8x8x1x!quant.uniform<i8:f32, 2.000000e+00:-1>>
// CHECK-NEXT:  return [[L]]
func.func @resize(%x: tensor<1x2x2x1x!q>) -> tensor<1x8x8x1x!y> {
  %0 = nn.dequantize %x : (tensor<1x2x2x1x!q>) -> tensor<1x2x2x1xf32>
  %1 = nn.resize2d %0 {size = array<i64: 4, 4>, mode = #nn<resize floor>, coordinates = #nn<coordinates asymmetric>}
    : (tensor<1x2x2x1xf32>) -> tensor<1x4x4x1xf32>
  %2 = nn.resize2d %1 {size = array<i64: 8, 8>, mode = #nn<resize linear>, coordinates = #nn<coordinates half_pixel>}
    : (tensor<1x4x4x1xf32>) -> tensor<1x8x8x1xf32>
  %3 = nn.quantize %2 : (tensor<1x8x8x1xf32>) -> tensor<1x8x8x1x!y>
  return %3 : tensor<1x8x8x1x!y>
}
