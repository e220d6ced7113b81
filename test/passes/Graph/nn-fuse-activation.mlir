// RUN: %m2c-opt %s --mlir-print-debuginfo --pass-pipeline="builtin.module(func.func(nn-fuse-activation))" | FileCheck %s

// Each activation with its parameters, each kind of op that takes one.
// CHECK-LABEL: @kinds
// CHECK: nn.conv2d {{.*}} {act = #nn<act relu>} :
// CHECK: nn.depthwise_conv2d {{.*}} {act = #nn<act clip>, act_a = -1.000000e+00 : f32, act_b = 6.000000e+00 : f32} :
// CHECK: nn.max_pool2d {{.*}} {act = #nn<act leaky_relu>, act_a = 2.500000e-01 : f32, kernel
// CHECK: nn.avg_pool2d {{.*}} {act = #nn<act sigmoid>
// CHECK: nn.reduce_mean {{.*}} {act = #nn<act tanh>
// CHECK: nn.add {{.*}} {act = #nn<act hard_sigmoid>, act_a = 1.250000e-01 : f32, act_b = 5.000000e-01 : f32}
// CHECK: nn.sub {{.*}} {act = #nn<act hard_swish>
// CHECK: nn.mul {{.*}} {act = #nn<act relu>
// CHECK: nn.div {{.*}} {act = #nn<act relu>
// CHECK: nn.dense {{.*}} {act = #nn<act relu>
// CHECK-NEXT: return
func.func @kinds(%x: tensor<1x4x4x2xf32>, %w: tensor<2x1x1x2xf32>, %d: tensor<1x1x2xf32>, %f: tensor<2x2xf32>) -> tensor<1x2xf32> {
  %0 = nn.conv2d %x, %w : (tensor<1x4x4x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x4x4x2xf32>
  %1 = nn.relu %0 : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %2 = nn.depthwise_conv2d %1, %d : (tensor<1x4x4x2xf32>, tensor<1x1x2xf32>) -> tensor<1x4x4x2xf32>
  %3 = nn.clip %2 {min = -1.0 : f32, max = 6.0 : f32} : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %4 = nn.max_pool2d %3 {kernel = array<i64: 2, 2>} : (tensor<1x4x4x2xf32>) -> tensor<1x3x3x2xf32>
  %5 = nn.leaky_relu %4 {alpha = 0.25 : f32} : (tensor<1x3x3x2xf32>) -> tensor<1x3x3x2xf32>
  %6 = nn.avg_pool2d %5 {kernel = array<i64: 2, 2>} : (tensor<1x3x3x2xf32>) -> tensor<1x2x2x2xf32>
  %7 = nn.sigmoid %6 : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  %8 = nn.reduce_mean %7 {axes = array<i64: 1, 2>, keepdims = false} : (tensor<1x2x2x2xf32>) -> tensor<1x2xf32>
  %9 = nn.tanh %8 : (tensor<1x2xf32>) -> tensor<1x2xf32>
  %10 = nn.add %9, %9 : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %11 = nn.hard_sigmoid %10 {alpha = 0.125 : f32} : (tensor<1x2xf32>) -> tensor<1x2xf32>
  %12 = nn.sub %11, %9 : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %13 = nn.hard_swish %12 : (tensor<1x2xf32>) -> tensor<1x2xf32>
  %14 = nn.mul %13, %9 : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %15 = nn.relu %14 : (tensor<1x2xf32>) -> tensor<1x2xf32>
  %16 = nn.div %15, %9 : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %17 = nn.relu %16 : (tensor<1x2xf32>) -> tensor<1x2xf32>
  %18 = nn.dense %17, %f : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %19 = nn.relu %18 : (tensor<1x2xf32>) -> tensor<1x2xf32>
  return %19 : tensor<1x2xf32>
}

// The order of values does not matter to an activation. The report must know
// both ONNX nodes behind the fused op.
// CHECK-LABEL: @through_views
// CHECK: %[[Y:.*]] = nn.conv2d {{.*}} {act = #nn<act relu>{{.*}} loc(#[[FUSED:.*]])
// CHECK: %[[T:.*]] = nn.transpose %[[Y]]
// CHECK: %[[R:.*]] = nn.reshape %[[T]]
// CHECK-NEXT: return %[[R]]
func.func @through_views(%x: tensor<1x4x4x2xf32>, %w: tensor<2x1x1x2xf32>) -> tensor<1x32xf32> {
  %0 = nn.conv2d %x, %w : (tensor<1x4x4x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x4x4x2xf32> loc("conv1")
  %1 = nn.transpose %0 {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x4x4xf32>
  %2 = nn.reshape %1 : (tensor<1x2x4x4xf32>) -> tensor<1x32xf32>
  %3 = nn.relu %2 : (tensor<1x32xf32>) -> tensor<1x32xf32> loc("relu1")
  return %3 : tensor<1x32xf32>
}

// Somebody reads the value before the activation: directly, or on the way.
// CHECK-LABEL: @other_readers
// CHECK: nn.add %arg0, %arg0 : (
// CHECK: nn.relu
// CHECK: nn.mul %arg0, %arg0 : (
// CHECK: nn.reshape
// CHECK: nn.relu
func.func @other_readers(%x: tensor<1x4xf32>) -> (tensor<1x4xf32>, tensor<1x4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %0 = nn.add %x, %x : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %1 = nn.relu %0 : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %2 = nn.mul %x, %x : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %3 = nn.reshape %2 : (tensor<1x4xf32>) -> tensor<4xf32>
  %4 = nn.relu %3 : (tensor<4xf32>) -> tensor<4xf32>
  return %0, %1, %3, %4 : tensor<1x4xf32>, tensor<1x4xf32>, tensor<4xf32>, tensor<4xf32>
}

// An op has one activation; a second stays, as does one behind an input or an
// op that takes none.
// CHECK-LABEL: @no_room
// CHECK: nn.add {{.*}} {act = #nn<act tanh>
// CHECK-NEXT: nn.relu
// CHECK-NEXT: nn.softmax
// CHECK-NEXT: nn.relu
// CHECK-NEXT: nn.relu %arg0
func.func @no_room(%x: tensor<1x4xf32>) -> (tensor<1x4xf32>, tensor<1x4xf32>) {
  %0 = nn.add %x, %x {act = #nn<act tanh>} : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %1 = nn.relu %0 : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %2 = nn.softmax %1 {axis = 1 : i64} : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %3 = nn.relu %2 : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %4 = nn.relu %x : (tensor<1x4xf32>) -> tensor<1x4xf32>
  return %3, %4 : tensor<1x4xf32>, tensor<1x4xf32>
}

// CHECK-DAG: #[[CONV:.*]] = loc("conv1")
// CHECK-DAG: #[[RELU:.*]] = loc("relu1")
// CHECK-DAG: #[[FUSED]] = loc(fused[#[[CONV]], #[[RELU]]])
