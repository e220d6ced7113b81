// RUN: %m2c-opt %s --split-input-file --nn-to-plan | FileCheck %s
// RUN: %m2c-opt %s --split-input-file --nn-to-plan="model=net target=host arena-align=64 specialize-share=60" | FileCheck %s --check-prefix=OPTIONS

// Calls in order; the last writes the caller's memory; NCHW inputs keep their
// ONNX shape; weights are packed [O, KH, KW, I] -> [group, KH, KW, I, O]; names
// become C identifiers that differ.
// CHECK-LABEL: plan.model @model target "generic" arena_align 16
// CHECK-SAME: model_info = {sha256 = "00"}
// CHECK: %[[X:.*]] = plan.input "in:0" shape [1, 1, 2, 2] c_name "in_0" : <1x2x2x1xf32>
// CHECK: %[[Y:.*]] = plan.output "out" shape [1, 8] c_name "out" : <1x8xf32>
// CHECK: %[[W:.*]] = plan.const "conv1_weights" dense<{{\[\[\[\[\[}}1.000000e+00, 3.000000e+00]], {{\[\[}}2.000000e+00, 4.000000e+00]]]]]> : tensor<1x1x2x1x2xf32> : <1x1x2x1x2xf32>
// CHECK: %[[B:.*]] = plan.const "conv1_bias" dense<0.000000e+00> : tensor<2xf32> : <2xf32>
// CHECK: %[[T:.*]] = plan.buffer "conv1" : <1x2x2x2xf32>
// CHECK: plan.call "conv2d_f32" out(%[[T]]) in(%[[X]]) {act = 0 : i32, {{.*}}dilation_w = 1 : i32, group = 1 : i32, in_c = 1 : i32, in_w = 2 : i32, kernel_h = 1 : i32, kernel_w = 2 : i32, out_c = 2 : i32, out_w = 2 : i32, pad_left = 0 : i32, stride_w = 1 : i32} consts(%[[W]], %[[B]])
// CHECK-SAME: const_fields = ["weights", "bias"], macs = 16 : i64, name = "conv1", nn_op = "conv2d", onnx_nodes = ["conv1", "bn1"], specialize
// CHECK-SAME: window = #plan.window<batch = 1, in_h = 2, in_row = 2, out_h = 2, out_row = 4, kernel = 1, stride = 1, dilation = 1, pad = 0, zero_outside = true>
// CHECK: %[[V:.*]] = plan.view %[[Y]] : <1x8xf32> -> <1x2x2x2xf32>
// CHECK: plan.call "relu_f32" out(%[[V]]) in(%[[T]]) {n = 8 : i32} consts() {{{.*}}name = "layer1", nn_op = "relu"
// OPTIONS-LABEL: plan.model @net target "host" arena_align 64
module attributes {onnx.model = {sha256 = "00"}} {
  func.func @main(%x: tensor<1x2x2x1xf32> {nn.name = "in:0", nn.shape = array<i64: 1, 1, 2, 2>}) -> (tensor<1x8xf32> {nn.name = "out", nn.shape = array<i64: 1, 8>}) {
    %w = nn.constant dense<[[[[1.0], [2.0]]], [[[3.0], [4.0]]]]> : tensor<2x1x2x1xf32>
    %0 = nn.conv2d %x, %w {pads = array<i64: 0, 0, 0, 1>} : (tensor<1x2x2x1xf32>, tensor<2x1x2x1xf32>) -> tensor<1x2x2x2xf32> loc(fused["conv1", "bn1"])
    %1 = nn.relu %0 : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
    %2 = nn.reshape %1 : (tensor<1x2x2x2xf32>) -> tensor<1x8xf32>
    return %2 : tensor<1x8xf32>
  }
}

// -----

