// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// Against ONNX Runtime's QLinearMatMul: both sides with a zero point, one matrix on the
// right for a batch, and activations of 4 bits.

// DATA a: 1x2x3x4 = eval (np.arange(24) * 53 % 256 - 128.0).reshape(1, 2, 3, 4)
// DATA b: 1x1x4x2 = -128 7 90 -3 127 127 0 55
// DATA n: 1x1x4x2 = -8 7 6 -3 1 1 0 5
// LET q = lambda b, bs, bz: onnx("QLinearMatMul", a[0].astype("b"), np.float32(.5), np.int8(3), b[0].astype("b"), np.float32(bs), np.int8(bz), np.float32(9.7), np.int8(-4))[None]
// EXPECT bytes: 1x2x3x2 = eval q(b, .25, -20)
// EXPECT nibbles: 1x2x3x2 = eval np.clip(q(n, .25, 2), -8, 7)
// VALUES: expected outputs: 24 values agree, largest difference 0

// The interface shows stored integers: scale 1.
!raw = !quant.uniform<i8:f32, 1.000000e+00>
!raw4 = !quant.uniform<i4:f32, 1.000000e+00>
!a = !quant.uniform<i8:f32, 5.000000e-01:3>
!b = !quant.uniform<i8:f32, 2.500000e-01:-20>
!n = !quant.uniform<i4:f32, 2.500000e-01:2>
!y = !quant.uniform<i8:f32, 9.6999998092651367:-4>
!m = !quant.uniform<i4:f32, 9.6999998092651367:-4>

// CHECK-LABEL: @main
// CHECK: nn.matmul %{{.*}} : (tensor<2x3x4x!quant.uniform<i8:f32, 5.000000e-01:3>>, tensor<1x4x2x!quant.uniform<i8:f32, 2.500000e-01:-20>>) -> tensor<2x3x2x!quant.uniform<i8:f32, 9.69{{[0-9]*}}:-4>>
func.func @main(%a_raw: tensor<2x3x4x!raw> {nn.name = "a", nn.shape = array<i64: 2, 3, 4>},
                %b_raw: tensor<1x4x2x!raw> {nn.name = "b", nn.shape = array<i64: 1, 4, 2>},
                %n_raw: tensor<1x4x2x!raw4> {nn.name = "n", nn.shape = array<i64: 1, 4, 2>})
    -> (tensor<2x3x2x!raw> {nn.name = "bytes", nn.shape = array<i64: 2, 3, 2>},
        tensor<2x3x2x!raw4> {nn.name = "nibbles", nn.shape = array<i64: 2, 3, 2>}) {
  %a = nn.reshape %a_raw : (tensor<2x3x4x!raw>) -> tensor<2x3x4x!a>
  %b = nn.reshape %b_raw : (tensor<1x4x2x!raw>) -> tensor<1x4x2x!b>
  %n = nn.reshape %n_raw : (tensor<1x4x2x!raw4>) -> tensor<1x4x2x!n>
  %bytes = nn.matmul %a, %b : (tensor<2x3x4x!a>, tensor<1x4x2x!b>) -> tensor<2x3x2x!y>
  %nibbles = nn.matmul %a, %n : (tensor<2x3x4x!a>, tensor<1x4x2x!n>) -> tensor<2x3x2x!m>
  %bytes_raw = nn.reshape %bytes : (tensor<2x3x2x!y>) -> tensor<2x3x2x!raw>
  %nibbles_raw = nn.reshape %nibbles : (tensor<2x3x2x!m>) -> tensor<2x3x2x!raw4>
  return %bytes_raw, %nibbles_raw : tensor<2x3x2x!raw>, tensor<2x3x2x!raw4>
}
