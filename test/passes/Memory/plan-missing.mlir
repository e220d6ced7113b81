// Zero is the zero point; only the branch's slice is touched; what stays in the
// branch has no default.
// RUN: %m2c-opt %s -split-input-file -pass-pipeline='builtin.module(plan.model(plan-missing{policies=z=zero}))' -verify-diagnostics | FileCheck %s

// CHECK-LABEL: plan.model @slice
plan.model @slice target "generic" arena_align 1 {
  plan.entry "x" inputs ["x"] outputs [] needs []
  plan.entry "z" inputs ["z"] outputs [] needs []
  plan.entry "fusion" inputs [] outputs ["y"] needs ["x", "z"]
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xi8>
  %z = plan.input "z" shape [4] c_name "z" : !plan.buffer<4xi8>
  %y = plan.output "y" shape [8] c_name "y" : !plan.buffer<8xi8>
  // CHECK: %[[A:.*]] = plan.buffer "a"
  %a = plan.buffer "a" {scale = 0.5 : f32, zero_point = 7 : i64} : !plan.buffer<8xi8>
  %b = plan.buffer "b" : !plan.buffer<4xi8>
  plan.call "copy_strided_s8" out(%a) in(%x) {d0 = 1 : i32, d1 = 1 : i32, d2 = 1 : i32, d3 = 1 : i32, d4 = 1 : i32, d5 = 4 : i32, in_offset = 0 : i32, in_s0 = 0 : i32, in_s1 = 0 : i32, in_s2 = 0 : i32, in_s3 = 0 : i32, in_s4 = 0 : i32, in_s5 = 1 : i32, out_offset = 0 : i32, out_s0 = 0 : i32, out_s1 = 0 : i32, out_s2 = 0 : i32, out_s3 = 0 : i32, out_s4 = 0 : i32, out_s5 = 1 : i32} consts() {entry = "x"} : (!plan.buffer<8xi8>, !plan.buffer<4xi8>)
  plan.call "lut_s8" out(%b) in(%z) {n = 4 : i32} consts() {entry = "z"} : (!plan.buffer<4xi8>, !plan.buffer<4xi8>)
  plan.call "copy_strided_s8" out(%a) in(%b) {d0 = 1 : i32, d1 = 1 : i32, d2 = 1 : i32, d3 = 1 : i32, d4 = 1 : i32, d5 = 4 : i32, in_offset = 0 : i32, in_s0 = 0 : i32, in_s1 = 0 : i32, in_s2 = 0 : i32, in_s3 = 0 : i32, in_s4 = 0 : i32, in_s5 = 1 : i32, out_offset = 4 : i32, out_s0 = 0 : i32, out_s1 = 0 : i32, out_s2 = 0 : i32, out_s3 = 0 : i32, out_s4 = 0 : i32, out_s5 = 1 : i32} consts() {entry = "z"} : (!plan.buffer<8xi8>, !plan.buffer<4xi8>)
  plan.call "lut_s8" out(%y) in(%a) {n = 8 : i32} consts() {entry = "fusion"} : (!plan.buffer<8xi8>, !plan.buffer<8xi8>)
  // CHECK: %[[C:.*]] = plan.const "z_missing_0" dense<7> : tensor<4xi8>
  // CHECK: plan.missing "z" out(%[[A]]) value(%[[C]]) first 4 : <8xi8>, <4xi8>
  // CHECK-NOT: plan.missing
}
// -----

// The fusion needs it itself.
// expected-error @below {{--missing z: expected its own branch to need it only, but 'late' needs it with other inputs}}
plan.model @late target "generic" arena_align 1 {
  plan.entry "x" inputs ["x"] outputs [] needs []
  plan.entry "z" inputs ["z"] outputs [] needs []
  plan.entry "fusion" inputs ["z"] outputs ["y"] needs ["x", "z"]
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xi8>
  %z = plan.input "z" shape [4] c_name "z" : !plan.buffer<4xi8>
  %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<4xi8>
  %a = plan.buffer "a" : !plan.buffer<4xi8>
  %b = plan.buffer "b" : !plan.buffer<4xi8>
  plan.call "lut_s8" out(%a) in(%x) {n = 4 : i32} consts() {entry = "x"} : (!plan.buffer<4xi8>, !plan.buffer<4xi8>)
  plan.call "lut_s8" out(%b) in(%z) {n = 4 : i32} consts() {entry = "z"} : (!plan.buffer<4xi8>, !plan.buffer<4xi8>)
  plan.call "add_s8" out(%y) in(%a, %b) {n = 4 : i32} consts() {entry = "fusion"} : (!plan.buffer<4xi8>, !plan.buffer<4xi8>, !plan.buffer<4xi8>)
  plan.call "add_s8" out(%y) in(%a, %z) {n = 4 : i32} consts() {entry = "fusion", name = "late"} : (!plan.buffer<4xi8>, !plan.buffer<4xi8>, !plan.buffer<4xi8>)
}

// -----

// expected-error @below {{--missing z: expected an input with a branch of its own}}
plan.model @met target "generic" arena_align 1 {
  %z = plan.input "z" shape [4] c_name "z" : !plan.buffer<4xi8>
  %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<4xi8>
  plan.call "lut_s8" out(%y) in(%z) {n = 4 : i32} consts() : (!plan.buffer<4xi8>, !plan.buffer<4xi8>)
}
