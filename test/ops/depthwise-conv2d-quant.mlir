// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// Against ONNX Runtime's QLinearConv with as many groups as channels; the scales lie along
// the last axis of the weights. Two outputs per channel with weights of 4 bits.

// DATA x: 1x1x5x6x2 = eval (np.arange(60) * 53 % 256 - 128.0).reshape(1, 1, 5, 6, 2)
// LET w = np.array([[[-127, 3], [40, -8], [1, 19]], [[5, -77], [127, 20], [-31, 8]]])
// LET w4 = np.array([[[1, 7, -8, 3]], [[-4, 2, 5, -1]]])
// LET onnx_weights = lambda w: w.transpose(2, 0, 1)[:, None].astype("b")
// LET q = lambda w, ws, ys, yz, b=None, **a: onnx("QLinearConv", x[0].transpose(0, 3, 1, 2).astype("b"), np.float32(.5), np.int8(7), onnx_weights(w), np.float32(ws), np.zeros(np.shape(ws), "b"), np.float32(ys), np.int8(yz), b, group=2, **a).transpose(0, 2, 3, 1)[None]
// EXPECT same: 1x1x5x6x2 = eval q(w, [.25, .125], 3.1, -10, np.array([900, -300], "i"), pads=[0, 1, 1, 1])
// EXPECT doubled: 1x1x2x3x4 = eval np.maximum(q(w4, .25, .4, -100, strides=[2, 2]), -100)
// VALUES: expected outputs: 84 values agree, largest difference 0

// The interface shows stored integers: scale 1.
!raw = !quant.uniform<i8:f32, 1.000000e+00>
!x = !quant.uniform<i8:f32, 5.000000e-01:7>
!w = !quant.uniform<i8:f32:2, {2.500000e-01, 1.250000e-01}>
!w4 = !quant.uniform<i4:f32, 2.500000e-01>
!b = !quant.uniform<i32:f32:0, {1.250000e-01, 6.250000e-02}>
!y = !quant.uniform<i8:f32, 3.0999999046325684:-10>
!d = !quant.uniform<i8:f32, 0.40000000596046448:-100>

// CHECK-LABEL: @main
// CHECK: nn.depthwise_conv2d {{.*}} : (tensor<1x5x6x2x!quant.uniform<i8:f32, 5.000000e-01:7>>, tensor<2x3x2x!quant.uniform<i8:f32:2, {2.500000e-01,1.250000e-01}>>, tensor<2x!quant.uniform<i32:f32:0, {1.250000e-01,6.250000e-02}>>)
// CHECK: nn.depthwise_conv2d {{.*}} {act = #nn<act relu>
func.func @main(%x_raw: tensor<1x5x6x2x!raw> {nn.name = "x", nn.shape = array<i64: 1, 5, 6, 2>})
    -> (tensor<1x5x6x2x!raw> {nn.name = "same", nn.shape = array<i64: 1, 5, 6, 2>},
        tensor<1x2x3x4x!raw> {nn.name = "doubled", nn.shape = array<i64: 1, 2, 3, 4>}) {
  %x = nn.reshape %x_raw : (tensor<1x5x6x2x!raw>) -> tensor<1x5x6x2x!x>
  %w = nn.constant dense<[[[-127, 3], [40, -8], [1, 19]], [[5, -77], [127, 20], [-31, 8]]]> : tensor<2x3x2xi8> as tensor<2x3x2x!w>
  %b = nn.constant dense<[900, -300]> : tensor<2xi32> as tensor<2x!b>
  %w4 = nn.constant dense<[[[1, 7, -8, 3]], [[-4, 2, 5, -1]]]> : tensor<2x1x4xi8> as tensor<2x1x4x!w4>
  %same = nn.depthwise_conv2d %x, %w, %b {pads = array<i64: 0, 1, 1, 1>}
    : (tensor<1x5x6x2x!x>, tensor<2x3x2x!w>, tensor<2x!b>) -> tensor<1x5x6x2x!y>
  %doubled = nn.depthwise_conv2d %x, %w4 {strides = array<i64: 2, 2>, act = #nn<act relu>}
    : (tensor<1x5x6x2x!x>, tensor<2x1x4x!w4>) -> tensor<1x2x3x4x!d>
  %same_raw = nn.reshape %same : (tensor<1x5x6x2x!y>) -> tensor<1x5x6x2x!raw>
  %doubled_raw = nn.reshape %doubled : (tensor<1x2x3x4x!d>) -> tensor<1x2x3x4x!raw>
  return %same_raw, %doubled_raw : tensor<1x5x6x2x!raw>, tensor<1x2x3x4x!raw>
}
