// Row pointers and the arrays of segments count; the kernel must be known.
// RUN: %m2c-opt %s -split-input-file -pass-pipeline='builtin.module(plan.model(plan-stack))' -verify-diagnostics | FileCheck %s

// CHECK-LABEL: plan.model @three
// CHECK-SAME: stack_bytes = [[#THREE:]]
plan.model @three target "cortex-m4" arena_align 8 {
  %x = plan.input "x" shape [8, 4] c_name "x" : !plan.buffer<1x8x4x1xf32>
  %y = plan.output "y" shape [8, 4] c_name "y" : !plan.buffer<1x8x4x1xf32>
  plan.call "max_pool2d_f32" out(%y) in(%x) {} consts() {window = #plan.window<batch = 1, in_h = 8, in_row = 4, out_h = 8, out_row = 4, kernel = 3, stride = 1, dilation = 1, pad = 1, zero_outside = false>} : (!plan.buffer<1x8x4x1xf32>, !plan.buffer<1x8x4x1xf32>)
}

// -----

// Four pointers more.
// CHECK-LABEL: plan.model @seven
// CHECK-SAME: stack_bytes = [[#THREE + 16]]
plan.model @seven target "cortex-m4" arena_align 8 {
  %x = plan.input "x" shape [8, 4] c_name "x" : !plan.buffer<1x8x4x1xf32>
  %y = plan.output "y" shape [8, 4] c_name "y" : !plan.buffer<1x8x4x1xf32>
  plan.call "max_pool2d_f32" out(%y) in(%x) {} consts() {window = #plan.window<batch = 1, in_h = 8, in_row = 4, out_h = 8, out_row = 4, kernel = 7, stride = 1, dilation = 1, pad = 3, zero_outside = false>} : (!plan.buffer<1x8x4x1xf32>, !plan.buffer<1x8x4x1xf32>)
}

// -----

// A segment of two calls and two buffers: 2 x 4 + 2 x 4 bytes.
// CHECK-LABEL: plan.model @segment
// CHECK-SAME: stack_bytes = [[#THREE + 16]]
plan.model @segment target "cortex-m4" arena_align 8 {
  %x = plan.input "x" shape [8, 4] c_name "x" : !plan.buffer<1x8x4x1xf32>
  %y = plan.output "y" shape [8, 4] c_name "y" : !plan.buffer<1x8x4x1xf32>
  %a = plan.buffer "a" : !plan.buffer<1x8x4x1xf32>
  %s = plan.buffer "s" : !plan.buffer<4xf32>
  plan.call "max_pool2d_f32" out(%a) in(%x) {} consts() scratch(%s) {segment = 0 : i64, window = #plan.window<batch = 1, in_h = 8, in_row = 4, out_h = 8, out_row = 4, kernel = 3, stride = 1, dilation = 1, pad = 1, zero_outside = false>} : (!plan.buffer<1x8x4x1xf32>, !plan.buffer<1x8x4x1xf32>, !plan.buffer<4xf32>)
  plan.call "max_pool2d_f32" out(%y) in(%a) {} consts() {segment = 0 : i64, window = #plan.window<batch = 1, in_h = 8, in_row = 4, out_h = 8, out_row = 4, kernel = 3, stride = 1, dilation = 1, pad = 1, zero_outside = false>} : (!plan.buffer<1x8x4x1xf32>, !plan.buffer<1x8x4x1xf32>)
}

// -----

plan.model @unknown target "cortex-m4" arena_align 8 {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<4xf32>
  // expected-error @below {{expected a kernel whose stack was measured, got 'magic'}}
  plan.call "magic" out(%y) in(%x) {} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
}
