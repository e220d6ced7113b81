// RUN: %m2c-opt %s --pass-pipeline="builtin.module(plan.model(plan-verify))" -split-input-file -verify-diagnostics

// One call reads a and writes b: both are live there.
plan.model @overlap target "generic" arena_align 16 attributes {arena_bytes = 32 : i64} {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<4xf32>
  %a = plan.buffer "a" {first = 0 : i64, last = 0 : i64, offset = 0 : i64} : !plan.buffer<8xf32>
  // expected-error @below {{expected live buffers not to overlap, got bytes 16..32 on 'a' with bytes 0..32}}
  %b = plan.buffer "b" {first = 1 : i64, last = 1 : i64, offset = 16 : i64} : !plan.buffer<4xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 4 : i32} consts() : (!plan.buffer<8xf32>, !plan.buffer<4xf32>)
  plan.call "relu_f32" out(%b) in(%a) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%y) in(%b) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
}

// -----

// Read again by the last call, through a view.
plan.model @overlap_by_view target "generic" arena_align 16 attributes {arena_bytes = 32 : i64} {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<4xf32>
  %a = plan.buffer "a" {offset = 0 : i64} : !plan.buffer<4xf32>
  %b = plan.buffer "b" {offset = 16 : i64} : !plan.buffer<4xf32>
  // expected-error @below {{expected live buffers not to overlap, got bytes 0..16 on 'a' with bytes 0..16}}
  %c = plan.buffer "c" {offset = 0 : i64} : !plan.buffer<4xf32>
  %v = plan.view %a : !plan.buffer<4xf32> -> !plan.buffer<2x2xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
  plan.call "relu_f32" out(%b) in(%x) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
  plan.call "relu_f32" out(%c) in(%b) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
  plan.call "add_f32" out(%y) in(%c, %v) {} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>, !plan.buffer<2x2xf32>)
}

// -----

plan.model @alignment target "generic" arena_align 16 attributes {arena_bytes = 64 : i64} {
  // expected-error @below {{expected an aligned offset inside the arena of 64 bytes, got 8 for 16 bytes}}
  %a = plan.buffer "a" {offset = 8 : i64} : !plan.buffer<4xf32>
}

// -----

plan.model @behind_the_end target "generic" arena_align 16 attributes {arena_bytes = 31 : i64} {
  // expected-error @below {{expected an aligned offset inside the arena of 31 bytes, got 16 for 16 bytes}}
  %a = plan.buffer "a" {offset = 16 : i64} : !plan.buffer<4xf32>
}

// -----

plan.model @before_the_start target "generic" arena_align 16 attributes {arena_bytes = 64 : i64} {
  // expected-error @below {{got -16 for 16 bytes}}
  %a = plan.buffer "a" {offset = -16 : i64} : !plan.buffer<4xf32>
}

// -----

// Offset + size is more than 64 bits hold.
plan.model @overflow target "generic" arena_align 16 attributes {arena_bytes = 64 : i64} {
  // expected-error @below {{got 9223372036854775792 for 16 bytes}}
  %a = plan.buffer "a" {offset = 9223372036854775792 : i64} : !plan.buffer<4xf32>
}

// -----

plan.model @no_offset target "generic" arena_align 16 attributes {arena_bytes = 64 : i64} {
  // expected-error @below {{expected an aligned offset inside the arena of 64 bytes}}
  %a = plan.buffer "a" : !plan.buffer<4xf32>
}

// -----

plan.model @no_arena target "generic" arena_align 16 {
  // expected-error @below {{expected an aligned offset inside the arena of 0 bytes, got 0 for 16 bytes}}
  %a = plan.buffer "a" {offset = 0 : i64} : !plan.buffer<4xf32>
}
