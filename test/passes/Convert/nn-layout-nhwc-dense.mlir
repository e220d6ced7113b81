// nn-layout-nhwc before dense layers: the weights take the permutation.
// RUN: %m2c-opt %s --pass-pipeline="builtin.module(func.func(nn-layout-nhwc))" | FileCheck %s

// Input [2, 1, 2] in NHWC order 00 10 01 11 (column, channel swapped): columns
// 1 and 2 of the weights change places.
// CHECK-LABEL: @flatten
// CHECK-SAME: (%[[X:.*]]: tensor<1x1x2x2xf32>)
// CHECK-DAG: %[[W:.*]] = nn.constant dense<{{\[}}[1.000000e+00, 3.000000e+00, 2.000000e+00, 4.000000e+00], [5.000000e+00, 7.000000e+00, 6.000000e+00, 8.000000e+00]]>
// CHECK-DAG: %[[F:.*]] = nn.reshape %[[X]] : (tensor<1x1x2x2xf32>) -> tensor<1x4xf32>
// CHECK: %[[Y:.*]] = nn.dense %[[F]], %[[W]]
// CHECK: return %[[Y]]
func.func @flatten(%x: tensor<1x1x2x2xf32>) -> tensor<1x2xf32> {
  %w = nn.constant dense<[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]> : tensor<2x4xf32>
  %0 = nn.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x1x2x2xf32>) -> tensor<1x2x1x2xf32>
  %1 = nn.reshape %0 : (tensor<1x2x1x2xf32>) -> tensor<1x4xf32>
  %2 = nn.dense %1, %w : (tensor<1x4xf32>, tensor<2x4xf32>) -> tensor<1x2xf32>
  return %2 : tensor<1x2xf32>
}

// Three different axes, so that a permutation and its inverse differ: element
// (h, w, c) of [2, 3, 2] was column c * 6 + h * 3 + w, is h * 6 + w * 2 + c.
// CHECK-LABEL: @not_its_own_inverse
// CHECK: nn.constant dense<{{\[}}[0.000000e+00, 6.000000e+00, 1.000000e+00, 7.000000e+00, 2.000000e+00, 8.000000e+00, 3.000000e+00, 9.000000e+00, 4.000000e+00, 1.000000e+01, 5.000000e+00, 1.100000e+01]]>
// CHECK-NOT: nn.transpose
// CHECK: return
func.func @not_its_own_inverse(%x: tensor<4x2x3x2xf32>) -> tensor<4x1xf32> {
  %w = nn.constant dense<[[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0]]> : tensor<1x12xf32>
  %0 = nn.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<4x2x3x2xf32>) -> tensor<4x2x2x3xf32>
  %1 = nn.reshape %0 : (tensor<4x2x2x3xf32>) -> tensor<4x12xf32>
  %2 = nn.dense %1, %w : (tensor<4x12xf32>, tensor<1x12xf32>) -> tensor<4x1xf32>
  return %2 : tensor<4x1xf32>
}

// Late fusion: the second of three parts is a flattened map.
// CHECK-LABEL: @concat_of_branches
// CHECK-SAME: (%[[A:.*]]: tensor<1x2xf32>, %[[X:.*]]: tensor<1x1x2x2xf32>, %[[B:.*]]: tensor<1x1xf32>)
// CHECK-DAG: %[[W:.*]] = nn.constant dense<{{\[}}[1.000000e+00, 2.000000e+00, 3.000000e+00, 5.000000e+00, 4.000000e+00, 6.000000e+00, 7.000000e+00]]>
// CHECK-DAG: %[[F:.*]] = nn.reshape %[[X]]
// CHECK: %[[C:.*]] = nn.concat %[[A]], %[[F]], %[[B]] {axis = 1 : i64}
// CHECK: %[[Y:.*]] = nn.dense %[[C]], %[[W]]
// CHECK: return %[[Y]]
func.func @concat_of_branches(%a: tensor<1x2xf32>, %x: tensor<1x1x2x2xf32>, %b: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %w = nn.constant dense<[[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]]> : tensor<1x7xf32>
  %0 = nn.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x1x2x2xf32>) -> tensor<1x2x1x2xf32>
  %1 = nn.reshape %0 : (tensor<1x2x1x2xf32>) -> tensor<1x4xf32>
  %2 = nn.concat %a, %1, %b {axis = 1 : i64} : (tensor<1x2xf32>, tensor<1x4xf32>, tensor<1x1xf32>) -> tensor<1x7xf32>
  %3 = nn.dense %2, %w : (tensor<1x7xf32>, tensor<1x7xf32>) -> tensor<1x1xf32>
  return %3 : tensor<1x1xf32>
}

