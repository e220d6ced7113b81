// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// By hand. `open` has no bounds (the largest finite floats stand for them), `below`
// one, `crossed` a min above its max: then the result is max.

// DATA x: 1x7 = -100 -1 0 0.5 6 6.5 nan
// EXPECT both: 1x7 = -1 -1 0 0.5 6 6 nan
// EXPECT open: 1x7 = -100 -1 0 0.5 6 6.5 nan
// EXPECT below: 1x7 = 0.5 0.5 0.5 0.5 6 6.5 nan
// EXPECT crossed: 1x7 = 1 1 1 1 1 1 nan
// VALUES: expected outputs: 28 values agree

// CHECK-LABEL: @main
// CHECK: nn.clip %{{.*}} {max = 6.000000e+00 : f32, min = -1.000000e+00 : f32}
// CHECK: nn.clip %{{.*}} : (tensor<1x7xf32>)
// CHECK: nn.clip %{{.*}} {min = 5.000000e-01 : f32}
// CHECK: nn.clip %{{.*}} {max = 1.000000e+00 : f32, min = 2.000000e+00 : f32}
func.func @main(%x: tensor<1x7xf32> {nn.name = "x", nn.shape = array<i64: 1, 7>})
    -> (tensor<1x7xf32> {nn.name = "both", nn.shape = array<i64: 1, 7>},
        tensor<1x7xf32> {nn.name = "open", nn.shape = array<i64: 1, 7>},
        tensor<1x7xf32> {nn.name = "below", nn.shape = array<i64: 1, 7>},
        tensor<1x7xf32> {nn.name = "crossed", nn.shape = array<i64: 1, 7>}) {
  %both = nn.clip %x {min = -1.0 : f32, max = 6.0 : f32} : (tensor<1x7xf32>) -> tensor<1x7xf32>
  %open = nn.clip %x : (tensor<1x7xf32>) -> tensor<1x7xf32>
  %below = nn.clip %x {min = 0.5 : f32} : (tensor<1x7xf32>) -> tensor<1x7xf32>
  %crossed = nn.clip %x {min = 2.0 : f32, max = 1.0 : f32} : (tensor<1x7xf32>) -> tensor<1x7xf32>
  return %both, %open, %below, %crossed : tensor<1x7xf32>, tensor<1x7xf32>, tensor<1x7xf32>, tensor<1x7xf32>
}
