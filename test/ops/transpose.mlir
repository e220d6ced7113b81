// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// NumPy's transpose; six axes that all part are the most that a kernel walks, eight
// are fine where neighbours stay together.

// DATA x: 1x2x3x4 = ramp
// DATA six: 1x2x3x2x3x2x3 = ramp -5 0.5
// DATA eight: 1x2x3x2x1x2x2x3 = random 8
// EXPECT nhwc: 1x3x4x2 = eval x.transpose(0, 2, 3, 1)
// EXPECT batch: 1x4x1x3x2 = eval x.transpose(3, 0, 2, 1)[None]
// EXPECT reversed: 1x3x2x3x2x3x2 = eval six[0].transpose()[None]
// EXPECT halves: 1x2x2x3x1x2x3x2 = eval eight.transpose(4, 5, 6, 7, 0, 1, 2, 3)
// VALUES: expected outputs: 408 values agree

// CHECK-LABEL: @main
// CHECK: nn.transpose %{{.*}} {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x3x4xf32>) -> tensor<1x3x4x2xf32>
// CHECK-COUNT-3: nn.transpose
func.func @main(%x: tensor<1x2x3x4xf32> {nn.name = "x", nn.shape = array<i64: 1, 2, 3, 4>}, %six: tensor<2x3x2x3x2x3xf32> {nn.name = "six", nn.shape = array<i64: 2, 3, 2, 3, 2, 3>}, %eight: tensor<1x2x3x2x1x2x2x3xf32> {nn.name = "eight", nn.shape = array<i64: 1, 2, 3, 2, 1, 2, 2, 3>})
    -> (tensor<1x3x4x2xf32> {nn.name = "nhwc", nn.shape = array<i64: 1, 3, 4, 2>},
        tensor<4x1x3x2xf32> {nn.name = "batch", nn.shape = array<i64: 4, 1, 3, 2>},
        tensor<3x2x3x2x3x2xf32> {nn.name = "reversed", nn.shape = array<i64: 3, 2, 3, 2, 3, 2>},
        tensor<1x2x2x3x1x2x3x2xf32> {nn.name = "halves", nn.shape = array<i64: 1, 2, 2, 3, 1, 2, 3, 2>}) {
  %nhwc = nn.transpose %x {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x3x4xf32>) -> tensor<1x3x4x2xf32>
  %batch = nn.transpose %x {perm = array<i64: 3, 0, 2, 1>} : (tensor<1x2x3x4xf32>) -> tensor<4x1x3x2xf32>
  %reversed = nn.transpose %six {perm = array<i64: 5, 4, 3, 2, 1, 0>} : (tensor<2x3x2x3x2x3xf32>) -> tensor<3x2x3x2x3x2xf32>
  %halves = nn.transpose %eight {perm = array<i64: 4, 5, 6, 7, 0, 1, 2, 3>} : (tensor<1x2x3x2x1x2x2x3xf32>) -> tensor<1x2x2x3x1x2x3x2xf32>
  return %nhwc, %batch, %reversed, %halves : tensor<1x3x4x2xf32>, tensor<4x1x3x2xf32>, tensor<3x2x3x2x3x2xf32>, tensor<1x2x2x3x1x2x3x2xf32>
}
