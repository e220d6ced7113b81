// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// ONNX Runtime has no integer form; the formula of docs/numerics.md in NumPy: equal shapes, a constant per channel, an
// activation, and 4 bits on one side.

// DATA a: 1x2x3x4 = eval (np.arange(24) * 53 % 256 - 128.0).reshape(1, 2, 3, 4)
// DATA b: 1x2x3x4 = eval (np.arange(24) * 91 % 256 - 128.0).reshape(1, 2, 3, 4)
// DATA n: 1x2x3x4 = eval (np.arange(24) * 5 % 16 - 8.0).reshape(1, 2, 3, 4)
// LET c = np.array([[-128, 0, 55, 127]], "b")
// LET q = lambda a, sa, za, b, sb, zb, sy=.9, zy=-4: np.clip(np.rint((np.float32(zy) - (np.float32(sa) / np.float32(sy) * np.float32(za) - np.float32(sb) / np.float32(sy) * np.float32(zb)) + a * (np.float32(sa) / np.float32(sy))) - b * (np.float32(sb) / np.float32(sy))), -128, 127)
// EXPECT equal: 1x2x3x4 = eval q(a, .5, 3, b, .3, -7)
// EXPECT channel: 1x2x3x4 = eval q(a, .5, 3, c, .3, -7)
// EXPECT fused: 1x2x3x4 = eval np.maximum(q(a, .5, 3, b, .3, -7), -4)
// EXPECT nibbles: 1x2x3x4 = eval np.clip(q(n, .5, 3, b, .3, -7), -8, 7)
// VALUES: expected outputs: 96 values agree, largest difference 0

// The interface shows stored integers: scale 1.
!raw = !quant.uniform<i8:f32, 1.000000e+00>
!raw4 = !quant.uniform<i4:f32, 1.000000e+00>
!a = !quant.uniform<i8:f32, 5.000000e-01:3>
!n = !quant.uniform<i4:f32, 5.000000e-01:3>
!b = !quant.uniform<i8:f32, 0.30000001192092896:-7>
!y = !quant.uniform<i8:f32, 0.89999997615814208:-4>
!m = !quant.uniform<i4:f32, 0.89999997615814208:-4>

// CHECK-LABEL: @main
// CHECK: nn.sub %{{.*}} : (tensor<2x3x4x!quant.uniform<i8:f32, 5.000000e-01:3>>, tensor<2x3x4x!quant.uniform<i8:f32, 0.3000000{{[0-9]*}}:-7>>) -> tensor<2x3x4x!quant.uniform<i8:f32, {{.*}}:-4>>
// CHECK: nn.sub
// CHECK: nn.sub {{.*}} {act = #nn<act relu>}
func.func @main(%a_raw: tensor<2x3x4x!raw> {nn.name = "a", nn.shape = array<i64: 2, 3, 4>},
                %b_raw: tensor<2x3x4x!raw> {nn.name = "b", nn.shape = array<i64: 2, 3, 4>},
                %n_raw: tensor<2x3x4x!raw4> {nn.name = "n", nn.shape = array<i64: 2, 3, 4>})
    -> (tensor<2x3x4x!raw> {nn.name = "equal", nn.shape = array<i64: 2, 3, 4>},
        tensor<2x3x4x!raw> {nn.name = "channel", nn.shape = array<i64: 2, 3, 4>},
        tensor<2x3x4x!raw> {nn.name = "fused", nn.shape = array<i64: 2, 3, 4>},
        tensor<2x3x4x!raw4> {nn.name = "nibbles", nn.shape = array<i64: 2, 3, 4>}) {
  %a = nn.reshape %a_raw : (tensor<2x3x4x!raw>) -> tensor<2x3x4x!a>
  %b = nn.reshape %b_raw : (tensor<2x3x4x!raw>) -> tensor<2x3x4x!b>
  %n = nn.reshape %n_raw : (tensor<2x3x4x!raw4>) -> tensor<2x3x4x!n>
  %c = nn.constant dense<[-128, 0, 55, 127]> : tensor<4xi8> as tensor<4x!b>
  %equal = nn.sub %a, %b : (tensor<2x3x4x!a>, tensor<2x3x4x!b>) -> tensor<2x3x4x!y>
  %channel = nn.sub %a, %c : (tensor<2x3x4x!a>, tensor<4x!b>) -> tensor<2x3x4x!y>
  %fused = nn.sub %a, %b {act = #nn<act relu>} : (tensor<2x3x4x!a>, tensor<2x3x4x!b>) -> tensor<2x3x4x!y>
  %nibbles = nn.sub %n, %b : (tensor<2x3x4x!n>, tensor<2x3x4x!b>) -> tensor<2x3x4x!m>
  %equal_raw = nn.reshape %equal : (tensor<2x3x4x!y>) -> tensor<2x3x4x!raw>
  %channel_raw = nn.reshape %channel : (tensor<2x3x4x!y>) -> tensor<2x3x4x!raw>
  %fused_raw = nn.reshape %fused : (tensor<2x3x4x!y>) -> tensor<2x3x4x!raw>
  %nibbles_raw = nn.reshape %nibbles : (tensor<2x3x4x!m>) -> tensor<2x3x4x!raw4>
  return %equal_raw, %channel_raw, %fused_raw, %nibbles_raw
    : tensor<2x3x4x!raw>, tensor<2x3x4x!raw>, tensor<2x3x4x!raw>, tensor<2x3x4x!raw4>
}
