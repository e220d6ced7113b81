// What nn-verify-graph accepts passes unchanged; errors are in
// nn-verify-graph-errors.mlir.
// RUN: %m2c-opt %s --nn-verify-graph | FileCheck %s

// One name may serve an input and an output; an input may go out as it came.
// CHECK-LABEL: @main
// CHECK-SAME: nn.name = "x", nn.shape = array<i64: 1, 2, 2, 1>
// CHECK: nn.conv2d
// CHECK: nn.matmul
// CHECK: return
func.func @main(%x: tensor<1x2x2x1xf32> {nn.name = "x", nn.shape = array<i64: 1, 2, 2, 1>})
    -> (tensor<1x2x2x1xf32> {nn.name = "y", nn.shape = array<i64: 1, 1, 2, 2>},
        tensor<1x2x2xf32> {nn.name = "", nn.shape = array<i64: 1, 2, 2>},
        tensor<1x2x2x1xf32> {nn.name = "x", nn.shape = array<i64: 1, 2, 2, 1>}) {
  %w = nn.constant dense<1.0> : tensor<1x1x1x1xf32>
  %0 = nn.conv2d %x, %w : (tensor<1x2x2x1xf32>, tensor<1x1x1x1xf32>) -> tensor<1x2x2x1xf32>
  %1 = nn.reshape %0 : (tensor<1x2x2x1xf32>) -> tensor<1x2x2xf32>
  %2 = nn.matmul %1, %1 : (tensor<1x2x2xf32>, tensor<1x2x2xf32>) -> tensor<1x2x2xf32>
  return %0, %2, %x : tensor<1x2x2x1xf32>, tensor<1x2x2xf32>, tensor<1x2x2x1xf32>
}
