// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// NumPy's own broadcasting: equal shapes, one number, a vector per channel (on either
// side), a column per row, both sides repeated, an activation.

// DATA a: 1x3x4x5 = random 1
// DATA b: 1x3x4x5 = eval np.linspace(0.5, 4, 60).reshape(1, 3, 4, 5)
// DATA c: 1x5 = 0.5 -1 2 -4 8
// DATA d: 1x3x1x1 = 1 -2 0.5
// DATA e: 1x1x4x1 = -1 0.25 3 -8
// EXPECT equal: 1x3x4x5 = eval a * b
// EXPECT number: 1x3x4x5 = eval a * 2
// EXPECT vector: 1x3x4x5 = eval a * c[0]
// EXPECT left: 1x3x4x5 = eval c[0] * b
// EXPECT row: 1x3x4x5 = eval a * d[0]
// EXPECT outer: 1x3x4x1 = eval d[0] * e
// EXPECT fused: 1x3x4x5 = eval np.clip(a * e, -0.75, 0.75)
// VALUES: expected outputs: 372 values agree

// CHECK-LABEL: @main
// CHECK: nn.mul %{{.*}}, %{{.*}} : (tensor<1x3x4x5xf32>, tensor<1x3x4x5xf32>) -> tensor<1x3x4x5xf32>
// CHECK-COUNT-5: nn.mul
// CHECK: nn.mul {{.*}} {act = #nn<act clip>, act_a = -7.500000e-01 : f32, act_b = 7.500000e-01 : f32}
func.func @main(%a: tensor<1x3x4x5xf32> {nn.name = "a", nn.shape = array<i64: 1, 3, 4, 5>}, %b: tensor<1x3x4x5xf32> {nn.name = "b", nn.shape = array<i64: 1, 3, 4, 5>}, %c: tensor<5xf32> {nn.name = "c", nn.shape = array<i64: 5>}, %d: tensor<3x1x1xf32> {nn.name = "d", nn.shape = array<i64: 3, 1, 1>}, %e: tensor<1x1x4x1xf32> {nn.name = "e", nn.shape = array<i64: 1, 1, 4, 1>})
    -> (tensor<1x3x4x5xf32> {nn.name = "equal", nn.shape = array<i64: 1, 3, 4, 5>},
        tensor<1x3x4x5xf32> {nn.name = "number", nn.shape = array<i64: 1, 3, 4, 5>},
        tensor<1x3x4x5xf32> {nn.name = "vector", nn.shape = array<i64: 1, 3, 4, 5>},
        tensor<1x3x4x5xf32> {nn.name = "left", nn.shape = array<i64: 1, 3, 4, 5>},
        tensor<1x3x4x5xf32> {nn.name = "row", nn.shape = array<i64: 1, 3, 4, 5>},
        tensor<1x3x4x1xf32> {nn.name = "outer", nn.shape = array<i64: 1, 3, 4, 1>},
        tensor<1x3x4x5xf32> {nn.name = "fused", nn.shape = array<i64: 1, 3, 4, 5>}) {
  %two = nn.constant dense<2.0> : tensor<f32>
  %equal = nn.mul %a, %b : (tensor<1x3x4x5xf32>, tensor<1x3x4x5xf32>) -> tensor<1x3x4x5xf32>
  %number = nn.mul %a, %two : (tensor<1x3x4x5xf32>, tensor<f32>) -> tensor<1x3x4x5xf32>
  %vector = nn.mul %a, %c : (tensor<1x3x4x5xf32>, tensor<5xf32>) -> tensor<1x3x4x5xf32>
  %left = nn.mul %c, %b : (tensor<5xf32>, tensor<1x3x4x5xf32>) -> tensor<1x3x4x5xf32>
  %row = nn.mul %a, %d : (tensor<1x3x4x5xf32>, tensor<3x1x1xf32>) -> tensor<1x3x4x5xf32>
  %outer = nn.mul %d, %e : (tensor<3x1x1xf32>, tensor<1x1x4x1xf32>) -> tensor<1x3x4x1xf32>
  %fused = nn.mul %a, %e {act = #nn<act clip>, act_a = -0.75 : f32, act_b = 0.75 : f32}
    : (tensor<1x3x4x5xf32>, tensor<1x1x4x1xf32>) -> tensor<1x3x4x5xf32>
  return %equal, %number, %vector, %left, %row, %outer, %fused : tensor<1x3x4x5xf32>, tensor<1x3x4x5xf32>, tensor<1x3x4x5xf32>, tensor<1x3x4x5xf32>, tensor<1x3x4x5xf32>, tensor<1x3x4x1xf32>, tensor<1x3x4x5xf32>
}
