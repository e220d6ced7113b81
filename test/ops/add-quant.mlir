// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// Against ONNX Runtime's QLinearAdd: equal shapes, a constant per channel, an
// activation, and 4 bits on one side, a constant among them.

// DATA a: 1x2x3x4 = eval (np.arange(24) * 53 % 256 - 128.0).reshape(1, 2, 3, 4)
// DATA b: 1x2x3x4 = eval (np.arange(24) * 91 % 256 - 128.0).reshape(1, 2, 3, 4)
// DATA n: 1x2x3x4 = eval (np.arange(24) * 5 % 16 - 8.0).reshape(1, 2, 3, 4)
// LET c = np.array([[-128, 0, 55, 127]], "b")
// LET q = lambda a, sa, za, b, sb, zb, sy=.9, zy=-4: onnx("QLinearAdd", a[0].astype("b"), np.float32(sa), np.int8(za), b[0].astype("b"), np.float32(sb), np.int8(zb), np.float32(sy), np.int8(zy), domain="com.microsoft")[None]
// EXPECT equal: 1x2x3x4 = eval q(a, .5, 3, b, .3, -7)
// EXPECT channel: 1x2x3x4 = eval q(a, .5, 3, c, .3, -7)
// EXPECT fused: 1x2x3x4 = eval np.maximum(q(a, .5, 3, b, .3, -7), -4)
// LET d = np.array([[-8, 7, 3, -1]] * 3, "b").T.reshape(3, 4)
// EXPECT wide: 1x2x3x4 = eval q(a, .5, 3, d[None], .3, -7)
// EXPECT nibbles: 1x2x3x4 = eval np.clip(q(n, .5, 3, b, .3, -7), -8, 7)
// VALUES: expected outputs: 120 values agree, largest difference 0

// The interface shows stored integers: scale 1.
!raw = !quant.uniform<i8:f32, 1.000000e+00>
!raw4 = !quant.uniform<i4:f32, 1.000000e+00>
!a = !quant.uniform<i8:f32, 5.000000e-01:3>
!n = !quant.uniform<i4:f32, 5.000000e-01:3>
!b = !quant.uniform<i8:f32, 0.30000001192092896:-7>
!d = !quant.uniform<i4:f32, 0.30000001192092896:-7>
!y = !quant.uniform<i8:f32, 0.89999997615814208:-4>
!m = !quant.uniform<i4:f32, 0.89999997615814208:-4>

// CHECK-LABEL: @main
// CHECK: nn.add %{{.*}} : (tensor<2x3x4x!quant.uniform<i8:f32, 5.000000e-01:3>>, tensor<2x3x4x!quant.uniform<i8:f32, 0.3000000{{[0-9]*}}:-7>>) -> tensor<2x3x4x!quant.uniform<i8:f32, {{.*}}:-4>>
// CHECK: nn.add
// CHECK: nn.add {{.*}} {act = #nn<act relu>}
func.func @main(%a_raw: tensor<2x3x4x!raw> {nn.name = "a", nn.shape = array<i64: 2, 3, 4>},
                %b_raw: tensor<2x3x4x!raw> {nn.name = "b", nn.shape = array<i64: 2, 3, 4>},
                %n_raw: tensor<2x3x4x!raw4> {nn.name = "n", nn.shape = array<i64: 2, 3, 4>})
    -> (tensor<2x3x4x!raw> {nn.name = "equal", nn.shape = array<i64: 2, 3, 4>},
        tensor<2x3x4x!raw> {nn.name = "channel", nn.shape = array<i64: 2, 3, 4>},
        tensor<2x3x4x!raw> {nn.name = "fused", nn.shape = array<i64: 2, 3, 4>},
        tensor<2x3x4x!raw> {nn.name = "wide", nn.shape = array<i64: 2, 3, 4>},
        tensor<2x3x4x!raw4> {nn.name = "nibbles", nn.shape = array<i64: 2, 3, 4>}) {
  %a = nn.reshape %a_raw : (tensor<2x3x4x!raw>) -> tensor<2x3x4x!a>
  %b = nn.reshape %b_raw : (tensor<2x3x4x!raw>) -> tensor<2x3x4x!b>
  %n = nn.reshape %n_raw : (tensor<2x3x4x!raw4>) -> tensor<2x3x4x!n>
  %d = nn.constant dense<[[-8, -8, -8, 7], [7, 7, 3, 3], [3, -1, -1, -1]]> : tensor<3x4xi8> as tensor<3x4x!d>
  %c = nn.constant dense<[-128, 0, 55, 127]> : tensor<4xi8> as tensor<4x!b>
  %equal = nn.add %a, %b : (tensor<2x3x4x!a>, tensor<2x3x4x!b>) -> tensor<2x3x4x!y>
  %channel = nn.add %a, %c : (tensor<2x3x4x!a>, tensor<4x!b>) -> tensor<2x3x4x!y>
  %fused = nn.add %a, %b {act = #nn<act relu>} : (tensor<2x3x4x!a>, tensor<2x3x4x!b>) -> tensor<2x3x4x!y>
  %wide = nn.add %a, %d : (tensor<2x3x4x!a>, tensor<3x4x!d>) -> tensor<2x3x4x!y>
  %nibbles = nn.add %n, %b : (tensor<2x3x4x!n>, tensor<2x3x4x!b>) -> tensor<2x3x4x!m>
  %equal_raw = nn.reshape %equal : (tensor<2x3x4x!y>) -> tensor<2x3x4x!raw>
  %channel_raw = nn.reshape %channel : (tensor<2x3x4x!y>) -> tensor<2x3x4x!raw>
  %fused_raw = nn.reshape %fused : (tensor<2x3x4x!y>) -> tensor<2x3x4x!raw>
  %wide_raw = nn.reshape %wide : (tensor<2x3x4x!y>) -> tensor<2x3x4x!raw>
  %nibbles_raw = nn.reshape %nibbles : (tensor<2x3x4x!m>) -> tensor<2x3x4x!raw4>
  return %equal_raw, %channel_raw, %fused_raw, %wide_raw, %nibbles_raw
    : tensor<2x3x4x!raw>, tensor<2x3x4x!raw>, tensor<2x3x4x!raw>, tensor<2x3x4x!raw>, tensor<2x3x4x!raw4>
}
