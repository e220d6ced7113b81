// RUN: %m2c-opt --nn-eliminate-dead-channels %s | FileCheck %s
// RUN: %m2c-opt --nn-eliminate-dead-channels=input-bound=1 %s | FileCheck %s --check-prefix=SMALL
// RUN: %m2c-opt --nn-eliminate-dead-channels=input-bound=0 %s | FileCheck %s --check-prefix=ANY

// Channel 1 is relu(3) = 3 everywhere: 0.5 + 3 * 2 and 1 + 3 * -1.
// CHECK-LABEL: @constant_into_bias
// CHECK-DAG: %[[W0:.*]] = nn.constant dense<{{\[+}}1.000000e+00, 2.000000e+00]]]]> : tensor<1x1x1x2xf32>
// CHECK-DAG: %[[W1:.*]] = nn.constant dense<{{\[+}}1.000000e+00]]], {{\[+}}4.000000e+00]]]]> : tensor<2x1x1x1xf32>
// CHECK-DAG: %[[B1:.*]] = nn.constant dense<[6.500000e+00, -2.000000e+00]> : tensor<2xf32>
// CHECK-DAG: %[[A:.*]] = nn.conv2d %arg0, %[[W0]], %{{.*}} {act = #nn<act relu>} {{.*}} -> tensor<1x4x4x1xf32>
// CHECK-DAG: nn.conv2d %[[A]], %[[W1]], %[[B1]] : {{.*}} -> tensor<1x4x4x2xf32>
// No bound is needed for weights of exactly zero.
// ANY-LABEL: @constant_into_bias
// ANY: nn.conv2d {{.*}} -> tensor<1x4x4x1xf32>
func.func @constant_into_bias(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %w0 = nn.constant dense<[[[[1.0, 2.0]]], [[[0.0, 0.0]]]]> : tensor<2x1x1x2xf32>
  %b0 = nn.constant dense<[0.5, 3.0]> : tensor<2xf32>
  %w1 = nn.constant dense<[[[[1.0, 2.0]]], [[[4.0, -1.0]]]]> : tensor<2x1x1x2xf32>
  %b1 = nn.constant dense<[0.5, 1.0]> : tensor<2xf32>
  %a = nn.conv2d %x, %w0, %b0 {act = #nn<act relu>} : (tensor<1x4x4x2xf32>, tensor<2x1x1x2xf32>, tensor<2xf32>) -> tensor<1x4x4x2xf32>
  %b = nn.conv2d %a, %w1, %b1 : (tensor<1x4x4x2xf32>, tensor<2x1x1x2xf32>, tensor<2xf32>) -> tensor<1x4x4x2xf32>
  return %b : tensor<1x4x4x2xf32>
}

// Half an ulp of 1 towards zero is 2^-25 = 2.98e-8: 1e-30 * 65536 is below it,
// 1e-12 * 65536 = 6.6e-8 is not (1e-12 * 1 is).
// CHECK-LABEL: @half_ulp
// CHECK-DAG: nn.dense {{.*}} -> tensor<1x2xf32>
// CHECK-DAG: nn.dense {{.*}} -> tensor<1x1xf32>
// SMALL-LABEL: @half_ulp
// SMALL: nn.dense {{.*}} -> tensor<1x1xf32>
// SMALL: nn.dense {{.*}} -> tensor<1x1xf32>
// ANY-LABEL: @half_ulp
// ANY: nn.dense {{.*}} -> tensor<1x3xf32>
func.func @half_ulp(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %w0 = nn.constant dense<[[1.0], [1.0e-12], [1.0e-30]]> : tensor<3x1xf32>
  %b0 = nn.constant dense<[0.0, 1.0, 1.0]> : tensor<3xf32>
  %w1 = nn.constant dense<[[1.0, 1.0, 1.0]]> : tensor<1x3xf32>
  %a = nn.dense %x, %w0, %b0 : (tensor<1x1xf32>, tensor<3x1xf32>, tensor<3xf32>) -> tensor<1x3xf32>
  %b = nn.dense %a, %w1 : (tensor<1x3xf32>, tensor<1x3xf32>) -> tensor<1x1xf32>
  return %b : tensor<1x1xf32>
}

// 1e-30 * 65536 can move a sum of 0, so the channel stays.
// CHECK-LABEL: @no_bias_no_constant
// CHECK-DAG: nn.dense {{.*}} -> tensor<1x2xf32>
func.func @no_bias_no_constant(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %w0 = nn.constant dense<[[1.0], [1.0e-30]]> : tensor<2x1xf32>
  %w1 = nn.constant dense<[[1.0, 1.0]]> : tensor<1x2xf32>
  %a = nn.dense %x, %w0 : (tensor<1x1xf32>, tensor<2x1xf32>) -> tensor<1x2xf32>
  %b = nn.dense %a, %w1 : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x1xf32>
  return %b : tensor<1x1xf32>
}

// A sigmoid lies in [0, 1]: relu(2 x - 5) is 0 whatever x is, relu(6 x - 5) is not.
// CHECK-LABEL: @saturated
// CHECK-DAG: nn.dense {{.*}} {act = #nn<act relu>} {{.*}} -> tensor<1x1xf32>
// ANY-LABEL: @saturated
// ANY: nn.dense {{.*}} {act = #nn<act relu>} {{.*}} -> tensor<1x1xf32>
func.func @saturated(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %w0 = nn.constant dense<[[2.0], [6.0]]> : tensor<2x1xf32>
  %b0 = nn.constant dense<-5.0> : tensor<2xf32>
  %w1 = nn.constant dense<[[1.0, 1.0]]> : tensor<1x2xf32>
  %s = nn.sigmoid %x : (tensor<1x1xf32>) -> tensor<1x1xf32>
  %a = nn.dense %s, %w0, %b0 {act = #nn<act relu>} : (tensor<1x1xf32>, tensor<2x1xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %b = nn.dense %a, %w1 : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x1xf32>
  return %b : tensor<1x1xf32>
}

// Nothing reads channel 0 of the sum, nor then of its two operands, nor what
// the second operand alone reads.
// CHECK-LABEL: @unread
// CHECK-DAG: nn.constant dense<3.000000e+00> : tensor<1xf32>
// CHECK-DAG: nn.dense %arg0, {{.*}} -> tensor<1x1xf32>
// CHECK-DAG: nn.relu {{.*}} -> tensor<1x1xf32>
// CHECK-DAG: nn.add {{.*}} : (tensor<1x1xf32>, tensor<1xf32>) -> tensor<1x1xf32>
// CHECK-DAG: nn.add {{.*}} : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
func.func @unread(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %w0 = nn.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %c = nn.constant dense<[2.0, 3.0]> : tensor<2xf32>
  %w1 = nn.constant dense<[[0.0, 1.0]]> : tensor<1x2xf32>
  %a = nn.dense %x, %w0 : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %r = nn.relu %a : (tensor<1x2xf32>) -> tensor<1x2xf32>
  %d = nn.add %r, %c : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %s = nn.add %r, %d : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %b = nn.dense %s, %w1 : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x1xf32>
  return %b : tensor<1x1xf32>
}

// A graph's result keeps its channels; what feeds the constant one need not be computed.
// CHECK-LABEL: @results_stay
// CHECK-DAG: nn.constant dense<{{\[}}[1.000000e+00], [0.000000e+00]]> : tensor<2x1xf32>
// CHECK-DAG: nn.relu {{.*}} -> tensor<1x1xf32>
// CHECK-DAG: nn.dense {{.*}} : (tensor<1x1xf32>, tensor<2x1xf32>, tensor<2xf32>) -> tensor<1x2xf32>
func.func @results_stay(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %w = nn.constant dense<[[1.0, 0.0], [0.0, 1.0]]> : tensor<2x2xf32>
  %w1 = nn.constant dense<[[1.0, 0.0], [0.0, 1.0e-30]]> : tensor<2x2xf32>
  %b1 = nn.constant dense<[1.0, 5.0]> : tensor<2xf32>
  %a = nn.dense %x, %w : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %r = nn.relu %a : (tensor<1x2xf32>) -> tensor<1x2xf32>
  %b = nn.dense %r, %w1, %b1 : (tensor<1x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return %b : tensor<1x2xf32>
}

// A tensor cannot vanish: one channel is left, read with a weight of 0; the
// result is 2 * 3 + 2 * 3.
// CHECK-LABEL: @one_channel_stays
// CHECK-DAG: nn.constant dense<1.200000e+01> : tensor<1xf32>
// CHECK-DAG: nn.dense %arg0, {{.*}} -> tensor<1x1xf32>
func.func @one_channel_stays(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %w0 = nn.constant dense<0.0> : tensor<2x2xf32>
  %b0 = nn.constant dense<2.0> : tensor<2xf32>
  %w1 = nn.constant dense<3.0> : tensor<1x2xf32>
  %a = nn.dense %x, %w0, %b0 : (tensor<1x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %b = nn.dense %a, %w1 : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x1xf32>
  return %b : tensor<1x1xf32>
}

// Two outputs of each input channel: an input goes when both outputs do.
// CHECK-LABEL: @multiplier
// CHECK-DAG: nn.conv2d %arg0, {{.*}} -> tensor<1x3x3x1xf32>
// CHECK-DAG: nn.depthwise_conv2d {{.*}} : (tensor<1x3x3x1xf32>, tensor<3x3x2xf32>) -> tensor<1x1x1x2xf32>
// CHECK-DAG: nn.conv2d {{.*}} : (tensor<1x1x1x2xf32>, tensor<1x1x1x2xf32>) -> tensor<1x1x1x1xf32>
func.func @multiplier(%x: tensor<1x3x3x1xf32>) -> tensor<1x1x1x1xf32> {
  %w0 = nn.constant dense<[[[[1.0]]], [[[2.0]]]]> : tensor<2x1x1x1xf32>
  %w1 = nn.constant dense<1.0> : tensor<3x3x4xf32>
  %w2 = nn.constant dense<[[[[0.0, 0.0, 0.0, 7.0]]]]> : tensor<1x1x1x4xf32>
  %a = nn.conv2d %x, %w0 : (tensor<1x3x3x1xf32>, tensor<2x1x1x1xf32>) -> tensor<1x3x3x2xf32>
  %b = nn.depthwise_conv2d %a, %w1 : (tensor<1x3x3x2xf32>, tensor<3x3x4xf32>) -> tensor<1x1x1x4xf32>
  %c = nn.conv2d %b, %w2 : (tensor<1x1x1x4xf32>, tensor<1x1x1x4xf32>) -> tensor<1x1x1x1xf32>
  return %c : tensor<1x1x1x1xf32>
}

// Through concatenation, pool and flattening to the columns of a dense layer;
// channel 2 is 5 at both positions: 1 + 5 * (30 + 60).
// CHECK-LABEL: @concat_flatten
// CHECK-DAG: nn.constant dense<{{\[}}[1.000000e+01, 2.000000e+01, 4.000000e+01, 5.000000e+01]]> : tensor<1x4xf32>
// CHECK-DAG: nn.constant dense<4.510000e+02> : tensor<1xf32>
// CHECK-DAG: nn.conv2d %arg0, {{.*}} -> tensor<1x1x2x1xf32>
// CHECK-DAG: nn.concat %arg0, {{.*}} -> tensor<1x1x2x2xf32>
// CHECK-DAG: nn.max_pool2d {{.*}} -> tensor<1x1x2x2xf32>
// CHECK-DAG: nn.reshape {{.*}} -> tensor<1x4xf32>
func.func @concat_flatten(%x: tensor<1x1x2x1xf32>) -> tensor<1x1xf32> {
  %w0 = nn.constant dense<[[[[1.0]]], [[[0.0]]]]> : tensor<2x1x1x1xf32>
  %b0 = nn.constant dense<[0.0, 5.0]> : tensor<2xf32>
  %w1 = nn.constant dense<[[10.0, 20.0, 30.0, 40.0, 50.0, 60.0]]> : tensor<1x6xf32>
  %b1 = nn.constant dense<1.0> : tensor<1xf32>
  %a = nn.conv2d %x, %w0, %b0 : (tensor<1x1x2x1xf32>, tensor<2x1x1x1xf32>, tensor<2xf32>) -> tensor<1x1x2x2xf32>
  %c = nn.concat %x, %a {axis = 3 : i64} : (tensor<1x1x2x1xf32>, tensor<1x1x2x2xf32>) -> tensor<1x1x2x3xf32>
  %p = nn.max_pool2d %c {kernel = array<i64: 1, 1>} : (tensor<1x1x2x3xf32>) -> tensor<1x1x2x3xf32>
  %f = nn.reshape %p : (tensor<1x1x2x3xf32>) -> tensor<1x6xf32>
  %d = nn.dense %f, %w1, %b1 : (tensor<1x6xf32>, tensor<1x6xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  return %d : tensor<1x1xf32>
}

// The constant channel stays for the sake of the result; the other reader goes
// on reading it and must not have it in its bias as well.
// CHECK-LABEL: @read_twice
// CHECK-DAG: nn.constant dense<{{\[+}}2.000000e+00, 3.000000e+00]]> : tensor<1x2xf32>
// CHECK: nn.dense {{.*}} : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x1xf32>
func.func @read_twice(%x: tensor<1x1xf32>) -> (tensor<1x2xf32>, tensor<1x1xf32>) {
  %w0 = nn.constant dense<[[1.0], [0.0]]> : tensor<2x1xf32>
  %b0 = nn.constant dense<[0.0, 5.0]> : tensor<2xf32>
  %w1 = nn.constant dense<[[2.0, 3.0]]> : tensor<1x2xf32>
  %a = nn.dense %x, %w0, %b0 : (tensor<1x1xf32>, tensor<2x1xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %b = nn.dense %a, %w1 : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x1xf32>
  return %a, %b : tensor<1x2xf32>, tensor<1x1xf32>
}
