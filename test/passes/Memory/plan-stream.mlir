// Which calls run row by row, and the rows that rings then need: of a window of
// k rows k, of a residual branch also those that wait.
// RUN: %m2c-opt %s -split-input-file -pass-pipeline='builtin.module(plan.model(plan-stream{most-overhead=100}))' | FileCheck %s
// Nothing is worth any instruction: all stays as it is.
// RUN: %m2c-opt %s -split-input-file -pass-pipeline='builtin.module(plan.model(plan-stream{most-overhead=0}))' | FileCheck %s --check-prefix=NONE
// NONE-NOT: segment =
// NONE-NOT: rows =

// Three layers, a window of three rows in the middle. The input's rows are read
// where they are.
// CHECK-LABEL: plan.model @chain
plan.model @chain target "generic" arena_align 16 {
  %x = plan.input "x" shape [1, 16, 4] c_name "x" : !plan.buffer<1x16x4x4xf32>
  %y = plan.output "y" shape [1, 8] c_name "y" : !plan.buffer<1x8x4x4xf32>
  // CHECK: plan.buffer "a" {row_elements = 16 : i64, rows = 3 : i64}
  %a = plan.buffer "a" : !plan.buffer<1x16x4x4xf32>
  // CHECK: plan.buffer "b" {row_elements = 16 : i64, rows = 1 : i64}
  %b = plan.buffer "b" : !plan.buffer<1x8x4x4xf32>
  // CHECK: plan.call "relu_f32" {{.*}} {n = 16 : i32} {{.*}} {segment = 0 : i64, window = #plan.window<batch = 1, in_h = 16, in_row = 16, out_h = 16, out_row = 16, kernel = 1, stride = 1
  plan.call "relu_f32" out(%a) in(%x) {n = 256 : i32} consts() : (!plan.buffer<1x16x4x4xf32>, !plan.buffer<1x16x4x4xf32>)
  // CHECK: plan.call "max_pool2d_f32" {{.*}}segment = 0 : i64
  plan.call "max_pool2d_f32" out(%b) in(%a) {in_w = 4 : i32} consts() {window = #plan.window<batch = 1, in_h = 16, in_row = 16, out_h = 8, out_row = 16, kernel = 3, stride = 2, dilation = 1, pad = 1, zero_outside = false>} : (!plan.buffer<1x8x4x4xf32>, !plan.buffer<1x16x4x4xf32>)
  // CHECK: plan.call "relu_f32" {{.*}}segment = 0 : i64
  plan.call "relu_f32" out(%y) in(%b) {n = 128 : i32} consts() : (!plan.buffer<1x8x4x4xf32>, !plan.buffer<1x8x4x4xf32>)
}

// -----

// Row y of the sum needs row y of both; the pool before it has seen y + 1.
// CHECK-LABEL: plan.model @residual
plan.model @residual target "generic" arena_align 16 {
  %x = plan.input "x" shape [1, 8, 4] c_name "x" : !plan.buffer<1x8x4x4xf32>
  %y = plan.output "y" shape [1, 8, 4] c_name "y" : !plan.buffer<1x8x4x4xf32>
  // Rows y - 1 to y + 1 for the window; row y, for the sum, is one of them.
  // CHECK: plan.buffer "a" {row_elements = 16 : i64, rows = 3 : i64}
  %a = plan.buffer "a" : !plan.buffer<1x8x4x4xf32>
  // CHECK: plan.buffer "b" {row_elements = 16 : i64, rows = 1 : i64}
  %b = plan.buffer "b" : !plan.buffer<1x8x4x4xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 128 : i32} consts() : (!plan.buffer<1x8x4x4xf32>, !plan.buffer<1x8x4x4xf32>)
  plan.call "max_pool2d_f32" out(%b) in(%a) {in_w = 4 : i32} consts() {window = #plan.window<batch = 1, in_h = 8, in_row = 16, out_h = 8, out_row = 16, kernel = 3, stride = 1, dilation = 1, pad = 1, zero_outside = false>} : (!plan.buffer<1x8x4x4xf32>, !plan.buffer<1x8x4x4xf32>)
  // CHECK: plan.call "add_f32" {{.*}} {a_s0 = 0 : i32, a_s1 = 0 : i32, a_s2 = 0 : i32, a_s3 = 1 : i32, b_s0 = 0 : i32, b_s1 = 0 : i32, b_s2 = 0 : i32, b_s3 = 1 : i32, d0 = 1 : i32, d1 = 1 : i32, d2 = 1 : i32, d3 = 16 : i32, n = 16 : i32}
  plan.call "add_f32" out(%y) in(%a, %b) {n = 128 : i32, d0 = 1 : i32, d1 = 1 : i32, d2 = 1 : i32, d3 = 128 : i32, a_s0 = 0 : i32, a_s1 = 0 : i32, a_s2 = 0 : i32, a_s3 = 1 : i32, b_s0 = 0 : i32, b_s1 = 0 : i32, b_s2 = 0 : i32, b_s3 = 1 : i32} consts() : (!plan.buffer<1x8x4x4xf32>, !plan.buffer<1x8x4x4xf32>, !plan.buffer<1x8x4x4xf32>)
}

// -----

// Planes to rows after a quantisation of all: the rows come first, and nothing
// of the input is copied whole.
// CHECK-LABEL: plan.model @planes
plan.model @planes target "generic" arena_align 16 {
  %x = plan.input "x" shape [1, 3, 8, 4] c_name "x" : !plan.buffer<1x3x8x4xf32>
  %y = plan.output "y" shape [1, 8, 4, 3] c_name "y" : !plan.buffer<1x8x4x3xi8>
  %q = plan.buffer "q" : !plan.buffer<1x3x8x4xi8>
  // CHECK-DAG: %[[R:.*]] = plan.buffer "image_rows" {row_elements = 12 : i64, rows = 1 : i64} : <1x8x4x3xf32>
  %r = plan.buffer "r" : !plan.buffer<1x8x4x3xi8>
  // CHECK: plan.call "copy_strided_f32" out(%[[R]]) {{.*}} d4 = 4 : i32, d5 = 3 : i32, {{.*}}segment = 0 : i64, window = #plan.window<batch = 1, in_h = 24, in_row = 4, out_h = 8, out_row = 12, kernel = 3, stride = 1, dilation = 8, pad = 0
  // CHECK: plan.call "quantize_f32_s8" out(%{{.*}}) in(%[[R]]) {n = 12 : i32
  plan.call "quantize_f32_s8" out(%q) in(%x) {n = 96 : i32} consts() {name = "image"} : (!plan.buffer<1x3x8x4xi8>, !plan.buffer<1x3x8x4xf32>)
  plan.call "copy_strided_s8" out(%r) in(%q) {d0 = 1 : i32, d1 = 1 : i32, d2 = 1 : i32, d3 = 1 : i32, d4 = 32 : i32, d5 = 3 : i32, in_offset = 0 : i32, in_s0 = 0 : i32, in_s1 = 0 : i32, in_s2 = 0 : i32, in_s3 = 0 : i32, in_s4 = 1 : i32, in_s5 = 32 : i32, out_offset = 0 : i32, out_s0 = 0 : i32, out_s1 = 0 : i32, out_s2 = 0 : i32, out_s3 = 0 : i32, out_s4 = 3 : i32, out_s5 = 1 : i32} consts() : (!plan.buffer<1x8x4x3xi8>, !plan.buffer<1x3x8x4xi8>)
  plan.call "lut_s8" out(%y) in(%r) {n = 96 : i32} consts() : (!plan.buffer<1x8x4x3xi8>, !plan.buffer<1x8x4x3xi8>)
}

// -----

// A global average pool adds its rows up: the map before it is one row.
// CHECK-LABEL: plan.model @mean
plan.model @mean target "generic" arena_align 16 {
  %x = plan.input "x" shape [1, 8, 4, 2] c_name "x" : !plan.buffer<1x8x4x2xi8>
  %y = plan.output "y" shape [1, 2] c_name "y" : !plan.buffer<1x1x1x2xi8>
  %s = plan.const "s" dense<0.5> : tensor<1xf32> : !plan.buffer<1xf32>
  // CHECK: plan.buffer "a" {row_elements = 8 : i64, rows = 1 : i64}
  %a = plan.buffer "a" : !plan.buffer<1x8x4x2xi8>
  plan.call "lut_s8" out(%a) in(%x) {n = 64 : i32} consts() : (!plan.buffer<1x8x4x2xi8>, !plan.buffer<1x8x4x2xi8>)
  // CHECK: %[[S:.*]] = plan.buffer "pool_sums" : <2xi32>
  // CHECK: plan.call "sum_rows_s8" out(%[[S]]) in(%{{.*}}) {channels = 2 : i32, in_w = 4 : i32} consts() {accumulate, {{.*}}segment = 0 : i64, window = #plan.window<batch = 1, in_h = 8, in_row = 8, out_h = 8, out_row = 0
  // CHECK: plan.call "mean_rows_s8" out(%{{.*}}) in(%[[S]]) {channels = 2 : i32, count = 32 : i32, in_zero = 3 : i32, out_bits = 8 : i32, out_max = 127 : i32, out_min = -128 : i32, out_zero = 1 : i32, split = 0 : i32} consts(%{{.*}}) {const_fields = ["scale"]
  plan.call "avg_pool2d_s8" out(%y) in(%a) {in_w = 4 : i32, channels = 2 : i32, out_w = 1 : i32, kernel_h = 8 : i32, kernel_w = 4 : i32, stride_w = 4 : i32, dilation_w = 1 : i32, pad_left = 0 : i32, in_zero = 3 : i32, out_zero = 1 : i32, out_min = -128 : i32, out_max = 127 : i32, in_bits = 8 : i32, out_bits = 8 : i32, count_min = 32 : i32, split = 0 : i32} consts(%s) {const_fields = ["scale"], name = "pool", window = #plan.window<batch = 1, in_h = 8, in_row = 8, out_h = 1, out_row = 2, kernel = 8, stride = 8, dilation = 1, pad = 0, zero_outside = false>} : (!plan.buffer<1x1x1x2xi8>, !plan.buffer<1x8x4x2xi8>, !plan.buffer<1xf32>)
}

// -----

// A segment ends where another entry begins.
// CHECK-LABEL: plan.model @entries
plan.model @entries target "generic" arena_align 16 {
  %x = plan.input "x" shape [1, 16, 4] c_name "x" : !plan.buffer<1x16x4x4xf32>
  %y = plan.output "y" shape [1, 16, 4] c_name "y" : !plan.buffer<1x16x4x4xf32>
  // CHECK: plan.buffer "a" {row_elements = 16 : i64, rows = 1 : i64}
  %a = plan.buffer "a" : !plan.buffer<1x16x4x4xf32>
  // CHECK: plan.buffer "b" : <1x16x4x4xf32>
  %b = plan.buffer "b" : !plan.buffer<1x16x4x4xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 256 : i32} consts() {entry = "x"} : (!plan.buffer<1x16x4x4xf32>, !plan.buffer<1x16x4x4xf32>)
  plan.call "relu_f32" out(%b) in(%a) {n = 256 : i32} consts() {entry = "x"} : (!plan.buffer<1x16x4x4xf32>, !plan.buffer<1x16x4x4xf32>)
  // CHECK: plan.call "relu_f32" out(%{{.*}}) in(%{{.*}}) {n = 256 : i32} consts() {entry = "fusion"}
  plan.call "relu_f32" out(%y) in(%b) {n = 256 : i32} consts() {entry = "fusion"} : (!plan.buffer<1x16x4x4xf32>, !plan.buffer<1x16x4x4xf32>)
}