// Weights that another layer reads too keep their order there.
// CHECK-LABEL: @shared_weights
// CHECK-SAME: (%[[X:.*]]: tensor<1x1x2x2xf32>, %[[V:.*]]: tensor<1x4xf32>)
// CHECK-DAG: %[[W:.*]] = nn.constant dense<{{.*}}1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00{{.*}}>
// CHECK-DAG: %[[P:.*]] = nn.constant dense<{{.*}}1.000000e+00, 3.000000e+00, 2.000000e+00, 4.000000e+00{{.*}}>
// CHECK: nn.dense %{{.*}}, %[[P]]
// CHECK: nn.dense %[[V]], %[[W]]
func.func @shared_weights(%x: tensor<1x1x2x2xf32>, %v: tensor<1x4xf32>) -> (tensor<1x1xf32>, tensor<1x1xf32>) {
  %w = nn.constant dense<[[1.0, 2.0, 3.0, 4.0]]> : tensor<1x4xf32>
  %0 = nn.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x1x2x2xf32>) -> tensor<1x2x1x2xf32>
  %1 = nn.reshape %0 : (tensor<1x2x1x2xf32>) -> tensor<1x4xf32>
  %2 = nn.dense %1, %w : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x1xf32>
  %3 = nn.dense %v, %w : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x1xf32>
  return %2, %3 : tensor<1x1xf32>, tensor<1x1xf32>
}

// The batch takes part in the permutation, or the rows are split otherwise.
// CHECK-LABEL: @batch_moves
// CHECK: nn.transpose
// CHECK: nn.dense
func.func @batch_moves(%x: tensor<2x3x2xf32>) -> tensor<3x1xf32> {
  %w = nn.constant dense<[[1.0, 2.0, 3.0, 4.0]]> : tensor<1x4xf32>
  %0 = nn.transpose %x {perm = array<i64: 1, 0, 2>} : (tensor<2x3x2xf32>) -> tensor<3x2x2xf32>
  %1 = nn.reshape %0 : (tensor<3x2x2xf32>) -> tensor<3x4xf32>
  %2 = nn.dense %1, %w : (tensor<3x4xf32>, tensor<1x4xf32>) -> tensor<3x1xf32>
  return %2 : tensor<3x1xf32>
}

// CHECK-LABEL: @rows_split_otherwise
// CHECK: nn.transpose
// CHECK: nn.dense
func.func @rows_split_otherwise(%x: tensor<1x2x3x4xf32>) -> tensor<6x1xf32> {
  %w = nn.constant dense<[[1.0, 2.0, 3.0, 4.0]]> : tensor<1x4xf32>
  %0 = nn.transpose %x {perm = array<i64: 0, 2, 1, 3>} : (tensor<1x2x3x4xf32>) -> tensor<1x3x2x4xf32>
  %1 = nn.reshape %0 : (tensor<1x3x2x4xf32>) -> tensor<6x4xf32>
  %2 = nn.dense %1, %w : (tensor<6x4xf32>, tensor<1x4xf32>) -> tensor<6x1xf32>
  return %2 : tensor<6x1xf32>
}
