// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %m2c-opt %s --split-input-file --nn-fold-constants \
// RUN:   --mlir-elide-resource-strings-if-larger=100 | FileCheck %s

// A chain folds in one go, through ops that compute and ops that move; the
// constants that nobody needs any more go too.
// CHECK-LABEL: func.func @chain
// CHECK-NEXT:    [[SUM:%.*]] = nn.constant dense<{{\[\[}}-2.000000e+00, -2.000000e+00], [8.000000e+00, 9.000000e+00]]> : tensor<2x2xf32>
// CHECK-NEXT:    nn.add %arg0, [[SUM]]
// CHECK-NEXT:    return
func.func @chain(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %a = nn.constant dense<[1.0, 4.0, 2.0, 5.0]> : tensor<4xf32>
  %b = nn.constant dense<[-4.0, 4.0]> : tensor<2xf32>
  %0 = nn.reshape %a : (tensor<4xf32>) -> tensor<2x2xf32>
  %1 = nn.transpose %0 {perm = array<i64: 1, 0>} : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %2 = nn.reshape %b : (tensor<2xf32>) -> tensor<2x1xf32>
  %3 = nn.add %1, %2 : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x2xf32>
  %4 = nn.mul %3, %3 : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %5 = nn.sub %4, %4 : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %6 = nn.add %3, %5 {act = #nn<act clip>, act_a = -2.0 : f32, act_b = 100.0 : f32}
    : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %y = nn.add %x, %6 : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// -----

// What has an operand that is not constant stays, and so do its constants.
// CHECK-LABEL: func.func @not_constant
// CHECK-NEXT:    [[ONE:%.*]] = nn.constant
// CHECK-NEXT:    nn.add %arg0, [[ONE]]
func.func @not_constant(%x: tensor<2xf32>) -> tensor<2xf32> {
  %one = nn.constant dense<1.0> : tensor<2xf32>
  %y = nn.add %x, %one : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// -----

// A layer of constants, as exporters leave it behind where shapes are known.
// 1 * 1 + 2 * 10 + 3 * 100 + 4 * 1000 + 0.5
// CHECK-LABEL: func.func @layer
// CHECK-NEXT:    [[Y:%.*]] = nn.constant dense<4.321500e+03> : tensor<1x1x1x1xf32>
// CHECK-NEXT:    return [[Y]]
func.func @layer() -> tensor<1x1x1x1xf32> {
  %x = nn.constant dense<[[[[1.0], [2.0]], [[3.0], [4.0]]]]> : tensor<1x2x2x1xf32>
  %w = nn.constant dense<[[[[1.0], [10.0]], [[100.0], [1000.0]]]]> : tensor<1x2x2x1xf32>
  %b = nn.constant dense<0.5> : tensor<1xf32>
  %y = nn.conv2d %x, %w, %b : (tensor<1x2x2x1xf32>, tensor<1x2x2x1xf32>, tensor<1xf32>) -> tensor<1x1x1x1xf32>
  return %y : tensor<1x1x1x1xf32>
}

// -----

// What grows beyond 1 M elements stays an op; what is only moved is folded at
// any size, so that layers find their weights constant.
// CHECK-LABEL: func.func @grown_and_moved
// CHECK-NEXT:    [[ONE:%.*]] = nn.constant dense<1.000000e+00> : tensor<1x1xf32>
// CHECK-NEXT:    [[GROWN:%.*]] = nn.pad [[ONE]]
// CHECK-NEXT:    [[MOVED:%.*]] = nn.constant dense<2.000000e+00> : tensor<1025x1024xf32>
// CHECK-NEXT:    return [[GROWN]], [[MOVED]]
func.func @grown_and_moved() -> (tensor<1025x1024xf32>, tensor<1025x1024xf32>) {
  %one = nn.constant dense<1.0> : tensor<1x1xf32>
  %0 = nn.pad %one {before = array<i64: 0, 0>, after = array<i64: 1024, 1023>}
    : (tensor<1x1xf32>) -> tensor<1025x1024xf32>
  %two = nn.constant dense<2.0> : tensor<1049600xf32>
  %1 = nn.reshape %two : (tensor<1049600xf32>) -> tensor<1025x1024xf32>
  return %0, %1 : tensor<1025x1024xf32>, tensor<1025x1024xf32>
}

// -----

// Exactly 1 M elements are folded.
// CHECK-LABEL: func.func @one_mega
// CHECK-NEXT:    nn.constant dense_resource<{{.*}}> : tensor<1024x1024xf32>
// CHECK-NEXT:    return
func.func @one_mega() -> tensor<1024x1024xf32> {
  %one = nn.constant dense<1.0> : tensor<1x1xf32>
  %0 = nn.pad %one {before = array<i64: 0, 0>, after = array<i64: 1023, 1023>}
    : (tensor<1x1xf32>) -> tensor<1024x1024xf32>
  return %0 : tensor<1024x1024xf32>
}
