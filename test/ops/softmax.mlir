// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// NumPy in double precision; large inputs must not overflow.

// DATA x: 1x2x3x4 = eval 5 * np.sin(np.arange(24)).reshape(1, 2, 3, 4)
// DATA big: 1x3 = 10000 10001 -10000
// LET e = np.exp(x.astype(np.float64))
// EXPECT last: 1x2x3x4 = eval e / e.sum(3, keepdims=True)
// EXPECT middle: 1x2x3x4 = eval e / e.sum(1, keepdims=True)
// EXPECT first: 1x2x3x4 = all 1
// EXPECT huge: 1x3 = 0.26894142 0.73105858 0
// VALUES: expected outputs: 75 values agree

// CHECK-LABEL: @main
// CHECK: nn.softmax %{{.*}} {axis = 3 : i64} : (tensor<1x2x3x4xf32>) -> tensor<1x2x3x4xf32>
func.func @main(%x: tensor<1x2x3x4xf32> {nn.name = "x", nn.shape = array<i64: 1, 2, 3, 4>}, %big: tensor<1x3xf32> {nn.name = "big", nn.shape = array<i64: 1, 3>})
    -> (tensor<1x2x3x4xf32> {nn.name = "last", nn.shape = array<i64: 1, 2, 3, 4>},
        tensor<1x2x3x4xf32> {nn.name = "middle", nn.shape = array<i64: 1, 2, 3, 4>},
        tensor<1x2x3x4xf32> {nn.name = "first", nn.shape = array<i64: 1, 2, 3, 4>},
        tensor<1x3xf32> {nn.name = "huge", nn.shape = array<i64: 1, 3>}) {
  %last = nn.softmax %x {axis = 3 : i64} : (tensor<1x2x3x4xf32>) -> tensor<1x2x3x4xf32>
  %middle = nn.softmax %x {axis = 1 : i64} : (tensor<1x2x3x4xf32>) -> tensor<1x2x3x4xf32>
  %first = nn.softmax %x {axis = 0 : i64} : (tensor<1x2x3x4xf32>) -> tensor<1x2x3x4xf32>
  %huge = nn.softmax %big {axis = 1 : i64} : (tensor<1x3xf32>) -> tensor<1x3xf32>
  return %last, %middle, %first, %huge : tensor<1x2x3x4xf32>, tensor<1x2x3x4xf32>, tensor<1x2x3x4xf32>, tensor<1x3xf32>
}
