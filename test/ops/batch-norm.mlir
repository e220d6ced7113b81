// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// By hand: x * scale + shift along the last axis and along another.

// DATA x: 1x2x3 = 1 2 3, 4 5 6
// EXPECT last: 1x2x3 = 2 8 2.5, 8 5 4
// EXPECT rows: 1x2x3 = 3.5 6.5 9.5, -7.75 -9.75 -11.75
// VALUES: expected outputs: 12 values agree

// CHECK-LABEL: @main
// CHECK: nn.batch_norm %{{.*}}, %{{.*}}, %{{.*}} {axis = 2 : i64} : (tensor<1x2x3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<1x2x3xf32>
func.func @main(%x: tensor<1x2x3xf32> {nn.name = "x", nn.shape = array<i64: 1, 2, 3>})
    -> (tensor<1x2x3xf32> {nn.name = "last", nn.shape = array<i64: 1, 2, 3>},
        tensor<1x2x3xf32> {nn.name = "rows", nn.shape = array<i64: 1, 2, 3>}) {
  %s = nn.constant dense<[2.0, -1.0, 0.5]> : tensor<3xf32>
  %h = nn.constant dense<[0.0, 10.0, 1.0]> : tensor<3xf32>
  %t = nn.constant dense<[[3.0], [-2.0]]> : tensor<2x1xf32>
  %k = nn.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %last = nn.batch_norm %x, %s, %h {axis = 2 : i64} : (tensor<1x2x3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<1x2x3xf32>
  %rows = nn.batch_norm %x, %t, %k {axis = 1 : i64} : (tensor<1x2x3xf32>, tensor<2x1xf32>, tensor<2xf32>) -> tensor<1x2x3xf32>
  return %last, %rows : tensor<1x2x3xf32>, tensor<1x2x3xf32>
}
