// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// NumPy in double precision; 19 values so that no vector width divides them.

// DATA x: 1x19 = -inf -100 -20 -9 -5 -2.5 -1 -0.6 -0.1 -1e-4 -1e-30 0 0.3 0.7 1.5 4 12 90 inf
// EXPECT y: 1x19 = eval np.tanh(x.astype(np.float64))
// VALUES: expected outputs: 19 values agree

// CHECK-LABEL: @main
// CHECK: nn.tanh %{{.*}} : (tensor<1x19xf32>) -> tensor<1x19xf32>
func.func @main(%x: tensor<1x19xf32> {nn.name = "x", nn.shape = array<i64: 1, 19>})
    -> (tensor<1x19xf32> {nn.name = "y", nn.shape = array<i64: 1, 19>}) {
  %y = nn.tanh %x : (tensor<1x19xf32>) -> tensor<1x19xf32>
  return %y : tensor<1x19xf32>
}
