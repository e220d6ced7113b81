// Rows that are not there when a call of a segment reads them.
// RUN: %m2c-opt %s --pass-pipeline="builtin.module(plan.model(plan-verify))" -split-input-file -verify-diagnostics

// A window of three rows on a ring of two: row 0 is gone when row 1 is made.
plan.model @short_ring target "generic" arena_align 16 attributes {arena_bytes = 128 : i64} {
  %x = plan.input "x" shape [8, 4] c_name "x" : !plan.buffer<1x8x4x1xf32>
  %y = plan.output "y" shape [8, 4] c_name "y" : !plan.buffer<1x8x4x1xf32>
  %a = plan.buffer "a" {offset = 0 : i64, rows = 2 : i64, row_elements = 4 : i64} : !plan.buffer<1x8x4x1xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 4 : i32} consts() {segment = 0 : i64, window = #plan.window<batch = 1, in_h = 8, in_row = 4, out_h = 8, out_row = 4, kernel = 1, stride = 1, dilation = 1, pad = 0, zero_outside = false>} : (!plan.buffer<1x8x4x1xf32>, !plan.buffer<1x8x4x1xf32>)
  // expected-error @below {{expected row 0 of its input for its row 1, got row 2}}
  plan.call "max_pool2d_f32" out(%y) in(%a) {} consts() {segment = 0 : i64, window = #plan.window<batch = 1, in_h = 8, in_row = 4, out_h = 8, out_row = 4, kernel = 3, stride = 1, dilation = 1, pad = 1, zero_outside = false>} : (!plan.buffer<1x8x4x1xf32>, !plan.buffer<1x8x4x1xf32>)
}

// -----

// Rows of another length than the ring has.
plan.model @other_rows target "generic" arena_align 16 attributes {arena_bytes = 128 : i64} {
  %x = plan.input "x" shape [8, 4] c_name "x" : !plan.buffer<1x8x4x1xf32>
  %y = plan.output "y" shape [8, 4] c_name "y" : !plan.buffer<1x8x4x1xf32>
  %a = plan.buffer "a" {offset = 0 : i64, rows = 4 : i64, row_elements = 4 : i64} : !plan.buffer<1x8x4x1xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 4 : i32} consts() {segment = 0 : i64, window = #plan.window<batch = 1, in_h = 8, in_row = 4, out_h = 8, out_row = 4, kernel = 1, stride = 1, dilation = 1, pad = 0, zero_outside = false>} : (!plan.buffer<1x8x4x1xf32>, !plan.buffer<1x8x4x1xf32>)
  // expected-error @below {{expected to read a ring by its rows of 4 elements}}
  plan.call "relu_f32" out(%y) in(%a) {n = 32 : i32} consts() {segment = 0 : i64} : (!plan.buffer<1x8x4x1xf32>, !plan.buffer<1x8x4x1xf32>)
}

// -----

// A ring outlives its segment.
plan.model @two_segments target "generic" arena_align 16 attributes {arena_bytes = 128 : i64} {
  %x = plan.input "x" shape [8, 4] c_name "x" : !plan.buffer<1x8x4x1xf32>
  %y = plan.output "y" shape [8, 4] c_name "y" : !plan.buffer<1x8x4x1xf32>
  %a = plan.buffer "a" {offset = 0 : i64, rows = 2 : i64, row_elements = 4 : i64} : !plan.buffer<1x8x4x1xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 4 : i32} consts() {segment = 0 : i64, window = #plan.window<batch = 1, in_h = 8, in_row = 4, out_h = 8, out_row = 4, kernel = 1, stride = 1, dilation = 1, pad = 0, zero_outside = false>} : (!plan.buffer<1x8x4x1xf32>, !plan.buffer<1x8x4x1xf32>)
  // expected-error @below {{expected the ring 'a' in one segment only}}
  plan.call "relu_f32" out(%y) in(%a) {n = 4 : i32} consts() {segment = 1 : i64, window = #plan.window<batch = 1, in_h = 8, in_row = 4, out_h = 8, out_row = 4, kernel = 1, stride = 1, dilation = 1, pad = 0, zero_outside = false>} : (!plan.buffer<1x8x4x1xf32>, !plan.buffer<1x8x4x1xf32>)
}

// -----

// What two calls of one segment use is live for as long as both run.
plan.model @overlap target "generic" arena_align 16 attributes {arena_bytes = 16 : i64} {
  %x = plan.input "x" shape [8, 4] c_name "x" : !plan.buffer<1x8x4x1xf32>
  %y = plan.output "y" shape [8, 4] c_name "y" : !plan.buffer<1x8x4x1xf32>
  %a = plan.buffer "a" {offset = 0 : i64, rows = 1 : i64, row_elements = 4 : i64} : !plan.buffer<1x8x4x1xf32>
  // expected-error @below {{expected live buffers not to overlap, got bytes 0..16 on 'a' with bytes 0..16}}
  %b = plan.buffer "b" {offset = 0 : i64, rows = 1 : i64, row_elements = 4 : i64} : !plan.buffer<1x8x4x1xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 4 : i32} consts() {segment = 0 : i64, window = #plan.window<batch = 1, in_h = 8, in_row = 4, out_h = 8, out_row = 4, kernel = 1, stride = 1, dilation = 1, pad = 0, zero_outside = false>} : (!plan.buffer<1x8x4x1xf32>, !plan.buffer<1x8x4x1xf32>)
  plan.call "relu_f32" out(%b) in(%a) {n = 4 : i32} consts() {segment = 0 : i64, window = #plan.window<batch = 1, in_h = 8, in_row = 4, out_h = 8, out_row = 4, kernel = 1, stride = 1, dilation = 1, pad = 0, zero_outside = false>} : (!plan.buffer<1x8x4x1xf32>, !plan.buffer<1x8x4x1xf32>)
  plan.call "relu_f32" out(%y) in(%b) {n = 4 : i32} consts() {segment = 0 : i64, window = #plan.window<batch = 1, in_h = 8, in_row = 4, out_h = 8, out_row = 4, kernel = 1, stride = 1, dilation = 1, pad = 0, zero_outside = false>} : (!plan.buffer<1x8x4x1xf32>, !plan.buffer<1x8x4x1xf32>)
}
