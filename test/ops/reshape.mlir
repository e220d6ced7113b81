// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// The same elements in the same order; of an input, of a result, of a constant.

// DATA x: 1x2x3 = 1 -2 3 4 -5 6
// EXPECT flat: 1x6 = 1 -2 3 4 -5 6
// EXPECT again: 1x3x2 = 1 0 3 4 0 6
// EXPECT fixed: 1x2x1 = 7 8
// VALUES: expected outputs: 14 values agree

// CHECK-LABEL: @main
// CHECK: nn.reshape %{{.*}} : (tensor<1x2x3xf32>) -> tensor<1x6xf32>
// CHECK: nn.reshape
// CHECK: nn.reshape
func.func @main(%x: tensor<1x2x3xf32> {nn.name = "x", nn.shape = array<i64: 1, 2, 3>})
    -> (tensor<1x6xf32> {nn.name = "flat", nn.shape = array<i64: 1, 6>},
        tensor<3x2xf32> {nn.name = "again", nn.shape = array<i64: 3, 2>},
        tensor<2x1xf32> {nn.name = "fixed", nn.shape = array<i64: 2, 1>}) {
  %c = nn.constant dense<[7.0, 8.0]> : tensor<2xf32>
  %flat = nn.reshape %x : (tensor<1x2x3xf32>) -> tensor<1x6xf32>
  %0 = nn.relu %flat : (tensor<1x6xf32>) -> tensor<1x6xf32>
  %again = nn.reshape %0 : (tensor<1x6xf32>) -> tensor<3x2xf32>
  %fixed = nn.reshape %c : (tensor<2xf32>) -> tensor<2x1xf32>
  return %flat, %again, %fixed : tensor<1x6xf32>, tensor<3x2xf32>, tensor<2x1xf32>
}
