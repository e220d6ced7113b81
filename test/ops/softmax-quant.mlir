// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// Against ONNX Runtime's QLinearSoftmax with the scale that all tools give it; floats
// against NumPy; along an inner axis.

// DATA x: 1x2x3x4 = eval (np.arange(24) * 53 % 100 - 60.0).reshape(1, 2, 3, 4)
// LET q = onnx("QLinearSoftmax", x[0].astype("b"), np.float32(.05), np.int8(-20), np.float32(1 / 256), np.int8(-128), axis=2, opset_=13, domain="com.microsoft")
// LET e = np.exp((x + 20) * .05)
// EXPECT bytes: 1x2x3x4 = eval q[None]
// EXPECT floats: 1x2x3x4 = eval e / e.sum(2, keepdims=True)
// VALUES: expected outputs: 48 values agree

// The interface shows stored integers: scale 1.
!raw = !quant.uniform<i8:f32, 1.000000e+00>
!q = !quant.uniform<i8:f32, 0.05000000074505806:-20>
!y = !quant.uniform<i8:f32, 3.906250e-03:-128>

// CHECK-LABEL: @main
// CHECK: nn.softmax %{{.*}} {axis = 2 : i64} : (tensor<2x3x4x!quant.uniform<i8:f32, {{.*}}:-20>>) -> tensor<2x3x4x!quant.uniform<i8:f32, 3.906250e-03:-128>>
// CHECK: nn.softmax %{{.*}} {axis = 1 : i64} : (tensor<2x3x4x!quant.uniform<i8:f32, {{.*}}:-20>>) -> tensor<2x3x4xf32>
func.func @main(%x_raw: tensor<2x3x4x!raw> {nn.name = "x", nn.shape = array<i64: 2, 3, 4>})
    -> (tensor<2x3x4x!raw> {nn.name = "bytes", nn.shape = array<i64: 2, 3, 4>},
        tensor<2x3x4xf32> {nn.name = "floats", nn.shape = array<i64: 2, 3, 4>}) {
  %x = nn.reshape %x_raw : (tensor<2x3x4x!raw>) -> tensor<2x3x4x!q>
  %bytes = nn.softmax %x {axis = 2 : i64} : (tensor<2x3x4x!q>) -> tensor<2x3x4x!y>
  %floats = nn.softmax %x {axis = 1 : i64} : (tensor<2x3x4x!q>) -> tensor<2x3x4xf32>
  %bytes_raw = nn.reshape %bytes : (tensor<2x3x4x!y>) -> tensor<2x3x4x!raw>
  return %bytes_raw, %floats : tensor<2x3x4x!raw>, tensor<2x3x4xf32>
}
