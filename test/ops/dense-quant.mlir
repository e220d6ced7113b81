// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// Against ONNX Runtime's QLinearConv of 1x1 maps. `ties` is by hand: (2 - -1) * 1 * 0.5 = 1.5
// goes to 2, (4 - -1) * 0.5 = 2.5 to 2 as well; `limits` saturates on both sides.

// DATA x: 1x2x6 = -128 -77 -1 0 50 127 1 2 3 4 5 6
// DATA t: 1x2x1 = 2 4
// LET w = np.array([[-127, 3, 40, -8, 1, 19], [5, -77, 127, 20, -31, 8], [1, 1, 1, 1, 1, 1]], "b")
// LET q = lambda w, ws, ys, yz, b=None: onnx("QLinearConv", x[0][:, :, None, None].astype("b"), np.float32(.5), np.int8(-1), w[:, :, None, None], np.float32(ws), np.zeros(np.shape(ws), "b"), np.float32(ys), np.int8(yz), b)[None, :, :, 0, 0]
// EXPECT y: 1x2x3 = eval np.maximum(q(w, [.25, .125, .1], 9.7, 4, np.array([4000, -70, 3], "i")), 4)
// EXPECT ties: 1x2x1 = 2 2
// EXPECT limits: 1x2x2 = 127 -128 127 -128
// VALUES: expected outputs: 12 values agree, largest difference 0

// The interface shows stored integers: scale 1.
!raw = !quant.uniform<i8:f32, 1.000000e+00>
!x = !quant.uniform<i8:f32, 5.000000e-01:-1>
!w = !quant.uniform<i8:f32:0, {2.500000e-01, 1.250000e-01, 0.10000000149011612}>
!b = !quant.uniform<i32:f32:0, {1.250000e-01, 6.250000e-02, 0.05000000074505806}>
!y = !quant.uniform<i8:f32, 9.6999998092651367:4>
!one = !quant.uniform<i8:f32, 1.000000e+00>
!big = !quant.uniform<i32:f32, 5.000000e-01>

// CHECK-LABEL: @main
// CHECK: nn.dense {{.*}} {act = #nn<act relu>} : (tensor<2x6x!quant.uniform<i8:f32, 5.000000e-01:-1>>, tensor<3x6x!quant.uniform<i8:f32:0, {2.500000e-01,1.250000e-01,0.1000000{{[0-9]*}}}>>, tensor<3x!quant.uniform<i32:f32:0, {{.*}}>>) -> tensor<2x3x!quant.uniform<i8:f32, 9.69{{[0-9]*}}:4>>
func.func @main(%x_raw: tensor<2x6x!raw> {nn.name = "x", nn.shape = array<i64: 2, 6>},
                %t_raw: tensor<2x1x!raw> {nn.name = "t", nn.shape = array<i64: 2, 1>})
    -> (tensor<2x3x!raw> {nn.name = "y", nn.shape = array<i64: 2, 3>},
        tensor<2x1x!one> {nn.name = "ties", nn.shape = array<i64: 2, 1>},
        tensor<2x2x!one> {nn.name = "limits", nn.shape = array<i64: 2, 2>}) {
  %x = nn.reshape %x_raw : (tensor<2x6x!raw>) -> tensor<2x6x!x>
  %t = nn.reshape %t_raw : (tensor<2x1x!raw>) -> tensor<2x1x!x>
  %w = nn.constant dense<[[-127, 3, 40, -8, 1, 19], [5, -77, 127, 20, -31, 8], [1, 1, 1, 1, 1, 1]]> : tensor<3x6xi8> as tensor<3x6x!w>
  %b = nn.constant dense<[4000, -70, 3]> : tensor<3xi32> as tensor<3x!b>
  %w1 = nn.constant dense<1> : tensor<1x1xi8> as tensor<1x1x!one>
  %w2 = nn.constant dense<[[1], [-1]]> : tensor<2x1xi8> as tensor<2x1x!one>
  %b2 = nn.constant dense<[2147483000, -2147483000]> : tensor<2xi32> as tensor<2x!big>
  %y = nn.dense %x, %w, %b {act = #nn<act relu>} : (tensor<2x6x!x>, tensor<3x6x!w>, tensor<3x!b>) -> tensor<2x3x!y>
  %ties = nn.dense %t, %w1 : (tensor<2x1x!x>, tensor<1x1x!one>) -> tensor<2x1x!one>
  %limits = nn.dense %t, %w2, %b2 : (tensor<2x1x!x>, tensor<2x1x!one>, tensor<2x!big>) -> tensor<2x2x!one>
  %y_raw = nn.reshape %y : (tensor<2x3x!y>) -> tensor<2x3x!raw>
  return %y_raw, %ties, %limits : tensor<2x3x!raw>, tensor<2x1x!one>, tensor<2x2x!one>
}
