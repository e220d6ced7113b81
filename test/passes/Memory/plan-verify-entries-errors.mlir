// What an entry touches, needs, and where that lies.
// RUN: %m2c-opt %s --pass-pipeline="builtin.module(plan.model(plan-verify-entries))" -split-input-file -verify-diagnostics

plan.model @forgotten_need target "generic" arena_align 16 attributes {arena_bytes = 96 : i64, state_bytes = 72 : i64} {
  plan.entry "x" inputs ["x"] outputs [] needs [] {arena_bytes = 32 : i64}
  plan.entry "z" inputs ["z"] outputs [] needs [] {arena_bytes = 32 : i64}
  // expected-error @below {{expected to need 'z', which writes what it reads}}
  plan.entry "fusion" inputs [] outputs ["y"] needs ["x"] {arena_bytes = 32 : i64}
  %x = plan.input "x" shape [8] c_name "x" : !plan.buffer<8xf32>
  %z = plan.input "z" shape [8] c_name "z" : !plan.buffer<8xf32>
  %y = plan.output "y" shape [8] c_name "y" : !plan.buffer<8xf32>
  %a = plan.buffer "a" {offset = 0 : i64, state_offset = 8 : i64} : !plan.buffer<8xf32>
  %b = plan.buffer "b" {offset = 32 : i64, state_offset = 40 : i64} : !plan.buffer<8xf32>
  %c = plan.buffer "c" {offset = 64 : i64, entry_offset = 0 : i64} : !plan.buffer<8xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 8 : i32} consts() {entry = "x"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%b) in(%z) {n = 8 : i32} consts() {entry = "z"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "add_f32" out(%c) in(%a, %b) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%y) in(%c) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
}

// -----

plan.model @forgotten_input target "generic" arena_align 16 attributes {arena_bytes = 96 : i64, state_bytes = 72 : i64} {
  plan.entry "x" inputs ["x"] outputs [] needs [] {arena_bytes = 32 : i64}
  // expected-error @below {{expected the input 'z', which it reads}}
  plan.entry "z" inputs [] outputs [] needs [] {arena_bytes = 32 : i64}
  plan.entry "fusion" inputs [] outputs ["y"] needs ["x", "z"] {arena_bytes = 32 : i64}
  %x = plan.input "x" shape [8] c_name "x" : !plan.buffer<8xf32>
  %z = plan.input "z" shape [8] c_name "z" : !plan.buffer<8xf32>
  %y = plan.output "y" shape [8] c_name "y" : !plan.buffer<8xf32>
  %a = plan.buffer "a" {offset = 0 : i64, state_offset = 8 : i64} : !plan.buffer<8xf32>
  %b = plan.buffer "b" {offset = 32 : i64, state_offset = 40 : i64} : !plan.buffer<8xf32>
  %c = plan.buffer "c" {offset = 64 : i64, entry_offset = 0 : i64} : !plan.buffer<8xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 8 : i32} consts() {entry = "x"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%b) in(%z) {n = 8 : i32} consts() {entry = "z"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "add_f32" out(%c) in(%a, %b) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%y) in(%c) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
}

// -----

plan.model @forgotten_output target "generic" arena_align 16 attributes {arena_bytes = 96 : i64, state_bytes = 72 : i64} {
  plan.entry "x" inputs ["x"] outputs [] needs [] {arena_bytes = 32 : i64}
  plan.entry "z" inputs ["z"] outputs [] needs [] {arena_bytes = 32 : i64}
  // expected-error @below {{expected the output 'y', which it writes}}
  plan.entry "fusion" inputs [] outputs [] needs ["x", "z"] {arena_bytes = 32 : i64}
  %x = plan.input "x" shape [8] c_name "x" : !plan.buffer<8xf32>
  %z = plan.input "z" shape [8] c_name "z" : !plan.buffer<8xf32>
  %y = plan.output "y" shape [8] c_name "y" : !plan.buffer<8xf32>
  %a = plan.buffer "a" {offset = 0 : i64, state_offset = 8 : i64} : !plan.buffer<8xf32>
  %b = plan.buffer "b" {offset = 32 : i64, state_offset = 40 : i64} : !plan.buffer<8xf32>
  %c = plan.buffer "c" {offset = 64 : i64, entry_offset = 0 : i64} : !plan.buffer<8xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 8 : i32} consts() {entry = "x"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%b) in(%z) {n = 8 : i32} consts() {entry = "z"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "add_f32" out(%c) in(%a, %b) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%y) in(%c) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
}

