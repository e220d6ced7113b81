// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s
// RUN: %data %s %t.npz
// RUN: %m2c-run %s --input %t.npz | FileCheck %s --check-prefix=VALUES
// RUN: %m2c %s --target host -o %t.out --verify %t.npz --verify-passes | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// Against ONNX Runtime's AveragePool; positions outside the map do not count.

// DATA x: 1x5x6x3 = random 5
// LET nchw = x.transpose(0, 3, 1, 2)
// EXPECT halved: 1x2x3x3 = eval onnx("AveragePool", nchw, kernel_shape=[2, 2], strides=[2, 2]).transpose(0, 2, 3, 1)
// EXPECT padded: 1x3x4x3 = eval np.maximum(onnx("AveragePool", nchw, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 2, 1, 1]), 0).transpose(0, 2, 3, 1)
// EXPECT dilated: 1x4x2x3 = eval onnx("AveragePool", nchw, opset=19, kernel_shape=[2, 3], dilations=[2, 2], pads=[1, 0, 0, 0]).transpose(0, 2, 3, 1)
// VALUES: expected outputs: 78 values agree

// CHECK-LABEL: @main
// CHECK: nn.avg_pool2d %{{.*}} {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x5x6x3xf32>) -> tensor<1x2x3x3xf32>
// CHECK: nn.avg_pool2d %{{.*}} {act = #nn<act relu>, kernel = array<i64: 3, 3>, pads = array<i64: 1, 2, 1, 1>, strides = array<i64: 2, 2>}
// CHECK: nn.avg_pool2d %{{.*}} {dilations = array<i64: 2, 2>, kernel = array<i64: 2, 3>, pads = array<i64: 1, 0, 0, 0>}
func.func @main(%x: tensor<1x5x6x3xf32> {nn.name = "x", nn.shape = array<i64: 1, 5, 6, 3>})
    -> (tensor<1x2x3x3xf32> {nn.name = "halved", nn.shape = array<i64: 1, 2, 3, 3>},
        tensor<1x3x4x3xf32> {nn.name = "padded", nn.shape = array<i64: 1, 3, 4, 3>},
        tensor<1x4x2x3xf32> {nn.name = "dilated", nn.shape = array<i64: 1, 4, 2, 3>}) {
  %halved = nn.avg_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x5x6x3xf32>) -> tensor<1x2x3x3xf32>
  %padded = nn.avg_pool2d %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 1, 2, 1, 1>, act = #nn<act relu>}
    : (tensor<1x5x6x3xf32>) -> tensor<1x3x4x3xf32>
  %dilated = nn.avg_pool2d %x {kernel = array<i64: 2, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 2, 2>, pads = array<i64: 1, 0, 0, 0>}
    : (tensor<1x5x6x3xf32>) -> tensor<1x4x2x3xf32>
  return %halved, %padded, %dilated : tensor<1x2x3x3xf32>, tensor<1x3x4x3xf32>, tensor<1x4x2x3xf32>
}
