// RUN: %m2c-opt %s --pass-pipeline="builtin.module(func.func(nn-split-depthwise-separable))" | FileCheck %s
// RUN: %m2c-opt %s --pass-pipeline="builtin.module(func.func(nn-split-depthwise-separable{tolerance=0.1}))" | FileCheck %s --check-prefix=LOOSE

// group = C: weights [O, KH, KW, 1] become [KH, KW, O]; everything else stays.
// CHECK-LABEL: @grouped
// CHECK-DAG: %[[W:.*]] = nn.constant dense<{{\[\[}}[1.000000e+00, 5.000000e+00], [2.000000e+00, 6.000000e+00]], {{\[}}[3.000000e+00, 7.000000e+00], [4.000000e+00, 8.000000e+00]]]> : tensor<2x2x2xf32>
// CHECK-DAG: %[[B:.*]] = nn.constant dense<[1.000000e-01
// CHECK: %[[Y:.*]] = nn.depthwise_conv2d %arg0, %[[W]], %[[B]] {act = #nn<act clip>, act_a = -1.000000e+00 : f32, act_b = 6.000000e+00 : f32, dilations = array<i64: 1, 2>, pads = array<i64: 1, 1, 0, 1>, strides = array<i64: 2, 1>} : (tensor<1x4x4x2xf32>
// CHECK-NEXT: return %[[Y]]
func.func @grouped(%x: tensor<1x4x4x2xf32>) -> tensor<1x2x4x2xf32> {
  %w = nn.constant dense<[[[[1.0], [2.0]], [[3.0], [4.0]]], [[[5.0], [6.0]], [[7.0], [8.0]]]]> : tensor<2x2x2x1xf32>
  %b = nn.constant dense<[0.1, 0.2]> : tensor<2xf32>
  %0 = nn.conv2d %x, %w, %b {group = 2 : i64, strides = array<i64: 2, 1>, dilations = array<i64: 1, 2>, pads = array<i64: 1, 1, 0, 1>, act = #nn<act clip>, act_a = -1.0 : f32, act_b = 6.0 : f32} : (tensor<1x4x4x2xf32>, tensor<2x2x2x1xf32>, tensor<2xf32>) -> tensor<1x2x4x2xf32>
  return %0 : tensor<1x2x4x2xf32>
}

// w[o, tap, i] = point[o, i] * depth[tap, i]: 18 multiplications per position
// instead of 32. Stride and pads go to the depthwise half; bias and activation
// to the pointwise half. Channel 0: depth 1 2 3 4, point 1 0.5 2 -1 (the largest
// weight makes its factor 1: depth 2 4 6 8, point 0.5 0.25 1 -0.5). Channel 1:
// zero but for one tap.
// CHECK-LABEL: @separable
// CHECK-DAG: %[[D:.*]] = nn.constant dense<{{\[\[}}[2.000000e+00, 0.000000e+00], [4.000000e+00, 0.000000e+00]], {{\[}}[6.000000e+00, 4.000000e+00], [8.000000e+00, 0.000000e+00]]]> : tensor<2x2x2xf32>
// CHECK-DAG: %[[P:.*]] = nn.constant dense<{{\[\[\[}}[5.000000e-01, 2.500000e-01]]], {{\[\[}}[2.500000e-01, 5.000000e-01]]], {{\[\[}}[1.000000e+00, 7.500000e-01]]], {{\[\[}}[-5.000000e-01, 1.000000e+00]]]]> : tensor<4x1x1x2xf32>
// CHECK-DAG: %[[B:.*]] = nn.constant dense<1.000000e+00> : tensor<4xf32>
// CHECK: %[[M:.*]] = nn.depthwise_conv2d %arg0, %[[D]] {pads = array<i64: 1, 0, 0, 1>, strides = array<i64: 1, 2>} : (tensor<1x4x4x2xf32>, tensor<2x2x2xf32>) -> tensor<1x4x2x2xf32>
// CHECK: %[[Y:.*]] = nn.conv2d %[[M]], %[[P]], %[[B]] {act = #nn<act relu>} : (tensor<1x4x2x2xf32>, tensor<4x1x1x2xf32>, tensor<4xf32>) -> tensor<1x4x2x4xf32>
// CHECK: return %[[Y]]
func.func @separable(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x2x4xf32> {
  %w = nn.constant dense<[[[[1.0, 0.0], [2.0, 0.0]], [[3.0, 1.0], [4.0, 0.0]]],
                          [[[0.5, 0.0], [1.0, 0.0]], [[1.5, 2.0], [2.0, 0.0]]],
                          [[[2.0, 0.0], [4.0, 0.0]], [[6.0, 3.0], [8.0, 0.0]]],
                          [[[-1.0, 0.0], [-2.0, 0.0]], [[-3.0, 4.0], [-4.0, 0.0]]]]> : tensor<4x2x2x2xf32>
  %b = nn.constant dense<1.0> : tensor<4xf32>
  %0 = nn.conv2d %x, %w, %b {strides = array<i64: 1, 2>, pads = array<i64: 1, 0, 0, 1>, act = #nn<act relu>} : (tensor<1x4x4x2xf32>, tensor<4x2x2x2xf32>, tensor<4xf32>) -> tensor<1x4x2x4xf32>
  return %0 : tensor<1x4x2x4xf32>
}

// One weight is off by five per cent of the largest: kept exact, unless that
// much is allowed.
// CHECK-LABEL: @nearly_separable
// CHECK-NOT: nn.depthwise_conv2d
// CHECK: nn.conv2d {{.*}} tensor<3x1x4x2xf32>
// LOOSE-LABEL: @nearly_separable
// LOOSE: nn.depthwise_conv2d
func.func @nearly_separable(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x1x3xf32> {
  %w = nn.constant dense<[[[[1.0, 1.0], [1.0, 1.0], [1.0, 1.0], [1.0, 1.0]]],
                          [[[1.0, 1.0], [1.0, 1.0], [0.95, 1.0], [1.0, 1.0]]],
                          [[[1.0, 1.0], [1.0, 1.0], [1.0, 1.0], [1.0, 1.0]]]]> : tensor<3x1x4x2xf32>
  %0 = nn.conv2d %x, %w : (tensor<1x4x4x2xf32>, tensor<3x1x4x2xf32>) -> tensor<1x4x1x3xf32>
  return %0 : tensor<1x4x1x3xf32>
}

// Separable, but the split would multiply more: 2 + 2 for 2 * 2.
// CHECK-LABEL: @not_worth_it
// CHECK-NOT: nn.depthwise_conv2d
// CHECK: return
func.func @not_worth_it(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x3x2xf32> {
  %w = nn.constant dense<1.0> : tensor<2x1x2x2xf32>
  %0 = nn.conv2d %x, %w : (tensor<1x4x4x2xf32>, tensor<2x1x2x2xf32>) -> tensor<1x4x3x2xf32>
  return %0 : tensor<1x4x3x2xf32>
}

// Groups of two channels; one input channel; 1x1 kernels; weights of run time;
// NaN: all as they were.
// CHECK-LABEL: @stays
// CHECK-NOT: nn.depthwise_conv2d
// CHECK: return
func.func @stays(%x: tensor<1x4x4x4xf32>, %one: tensor<1x4x4x1xf32>, %v: tensor<8x3x3x4xf32>)
    -> (tensor<1x2x2x8xf32>, tensor<1x2x2x8xf32>, tensor<1x4x4x8xf32>, tensor<1x2x2x8xf32>, tensor<1x2x2x8xf32>) {
  %w = nn.constant dense<1.0> : tensor<8x3x3x2xf32>
  %w1 = nn.constant dense<1.0> : tensor<8x3x3x1xf32>
  %wp = nn.constant dense<1.0> : tensor<8x1x1x4xf32>
  %wn = nn.constant dense<0x7FC00000> : tensor<8x3x3x4xf32>
  %0 = nn.conv2d %x, %w {group = 2 : i64} : (tensor<1x4x4x4xf32>, tensor<8x3x3x2xf32>) -> tensor<1x2x2x8xf32>
  %1 = nn.conv2d %one, %w1 : (tensor<1x4x4x1xf32>, tensor<8x3x3x1xf32>) -> tensor<1x2x2x8xf32>
  %2 = nn.conv2d %x, %wp : (tensor<1x4x4x4xf32>, tensor<8x1x1x4xf32>) -> tensor<1x4x4x8xf32>
  %3 = nn.conv2d %x, %v : (tensor<1x4x4x4xf32>, tensor<8x3x3x4xf32>) -> tensor<1x2x2x8xf32>
  %4 = nn.conv2d %x, %wn : (tensor<1x4x4x4xf32>, tensor<8x3x3x4xf32>) -> tensor<1x2x2x8xf32>
  return %0, %1, %2, %3, %4 : tensor<1x2x2x8xf32>, tensor<1x2x2x8xf32>, tensor<1x4x4x8xf32>, tensor<1x2x2x8xf32>, tensor<1x2x2x8xf32>
}
