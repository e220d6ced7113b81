// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

// expected-error @below {{'plan.model' op expected arena_align to be a power of two, got 12}}
plan.model @alignment target "generic" arena_align 12 {
}

// -----

// expected-error @below {{'plan.model' op expected arena_align to be a power of two, got 0}}
plan.model @no_alignment target "generic" arena_align 0 {
}

// -----

// expected-error @below {{'plan.input' op expects parent op 'plan.model'}}
%x = plan.input "x" shape [1] c_name "x" : !plan.buffer<1xf32>

// -----

// expected-error @below {{expected a buffer of f32, i4, i8, ui8, i16 or i32, got 'i7'}}
func.func private @element_type(!plan.buffer<4xi7>)

// -----

// expected-error @below {{expected at most 2^40 elements, got 1099511627776, 2}}
func.func private @too_large(!plan.buffer<1099511627776x2xf32>)

// -----

// A product of 2^64 that would count as 0.
// expected-error @below {{expected at most 2^40 elements}}
func.func private @overflow(!plan.buffer<4294967296x4294967296xf32>)

// -----

plan.model @view target "generic" arena_align 16 {
  %t = plan.buffer "t" : !plan.buffer<4xf32>
  // expected-error @below {{'plan.view' op expected as many elements as the source, got '!plan.buffer<5xf32>' of '!plan.buffer<4xf32>'}}
  %v = plan.view %t : !plan.buffer<4xf32> -> !plan.buffer<5xf32>
}

// -----

plan.model @fields target "generic" arena_align 16 {
  %t = plan.buffer "t" : !plan.buffer<4xf32>
  %c = plan.const "c" dense<0.0> : tensor<4xf32> : !plan.buffer<4xf32>
  // expected-error @below {{'plan.call' op expected one field for each of 1 constants, got 0}}
  plan.call "dense_f32" out(%t) in() {} consts(%c) : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
}

// -----

plan.model @constants target "generic" arena_align 16 {
  %t = plan.buffer "t" : !plan.buffer<4xf32>
  %u = plan.buffer "u" : !plan.buffer<4xf32>
  // expected-error @below {{'plan.call' op expected constants to be plan.const}}
  plan.call "dense_f32" out(%t) in() {} consts(%u) {const_fields = ["weights"]} : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
}

// -----

plan.model @writes_input target "generic" arena_align 16 {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %v = plan.view %x : !plan.buffer<4xf32> -> !plan.buffer<2x2xf32>
  // expected-error @below {{'plan.call' op expected to write to a buffer or an output, got an input or a constant}}
  plan.call "fill_f32" out(%v) in() {} consts() : (!plan.buffer<2x2xf32>)
}

// -----

plan.model @writes_constant target "generic" arena_align 16 {
  %c = plan.const "c" dense<0.0> : tensor<4xf32> : !plan.buffer<4xf32>
  // expected-error @below {{'plan.call' op expected to write to a buffer or an output, got an input or a constant}}
  plan.call "fill_f32" out(%c) in() {} consts() : (!plan.buffer<4xf32>)
}

// -----

plan.model @parameters target "generic" arena_align 16 {
  %t = plan.buffer "t" : !plan.buffer<4xf32>
  // expected-error @below {{'plan.call' op expected integer or float parameters, got "four"}}
  plan.call "fill_f32" out(%t) in() {n = "four"} consts() : (!plan.buffer<4xf32>)
}

// -----

