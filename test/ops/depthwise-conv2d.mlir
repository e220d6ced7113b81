// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// Against ONNX Runtime: Conv with group = channels; output channel c * 2 + m.

// DATA x: 1x5x4x2 = random 2
// LET w = np.array([1,-1,.5,2, .25,3,-2,1, -.5,0,1.5,1, 2,-.25,0,-3], "f").reshape(2, 2, 4).transpose(2, 0, 1)[:, None]
// LET v = np.array([1,2, -.5,.25, 3,-1], "f").reshape(3, 1, 2).transpose(2, 0, 1)[:, None]
// LET b = np.array([.5, -.5, 1, 0], "f")
// LET nchw = x.transpose(0, 3, 1, 2)
// LET y = onnx("Conv", nchw, w, b, group=2, pads=[1, 0, 0, 1]).transpose(0, 2, 3, 1)
// EXPECT twice: 1x5x4x4 = eval np.where(y < 0, y * .25, y)
// EXPECT dilated: 1x2x3x2 = eval onnx("Conv", nchw, v, group=2, strides=[1, 2], dilations=[2, 3], pads=[0, 0, 1, 2]).transpose(0, 2, 3, 1)
// VALUES: expected outputs: 92 values agree

// CHECK-LABEL: @main
// CHECK: nn.depthwise_conv2d %{{.*}}, %{{.*}}, %{{.*}} {act = #nn<act leaky_relu>, act_a = 2.500000e-01 : f32, pads = array<i64: 1, 0, 0, 1>} : (tensor<1x5x4x2xf32>, tensor<2x2x4xf32>, tensor<4xf32>) -> tensor<1x5x4x4xf32>
// CHECK: nn.depthwise_conv2d %{{.*}}, %{{.*}} {dilations = array<i64: 2, 3>, pads = array<i64: 0, 0, 1, 2>, strides = array<i64: 1, 2>}
func.func @main(%x: tensor<1x5x4x2xf32> {nn.name = "x", nn.shape = array<i64: 1, 5, 4, 2>})
    -> (tensor<1x5x4x4xf32> {nn.name = "twice", nn.shape = array<i64: 1, 5, 4, 4>},
        tensor<1x2x3x2xf32> {nn.name = "dilated", nn.shape = array<i64: 1, 2, 3, 2>}) {
  %w = nn.constant dense<[[[1.0, -1.0, 0.5, 2.0], [0.25, 3.0, -2.0, 1.0]], [[-0.5, 0.0, 1.5, 1.0], [2.0, -0.25, 0.0, -3.0]]]> : tensor<2x2x4xf32>
  %b = nn.constant dense<[0.5, -0.5, 1.0, 0.0]> : tensor<4xf32>
  %v = nn.constant dense<[[[1.0, 2.0]], [[-0.5, 0.25]], [[3.0, -1.0]]]> : tensor<3x1x2xf32>
  %twice = nn.depthwise_conv2d %x, %w, %b {pads = array<i64: 1, 0, 0, 1>, act = #nn<act leaky_relu>, act_a = 0.25 : f32}
    : (tensor<1x5x4x2xf32>, tensor<2x2x4xf32>, tensor<4xf32>) -> tensor<1x5x4x4xf32>
  %dilated = nn.depthwise_conv2d %x, %v {strides = array<i64: 1, 2>, dilations = array<i64: 2, 3>, pads = array<i64: 0, 0, 1, 2>}
    : (tensor<1x5x4x2xf32>, tensor<3x1x2xf32>) -> tensor<1x2x3x2xf32>
  return %twice, %dilated : tensor<1x5x4x4xf32>, tensor<1x2x3x2xf32>
}