// -----

plan.model @no_entry target "generic" arena_align 16 attributes {arena_bytes = 96 : i64, state_bytes = 72 : i64} {
  plan.entry "x" inputs ["x"] outputs [] needs [] {arena_bytes = 32 : i64}
  plan.entry "z" inputs ["z"] outputs [] needs [] {arena_bytes = 32 : i64}
  plan.entry "fusion" inputs [] outputs ["y"] needs ["x", "z"] {arena_bytes = 32 : i64}
  %x = plan.input "x" shape [8] c_name "x" : !plan.buffer<8xf32>
  %z = plan.input "z" shape [8] c_name "z" : !plan.buffer<8xf32>
  %y = plan.output "y" shape [8] c_name "y" : !plan.buffer<8xf32>
  %a = plan.buffer "a" {offset = 0 : i64, state_offset = 8 : i64} : !plan.buffer<8xf32>
  %b = plan.buffer "b" {offset = 32 : i64, state_offset = 40 : i64} : !plan.buffer<8xf32>
  %c = plan.buffer "c" {offset = 64 : i64, entry_offset = 0 : i64} : !plan.buffer<8xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 8 : i32} consts() {entry = "x"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%b) in(%z) {n = 8 : i32} consts() {entry = "z"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  // expected-error @below {{expected one of the entries, in their order, got ''}}
  plan.call "add_f32" out(%c) in(%a, %b) {n = 8 : i32} consts() : (!plan.buffer<8xf32>, !plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%y) in(%c) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
}

// -----

plan.model @order target "generic" arena_align 16 attributes {arena_bytes = 96 : i64, state_bytes = 72 : i64} {
  plan.entry "x" inputs ["x"] outputs [] needs [] {arena_bytes = 32 : i64}
  plan.entry "z" inputs ["z"] outputs [] needs [] {arena_bytes = 32 : i64}
  plan.entry "fusion" inputs [] outputs ["y"] needs ["x", "z"] {arena_bytes = 32 : i64}
  %x = plan.input "x" shape [8] c_name "x" : !plan.buffer<8xf32>
  %z = plan.input "z" shape [8] c_name "z" : !plan.buffer<8xf32>
  %y = plan.output "y" shape [8] c_name "y" : !plan.buffer<8xf32>
  %a = plan.buffer "a" {offset = 0 : i64, state_offset = 8 : i64} : !plan.buffer<8xf32>
  %b = plan.buffer "b" {offset = 32 : i64, state_offset = 40 : i64} : !plan.buffer<8xf32>
  %c = plan.buffer "c" {offset = 64 : i64, entry_offset = 0 : i64} : !plan.buffer<8xf32>
  plan.call "relu_f32" out(%a) in(%z) {n = 8 : i32} consts() {entry = "z"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  // expected-error @below {{expected one of the entries, in their order, got 'x'}}
  plan.call "relu_f32" out(%b) in(%x) {n = 8 : i32} consts() {entry = "x"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "add_f32" out(%c) in(%a, %b) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%y) in(%c) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
}

// -----

plan.model @state_overlap target "generic" arena_align 16 attributes {arena_bytes = 96 : i64, state_bytes = 72 : i64} {
  plan.entry "x" inputs ["x"] outputs [] needs [] {arena_bytes = 32 : i64}
  plan.entry "z" inputs ["z"] outputs [] needs [] {arena_bytes = 32 : i64}
  plan.entry "fusion" inputs [] outputs ["y"] needs ["x", "z"] {arena_bytes = 32 : i64}
  %x = plan.input "x" shape [8] c_name "x" : !plan.buffer<8xf32>
  %z = plan.input "z" shape [8] c_name "z" : !plan.buffer<8xf32>
  %y = plan.output "y" shape [8] c_name "y" : !plan.buffer<8xf32>
  %a = plan.buffer "a" {offset = 0 : i64, state_offset = 8 : i64} : !plan.buffer<8xf32>
  // expected-error @below {{expected no live bytes in common with 'a' when its entry runs, got 16..48 and 8..40}}
  %b = plan.buffer "b" {offset = 32 : i64, state_offset = 16 : i64} : !plan.buffer<8xf32>
  %c = plan.buffer "c" {offset = 64 : i64, entry_offset = 0 : i64} : !plan.buffer<8xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 8 : i32} consts() {entry = "x"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%b) in(%z) {n = 8 : i32} consts() {entry = "z"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "add_f32" out(%c) in(%a, %b) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%y) in(%c) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
}