// An output that is read on: written once, in the caller's memory.
// CHECK-LABEL: plan.model
// CHECK: %[[X:.*]] = plan.input
// CHECK: %[[A:.*]] = plan.output "a"
// CHECK: %[[B:.*]] = plan.output "b"
// CHECK-NEXT: plan.call "relu_f32" out(%[[A]]) in(%[[X]])
// CHECK-NEXT: plan.call "tanh_f32" out(%[[B]]) in(%[[A]])
// CHECK-NOT: plan.call
func.func @main(%x: tensor<4xf32> {nn.name = "x", nn.shape = array<i64: 4>})
    -> (tensor<4xf32> {nn.name = "a", nn.shape = array<i64: 4>}, tensor<4xf32> {nn.name = "b", nn.shape = array<i64: 4>}) {
  %0 = nn.relu %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = nn.tanh %0 : (tensor<4xf32>) -> tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

// -----

// What no op can write in place is copied: a value returned twice (as it is and
// reshaped), an input, a constant.
// CHECK-LABEL: plan.model
// CHECK: %[[X:.*]] = plan.input "x" {{.*}} c_name "x"
// CHECK: %[[A:.*]] = plan.output "a"
// CHECK: %[[B:.*]] = plan.output "b"
// CHECK: %[[C:.*]] = plan.output "c"
// CHECK: %[[D:.*]] = plan.output "d"
// CHECK: plan.call "relu_f32" out(%[[A]]) in(%[[X]])
// CHECK: %[[V:.*]] = plan.view %[[A]] : <4xf32> -> <2x2xf32>
// CHECK: plan.call "copy_strided_f32" out(%[[B]]) in(%[[V]]) {{{.*}}d5 = 4 : i32{{.*}}name = "b", nn_op = "copy"
// CHECK: plan.call "copy_strided_f32" out(%[[C]]) in(%[[X]])
// CHECK: %[[K:.*]] = plan.const {{.*}} dense<7.000000e+00>
// CHECK: plan.call "copy_strided_f32" out(%[[D]]) in(%[[K]]) {{{.*}}d5 = 2 : i32
func.func @main(%x: tensor<4xf32> {nn.name = "x", nn.shape = array<i64: 4>})
    -> (tensor<4xf32> {nn.name = "a", nn.shape = array<i64: 4>}, tensor<2x2xf32> {nn.name = "b", nn.shape = array<i64: 2, 2>},
        tensor<4xf32> {nn.name = "c", nn.shape = array<i64: 4>}, tensor<2xf32> {nn.name = "d", nn.shape = array<i64: 2>}) {
  %k = nn.constant dense<7.0> : tensor<2xf32>
  %0 = nn.relu %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = nn.reshape %0 : (tensor<4xf32>) -> tensor<2x2xf32>
  return %0, %1, %x, %k : tensor<4xf32>, tensor<2x2xf32>, tensor<4xf32>, tensor<2xf32>
}

// -----

// Weights that two layers read in one order are stored once; read in another
// order, or as a plain operand of another shape, they are another array.
// CHECK-LABEL: plan.model
// CHECK: %[[W:.*]] = plan.const "layer0_weights" dense<{{\[\[}}1.000000e+00, 3.000000e+00], {{\[}}2.000000e+00, 4.000000e+00]]>
// CHECK: plan.call "dense_f32" {{.*}} consts(%[[W]], %{{.*}})
// CHECK-NOT: plan.const {{.*}}weights
// CHECK: plan.call "dense_f32" {{.*}} consts(%[[W]], %{{.*}})
// CHECK: %[[P:.*]] = plan.const {{.*}} dense<{{\[\[}}1.000000e+00, 2.000000e+00], {{\[}}3.000000e+00, 4.000000e+00]]>
// CHECK: plan.call "add_f32" {{.*}} in(%{{.*}}, %[[P]])
// OPTIONS-LABEL: plan.model
// OPTIONS-LABEL: plan.model
// OPTIONS-LABEL: plan.model
// Each dense layer has half of the MACs: less than 60 per cent.
// OPTIONS-NOT: specialize
func.func @main(%x: tensor<2x2xf32> {nn.name = "x", nn.shape = array<i64: 2, 2>}) -> (tensor<2x2xf32> {nn.name = "y", nn.shape = array<i64: 2, 2>}) {
  %w = nn.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %0 = nn.dense %x, %w : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %1 = nn.dense %0, %w : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %2 = nn.add %1, %w : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  return %2 : tensor<2x2xf32>
}

// -----

// Input and output of one name are different members of different structs; two
// names that C cannot tell apart are told apart.
// CHECK-LABEL: plan.model
// CHECK: plan.input "a/b" {{.*}} c_name "a_b"
// CHECK: plan.input "a b" {{.*}} c_name "a_b_2"
// CHECK: plan.input "A_B" {{.*}} c_name "A_B_3"
// CHECK: plan.input "0" {{.*}} c_name "n0"
// CHECK: plan.output "a/b" {{.*}} c_name "a_b"
// CHECK: plan.output "for" {{.*}} c_name "for_"
func.func @main(%a: tensor<1xf32> {nn.name = "a/b", nn.shape = array<i64: 1>}, %b: tensor<1xf32> {nn.name = "a b", nn.shape = array<i64: 1>},
                %c: tensor<1xf32> {nn.name = "A_B", nn.shape = array<i64: 1>}, %d: tensor<1xf32> {nn.name = "0", nn.shape = array<i64: 1>})
    -> (tensor<1xf32> {nn.name = "a/b", nn.shape = array<i64: 1>}, tensor<1xf32> {nn.name = "for", nn.shape = array<i64: 1>}) {
  %0 = nn.add %a, %b : (tensor<1xf32>, tensor<1xf32>) -> tensor<1xf32>
  %1 = nn.add %c, %d : (tensor<1xf32>, tensor<1xf32>) -> tensor<1xf32>
  return %0, %1 : tensor<1xf32>, tensor<1xf32>
}
