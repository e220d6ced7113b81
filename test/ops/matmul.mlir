// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// By hand; then a batch against NumPy, whose matmul broadcasts the one on the right.

// DATA a: 1x2x2 = 1 2, 3 4
// DATA b: 1x2x3 = 1 0 -1, 2 5 0.5
// DATA c: 1x3x2x2 = random 3
// DATA d: 1x3x2x1 = random 4
// EXPECT small: 1x2x3 = 5 10 0, 11 20 -1
// EXPECT batch: 1x3x2x1 = eval c @ d
// EXPECT shared: 1x3x2x3 = eval c @ b
// VALUES: expected outputs: 30 values agree

// CHECK-LABEL: @main
// CHECK: nn.matmul %{{.*}}, %{{.*}} : (tensor<1x2x2xf32>, tensor<1x2x3xf32>) -> tensor<1x2x3xf32>
// CHECK: nn.matmul {{.*}} -> tensor<3x2x1xf32>
// CHECK: nn.matmul {{.*}} -> tensor<3x2x3xf32>
func.func @main(%a: tensor<1x2x2xf32> {nn.name = "a", nn.shape = array<i64: 1, 2, 2>}, %b: tensor<1x2x3xf32> {nn.name = "b", nn.shape = array<i64: 1, 2, 3>}, %c: tensor<3x2x2xf32> {nn.name = "c", nn.shape = array<i64: 3, 2, 2>}, %d: tensor<3x2x1xf32> {nn.name = "d", nn.shape = array<i64: 3, 2, 1>})
    -> (tensor<1x2x3xf32> {nn.name = "small", nn.shape = array<i64: 1, 2, 3>},
        tensor<3x2x1xf32> {nn.name = "batch", nn.shape = array<i64: 3, 2, 1>},
        tensor<3x2x3xf32> {nn.name = "shared", nn.shape = array<i64: 3, 2, 3>}) {
  %small = nn.matmul %a, %b : (tensor<1x2x2xf32>, tensor<1x2x3xf32>) -> tensor<1x2x3xf32>
  %batch = nn.matmul %c, %d : (tensor<3x2x2xf32>, tensor<3x2x1xf32>) -> tensor<3x2x1xf32>
  %shared = nn.matmul %c, %b : (tensor<3x2x2xf32>, tensor<1x2x3xf32>) -> tensor<3x2x3xf32>
  return %small, %batch, %shared : tensor<1x2x3xf32>, tensor<3x2x1xf32>, tensor<3x2x3xf32>
}
