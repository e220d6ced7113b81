// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// NumPy; the first, the middle, the last axes, all of them, and none.

// DATA x: 1x2x3x4 = random 6
// EXPECT first: 1x3x4 = eval x[0].mean(0, keepdims=True)
// EXPECT middle: 1x2x4 = eval x.mean(2)
// EXPECT last: 1x2x1x1 = eval np.maximum(x.mean((2, 3), keepdims=True), 0)
// EXPECT whole: 1 = eval np.array([x.mean()])
// EXPECT none: 1x2x3x4 = eval x
// VALUES: expected outputs: 47 values agree

// CHECK-LABEL: @main
// CHECK: nn.reduce_mean %{{.*}} {axes = array<i64: 0>} : (tensor<2x3x4xf32>) -> tensor<1x3x4xf32>
// CHECK: nn.reduce_mean %{{.*}} {axes = array<i64: 1>, keepdims = false} : (tensor<2x3x4xf32>) -> tensor<2x4xf32>
// CHECK: nn.reduce_mean %{{.*}} {act = #nn<act relu>, axes = array<i64: 1, 2>}
// CHECK: nn.reduce_mean {{.*}} -> tensor<f32>
// CHECK: nn.reduce_mean %{{.*}} {axes = array<i64>}
func.func @main(%x: tensor<2x3x4xf32> {nn.name = "x", nn.shape = array<i64: 2, 3, 4>})
    -> (tensor<1x3x4xf32> {nn.name = "first", nn.shape = array<i64: 1, 3, 4>},
        tensor<2x4xf32> {nn.name = "middle", nn.shape = array<i64: 2, 4>},
        tensor<2x1x1xf32> {nn.name = "last", nn.shape = array<i64: 2, 1, 1>},
        tensor<f32> {nn.name = "whole", nn.shape = array<i64>},
        tensor<2x3x4xf32> {nn.name = "none", nn.shape = array<i64: 2, 3, 4>}) {
  %first = nn.reduce_mean %x {axes = array<i64: 0>} : (tensor<2x3x4xf32>) -> tensor<1x3x4xf32>
  %middle = nn.reduce_mean %x {axes = array<i64: 1>, keepdims = false} : (tensor<2x3x4xf32>) -> tensor<2x4xf32>
  %last = nn.reduce_mean %x {axes = array<i64: 1, 2>, act = #nn<act relu>} : (tensor<2x3x4xf32>) -> tensor<2x1x1xf32>
  %whole = nn.reduce_mean %x {axes = array<i64: 0, 1, 2>, keepdims = false} : (tensor<2x3x4xf32>) -> tensor<f32>
  %none = nn.reduce_mean %x {axes = array<i64>} : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return %first, %middle, %last, %whole, %none : tensor<1x3x4xf32>, tensor<2x4xf32>, tensor<2x1x1xf32>, tensor<f32>, tensor<2x3x4xf32>
}
