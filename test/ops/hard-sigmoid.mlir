// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// By hand: 0.2 x + 0.5 and x + 0.25, limited to 0..1.

// DATA x: 1x8 = -10 -2.5 -1 -0.25 0 0.5 2.5 10
// EXPECT y: 1x8 = 0 0 0.3 0.45 0.5 0.6 1 1
// EXPECT z: 1x8 = 0 0 0 0 0.25 0.75 1 1
// VALUES: expected outputs: 16 values agree

// CHECK-LABEL: @main
// CHECK: nn.hard_sigmoid %{{.*}} : (tensor<1x8xf32>)
// CHECK: nn.hard_sigmoid %{{.*}} {alpha = 1.000000e+00 : f32, beta = 2.500000e-01 : f32}
func.func @main(%x: tensor<1x8xf32> {nn.name = "x", nn.shape = array<i64: 1, 8>})
    -> (tensor<1x8xf32> {nn.name = "y", nn.shape = array<i64: 1, 8>},
        tensor<1x8xf32> {nn.name = "z", nn.shape = array<i64: 1, 8>}) {
  %y = nn.hard_sigmoid %x : (tensor<1x8xf32>) -> tensor<1x8xf32>
  %z = nn.hard_sigmoid %x {alpha = 1.0 : f32, beta = 0.25 : f32} : (tensor<1x8xf32>) -> tensor<1x8xf32>
  return %y, %z : tensor<1x8xf32>, tensor<1x8xf32>
}
