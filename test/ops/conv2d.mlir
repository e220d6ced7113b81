// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// Against ONNX Runtime, whose Conv is NCHW with weights OIHW.

// DATA x: 1x2x5x6x2 = random 1
// LET w = np.array([.5,-1,2,.25,1,1, -.5,1.5,0,1,3,-2, 1,0,.125,-1,-1.5,.5], "f").reshape(3, 1, 3, 2).transpose(0, 3, 1, 2)
// LET b = np.array([.5, -.25, 1], "f")
// LET w2 = np.array([1,-1,.5,2,-.25,.75, 0,1,1,-.5,2,.25], "f").reshape(2, 3, 1, 2).transpose(0, 3, 1, 2)
// LET w4 = np.array([1,2,-1,.5,.25,-2,3,1], "f").reshape(4, 1, 2, 1).transpose(0, 3, 1, 2)
// LET w1 = np.array([-1, 2], "f").reshape(1, 2, 1, 1)
// LET nchw = x[0].transpose(0, 3, 1, 2)
// EXPECT same: 1x2x5x6x3 = eval np.maximum(onnx("Conv", nchw, w, b, pads=[0, 1, 0, 1]), 0).transpose(0, 2, 3, 1)[None]
// EXPECT strided: 1x2x2x3x2 = eval onnx("Conv", nchw, w2, strides=[3, 2], dilations=[2, 1], pads=[1, 0, 2, 0]).transpose(0, 2, 3, 1)[None]
// EXPECT grouped: 1x2x5x7x4 = eval onnx("Conv", nchw, w4, group=2, pads=[0, 2, 0, 0]).transpose(0, 2, 3, 1)[None]
// EXPECT batch_of_points: 1x2x5x6x1 = eval np.clip(onnx("Conv", nchw, w1), -.5, .5).transpose(0, 2, 3, 1)[None]
// VALUES: expected outputs: 544 values agree

// CHECK-LABEL: @main
// CHECK: nn.conv2d %{{.*}}, %{{.*}}, %{{.*}} {act = #nn<act relu>, pads = array<i64: 0, 1, 0, 1>} : (tensor<2x5x6x2xf32>, tensor<3x1x3x2xf32>, tensor<3xf32>) -> tensor<2x5x6x3xf32>
// CHECK: nn.conv2d {{.*}} {dilations = array<i64: 2, 1>, pads = array<i64: 1, 0, 2, 0>, strides = array<i64: 3, 2>}
// CHECK: nn.conv2d {{.*}} {group = 2 : i64, pads = array<i64: 0, 2, 0, 0>}
// CHECK: nn.conv2d {{.*}} {act = #nn<act clip>, act_a = -5.000000e-01 : f32, act_b = 5.000000e-01 : f32}
func.func @main(%x: tensor<2x5x6x2xf32> {nn.name = "x", nn.shape = array<i64: 2, 5, 6, 2>})
    -> (tensor<2x5x6x3xf32> {nn.name = "same", nn.shape = array<i64: 2, 5, 6, 3>},
        tensor<2x2x3x2xf32> {nn.name = "strided", nn.shape = array<i64: 2, 2, 3, 2>},
        tensor<2x5x7x4xf32> {nn.name = "grouped", nn.shape = array<i64: 2, 5, 7, 4>},
        tensor<2x5x6x1xf32> {nn.name = "batch_of_points", nn.shape = array<i64: 2, 5, 6, 1>}) {
  %w = nn.constant dense<[[[[0.5, -1.0], [2.0, 0.25], [1.0, 1.0]]], [[[-0.5, 1.5], [0.0, 1.0], [3.0, -2.0]]],
                          [[[1.0, 0.0], [0.125, -1.0], [-1.5, 0.5]]]]> : tensor<3x1x3x2xf32>
  %b = nn.constant dense<[0.5, -0.25, 1.0]> : tensor<3xf32>
  %w2 = nn.constant dense<[[[[1.0, -1.0]], [[0.5, 2.0]], [[-0.25, 0.75]]], [[[0.0, 1.0]], [[1.0, -0.5]], [[2.0, 0.25]]]]> : tensor<2x3x1x2xf32>
  %w4 = nn.constant dense<[[[[1.0], [2.0]]], [[[-1.0], [0.5]]], [[[0.25], [-2.0]]], [[[3.0], [1.0]]]]> : tensor<4x1x2x1xf32>
  %w1 = nn.constant dense<[[[[-1.0, 2.0]]]]> : tensor<1x1x1x2xf32>
  %same = nn.conv2d %x, %w, %b {pads = array<i64: 0, 1, 0, 1>, act = #nn<act relu>}
    : (tensor<2x5x6x2xf32>, tensor<3x1x3x2xf32>, tensor<3xf32>) -> tensor<2x5x6x3xf32>
  %strided = nn.conv2d %x, %w2 {strides = array<i64: 3, 2>, dilations = array<i64: 2, 1>, pads = array<i64: 1, 0, 2, 0>}
    : (tensor<2x5x6x2xf32>, tensor<2x3x1x2xf32>) -> tensor<2x2x3x2xf32>
  %grouped = nn.conv2d %x, %w4 {group = 2 : i64, pads = array<i64: 0, 2, 0, 0>}
    : (tensor<2x5x6x2xf32>, tensor<4x1x2x1xf32>) -> tensor<2x5x7x4xf32>
  %batch_of_points = nn.conv2d %x, %w1 {act = #nn<act clip>, act_a = -0.5 : f32, act_b = 0.5 : f32}
    : (tensor<2x5x6x2xf32>, tensor<1x1x1x2xf32>) -> tensor<2x5x6x1xf32>
  return %same, %strided, %grouped, %batch_of_points : tensor<2x5x6x3xf32>, tensor<2x2x3x2xf32>, tensor<2x5x7x4xf32>, tensor<2x5x6x1xf32>
}