plan.model @window_inputs target "generic" arena_align 16 {
  %t = plan.buffer "t" : !plan.buffer<4xf32>
  // expected-error @below {{'plan.call' op expected an input with a window, got none}}
  plan.call "conv2d_f32" out(%t) in() {} consts() {window = #plan.window<batch = 1, in_h = 2, in_row = 2, out_h = 2, out_row = 2, kernel = 1, stride = 1, dilation = 1, pad = 0, zero_outside = true>} : (!plan.buffer<4xf32>)
}

// -----

plan.model @window_output target "generic" arena_align 16 {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %t = plan.buffer "t" : !plan.buffer<4xf32>
  // expected-error @below {{'plan.call' op expected a window that covers input and output, got #plan.window<batch = 1, in_h = 2, in_row = 2, out_h = 3, out_row = 2}}
  plan.call "conv2d_f32" out(%t) in(%x) {} consts() {window = #plan.window<batch = 1, in_h = 2, in_row = 2, out_h = 3, out_row = 2, kernel = 1, stride = 1, dilation = 1, pad = 0, zero_outside = true>} : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
}

// -----

plan.model @window_input target "generic" arena_align 16 {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %t = plan.buffer "t" : !plan.buffer<4xf32>
  // expected-error @below {{'plan.call' op expected a window that covers input and output, got #plan.window<batch = 2}}
  plan.call "conv2d_f32" out(%t) in(%x) {} consts() {window = #plan.window<batch = 2, in_h = 2, in_row = 2, out_h = 1, out_row = 2, kernel = 1, stride = 1, dilation = 1, pad = 0, zero_outside = true>} : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
}

// -----

plan.model @ring_without_rows target "generic" arena_align 16 {
  // expected-error @below {{'plan.buffer' op expected rows and row_elements of at least 1 in a ring}}
  %t = plan.buffer "t" {rows = 2 : i64} : !plan.buffer<4x4xi8>
}

// -----

plan.model @ring_too_long target "generic" arena_align 16 {
  // expected-error @below {{'plan.buffer' op expected a ring of at most the rows of '!plan.buffer<4x4xi8>', got 5 of 4 elements}}
  %t = plan.buffer "t" {rows = 5 : i64, row_elements = 4 : i64} : !plan.buffer<4x4xi8>
}

// -----

plan.model @ring_of_half_bytes target "generic" arena_align 16 {
  // expected-error @below {{'plan.buffer' op expected rows of whole bytes in a ring, got 3 elements}}
  %t = plan.buffer "t" {rows = 2 : i64, row_elements = 3 : i64} : !plan.buffer<4x3xi4>
}

// -----

plan.model @window_two_inputs target "generic" arena_align 16 {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %t = plan.buffer "t" : !plan.buffer<4xf32>
  // expected-error @below {{'plan.call' op expected one input with a window outside of a segment, got 2}}
  plan.call "add_f32" out(%t) in(%x, %x) {} consts() {window = #plan.window<batch = 1, in_h = 2, in_row = 2, out_h = 2, out_row = 2, kernel = 1, stride = 1, dilation = 1, pad = 0, zero_outside = false>} : (!plan.buffer<4xf32>, !plan.buffer<4xf32>, !plan.buffer<4xf32>)
}

// -----

plan.model @window_wide_on_two_inputs target "generic" arena_align 16 {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %t = plan.buffer "t" : !plan.buffer<4xf32>
  // expected-error @below {{'plan.call' op expected a window of one row on several inputs, got #plan.window<batch = 1}}
  plan.call "add_f32" out(%t) in(%x, %x) {} consts() {segment = 0 : i64, window = #plan.window<batch = 1, in_h = 2, in_row = 2, out_h = 2, out_row = 2, kernel = 3, stride = 1, dilation = 1, pad = 1, zero_outside = false>} : (!plan.buffer<4xf32>, !plan.buffer<4xf32>, !plan.buffer<4xf32>)
}

// -----

plan.model @accumulate target "generic" arena_align 16 {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %t = plan.buffer "t" : !plan.buffer<4xf32>
  // expected-error @below {{'plan.call' op expected a window in a call that accumulates}}
  plan.call "sum_rows_s8" out(%t) in(%x) {} consts() {accumulate} : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
}

// -----

plan.model @segments target "generic" arena_align 16 {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %t = plan.buffer "t" : !plan.buffer<4xf32>
  plan.call "relu_f32" out(%t) in(%x) {n = 4 : i32} consts() {segment = 0 : i64} : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
  plan.call "relu_f32" out(%t) in(%x) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
  // expected-error @below {{'plan.call' op expected the calls of segment 0 one after the other}}
  plan.call "relu_f32" out(%t) in(%x) {n = 4 : i32} consts() {segment = 0 : i64} : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
}
