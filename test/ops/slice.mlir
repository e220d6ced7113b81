// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// NumPy's own slices: a part, every other one, backwards, one element.

// DATA x: 1x4x5x3 = ramp
// EXPECT part: 1x2x3x3 = eval x[:, 1:3, 2:5]
// EXPECT steps: 1x2x5x1 = eval x[:, 1::2, :, 2:]
// EXPECT backwards: 1x4x3x3 = eval x[:, ::-1, ::-2]
// EXPECT one: 1x1x1x1 = 59
// VALUES: expected outputs: 65 values agree

// CHECK-LABEL: @main
// CHECK: nn.slice %{{.*}} {begins = array<i64: 0, 1, 2, 0>, sizes = array<i64: 1, 2, 3, 3>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x4x5x3xf32>) -> tensor<1x2x3x3xf32>
// CHECK-COUNT-3: nn.slice
func.func @main(%x: tensor<1x4x5x3xf32> {nn.name = "x", nn.shape = array<i64: 1, 4, 5, 3>})
    -> (tensor<1x2x3x3xf32> {nn.name = "part", nn.shape = array<i64: 1, 2, 3, 3>},
        tensor<1x2x5x1xf32> {nn.name = "steps", nn.shape = array<i64: 1, 2, 5, 1>},
        tensor<1x4x3x3xf32> {nn.name = "backwards", nn.shape = array<i64: 1, 4, 3, 3>},
        tensor<1x1x1x1xf32> {nn.name = "one", nn.shape = array<i64: 1, 1, 1, 1>}) {
  %part = nn.slice %x {begins = array<i64: 0, 1, 2, 0>, sizes = array<i64: 1, 2, 3, 3>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x4x5x3xf32>) -> tensor<1x2x3x3xf32>
  %steps = nn.slice %x {begins = array<i64: 0, 1, 0, 2>, sizes = array<i64: 1, 2, 5, 1>, steps = array<i64: 1, 2, 1, 1>} : (tensor<1x4x5x3xf32>) -> tensor<1x2x5x1xf32>
  %backwards = nn.slice %x {begins = array<i64: 0, 3, 4, 0>, sizes = array<i64: 1, 4, 3, 3>, steps = array<i64: 1, -1, -2, 1>} : (tensor<1x4x5x3xf32>) -> tensor<1x4x3x3xf32>
  %one = nn.slice %x {begins = array<i64: 0, 3, 4, 2>, sizes = array<i64: 1, 1, 1, 1>, steps = array<i64: 1, 99, -99, 1>} : (tensor<1x4x5x3xf32>) -> tensor<1x1x1x1xf32>
  return %part, %steps, %backwards, %one : tensor<1x2x3x3xf32>, tensor<1x2x5x1xf32>, tensor<1x4x3x3xf32>, tensor<1x1x1x1xf32>
}
