// RUN: %m2c-opt --nn-eliminate-dead-channels %s | FileCheck %s
// RUN: %m2c-opt --nn-eliminate-dead-channels=border-classes=false %s | FileCheck %s --check-prefix=KEEP

// Channel 1 is relu(-2) = 0, the padding value: the depthwise layer makes
// relu(1) = 1 of it everywhere, the last layer 0.5 + 1 * 2 and 3 + 1 * -1.
// CHECK-LABEL: @zero
// CHECK-DAG: nn.constant dense<[2.500000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK-DAG: nn.conv2d %arg0, {{.*}} -> tensor<1x2x2x1xf32>
// CHECK-DAG: nn.depthwise_conv2d {{.*}} -> tensor<1x2x2x1xf32>
// CHECK-DAG: nn.conv2d {{.*}} -> tensor<1x2x2x2xf32>
// CHECK-NOT: nn.add
// KEEP-LABEL: @zero
// KEEP: nn.conv2d %arg0, {{.*}} -> tensor<1x2x2x1xf32>
func.func @zero(%x: tensor<1x2x2x1xf32>) -> tensor<1x2x2x2xf32> {
  %w0 = nn.constant dense<[[[[1.0]]], [[[0.0]]]]> : tensor<2x1x1x1xf32>
  %b0 = nn.constant dense<[0.5, -2.0]> : tensor<2xf32>
  %w1 = nn.constant dense<1.0> : tensor<3x3x2xf32>
  %b1 = nn.constant dense<[0.0, 1.0]> : tensor<2xf32>
  %w2 = nn.constant dense<[[[[1.0, 2.0]]], [[[3.0, -1.0]]]]> : tensor<2x1x1x2xf32>
  %b2 = nn.constant dense<[0.5, 3.0]> : tensor<2xf32>
  %a = nn.conv2d %x, %w0, %b0 {act = #nn<act relu>} : (tensor<1x2x2x1xf32>, tensor<2x1x1x1xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
  %b = nn.depthwise_conv2d %a, %w1, %b1 {pads = array<i64: 1, 1, 1, 1>, act = #nn<act relu>} : (tensor<1x2x2x2xf32>, tensor<3x3x2xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
  %c = nn.conv2d %b, %w2, %b2 : (tensor<1x2x2x2xf32>, tensor<2x1x1x2xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
  return %c : tensor<1x2x2x2xf32>
}

// Channel 1 is 3: of the window of a 2x2 map with 1 row and column of padding
// at the bottom and right, 4, 2, 2 and 1 positions lie inside, so the depthwise
// layer makes 13, 7, 7, 4 of it; times 2 (and -1) plus the bias that is a map
// of 26.5, 14.5, 14.5, 8.5 and -10, -4, -4, -1. The activation comes after it.
// CHECK-LABEL: @map
// CHECK-DAG: %[[W:.*]] = nn.constant dense<{{\[+}}1.000000e+00]]], {{\[+}}3.000000e+00]]]]> : tensor<2x1x1x1xf32>
// CHECK-DAG: %[[M:.*]] = nn.constant dense<{{\[+}}2.650000e+01, -1.000000e+01], [1.450000e+01, -4.000000e+00]], {{\[+}}1.450000e+01, -4.000000e+00], [8.500000e+00, -1.000000e+00]]]]> : tensor<1x2x2x2xf32>
// CHECK-DAG: nn.conv2d %arg0, {{.*}} -> tensor<1x2x2x1xf32>
// CHECK-DAG: %[[B:.*]] = nn.depthwise_conv2d {{.*}} -> tensor<1x2x2x1xf32>
// CHECK-DAG: %[[C:.*]] = nn.conv2d %[[B]], %[[W]] : {{.*}} -> tensor<1x2x2x2xf32>
// CHECK-DAG: nn.add %[[C]], %[[M]] {act = #nn<act clip>, act_b = 6.000000e+00 : f32}
// KEEP-LABEL: @map
// KEEP: nn.conv2d %arg0, {{.*}} -> tensor<1x2x2x2xf32>
// KEEP: nn.depthwise_conv2d {{.*}} -> tensor<1x2x2x2xf32>
// KEEP-NOT: nn.add
func.func @map(%x: tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> {
  %w0 = nn.constant dense<[[[[1.0, 1.0]]], [[[0.0, 0.0]]]]> : tensor<2x1x1x2xf32>
  %b0 = nn.constant dense<[0.5, 3.0]> : tensor<2xf32>
  %w1 = nn.constant dense<1.0> : tensor<2x2x2xf32>
  %b1 = nn.constant dense<[0.0, 1.0]> : tensor<2xf32>
  %w2 = nn.constant dense<[[[[1.0, 2.0]]], [[[3.0, -1.0]]]]> : tensor<2x1x1x2xf32>
  %b2 = nn.constant dense<[0.5, 3.0]> : tensor<2xf32>
  %a = nn.conv2d %x, %w0, %b0 : (tensor<1x2x2x2xf32>, tensor<2x1x1x2xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
  %b = nn.depthwise_conv2d %a, %w1, %b1 {pads = array<i64: 0, 0, 1, 1>, act = #nn<act relu>} : (tensor<1x2x2x2xf32>, tensor<2x2x2xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
  %c = nn.conv2d %b, %w2, %b2 {act = #nn<act clip>, act_b = 6.0 : f32} : (tensor<1x2x2x2xf32>, tensor<2x1x1x2xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
  return %c : tensor<1x2x2x2xf32>
}

// The map of 8 x 8 x 1 values would be larger than the weights that go
// (9 in the last layer and 1 in the first): the channel stays.
// CHECK-LABEL: @map_too_large
// CHECK-DAG: nn.conv2d %arg0, {{.*}} -> tensor<1x8x8x2xf32>
// CHECK-NOT: nn.add
// Without padding there is one value for all positions, 9 * 3.
// CHECK-LABEL: @no_padding
// CHECK-DAG: nn.constant dense<2.700000e+01> : tensor<1xf32>
// CHECK-DAG: nn.conv2d %arg0, {{.*}} -> tensor<1x8x8x1xf32>
func.func @map_too_large(%x: tensor<1x8x8x1xf32>) -> tensor<1x8x8x1xf32> {
  %w0 = nn.constant dense<[[[[1.0]]], [[[0.0]]]]> : tensor<2x1x1x1xf32>
  %b0 = nn.constant dense<[0.5, 3.0]> : tensor<2xf32>
  %w1 = nn.constant dense<1.0> : tensor<1x3x3x2xf32>
  %a = nn.conv2d %x, %w0, %b0 : (tensor<1x8x8x1xf32>, tensor<2x1x1x1xf32>, tensor<2xf32>) -> tensor<1x8x8x2xf32>
  %b = nn.conv2d %a, %w1 {pads = array<i64: 1, 1, 1, 1>} : (tensor<1x8x8x2xf32>, tensor<1x3x3x2xf32>) -> tensor<1x8x8x1xf32>
  return %b : tensor<1x8x8x1xf32>
}

func.func @no_padding(%x: tensor<1x8x8x1xf32>) -> tensor<1x6x6x1xf32> {
  %w0 = nn.constant dense<[[[[1.0]]], [[[0.0]]]]> : tensor<2x1x1x1xf32>
  %b0 = nn.constant dense<[0.5, 3.0]> : tensor<2xf32>
  %w1 = nn.constant dense<1.0> : tensor<1x3x3x2xf32>
  %a = nn.conv2d %x, %w0, %b0 : (tensor<1x8x8x1xf32>, tensor<2x1x1x1xf32>, tensor<2xf32>) -> tensor<1x8x8x2xf32>
  %b = nn.conv2d %a, %w1 : (tensor<1x8x8x2xf32>, tensor<1x3x3x2xf32>) -> tensor<1x6x6x1xf32>
  return %b : tensor<1x6x6x1xf32>
}

// The last tap alone has a weight, -1. Where it reads 1 to 6, relu(0.5 - x) is
// 0, but in the last row and column it reads the padding: relu(0.5).
// CHECK-LABEL: @padding_of_live
// CHECK: nn.conv2d %{{.*}} -> tensor<1x2x2x2xf32>
func.func @padding_of_live(%x: tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32> {
  %w0 = nn.constant dense<[[[[1.0], [0.0]], [[0.0], [0.0]]], [[[0.0], [0.0]], [[0.0], [-1.0]]]]> : tensor<2x2x2x1xf32>
  %b0 = nn.constant dense<0.5> : tensor<2xf32>
  %w1 = nn.constant dense<1.0> : tensor<1x1x1x2xf32>
  %l = nn.clip %x {min = 1.0 : f32, max = 6.0 : f32} : (tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32>
  %a = nn.conv2d %l, %w0, %b0 {pads = array<i64: 0, 0, 1, 1>, act = #nn<act relu>} : (tensor<1x2x2x1xf32>, tensor<2x2x2x1xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
  %b = nn.conv2d %a, %w1 : (tensor<1x2x2x2xf32>, tensor<1x1x1x2xf32>) -> tensor<1x2x2x1xf32>
  return %b : tensor<1x2x2x1xf32>
}

// The constant part keeps one of its channels, 9. The other is 1, 3 in column 2
// and 2, 4 in column 5 of the two rows: 10 * 1 + 100 * 2 and 10 * 3 + 100 * 4.
// CHECK-LABEL: @rows
// CHECK-DAG: nn.constant dense<9.000000e+00> : tensor<4x1xf32>
// CHECK-DAG: nn.constant dense<{{\[\[}}1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00]]> : tensor<1x4xf32>
// CHECK-DAG: %[[M:.*]] = nn.constant dense<{{\[\[}}2.100000e+02], [4.300000e+02]]> : tensor<2x1xf32>
// CHECK: nn.add %{{.*}}, %[[M]]
func.func @rows(%x: tensor<4x1xf32>) -> tensor<2x1xf32> {
  %k = nn.constant dense<[[9.0, 1.0], [9.0, 2.0], [9.0, 3.0], [9.0, 4.0]]> : tensor<4x2xf32>
  %w = nn.constant dense<[[1.0, 2.0, 10.0, 3.0, 4.0, 100.0]]> : tensor<1x6xf32>
  %c = nn.concat %x, %k {axis = 1 : i64} : (tensor<4x1xf32>, tensor<4x2xf32>) -> tensor<4x3xf32>
  %r = nn.reshape %c : (tensor<4x3xf32>) -> tensor<2x6xf32>
  %d = nn.dense %r, %w : (tensor<2x6xf32>, tensor<1x6xf32>) -> tensor<2x1xf32>
  return %d : tensor<2x1xf32>
}
