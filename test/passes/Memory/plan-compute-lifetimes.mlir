// RUN: %m2c-opt %s --pass-pipeline="builtin.module(plan.model(plan-compute-lifetimes))" | FileCheck %s

// Calls are numbered from 0; first and last are both included. Numbers that
// stood there before are replaced.
//   call   writes  reads
//   0      a       x
//   1      b       a
//   2      c       b
//   3      y       c and a (through two views)
// CHECK-LABEL: plan.model @branches
// CHECK-DAG: plan.buffer "a" {first = 0 : i64, last = 3 : i64}
// CHECK-DAG: plan.buffer "b" {first = 1 : i64, last = 2 : i64}
// CHECK-DAG: plan.buffer "c" {first = 2 : i64, last = 3 : i64}
plan.model @branches target "generic" arena_align 16 {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<4xf32>
  %a = plan.buffer "a" {first = 7 : i64, last = 9 : i64} : !plan.buffer<4xf32>
  %b = plan.buffer "b" : !plan.buffer<4xf32>
  %c = plan.buffer "c" : !plan.buffer<4xf32>
  %v = plan.view %a : !plan.buffer<4xf32> -> !plan.buffer<2x2xf32>
  %vv = plan.view %v : !plan.buffer<2x2xf32> -> !plan.buffer<4xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
  plan.call "relu_f32" out(%b) in(%a) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
  plan.call "relu_f32" out(%c) in(%b) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
  plan.call "add_f32" out(%y) in(%c, %vv) {} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>, !plan.buffer<4xf32>)
}

// Written and never read: live during that call. Touched by no call: gone, with
// its views.
// CHECK-LABEL: plan.model @loose_ends
// CHECK-NOT: "untouched"
// CHECK-NOT: plan.view
// CHECK: plan.buffer "unread" {first = 1 : i64, last = 1 : i64}
plan.model @loose_ends target "generic" arena_align 16 {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<4xf32>
  %t = plan.buffer "untouched" : !plan.buffer<4xf32>
  %v = plan.view %t : !plan.buffer<4xf32> -> !plan.buffer<2x2xf32>
  %vv = plan.view %v : !plan.buffer<2x2xf32> -> !plan.buffer<4xf32>
  %u = plan.buffer "unread" : !plan.buffer<4xf32>
  plan.call "relu_f32" out(%y) in(%x) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
  plan.call "relu_f32" out(%u) in(%x) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
}

// The calls of a segment run interleaved: what any of them touches lives from
// its first call to its last.
// CHECK-LABEL: plan.model @segment
// CHECK: plan.buffer "a" {first = 0 : i64, last = 1 : i64, row_elements = 4 : i64, rows = 1 : i64}
// CHECK: plan.buffer "b" {first = 0 : i64, last = 2 : i64}
plan.model @segment target "generic" arena_align 16 {
  %x = plan.input "x" shape [8, 4] c_name "x" : !plan.buffer<1x8x4x1xf32>
  %y = plan.output "y" shape [8, 4] c_name "y" : !plan.buffer<1x8x4x1xf32>
  %a = plan.buffer "a" {rows = 1 : i64, row_elements = 4 : i64} : !plan.buffer<1x8x4x1xf32>
  %b = plan.buffer "b" : !plan.buffer<1x8x4x1xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 4 : i32} consts() {segment = 0 : i64, window = #plan.window<batch = 1, in_h = 8, in_row = 4, out_h = 8, out_row = 4, kernel = 1, stride = 1, dilation = 1, pad = 0, zero_outside = false>} : (!plan.buffer<1x8x4x1xf32>, !plan.buffer<1x8x4x1xf32>)
  plan.call "relu_f32" out(%b) in(%a) {n = 4 : i32} consts() {segment = 0 : i64, window = #plan.window<batch = 1, in_h = 8, in_row = 4, out_h = 8, out_row = 4, kernel = 1, stride = 1, dilation = 1, pad = 0, zero_outside = false>} : (!plan.buffer<1x8x4x1xf32>, !plan.buffer<1x8x4x1xf32>)
  plan.call "relu_f32" out(%y) in(%b) {n = 32 : i32} consts() : (!plan.buffer<1x8x4x1xf32>, !plan.buffer<1x8x4x1xf32>)
}
