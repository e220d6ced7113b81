// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// Against ONNX Runtime's MaxPool of bytes: padding never wins, not even against the least
// value; a clip bounds the stored values; 4 bits.

// DATA x: 1x1x4x5x2 = eval (np.arange(40) * 53 % 256 - 128.0).reshape(1, 1, 4, 5, 2)
// DATA n: 1x1x4x4x2 = eval (np.arange(32) * 5 % 16 - 8.0).reshape(1, 1, 4, 4, 2)
// LET q = lambda x, **a: onnx("MaxPool", x[0].transpose(0, 3, 1, 2).astype("b"), **a).transpose(0, 2, 3, 1)[None]
// EXPECT plain: 1x1x3x3x2 = eval q(x, kernel_shape=[2, 3], strides=[2, 2], pads=[1, 1, 1, 1])
// EXPECT clipped: 1x1x3x5x2 = eval np.clip(q(x, kernel_shape=[2, 1]), -20, 60)
// EXPECT nibbles: 1x1x3x3x2 = eval q(n, kernel_shape=[2, 2])
// VALUES: expected outputs: 66 values agree, largest difference 0

// The interface shows stored integers: scale 1.
!raw = !quant.uniform<i8:f32, 1.000000e+00>
!raw4 = !quant.uniform<i4:f32, 1.000000e+00>
!q = !quant.uniform<i8:f32, 5.000000e-01:-20>
!n = !quant.uniform<i4:f32, 5.000000e-01:1>

// CHECK-LABEL: @main
// CHECK: nn.max_pool2d {{.*}} : (tensor<1x4x5x2x!quant.uniform<i8:f32, 5.000000e-01:-20>>) -> tensor<1x3x3x2x!quant.uniform<i8:f32, 5.000000e-01:-20>>
// CHECK: nn.max_pool2d {{.*}} {act = #nn<act clip>
func.func @main(%x_raw: tensor<1x4x5x2x!raw> {nn.name = "x", nn.shape = array<i64: 1, 4, 5, 2>},
                %n_raw: tensor<1x4x4x2x!raw4> {nn.name = "n", nn.shape = array<i64: 1, 4, 4, 2>})
    -> (tensor<1x3x3x2x!raw> {nn.name = "plain", nn.shape = array<i64: 1, 3, 3, 2>},
        tensor<1x3x5x2x!raw> {nn.name = "clipped", nn.shape = array<i64: 1, 3, 5, 2>},
        tensor<1x3x3x2x!raw4> {nn.name = "nibbles", nn.shape = array<i64: 1, 3, 3, 2>}) {
  %x = nn.reshape %x_raw : (tensor<1x4x5x2x!raw>) -> tensor<1x4x5x2x!q>
  %n = nn.reshape %n_raw : (tensor<1x4x4x2x!raw4>) -> tensor<1x4x4x2x!n>
  %plain = nn.max_pool2d %x {kernel = array<i64: 2, 3>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>}
    : (tensor<1x4x5x2x!q>) -> tensor<1x3x3x2x!q>
  %clipped = nn.max_pool2d %x {kernel = array<i64: 2, 1>, act = #nn<act clip>, act_a = 0.0 : f32, act_b = 40.0 : f32}
    : (tensor<1x4x5x2x!q>) -> tensor<1x3x5x2x!q>
  %nibbles = nn.max_pool2d %n {kernel = array<i64: 2, 2>} : (tensor<1x4x4x2x!n>) -> tensor<1x3x3x2x!n>
  %plain_raw = nn.reshape %plain : (tensor<1x3x3x2x!q>) -> tensor<1x3x3x2x!raw>
  %clipped_raw = nn.reshape %clipped : (tensor<1x3x5x2x!q>) -> tensor<1x3x5x2x!raw>
  %nibbles_raw = nn.reshape %nibbles : (tensor<1x3x3x2x!n>) -> tensor<1x3x3x2x!raw4>
  return %plain_raw, %clipped_raw, %nibbles_raw : tensor<1x3x3x2x!raw>, tensor<1x3x5x2x!raw>, tensor<1x3x3x2x!raw4>
}
