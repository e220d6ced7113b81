// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// NumPy's pad: zeros around a map, another number, the batch, nothing at all.

// DATA x: 1x2x3x2 = ramp 1
// EXPECT map: 1x5x4x2 = eval np.pad(x, [(0, 0), (1, 2), (0, 1), (0, 0)])
// EXPECT value: 1x2x2x3x5 = eval np.pad(x, [(1, 0), (0, 0), (0, 0), (2, 1)], constant_values=-1.5)[None]
// EXPECT nothing: 1x2x3x2 = eval x
// VALUES: expected outputs: 112 values agree

// CHECK-LABEL: @main
// CHECK: nn.pad %{{.*}} {after = array<i64: 0, 2, 1, 0>, before = array<i64: 0, 1, 0, 0>} : (tensor<1x2x3x2xf32>) -> tensor<1x5x4x2xf32>
// CHECK: nn.pad %{{.*}} {{{.*}}value = -1.500000e+00 : f32}
// CHECK: nn.pad
func.func @main(%x: tensor<1x2x3x2xf32> {nn.name = "x", nn.shape = array<i64: 1, 2, 3, 2>})
    -> (tensor<1x5x4x2xf32> {nn.name = "map", nn.shape = array<i64: 1, 5, 4, 2>},
        tensor<2x2x3x5xf32> {nn.name = "value", nn.shape = array<i64: 2, 2, 3, 5>},
        tensor<1x2x3x2xf32> {nn.name = "nothing", nn.shape = array<i64: 1, 2, 3, 2>}) {
  %map = nn.pad %x {before = array<i64: 0, 1, 0, 0>, after = array<i64: 0, 2, 1, 0>} : (tensor<1x2x3x2xf32>) -> tensor<1x5x4x2xf32>
  %value = nn.pad %x {before = array<i64: 1, 0, 0, 2>, after = array<i64: 0, 0, 0, 1>, value = -1.5 : f32} : (tensor<1x2x3x2xf32>) -> tensor<2x2x3x5xf32>
  %nothing = nn.pad %x {before = array<i64: 0, 0, 0, 0>, after = array<i64: 0, 0, 0, 0>} : (tensor<1x2x3x2xf32>) -> tensor<1x2x3x2xf32>
  return %map, %value, %nothing : tensor<1x5x4x2xf32>, tensor<2x2x3x5xf32>, tensor<1x2x3x2xf32>
}
