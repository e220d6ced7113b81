// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// By hand: x * (x / 6 + 0.5) between -3 and 3; 0 below, x above.

// DATA x: 1x9 = -10 -3 -1.5 -0 0 0.6 1.5 3 7
// EXPECT y: 1x9 = 0 0 -0.375 0 0 0.36 1.125 3 7
// VALUES: expected outputs: 9 values agree

// CHECK-LABEL: @main
// CHECK: nn.hard_swish %{{.*}} : (tensor<1x9xf32>) -> tensor<1x9xf32>
func.func @main(%x: tensor<1x9xf32> {nn.name = "x", nn.shape = array<i64: 1, 9>})
    -> (tensor<1x9xf32> {nn.name = "y", nn.shape = array<i64: 1, 9>}) {
  %y = nn.hard_swish %x : (tensor<1x9xf32>) -> tensor<1x9xf32>
  return %y : tensor<1x9xf32>
}
