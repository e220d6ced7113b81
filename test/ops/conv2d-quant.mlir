// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// Against ONNX Runtime's QLinearConv: bytes with scales per channel, a bias and a border
// that stands for 0; weights of 4 bits in groups; activations of 4 bits.

// DATA x: 1x2x5x6x2 = eval (np.arange(120) * 37 % 256 - 128.0).reshape(1, 2, 5, 6, 2)
// DATA n: 1x1x4x4x2 = eval (np.arange(32) * 7 % 16 - 8.0).reshape(1, 1, 4, 4, 2)
// LET w = np.array([-127,3,40,-8,1,19, 5,-77,127,20,-31,8, 64,2,-9,-50,6,90]).reshape(3, 1, 3, 2).transpose(0, 3, 1, 2).astype("b")
// LET w4 = np.array([1,2,-8,7,3,-2,6,1]).reshape(4, 1, 2, 1).transpose(0, 3, 1, 2).astype("b")
// LET q = lambda x, xs, xz, w, ws, ys, yz, b=None, **a: onnx("QLinearConv", x.transpose(0, 3, 1, 2).astype("b"), np.float32(xs), np.int8(xz), w, np.float32(ws), np.zeros(np.shape(ws), "b"), np.float32(ys), np.int8(yz), b, **a).transpose(0, 2, 3, 1)[None]
// LET b = np.array([1000, -2000, 7], "i")
// EXPECT same: 1x2x5x6x3 = eval np.maximum(q(x[0], .5, -5, w, [.25, .125, .1], 2.3, -40, b, pads=[0, 1, 0, 1]), -40)
// EXPECT grouped: 1x2x3x3x4 = eval np.clip(q(x[0], .5, -5, w4, .25, .9, 3, strides=[2, 2], pads=[0, 1, 0, 0], group=2), 3 - 20, 3 + 40)
// EXPECT nibbles: 1x1x4x4x4 = eval np.clip(q(n[0], .5, 1, w4, .25, .9, -2, pads=[0, 1, 0, 0], group=2), -8, 7)
// VALUES: expected outputs: 316 values agree, largest difference 0

// The interface shows stored integers: scale 1.
!raw = !quant.uniform<i8:f32, 1.000000e+00>
!raw4 = !quant.uniform<i4:f32, 1.000000e+00>
!x = !quant.uniform<i8:f32, 5.000000e-01:-5>
!n = !quant.uniform<i4:f32, 5.000000e-01:1>
!w = !quant.uniform<i8:f32:0, {2.500000e-01, 1.250000e-01, 0.10000000149011612}>
!w4 = !quant.uniform<i4:f32, 2.500000e-01>
!b = !quant.uniform<i32:f32:0, {1.250000e-01, 6.250000e-02, 0.05000000074505806}>
!y = !quant.uniform<i8:f32, 2.2999999523162842:-40>
!g = !quant.uniform<i8:f32, 0.89999997615814208:3>
!m = !quant.uniform<i4:f32, 0.89999997615814208:-2>

// CHECK-LABEL: @main
// CHECK: nn.constant dense<{{.*}}> : tensor<3x1x3x2xi8> as tensor<3x1x3x2x!quant.uniform<i8:f32:0, {2.500000e-01,1.250000e-01,0.1000000{{[0-9]*}}}>>
// CHECK: nn.conv2d {{.*}} {act = #nn<act relu>, pads = array<i64: 0, 1, 0, 1>} : (tensor<2x5x6x2x!quant.uniform<i8:f32, 5.000000e-01:-5>>
// CHECK: nn.conv2d {{.*}} {act = #nn<act clip>
// CHECK: nn.conv2d
func.func @main(%x_raw: tensor<2x5x6x2x!raw> {nn.name = "x", nn.shape = array<i64: 2, 5, 6, 2>},
                %n_raw: tensor<1x4x4x2x!raw4> {nn.name = "n", nn.shape = array<i64: 1, 4, 4, 2>})
    -> (tensor<2x5x6x3x!raw> {nn.name = "same", nn.shape = array<i64: 2, 5, 6, 3>},
        tensor<2x3x3x4x!raw> {nn.name = "grouped", nn.shape = array<i64: 2, 3, 3, 4>},
        tensor<1x4x4x4x!raw4> {nn.name = "nibbles", nn.shape = array<i64: 1, 4, 4, 4>}) {
  %x = nn.reshape %x_raw : (tensor<2x5x6x2x!raw>) -> tensor<2x5x6x2x!x>
  %n = nn.reshape %n_raw : (tensor<1x4x4x2x!raw4>) -> tensor<1x4x4x2x!n>
  %w = nn.constant dense<[[[[-127, 3], [40, -8], [1, 19]]], [[[5, -77], [127, 20], [-31, 8]]],
                          [[[64, 2], [-9, -50], [6, 90]]]]> : tensor<3x1x3x2xi8> as tensor<3x1x3x2x!w>
  %b = nn.constant dense<[1000, -2000, 7]> : tensor<3xi32> as tensor<3x!b>
  %w4 = nn.constant dense<[[[[1], [2]]], [[[-8], [7]]], [[[3], [-2]]], [[[6], [1]]]]> : tensor<4x1x2x1xi8> as tensor<4x1x2x1x!w4>
  %same = nn.conv2d %x, %w, %b {pads = array<i64: 0, 1, 0, 1>, act = #nn<act relu>}
    : (tensor<2x5x6x2x!x>, tensor<3x1x3x2x!w>, tensor<3x!b>) -> tensor<2x5x6x3x!y>
  %grouped = nn.conv2d %x, %w4 {group = 2 : i64, strides = array<i64: 2, 2>, pads = array<i64: 0, 1, 0, 0>, act = #nn<act clip>, act_a = -18.0 : f32, act_b = 36.0 : f32}
    : (tensor<2x5x6x2x!x>, tensor<4x1x2x1x!w4>) -> tensor<2x3x3x4x!g>
  %nibbles = nn.conv2d %n, %w4 {group = 2 : i64, pads = array<i64: 0, 1, 0, 0>}
    : (tensor<1x4x4x2x!n>, tensor<4x1x2x1x!w4>) -> tensor<1x4x4x4x!m>
  %same_raw = nn.reshape %same : (tensor<2x5x6x3x!y>) -> tensor<2x5x6x3x!raw>
  %grouped_raw = nn.reshape %grouped : (tensor<2x3x3x4x!g>) -> tensor<2x3x3x4x!raw>
  %nibbles_raw = nn.reshape %nibbles : (tensor<1x4x4x4x!m>) -> tensor<1x4x4x4x!raw4>
  return %same_raw, %grouped_raw, %nibbles_raw : tensor<2x5x6x3x!raw>, tensor<2x3x3x4x!raw>, tensor<1x4x4x4x!raw4>
}
