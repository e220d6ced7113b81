// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// By hand, with the default slope 0.01 and a negative one.

// DATA x: 1x7 = -100 -1 -0 0 1 5.5 nan
// EXPECT y: 1x7 = -1 -0.01 0 0 1 5.5 nan
// EXPECT z: 1x7 = 200 2 0 0 1 5.5 nan
// VALUES: expected outputs: 14 values agree

// CHECK-LABEL: @main
// CHECK: nn.leaky_relu %{{.*}} : (tensor<1x7xf32>)
// CHECK: nn.leaky_relu %{{.*}} {alpha = -2.000000e+00 : f32}
func.func @main(%x: tensor<1x7xf32> {nn.name = "x", nn.shape = array<i64: 1, 7>})
    -> (tensor<1x7xf32> {nn.name = "y", nn.shape = array<i64: 1, 7>},
        tensor<1x7xf32> {nn.name = "z", nn.shape = array<i64: 1, 7>}) {
  %y = nn.leaky_relu %x : (tensor<1x7xf32>) -> tensor<1x7xf32>
  %z = nn.leaky_relu %x {alpha = -2.0 : f32} : (tensor<1x7xf32>) -> tensor<1x7xf32>
  return %y, %z : tensor<1x7xf32>, tensor<1x7xf32>
}
