// nn-layout-nhwc on ops of several operands: whose transpose moves, and that
// two operands do not hand theirs to each other for ever.
// RUN: %m2c-opt %s --pass-pipeline="builtin.module(func.func(nn-layout-nhwc))" | FileCheck %s

// CHECK-LABEL: @same_transpose
// CHECK-SAME: (%[[A:.*]]: tensor<1x4x4x2xf32>, %[[B:.*]]: tensor<1x4x4x2xf32>)
// CHECK-NEXT: %[[S:.*]] = nn.sub %[[A]], %[[B]] {act = #nn<act relu>}
// CHECK-NEXT: %[[T:.*]] = nn.transpose %[[S]] {perm = array<i64: 0, 3, 1, 2>}
// CHECK-NEXT: return %[[T]]
func.func @same_transpose(%a: tensor<1x4x4x2xf32>, %b: tensor<1x4x4x2xf32>) -> tensor<1x2x4x4xf32> {
  %0 = nn.transpose %a {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x4x4xf32>
  %1 = nn.transpose %b {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x4x4xf32>
  %2 = nn.sub %0, %1 {act = #nn<act relu>} : (tensor<1x2x4x4xf32>, tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
  return %2 : tensor<1x2x4x4xf32>
}

// A value added to itself has one transpose, not two.
// CHECK-LABEL: @twice_the_same_value
// CHECK-SAME: (%[[X:.*]]: tensor<1x4x4x2xf32>)
// CHECK-NEXT: %[[S:.*]] = nn.add %[[X]], %[[X]]
// CHECK-NEXT: return %[[S]]
func.func @twice_the_same_value(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %0 = nn.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x4x4xf32>
  %1 = nn.add %0, %0 : (tensor<1x2x4x4xf32>, tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
  %2 = nn.transpose %1 {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x4x4xf32>) -> tensor<1x4x4x2xf32>
  return %2 : tensor<1x4x4x2xf32>
}

// Both operands turned, one of them late (the norm's transpose moves first) and
// the other read by the caller too.
// CHECK-LABEL: @turned_late
// CHECK-SAME: (%[[X:.*]]: tensor<2x3x5x4xf32>
// CHECK-DAG: %[[T:.*]] = nn.transpose %[[X]]
// CHECK-DAG: %[[N:.*]] = nn.batch_norm %[[X]], %{{.*}}, %{{.*}} {axis = 2 : i64}
// CHECK: %[[S:.*]] = nn.sub %[[X]], %[[N]]
// CHECK-NEXT: %[[R:.*]] = nn.transpose %[[S]] {perm = array<i64: 0, 2, 3, 1>}
// CHECK-NEXT: return %[[R]], %[[T]]
func.func @turned_late(%x: tensor<2x3x5x4xf32>, %a: tensor<5xf32>, %b: tensor<5xf32>) -> (tensor<2x5x4x3xf32>, tensor<2x5x4x3xf32>) {
  %0 = nn.transpose %x {perm = array<i64: 0, 2, 3, 1>} : (tensor<2x3x5x4xf32>) -> tensor<2x5x4x3xf32>
  %1 = nn.batch_norm %0, %a, %b {axis = 1 : i64} : (tensor<2x5x4x3xf32>, tensor<5xf32>, tensor<5xf32>) -> tensor<2x5x4x3xf32>
  %2 = nn.sub %0, %1 : (tensor<2x5x4x3xf32>, tensor<2x5x4x3xf32>) -> tensor<2x5x4x3xf32>
  return %2, %0 : tensor<2x5x4x3xf32>, tensor<2x5x4x3xf32>
}

// A residual connection from the model's input: the input is turned, as the
// convolution needs it anyway.
// CHECK-LABEL: @residual_of_input
// CHECK-SAME: (%[[X:.*]]: tensor<1x2x4x4xf32>)
// CHECK: %[[Y:.*]] = nn.max_pool2d
// CHECK: %[[T:.*]] = nn.transpose %[[X]] {perm = array<i64: 0, 2, 3, 1>}
// CHECK: %[[Z:.*]] = nn.add %[[Y]], %[[T]]
// CHECK: %[[Q:.*]] = nn.max_pool2d %[[Z]]
// CHECK: return %[[Q]]
func.func @residual_of_input(%x: tensor<1x2x4x4xf32>) -> tensor<1x4x4x2xf32> {
  %0 = nn.transpose %x {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x4x4xf32>) -> tensor<1x4x4x2xf32>
  %1 = nn.max_pool2d %0 {kernel = array<i64: 1, 1>} : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %2 = nn.transpose %1 {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x4x4xf32>
  %3 = nn.add %2, %x : (tensor<1x2x4x4xf32>, tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
  %4 = nn.transpose %3 {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x4x4xf32>) -> tensor<1x4x4x2xf32>
  %5 = nn.max_pool2d %4 {kernel = array<i64: 1, 1>} : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %5 : tensor<1x4x4x2xf32>
}

// Neither is cheaper to turn: nothing moves.
// CHECK-LABEL: @two_inputs_one_turned
// CHECK-NEXT: nn.transpose
// CHECK-NEXT: nn.add
// CHECK-NEXT: return
func.func @two_inputs_one_turned(%a: tensor<1x4x4x2xf32>, %b: tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32> {
  %0 = nn.transpose %a {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x4x4xf32>
  %1 = nn.add %0, %b : (tensor<1x2x4x4xf32>, tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
  return %1 : tensor<1x2x4x4xf32>
}

// CHECK-LABEL: @two_inputs_turned_apart
// CHECK-COUNT-2: nn.transpose
// CHECK-NEXT: nn.add
// CHECK-NEXT: return
func.func @two_inputs_turned_apart(%a: tensor<1x4x4x4xf32>, %b: tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32> {
  %0 = nn.transpose %a {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %1 = nn.transpose %b {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %2 = nn.add %0, %1 : (tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  return %2 : tensor<1x4x4x4xf32>
}

// Constants are turned at no cost: one per channel ([C, 1, 1]), one number, a
// whole map.
// CHECK-LABEL: @constants
// CHECK-SAME: (%[[X:.*]]: tensor<1x1x2x2xf32>)
// CHECK-DAG: %[[C:.*]] = nn.constant {{.*}} : tensor<2x1x1xf32>
// CHECK-DAG: %[[ONE:.*]] = nn.constant {{.*}} : tensor<f32>
// CHECK-DAG: %[[MAP:.*]] = nn.constant {{.*}} : tensor<1x2x1x2xf32>
// CHECK: %[[CR:.*]] = nn.reshape %[[C]] : (tensor<2x1x1xf32>) -> tensor<1x1x1x2xf32>
// CHECK: %[[A:.*]] = nn.add %[[X]], %[[CR]]
// CHECK: %[[ONER:.*]] = nn.reshape %[[ONE]] : (tensor<f32>) -> tensor<1x1x1x1xf32>
// CHECK: %[[D:.*]] = nn.div %[[ONER]], %[[A]]
// CHECK: %[[MAPT:.*]] = nn.transpose %[[MAP]] {perm = array<i64: 0, 2, 3, 1>}
// CHECK: %[[M:.*]] = nn.mul %[[D]], %[[MAPT]]
// CHECK: return %[[M]]
func.func @constants(%x: tensor<1x1x2x2xf32>) -> tensor<1x1x2x2xf32> {
  %c = nn.constant dense<[[[1.0]], [[2.0]]]> : tensor<2x1x1xf32>
  %one = nn.constant dense<1.0> : tensor<f32>
  %map = nn.constant dense<[[[[1.0, 2.0]], [[3.0, 4.0]]]]> : tensor<1x2x1x2xf32>
  %0 = nn.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x1x2x2xf32>) -> tensor<1x2x1x2xf32>
  %1 = nn.add %0, %c : (tensor<1x2x1x2xf32>, tensor<2x1x1xf32>) -> tensor<1x2x1x2xf32>
  %2 = nn.div %one, %1 : (tensor<f32>, tensor<1x2x1x2xf32>) -> tensor<1x2x1x2xf32>
  %3 = nn.mul %2, %map : (tensor<1x2x1x2xf32>, tensor<1x2x1x2xf32>) -> tensor<1x2x1x2xf32>
  %4 = nn.transpose %3 {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x1x2xf32>) -> tensor<1x1x2x2xf32>
  return %4 : tensor<1x1x2x2xf32>
}

// The gate of a squeeze-and-excitation block: an operand computed at run time,
// smaller than the result.
// CHECK-LABEL: @gate
// CHECK-SAME: (%[[X:.*]]: tensor<1x4x4x2xf32>, %[[G:.*]]: tensor<1x1x1x2xf32>)
// CHECK-NEXT: %[[M:.*]] = nn.mul %[[X]], %[[G]]
// CHECK-NEXT: return %[[M]]
func.func @gate(%x: tensor<1x4x4x2xf32>, %g: tensor<1x1x1x2xf32>) -> tensor<1x4x4x2xf32> {
  %0 = nn.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x4x4xf32>
  %1 = nn.transpose %g {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x1x1x2xf32>) -> tensor<1x2x1x1xf32>
  %2 = nn.mul %0, %1 : (tensor<1x2x4x4xf32>, tensor<1x2x1x1xf32>) -> tensor<1x2x4x4xf32>
  %3 = nn.transpose %2 {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x4x4xf32>) -> tensor<1x4x4x2xf32>
  return %3 : tensor<1x4x4x2xf32>
}

// CHECK-LABEL: @concat
// CHECK-SAME: (%[[A:.*]]: tensor<1x1x2x2xf32>, %[[B:.*]]: tensor<1x1x2x3xf32>)
// CHECK: %[[C:.*]] = nn.constant
// CHECK: %[[CT:.*]] = nn.transpose %[[C]] {perm = array<i64: 0, 2, 3, 1>}
// CHECK: %[[Y:.*]] = nn.concat %[[A]], %[[CT]], %[[B]] {axis = 3 : i64} : (tensor<1x1x2x2xf32>, tensor<1x1x2x2xf32>, tensor<1x1x2x3xf32>) -> tensor<1x1x2x7xf32>
// CHECK: return %[[Y]]
func.func @concat(%a: tensor<1x1x2x2xf32>, %b: tensor<1x1x2x3xf32>) -> tensor<1x1x2x7xf32> {
  %c = nn.constant dense<[[[[1.0, 2.0]], [[3.0, 4.0]]]]> : tensor<1x2x1x2xf32>
  %0 = nn.transpose %a {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x1x2x2xf32>) -> tensor<1x2x1x2xf32>
  %1 = nn.transpose %b {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x1x2x3xf32>) -> tensor<1x3x1x2xf32>
  %2 = nn.concat %0, %c, %1 {axis = 1 : i64} : (tensor<1x2x1x2xf32>, tensor<1x2x1x2xf32>, tensor<1x3x1x2xf32>) -> tensor<1x7x1x2xf32>
  %3 = nn.transpose %2 {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x7x1x2xf32>) -> tensor<1x1x2x7xf32>
  return %3 : tensor<1x1x2x7xf32>
}

// Turned apart, or one of them not turned at all: nothing moves.
// CHECK-LABEL: @concat_stays
// CHECK-COUNT-2: nn.transpose
// CHECK: nn.concat {{.*}} {axis = 1 : i64}
func.func @concat_stays(%a: tensor<1x4x4x4xf32>, %b: tensor<1x4x4x4xf32>) -> tensor<1x8x4x4xf32> {
  %0 = nn.transpose %a {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %1 = nn.transpose %b {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %2 = nn.concat %0, %1 {axis = 1 : i64} : (tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>) -> tensor<1x8x4x4xf32>
  return %2 : tensor<1x8x4x4xf32>
}

// CHECK-LABEL: @concat_of_constants
// CHECK: nn.transpose
// CHECK: nn.concat
func.func @concat_of_constants() -> tensor<1x4x1x2xf32> {
  %c = nn.constant dense<[[[[1.0, 2.0]], [[3.0, 4.0]]]]> : tensor<1x2x1x2xf32>
  %d = nn.constant dense<[[[[1.0, 2.0], [3.0, 4.0]]]]> : tensor<1x1x2x2xf32>
  %0 = nn.transpose %d {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x1x2x2xf32>) -> tensor<1x2x1x2xf32>
  %1 = nn.concat %0, %c {axis = 1 : i64} : (tensor<1x2x1x2xf32>, tensor<1x2x1x2xf32>) -> tensor<1x4x1x2xf32>
  return %1 : tensor<1x4x1x2xf32>
}