// -----

plan.model @ready_bytes target "generic" arena_align 16 attributes {arena_bytes = 96 : i64, state_bytes = 72 : i64} {
  plan.entry "x" inputs ["x"] outputs [] needs [] {arena_bytes = 32 : i64}
  plan.entry "z" inputs ["z"] outputs [] needs [] {arena_bytes = 32 : i64}
  plan.entry "fusion" inputs [] outputs ["y"] needs ["x", "z"] {arena_bytes = 32 : i64}
  %x = plan.input "x" shape [8] c_name "x" : !plan.buffer<8xf32>
  %z = plan.input "z" shape [8] c_name "z" : !plan.buffer<8xf32>
  %y = plan.output "y" shape [8] c_name "y" : !plan.buffer<8xf32>
  // expected-error @below {{expected a place of 8 bytes' alignment in bytes 3..72 of the state for what several entries use, got 0}}
  %a = plan.buffer "a" {offset = 0 : i64, state_offset = 0 : i64} : !plan.buffer<8xf32>
  %b = plan.buffer "b" {offset = 32 : i64, state_offset = 40 : i64} : !plan.buffer<8xf32>
  %c = plan.buffer "c" {offset = 64 : i64, entry_offset = 0 : i64} : !plan.buffer<8xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 8 : i32} consts() {entry = "x"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%b) in(%z) {n = 8 : i32} consts() {entry = "z"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "add_f32" out(%c) in(%a, %b) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%y) in(%c) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
}

// -----

plan.model @state_small target "generic" arena_align 16 attributes {arena_bytes = 96 : i64, state_bytes = 64 : i64} {
  plan.entry "x" inputs ["x"] outputs [] needs [] {arena_bytes = 32 : i64}
  plan.entry "z" inputs ["z"] outputs [] needs [] {arena_bytes = 32 : i64}
  plan.entry "fusion" inputs [] outputs ["y"] needs ["x", "z"] {arena_bytes = 32 : i64}
  %x = plan.input "x" shape [8] c_name "x" : !plan.buffer<8xf32>
  %z = plan.input "z" shape [8] c_name "z" : !plan.buffer<8xf32>
  %y = plan.output "y" shape [8] c_name "y" : !plan.buffer<8xf32>
  %a = plan.buffer "a" {offset = 0 : i64, state_offset = 8 : i64} : !plan.buffer<8xf32>
  // expected-error @below {{expected a place of 8 bytes' alignment in bytes 3..64 of the state for what several entries use, got 40}}
  %b = plan.buffer "b" {offset = 32 : i64, state_offset = 40 : i64} : !plan.buffer<8xf32>
  %c = plan.buffer "c" {offset = 64 : i64, entry_offset = 0 : i64} : !plan.buffer<8xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 8 : i32} consts() {entry = "x"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%b) in(%z) {n = 8 : i32} consts() {entry = "z"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "add_f32" out(%c) in(%a, %b) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%y) in(%c) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
}

// -----

