// A pushed input is read by one call only, which copies its rows; it and what
// reads them run by rows whatever that costs.
// RUN: %m2c-opt %s -pass-pipeline='builtin.module(plan.model(plan-entries{stream=x},plan-push,plan-stream{most-overhead=0},plan-compute-lifetimes,plan-arena,plan-verify,plan-verify-entries))' | FileCheck %s

// CHECK-LABEL: plan.model @one_input
// CHECK-SAME: state_bytes = [[STATE:[0-9]+]]
plan.model @one_input target "generic" arena_align 16 {
  // CHECK: plan.entry "x" inputs ["x"] outputs [] needs [] {arena_bytes = 64 : i64, counters_offset = {{[0-9]+}} : i64, pushed}
  // CHECK: plan.entry "fusion" inputs [] outputs ["y"] needs ["x"]
  %x = plan.input "x" shape [1, 1, 8, 16] c_name "x" : !plan.buffer<1x1x8x16xf32>
  %y = plan.output "y" shape [128] c_name "y" : !plan.buffer<1x8x16x1xf32>
  // One row of the input, of which nothing is kept: no place in the state.
  // CHECK-DAG: %[[ROW:.*]] = plan.buffer "x_rows" {entry_offset = 0 : i64, first = 0 : i64, last = {{[0-9]+}} : i64, offset = {{[0-9]+}} : i64, row_elements = 16 : i64, rows = 1 : i64} : <1x8x16x1xf32>
  %a = plan.buffer "a" : !plan.buffer<1x8x16x1xf32>
  // CHECK-DAG: plan.buffer "b" {{.*}}state_offset
  %b = plan.buffer "b" : !plan.buffer<1x8x16x1xf32>
  %v = plan.view %x : !plan.buffer<1x1x8x16xf32> -> !plan.buffer<1x8x16x1xf32>
  // CHECK: plan.call "copy_strided_f32" out(%[[ROW]]) {{.*}}entry = "x", {{.*}}segment = 0
  // CHECK: plan.call "relu_f32" {{.*}}entry = "x", {{.*}}segment = 0
  plan.call "relu_f32" out(%a) in(%v) {n = 128 : i32} consts() : (!plan.buffer<1x8x16x1xf32>, !plan.buffer<1x8x16x1xf32>)
  plan.call "max_pool2d_f32" out(%b) in(%a) {in_w = 16 : i32} consts() {window = #plan.window<batch = 1, in_h = 8, in_row = 16, out_h = 8, out_row = 16, kernel = 3, stride = 1, dilation = 1, pad = 1, zero_outside = false>} : (!plan.buffer<1x8x16x1xf32>, !plan.buffer<1x8x16x1xf32>)
  // CHECK: plan.call "relu_f32" {{.*}}entry = "fusion"
  plan.call "relu_f32" out(%y) in(%b) {n = 128 : i32} consts() : (!plan.buffer<1x8x16x1xf32>, !plan.buffer<1x8x16x1xf32>)
}
