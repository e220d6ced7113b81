// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// The closed form, at both infinities and NaN too.

// DATA x: 1x9 = -inf -2.5 -1e-30 -0 0 1e-30 3.5 inf nan
// EXPECT y: 1x9 = 0 0 0 0 0 1e-30 3.5 inf nan
// VALUES: expected outputs: 9 values agree

// CHECK-LABEL: @main
// CHECK: nn.relu %{{.*}} : (tensor<1x9xf32>) -> tensor<1x9xf32>
func.func @main(%x: tensor<1x9xf32> {nn.name = "x", nn.shape = array<i64: 1, 9>})
    -> (tensor<1x9xf32> {nn.name = "y", nn.shape = array<i64: 1, 9>}) {
  %y = nn.relu %x : (tensor<1x9xf32>) -> tensor<1x9xf32>
  return %y : tensor<1x9xf32>
}
