// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// Against ONNX Runtime's QLinearGlobalAveragePool, and over channels in NumPy.

// DATA x: 1x2x3x5x4 = eval (np.arange(120) * 53 % 256 - 128.0).reshape(1, 2, 3, 5, 4)
// LET pool = onnx("QLinearGlobalAveragePool", x[0].astype("b"), np.float32(.5), np.int8(-20), np.float32(.07), np.int8(5), channels_last=1, domain="com.microsoft")
// EXPECT space: 1x2x1x1x4 = eval pool[None]
// EXPECT channels: 1x2x3x5x1 = eval np.clip(np.rint((x + 20).sum(-1, keepdims=True).astype("f") * (np.float32(.5) / (np.float32(.07) * np.float32(4)))) + 5, 5, 127)
// VALUES: expected outputs: 38 values agree, largest difference 0

// The interface shows stored integers: scale 1.
!raw = !quant.uniform<i8:f32, 1.000000e+00>
!q = !quant.uniform<i8:f32, 5.000000e-01:-20>
!y = !quant.uniform<i8:f32, 0.070000000298023224:5>

// CHECK-LABEL: @main
// CHECK: nn.reduce_mean {{.*}} : (tensor<2x3x5x4x!quant.uniform<i8:f32, 5.000000e-01:-20>>) -> tensor<2x1x1x4x!quant.uniform<i8:f32, 0.07{{[0-9]*}}:5>>
// CHECK: nn.reduce_mean {{.*}}act = #nn<act relu>
func.func @main(%x_raw: tensor<2x3x5x4x!raw> {nn.name = "x", nn.shape = array<i64: 2, 3, 5, 4>})
    -> (tensor<2x1x1x4x!raw> {nn.name = "space", nn.shape = array<i64: 2, 1, 1, 4>},
        tensor<2x3x5x1x!raw> {nn.name = "channels", nn.shape = array<i64: 2, 3, 5, 1>}) {
  %x = nn.reshape %x_raw : (tensor<2x3x5x4x!raw>) -> tensor<2x3x5x4x!q>
  %space = nn.reduce_mean %x {axes = array<i64: 1, 2>} : (tensor<2x3x5x4x!q>) -> tensor<2x1x1x4x!y>
  %channels = nn.reduce_mean %x {axes = array<i64: 3>, act = #nn<act relu>} : (tensor<2x3x5x4x!q>) -> tensor<2x3x5x1x!y>
  %space_raw = nn.reshape %space : (tensor<2x1x1x4x!y>) -> tensor<2x1x1x4x!raw>
  %channels_raw = nn.reshape %channels : (tensor<2x3x5x1x!y>) -> tensor<2x3x5x1x!raw>
  return %space_raw, %channels_raw : tensor<2x1x1x4x!raw>, tensor<2x3x5x1x!raw>
}
