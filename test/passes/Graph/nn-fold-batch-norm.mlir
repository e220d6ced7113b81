// Weights are powers of two apart, so that every folded number is exact.
// RUN: %m2c-opt %s --pass-pipeline="builtin.module(func.func(nn-fold-batch-norm))" | FileCheck %s

// w' = w * scale, bias' = bias * scale + shift, per output channel.
// CHECK-LABEL: @after_convolution
// CHECK-DAG: %[[W:.*]] = nn.constant dense<{{.*}}2.000000e+00, 4.000000e+00{{.*}}3.000000e+01, 4.000000e+01{{.*}}> : tensor<2x1x1x2xf32>
// CHECK-DAG: %[[B:.*]] = nn.constant dense<[2.500000e+00, 5.250000e+00]> : tensor<2xf32>
// CHECK: %[[Y:.*]] = nn.conv2d %arg0, %[[W]], %[[B]]
// CHECK-NEXT: return %[[Y]]
func.func @after_convolution(%x: tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> {
  %w = nn.constant dense<[[[[1.0, 2.0]]], [[[3.0, 4.0]]]]> : tensor<2x1x1x2xf32>
  %b = nn.constant dense<[1.0, 0.5]> : tensor<2xf32>
  %scale = nn.constant dense<[2.0, 10.0]> : tensor<2xf32>
  %shift = nn.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %0 = nn.conv2d %x, %w, %b : (tensor<1x2x2x2xf32>, tensor<2x1x1x2xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
  %1 = nn.batch_norm %0, %scale, %shift {axis = 3 : i64} : (tensor<1x2x2x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
  return %1 : tensor<1x2x2x2xf32>
}

// Without a bias the shift becomes one; depthwise weights have the output
// channel last; padding is no hindrance behind the layer.
// CHECK-LABEL: @after_depthwise
// CHECK-DAG: nn.constant dense<{{.*}}2.000000e+00, 2.000000e+01, 2.000000e+02, 2.000000e+03{{.*}}4.000000e+00, 4.000000e+01, 4.000000e+02, 4.000000e+03{{.*}}> : tensor<2x1x4xf32>
// CHECK-DAG: %[[B:.*]] = nn.constant dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00]>
// CHECK: nn.depthwise_conv2d %arg0, %{{.*}}, %[[B]] {pads = array<i64: 1, 0, 0, 0>}
// CHECK-NEXT: return
func.func @after_depthwise(%x: tensor<1x2x2x2xf32>) -> tensor<1x2x2x4xf32> {
  %w = nn.constant dense<[[[2.0, 2.0, 2.0, 2.0]], [[4.0, 4.0, 4.0, 4.0]]]> : tensor<2x1x4xf32>
  %scale = nn.constant dense<[1.0, 10.0, 100.0, 1000.0]> : tensor<4xf32>
  %shift = nn.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %0 = nn.depthwise_conv2d %x, %w {pads = array<i64: 1, 0, 0, 0>} : (tensor<1x2x2x2xf32>, tensor<2x1x4xf32>) -> tensor<1x2x2x4xf32>
  %1 = nn.batch_norm %0, %scale, %shift {axis = 3 : i64} : (tensor<1x2x2x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x2x2x4xf32>
  return %1 : tensor<1x2x2x4xf32>
}

// Arithmetic with one number per channel, or one for all, on either side; a
// chain of it: 3 - ((w x) * [1 2] + 5) / 4 = (-w/4 [1 2]) x + 1.75.
// CHECK-LABEL: @after_dense_arithmetic
// CHECK-DAG: nn.constant dense<{{.*}}-2.500000e-01, -5.000000e-01{{.*}}-1.500000e+00, -2.000000e+00{{.*}}> : tensor<2x2xf32>
// CHECK-DAG: nn.constant dense<1.750000e+00> : tensor<2xf32>
// CHECK: %[[Y:.*]] = nn.dense
// CHECK-NEXT: return %[[Y]]
func.func @after_dense_arithmetic(%x: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %w = nn.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %mul = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %add = nn.constant dense<5.0> : tensor<1x2xf32>
  %div = nn.constant dense<4.0> : tensor<f32>
  %sub = nn.constant dense<3.0> : tensor<1x1xf32>
  %0 = nn.dense %x, %w : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  %1 = nn.mul %mul, %0 : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %2 = nn.add %1, %add : (tensor<3x2xf32>, tensor<1x2xf32>) -> tensor<3x2xf32>
  %3 = nn.div %2, %div : (tensor<3x2xf32>, tensor<f32>) -> tensor<3x2xf32>
  %4 = nn.sub %sub, %3 : (tensor<1x1xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  return %4 : tensor<3x2xf32>
}

// Before: w' = w * scale per input channel, bias' = bias + sum w * shift. The
// second group reads channels 2 and 3.
// CHECK-LABEL: @before_grouped
// CHECK-DAG: nn.constant dense<{{.*}}1.000000e+00, 1.000000e+01{{.*}}1.000000e+02, 1.000000e+03{{.*}}> : tensor<2x1x1x2xf32>
// CHECK-DAG: nn.constant dense<[3.000000e+00, 7.000000e+00]> : tensor<2xf32>
// CHECK: %[[Y:.*]] = nn.conv2d %arg0, {{.*}} {group = 2 : i64}
// CHECK-NEXT: return %[[Y]]
func.func @before_grouped(%x: tensor<1x2x2x4xf32>) -> tensor<1x2x2x2xf32> {
  %w = nn.constant dense<1.0> : tensor<2x1x1x2xf32>
  %scale = nn.constant dense<[1.0, 10.0, 100.0, 1000.0]> : tensor<4xf32>
  %shift = nn.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %0 = nn.batch_norm %x, %scale, %shift {axis = 3 : i64} : (tensor<1x2x2x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x2x2x4xf32>
  %1 = nn.conv2d %0, %w {group = 2 : i64} : (tensor<1x2x2x4xf32>, tensor<2x1x1x2xf32>) -> tensor<1x2x2x2xf32>
  return %1 : tensor<1x2x2x2xf32>
}

// Output channel c * 2 + m reads input channel c.
// CHECK-LABEL: @before_depthwise
// CHECK-DAG: nn.constant dense<{{.*}}1.000000e+00, 2.000000e+00, 3.000000e+01, 4.000000e+01{{.*}}> : tensor<1x1x4xf32>
// CHECK-DAG: nn.constant dense<[1.000000e+00, 2.000000e+00, 6.000000e+00, 8.000000e+00]> : tensor<4xf32>
// CHECK-NOT: nn.batch_norm
// CHECK: return
func.func @before_depthwise(%x: tensor<1x2x2x2xf32>) -> tensor<1x2x2x4xf32> {
  %w = nn.constant dense<[[[1.0, 2.0, 3.0, 4.0]]]> : tensor<1x1x4xf32>
  %scale = nn.constant dense<[1.0, 10.0]> : tensor<2xf32>
  %shift = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = nn.batch_norm %x, %scale, %shift {axis = 3 : i64} : (tensor<1x2x2x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
  %1 = nn.depthwise_conv2d %0, %w : (tensor<1x2x2x2xf32>, tensor<1x1x4xf32>) -> tensor<1x2x2x4xf32>
  return %1 : tensor<1x2x2x4xf32>
}

// Through a flattening: axis 1 of [3, 2, 2], each channel two columns wide.
// CHECK-LABEL: @before_dense_flattened
// CHECK-DAG: nn.constant dense<{{.*}}1.000000e+00, 2.000000e+00, 3.000000e+01, 4.000000e+01{{.*}}> : tensor<1x4xf32>
// CHECK-DAG: nn.constant dense<1.700000e+01> : tensor<1xf32>
// CHECK: %[[F:.*]] = nn.reshape %arg0
// CHECK-NEXT: nn.dense %[[F]]
func.func @before_dense_flattened(%x: tensor<3x2x2xf32>) -> tensor<3x1xf32> {
  %w = nn.constant dense<[[1.0, 2.0, 3.0, 4.0]]> : tensor<1x4xf32>
  %scale = nn.constant dense<[1.0, 10.0]> : tensor<2xf32>
  %shift = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = nn.batch_norm %x, %scale, %shift {axis = 1 : i64} : (tensor<3x2x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<3x2x2xf32>
  %1 = nn.reshape %0 : (tensor<3x2x2xf32>) -> tensor<3x4xf32>
  %2 = nn.dense %1, %w : (tensor<3x4xf32>, tensor<1x4xf32>) -> tensor<3x1xf32>
  return %2 : tensor<3x1xf32>
}

// Products in double, rounded once: 4097 * 4097 + 0.75 = 16785409.75 becomes
// 16785410 (0x4B801001); with the product rounded first it would be 16785408.
// CHECK-LABEL: @rounded_once
// CHECK-DAG: nn.constant dense<0x4B801001> : tensor<1xf32>
func.func @rounded_once(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %w = nn.constant dense<1.0> : tensor<1x1xf32>
  %b = nn.constant dense<4097.0> : tensor<1xf32>
  %scale = nn.constant dense<4097.0> : tensor<1xf32>
  %shift = nn.constant dense<0.75> : tensor<1xf32>
  %0 = nn.dense %x, %w, %b : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  %1 = nn.batch_norm %0, %scale, %shift {axis = 1 : i64} : (tensor<1x1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  return %1 : tensor<1x1xf32>
}
