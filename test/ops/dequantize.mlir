// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// (q - zero point) * scale with one rounding; weights per channel along any axis, and
// 32-bit integers.

// DATA q: 1x2x3 = -128 -1 0 3 100 127
// DATA n: 1x4 = -8 -1 0 7
// EXPECT bytes: 1x2x3 = eval (q - 3) * np.float32(.1)
// EXPECT nibbles: 1x4 = eval (n + 1) * np.float32(.1)
// EXPECT weights: 1x2x3 = eval np.array([[[-127, 1, 2], [3, 4, 127]]], "f") * np.array([.5, .25, 3], "f")
// EXPECT rows: 1x2x3 = eval np.array([[[-127, 1, 2], [3, 4, 127]]], "f") * np.array([[.5], [.25]], "f")
// EXPECT bias: 1x2 = 1048576 -0.5
// VALUES: expected outputs: 24 values agree, largest difference 0

// The interface shows stored integers: scale 1.
!raw = !quant.uniform<i8:f32, 1.000000e+00>
!raw4 = !quant.uniform<i4:f32, 1.000000e+00>
!q = !quant.uniform<i8:f32, 0.10000000149011612:3>
!n = !quant.uniform<i4:f32, 0.10000000149011612:-1>
!w = !quant.uniform<i8:f32:1, {5.000000e-01, 2.500000e-01, 3.000000e+00}>
!r = !quant.uniform<i8:f32:0, {5.000000e-01, 2.500000e-01}>
!b = !quant.uniform<i32:f32:0, {1.000000e+00, 2.500000e-01}>

// CHECK-LABEL: @main
// CHECK: nn.dequantize %{{.*}} : (tensor<2x3x!quant.uniform<i8:f32, 0.1000000{{.*}}:3>>) -> tensor<2x3xf32>
// CHECK: nn.dequantize %{{.*}} : (tensor<4x!quant.uniform<i4:f32, 0.1000000{{.*}}:-1>>) -> tensor<4xf32>
// CHECK: nn.dequantize %{{.*}} : (tensor<2x3x!quant.uniform<i8:f32:1, {5.000000e-01,2.500000e-01,3.000000e+00}>>) -> tensor<2x3xf32>
func.func @main(%q_raw: tensor<2x3x!raw> {nn.name = "q", nn.shape = array<i64: 2, 3>},
                %n_raw: tensor<4x!raw4> {nn.name = "n", nn.shape = array<i64: 4>})
    -> (tensor<2x3xf32> {nn.name = "bytes", nn.shape = array<i64: 2, 3>},
        tensor<4xf32> {nn.name = "nibbles", nn.shape = array<i64: 4>},
        tensor<2x3xf32> {nn.name = "weights", nn.shape = array<i64: 2, 3>},
        tensor<2x3xf32> {nn.name = "rows", nn.shape = array<i64: 2, 3>},
        tensor<2xf32> {nn.name = "bias", nn.shape = array<i64: 2>}) {
  %q = nn.reshape %q_raw : (tensor<2x3x!raw>) -> tensor<2x3x!q>
  %n = nn.reshape %n_raw : (tensor<4x!raw4>) -> tensor<4x!n>
  %bytes = nn.dequantize %q : (tensor<2x3x!q>) -> tensor<2x3xf32>
  %nibbles = nn.dequantize %n : (tensor<4x!n>) -> tensor<4xf32>
  %w = nn.constant dense<[[-127, 1, 2], [3, 4, 127]]> : tensor<2x3xi8> as tensor<2x3x!w>
  %weights = nn.dequantize %w : (tensor<2x3x!w>) -> tensor<2x3xf32>
  %r = nn.constant dense<[[-127, 1, 2], [3, 4, 127]]> : tensor<2x3xi8> as tensor<2x3x!r>
  %rows = nn.dequantize %r : (tensor<2x3x!r>) -> tensor<2x3xf32>
  %b = nn.constant dense<[1048576, -2]> : tensor<2xi32> as tensor<2x!b>
  %bias = nn.dequantize %b : (tensor<2x!b>) -> tensor<2xf32>
  return %bytes, %nibbles, %weights, %rows, %bias : tensor<2x3xf32>, tensor<4xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2xf32>
}
