// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// Ops that move stored values: the elements keep their type. A pad stores what its value
// quantises to, 1.2 / 0.5 - 5 = -3 (2.4 goes to 2). A reshape may also read the same integers with another
// scale.

// DATA x: 1x2x3x4 = eval (np.arange(24) * 53 % 256 - 128.0).reshape(1, 2, 3, 4)
// EXPECT turned: 1x4x2x3 = eval x[0].transpose(2, 0, 1)[None]
// EXPECT cut: 1x1x2x4 = eval x[:, 1:, 1:]
// EXPECT joined: 1x2x6x4 = eval np.concatenate([x, x], 2)
// EXPECT padded: 1x2x5x4 = eval np.pad(x, ((0, 0), (0, 0), (1, 1), (0, 0)), constant_values=-3)
// EXPECT reread: 1x6x4 = eval (x.reshape(1, 6, 4) + 1) * 2
// VALUES: expected outputs: 144 values agree, largest difference 0

// The interface shows stored integers: scale 1.
!raw = !quant.uniform<i8:f32, 1.000000e+00>
!q = !quant.uniform<i8:f32, 5.000000e-01:-5>
!r = !quant.uniform<i8:f32, 2.000000e+00:-1>

// CHECK-LABEL: @main
// CHECK: nn.transpose {{.*}} -> tensor<4x2x3x!quant.uniform<i8:f32, 5.000000e-01:-5>>
// CHECK: nn.slice {{.*}} -> tensor<1x2x4x!quant.uniform<i8:f32, 5.000000e-01:-5>>
// CHECK: nn.concat {{.*}} -> tensor<2x6x4x!quant.uniform<i8:f32, 5.000000e-01:-5>>
// CHECK: nn.pad {{.*}} -> tensor<2x5x4x!quant.uniform<i8:f32, 5.000000e-01:-5>>
// CHECK: nn.reshape %{{.*}} : (tensor<2x3x4x!quant.uniform<i8:f32, 5.000000e-01:-5>>) -> tensor<6x4x!quant.uniform<i8:f32, 2.000000e+00:-1>>
func.func @main(%x_raw: tensor<2x3x4x!raw> {nn.name = "x", nn.shape = array<i64: 2, 3, 4>})
    -> (tensor<4x2x3x!raw> {nn.name = "turned", nn.shape = array<i64: 4, 2, 3>},
        tensor<1x2x4x!raw> {nn.name = "cut", nn.shape = array<i64: 1, 2, 4>},
        tensor<2x6x4x!raw> {nn.name = "joined", nn.shape = array<i64: 2, 6, 4>},
        tensor<2x5x4x!raw> {nn.name = "padded", nn.shape = array<i64: 2, 5, 4>},
        tensor<6x4xf32> {nn.name = "reread", nn.shape = array<i64: 6, 4>}) {
  %x = nn.reshape %x_raw : (tensor<2x3x4x!raw>) -> tensor<2x3x4x!q>
  %turned = nn.transpose %x {perm = array<i64: 2, 0, 1>} : (tensor<2x3x4x!q>) -> tensor<4x2x3x!q>
  %cut = nn.slice %x {begins = array<i64: 1, 1, 0>, sizes = array<i64: 1, 2, 4>, steps = array<i64: 1, 1, 1>} : (tensor<2x3x4x!q>) -> tensor<1x2x4x!q>
  %joined = nn.concat %x, %x {axis = 1 : i64} : (tensor<2x3x4x!q>, tensor<2x3x4x!q>) -> tensor<2x6x4x!q>
  %padded = nn.pad %x {before = array<i64: 0, 1, 0>, after = array<i64: 0, 1, 0>, value = 1.2 : f32} : (tensor<2x3x4x!q>) -> tensor<2x5x4x!q>
  %again = nn.reshape %x : (tensor<2x3x4x!q>) -> tensor<6x4x!r>
  %reread = nn.dequantize %again : (tensor<6x4x!r>) -> tensor<6x4xf32>
  %turned_raw = nn.reshape %turned : (tensor<4x2x3x!q>) -> tensor<4x2x3x!raw>
  %cut_raw = nn.reshape %cut : (tensor<1x2x4x!q>) -> tensor<1x2x4x!raw>
  %joined_raw = nn.reshape %joined : (tensor<2x6x4x!q>) -> tensor<2x6x4x!raw>
  %padded_raw = nn.reshape %padded : (tensor<2x5x4x!q>) -> tensor<2x5x4x!raw>
  return %turned_raw, %cut_raw, %joined_raw, %padded_raw, %reread
    : tensor<4x2x3x!raw>, tensor<1x2x4x!raw>, tensor<2x6x4x!raw>, tensor<2x5x4x!raw>, tensor<6x4xf32>
}
