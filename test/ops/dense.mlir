// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// Worked out by hand: output[m, n] = sum of input[m, k] * weights[n, k], + bias[n].

// DATA x: 1x2x3 = 1 2 3, 4 5 -6
// EXPECT y: 1x2x2 = 24 -20, 6 -21.5
// EXPECT z: 1x2x1 = 0.25 1
// VALUES: expected outputs: 6 values agree

// CHECK-LABEL: @main
// CHECK: nn.dense %{{.*}}, %{{.*}}, %{{.*}} : (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x2xf32>
// CHECK: nn.dense %{{.*}}, %{{.*}} {act = #nn<act hard_sigmoid>, act_a = 2.500000e-01 : f32, act_b = 5.000000e-01 : f32}
func.func @main(%x: tensor<2x3xf32> {nn.name = "x", nn.shape = array<i64: 2, 3>})
    -> (tensor<2x2xf32> {nn.name = "y", nn.shape = array<i64: 2, 2>},
        tensor<2x1xf32> {nn.name = "z", nn.shape = array<i64: 2, 1>}) {
  %w = nn.constant dense<[[1.0, 2.0, 3.0], [-1.0, 0.5, 0.0]]> : tensor<2x3xf32>
  %b = nn.constant dense<[10.0, -20.0]> : tensor<2xf32>
  %v = nn.constant dense<[[0.0, 1.0, -1.0]]> : tensor<1x3xf32>
  %y = nn.dense %x, %w, %b : (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x2xf32>
  %z = nn.dense %x, %v {act = #nn<act hard_sigmoid>, act_a = 0.25 : f32, act_b = 0.5 : f32}
    : (tensor<2x3xf32>, tensor<1x3xf32>) -> tensor<2x1xf32>
  return %y, %z : tensor<2x2xf32>, tensor<2x1xf32>
}