plan.model @not_in_state target "generic" arena_align 16 attributes {arena_bytes = 96 : i64, state_bytes = 72 : i64} {
  plan.entry "x" inputs ["x"] outputs [] needs [] {arena_bytes = 32 : i64}
  plan.entry "z" inputs ["z"] outputs [] needs [] {arena_bytes = 32 : i64}
  plan.entry "fusion" inputs [] outputs ["y"] needs ["x", "z"] {arena_bytes = 32 : i64}
  %x = plan.input "x" shape [8] c_name "x" : !plan.buffer<8xf32>
  %z = plan.input "z" shape [8] c_name "z" : !plan.buffer<8xf32>
  %y = plan.output "y" shape [8] c_name "y" : !plan.buffer<8xf32>
  %a = plan.buffer "a" {offset = 0 : i64, state_offset = 8 : i64} : !plan.buffer<8xf32>
  // expected-error @below {{expected a place of 8 bytes' alignment in bytes 3..72 of the state for what several entries use, got 0}}
  %b = plan.buffer "b" {offset = 32 : i64, entry_offset = 0 : i64} : !plan.buffer<8xf32>
  %c = plan.buffer "c" {offset = 64 : i64, entry_offset = 0 : i64} : !plan.buffer<8xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 8 : i32} consts() {entry = "x"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%b) in(%z) {n = 8 : i32} consts() {entry = "z"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "add_f32" out(%c) in(%a, %b) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%y) in(%c) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
}

// -----

plan.model @outside target "generic" arena_align 16 attributes {arena_bytes = 96 : i64, state_bytes = 72 : i64} {
  plan.entry "x" inputs ["x"] outputs [] needs [] {arena_bytes = 32 : i64}
  plan.entry "z" inputs ["z"] outputs [] needs [] {arena_bytes = 32 : i64}
  plan.entry "fusion" inputs [] outputs ["y"] needs ["x", "z"] {arena_bytes = 32 : i64}
  %x = plan.input "x" shape [8] c_name "x" : !plan.buffer<8xf32>
  %z = plan.input "z" shape [8] c_name "z" : !plan.buffer<8xf32>
  %y = plan.output "y" shape [8] c_name "y" : !plan.buffer<8xf32>
  %a = plan.buffer "a" {offset = 0 : i64, state_offset = 8 : i64} : !plan.buffer<8xf32>
  %b = plan.buffer "b" {offset = 32 : i64, state_offset = 40 : i64} : !plan.buffer<8xf32>
  // expected-error @below {{expected an aligned place in the arena of 32 bytes of entry 'fusion', got 16}}
  %c = plan.buffer "c" {offset = 64 : i64, entry_offset = 16 : i64} : !plan.buffer<8xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 8 : i32} consts() {entry = "x"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%b) in(%z) {n = 8 : i32} consts() {entry = "z"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "add_f32" out(%c) in(%a, %b) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%y) in(%c) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
}

// -----

plan.model @unaligned target "generic" arena_align 16 attributes {arena_bytes = 96 : i64, state_bytes = 72 : i64} {
  plan.entry "x" inputs ["x"] outputs [] needs [] {arena_bytes = 32 : i64}
  plan.entry "z" inputs ["z"] outputs [] needs [] {arena_bytes = 32 : i64}
  plan.entry "fusion" inputs [] outputs ["y"] needs ["x", "z"] {arena_bytes = 32 : i64}
  %x = plan.input "x" shape [8] c_name "x" : !plan.buffer<8xf32>
  %z = plan.input "z" shape [8] c_name "z" : !plan.buffer<8xf32>
  %y = plan.output "y" shape [8] c_name "y" : !plan.buffer<8xf32>
  %a = plan.buffer "a" {offset = 0 : i64, state_offset = 8 : i64} : !plan.buffer<8xf32>
  %b = plan.buffer "b" {offset = 32 : i64, state_offset = 40 : i64} : !plan.buffer<8xf32>
  // expected-error @below {{expected an aligned place in the arena of 32 bytes of entry 'fusion', got 4}}
  %c = plan.buffer "c" {offset = 64 : i64, entry_offset = 4 : i64} : !plan.buffer<8xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 8 : i32} consts() {entry = "x"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%b) in(%z) {n = 8 : i32} consts() {entry = "z"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "add_f32" out(%c) in(%a, %b) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%y) in(%c) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
}
