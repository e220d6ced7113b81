// A plan whose entries are right passes.
// RUN: %m2c-opt %s -pass-pipeline='builtin.module(plan.model(plan-verify-entries))' | FileCheck %s
// CHECK-LABEL: plan.model @good
plan.model @good target "generic" arena_align 16 attributes {arena_bytes = 96 : i64, state_bytes = 72 : i64} {
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
  plan.call "add_f32" out(%c) in(%a, %b) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%y) in(%c) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
}
