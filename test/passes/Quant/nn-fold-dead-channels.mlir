// RUN: %m2c-opt %s --split-input-file --pass-pipeline="builtin.module(func.func(nn-fold-dead-channels))" | FileCheck %s

!x = !quant.uniform<i8:f32, 1.0:-2>
!w = !quant.uniform<i8:f32, 1.0>
!b = !quant.uniform<i32:f32, 1.0>
!y = !quant.uniform<i8:f32, 2.0:-3>

// Channel 1 has no weights: 9 / 2 is a tie, which goes to the even 4, so that it is 4 - 3 = 1 and
// its reader takes 5 * (1 + 3) = 20 more. Channel 2 is at its zero point; nothing is added for it.
// CHECK-LABEL: func @main
// CHECK-DAG: nn.constant dense<{{\[}}[3, 4]]> : tensor<1x2xi8>
// CHECK-DAG: nn.constant dense<7> : tensor<1xi32>
// CHECK-DAG: nn.constant dense<5> : tensor<1x1xi8>
// CHECK-DAG: nn.constant dense<120> : tensor<1xi32>
// CHECK: nn.dense {{.*}} -> tensor<1x1x!quant.uniform<i8:f32, 2.000000e+00:-3>>
// CHECK: return
func.func @main(%x: tensor<1x2x!x> {nn.name = "x", nn.shape = array<i64: 1, 2>})
    -> (tensor<1x1x!y> {nn.name = "y", nn.shape = array<i64: 1, 1>}) {
  %w = nn.constant dense<[[3, 4], [0, 0], [0, 0]]> : tensor<3x2xi8> as tensor<3x2x!w>
  %b = nn.constant dense<[7, 9, 0]> : tensor<3xi32> as tensor<3x!b>
  %0 = nn.dense %x, %w, %b : (tensor<1x2x!x>, tensor<3x2x!w>, tensor<3x!b>) -> tensor<1x3x!y>
  %v = nn.constant dense<[[5, 5, 5]]> : tensor<1x3xi8> as tensor<1x3x!w>
  %c = nn.constant dense<100> : tensor<1xi32> as tensor<1x!quant.uniform<i32:f32, 2.0>>
  %1 = nn.dense %0, %v, %c : (tensor<1x3x!y>, tensor<1x3x!w>, tensor<1x!quant.uniform<i32:f32, 2.0>>) -> tensor<1x1x!y>
  return %1 : tensor<1x1x!y>
}

// -----

!x = !quant.uniform<i8:f32, 1.0>
!w = !quant.uniform<i8:f32, 1.0>
!b = !quant.uniform<i32:f32, 1.0>

// Through a depthwise convolution with padding a channel goes where it is the padding's value, here
// by its relu; one of 6 differs at the border and stays.
// CHECK-LABEL: func @main
// CHECK: nn.depthwise_conv2d {{.*}}tensor<1x4x4x2x!quant
// CHECK: nn.conv2d {{.*}}tensor<1x4x4x2x!quant{{.*}} -> tensor<1x4x4x1x!quant
func.func @main(%x: tensor<1x4x4x1x!x> {nn.name = "x", nn.shape = array<i64: 1, 1, 4, 4>})
    -> (tensor<1x4x4x1x!x> {nn.name = "y", nn.shape = array<i64: 1, 1, 4, 4>}) {
  %w = nn.constant dense<[[[[1]]], [[[0]]], [[[0]]]]> : tensor<3x1x1x1xi8> as tensor<3x1x1x1x!w>
  %b = nn.constant dense<[1, -5, 6]> : tensor<3xi32> as tensor<3x!b>
  %0 = nn.conv2d %x, %w, %b {act = #nn<act relu>} : (tensor<1x4x4x1x!x>, tensor<3x1x1x1x!w>, tensor<3x!b>) -> tensor<1x4x4x3x!x>
  %d = nn.constant dense<1> : tensor<3x3x3xi8> as tensor<3x3x3x!w>
  %1 = nn.depthwise_conv2d %0, %d, %b {pads = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x3x!x>, tensor<3x3x3x!w>, tensor<3x!b>) -> tensor<1x4x4x3x!x>
  %v = nn.constant dense<1> : tensor<1x1x1x3xi8> as tensor<1x1x1x3x!w>
  %c = nn.constant dense<0> : tensor<1xi32> as tensor<1x!b>
  %2 = nn.conv2d %1, %v, %c : (tensor<1x4x4x3x!x>, tensor<1x1x1x3x!w>, tensor<1x!b>) -> tensor<1x4x4x1x!x>
  return %2 : tensor<1x4x4x1x!x>
}

// -----

!x = !quant.uniform<i8:f32, 1.0>
!w = !quant.uniform<i8:f32, 1.0>
!b = !quant.uniform<i32:f32, 1.0>

// A result of the graph keeps its channels, and so does what an addition reads.
// CHECK-LABEL: func @main
// CHECK: nn.dense {{.*}} -> tensor<1x2x
// CHECK: nn.add {{.*}} -> tensor<1x2x
func.func @main(%x: tensor<1x2x!x> {nn.name = "x", nn.shape = array<i64: 1, 2>})
    -> (tensor<1x2x!x> {nn.name = "y", nn.shape = array<i64: 1, 2>}) {
  %w = nn.constant dense<[[1, 1], [0, 0]]> : tensor<2x2xi8> as tensor<2x2x!w>
  %b = nn.constant dense<[1, 2]> : tensor<2xi32> as tensor<2x!b>
  %0 = nn.dense %x, %w, %b : (tensor<1x2x!x>, tensor<2x2x!w>, tensor<2x!b>) -> tensor<1x2x!x>
  %1 = nn.add %0, %x : (tensor<1x2x!x>, tensor<1x2x!x>) -> tensor<1x2x!x>
  return %1 : tensor<1x2x!x>
}
