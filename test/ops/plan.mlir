// Every op, the type and the attribute of the plan dialect, with and without
// what is optional.
// RUN: %m2c-opt %s | %m2c-opt | FileCheck %s

// CHECK-LABEL: plan.model @planned target "cortex-m7" arena_align 16 attributes
// CHECK-SAME: {arena_bytes = 64 : i64, arena_lower_bound = 48 : i64, arena_status = "feasible", model_info = {sha256 = "00"}}
plan.model @planned target "cortex-m7" arena_align 16 attributes {arena_bytes = 64 : i64, arena_lower_bound = 48 : i64, arena_status = "feasible", model_info = {sha256 = "00"}} {
  // CHECK: %[[X:.*]] = plan.input "in:0" shape [1, 1, 4, 2] c_name "in_0" : <1x4x2x1xf32>
  %x = plan.input "in:0" shape [1, 1, 4, 2] c_name "in_0" : !plan.buffer<1x4x2x1xf32>
  // CHECK: %[[Y:.*]] = plan.output "out" shape [1, 8] c_name "out" : <1x8xf32>
  %y = plan.output "out" shape [1, 8] c_name "out" : !plan.buffer<1x8xf32>
  // CHECK: %[[W:.*]] = plan.const "w" dense<1.000000e+00> : tensor<1x3x1x1x1xf32> : <1x3x1x1x1xf32>
  %w = plan.const "w" dense<1.0> : tensor<1x3x1x1x1xf32> : !plan.buffer<1x3x1x1x1xf32>
  // CHECK: %[[B:.*]] = plan.const "b"
  %b = plan.const "b" dense<0.0> : tensor<1xf32> : !plan.buffer<1xf32>
  // CHECK: %[[T:.*]] = plan.buffer "t" {first = 0 : i64, last = 1 : i64, offset = 16 : i64} : <1x4x2x1xf32>
  %t = plan.buffer "t" {first = 0 : i64, last = 1 : i64, offset = 16 : i64} : !plan.buffer<1x4x2x1xf32>
  // CHECK: plan.call "conv2d_f32" out(%[[T]]) in(%[[X]]) {in_w = 2 : i32, scale = 5.000000e-01 : f32} consts(%[[W]], %[[B]])
  // CHECK-SAME: const_fields = ["weights", "bias"], macs = 24 : i64, name = "conv1", nn_op = "conv2d", onnx_nodes = ["conv1", "relu1"], specialize
  // CHECK-SAME: window = #plan.window<batch = 1, in_h = 4, in_row = 2, out_h = 4, out_row = 2, kernel = 3, stride = 1, dilation = 1, pad = 1, zero_outside = true>
  plan.call "conv2d_f32" out(%t) in(%x) {in_w = 2 : i32, scale = 0.5 : f32} consts(%w, %b)
    {const_fields = ["weights", "bias"], macs = 24, name = "conv1", nn_op = "conv2d", onnx_nodes = ["conv1", "relu1"], specialize,
     window = #plan.window<batch = 1, in_h = 4, in_row = 2, out_h = 4, out_row = 2, kernel = 3, stride = 1, dilation = 1, pad = 1, zero_outside = true>}
    : (!plan.buffer<1x4x2x1xf32>, !plan.buffer<1x4x2x1xf32>, !plan.buffer<1x3x1x1x1xf32>, !plan.buffer<1xf32>)
  // CHECK: %[[V:.*]] = plan.view %[[T]] : <1x4x2x1xf32> -> <1x8xf32>
  %v = plan.view %t : !plan.buffer<1x4x2x1xf32> -> !plan.buffer<1x8xf32>
  // CHECK: plan.call "relu_f32" out(%[[Y]]) in(%[[V]]) {n = 8 : i32} consts() : (!plan.buffer<1x8xf32>, !plan.buffer<1x8xf32>)
  plan.call "relu_f32" out(%y) in(%v) {n = 8 : i32} consts() : (!plan.buffer<1x8xf32>, !plan.buffer<1x8xf32>)
}

// A scalar buffer, an empty one, a call without operands; offsets and lifetimes
// come later.
// CHECK-LABEL: plan.model @selected target "generic" arena_align 1 {
plan.model @selected target "generic" arena_align 1 {
  // CHECK: plan.output "s" shape [] c_name "s" : <f32>
  %s = plan.output "s" shape [] c_name "s" : !plan.buffer<f32>
  // CHECK: plan.buffer "empty" : <0x4xf32>
  %e = plan.buffer "empty" : !plan.buffer<0x4xf32>
  // CHECK: plan.call "fill_f32" out(%{{.*}}) in() {value = 1.000000e+00 : f32} consts() : (!plan.buffer<f32>)
  plan.call "fill_f32" out(%s) in() {value = 1.0 : f32} consts() : (!plan.buffer<f32>)
}

// Rows: a ring, a segment, an accumulating call, a window on two inputs.
// CHECK-LABEL: plan.model @rows
plan.model @rows target "generic" arena_align 16 {
  %x = plan.input "x" shape [1, 4, 2] c_name "x" : !plan.buffer<1x4x2xi8>
  %y = plan.output "y" shape [2] c_name "y" : !plan.buffer<2xi32>
  // CHECK: plan.buffer "t" {row_elements = 2 : i64, rows = 1 : i64} : <1x4x2xi8>
  %t = plan.buffer "t" {rows = 1 : i64, row_elements = 2 : i64} : !plan.buffer<1x4x2xi8>
  // CHECK: plan.call "add_s8" out(%{{.*}}) in(%{{.*}}, %{{.*}}) {n = 2 : i32} consts() {segment = 3 : i64, window = #plan.window<
  plan.call "add_s8" out(%t) in(%x, %x) {n = 2 : i32} consts() {segment = 3 : i64, window = #plan.window<batch = 1, in_h = 4, in_row = 2, out_h = 4, out_row = 2, kernel = 1, stride = 1, dilation = 1, pad = 0, zero_outside = false>} : (!plan.buffer<1x4x2xi8>, !plan.buffer<1x4x2xi8>, !plan.buffer<1x4x2xi8>)
  // CHECK: plan.call "sum_rows_s8" {{.*}} {accumulate, segment = 3 : i64
  plan.call "sum_rows_s8" out(%y) in(%t) {} consts() {accumulate, segment = 3 : i64, window = #plan.window<batch = 1, in_h = 4, in_row = 2, out_h = 4, out_row = 0, kernel = 1, stride = 1, dilation = 1, pad = 0, zero_outside = false>} : (!plan.buffer<2xi32>, !plan.buffer<1x4x2xi8>)
}

// Entries, and where their buffers lie.
// CHECK-LABEL: plan.model @entries
plan.model @entries target "generic" arena_align 8 attributes {state_bytes = 16 : i64} {
  // CHECK: plan.entry "x" inputs ["x"] outputs [] needs []
  plan.entry "x" inputs ["x"] outputs [] needs []
  // CHECK: plan.entry "fusion" inputs ["z"] outputs ["y"] needs ["x"] {arena_bytes = 8 : i64}
  plan.entry "fusion" inputs ["z"] outputs ["y"] needs ["x"] {arena_bytes = 8 : i64}
  // CHECK: plan.buffer "t" {entry_offset = 0 : i64} : <2xi8>
  %t = plan.buffer "t" {entry_offset = 0 : i64} : !plan.buffer<2xi8>
  // CHECK: plan.buffer "k" {state_offset = 8 : i64} : <2xi8>
  %k = plan.buffer "k" {state_offset = 8 : i64} : !plan.buffer<2xi8>
  // CHECK: plan.call "fill_s8" {{.*}} {entry = "x"}
  plan.call "fill_s8" out(%k) in() {} consts() {entry = "x"} : (!plan.buffer<2xi8>)
}

// What stands for a branch without its input.
// CHECK-LABEL: plan.model @missing
plan.model @missing target "generic" arena_align 8 {
  plan.entry "x" inputs ["x"] outputs [] needs []
  %k = plan.buffer "k" {state_offset = 8 : i64} : !plan.buffer<4xi8>
  %c = plan.const "c" dense<1> : tensor<2xi8> : !plan.buffer<2xi8>
  // CHECK: plan.missing "x" out(%{{.*}}) value(%{{.*}}) first 2 : <4xi8>, <2xi8>
  plan.missing "x" out(%k) value(%c) first 2 : !plan.buffer<4xi8>, !plan.buffer<2xi8>
}
