// What plan-verify accepts; errors are in plan-verify-errors.mlir.
// RUN: %m2c-opt %s --pass-pipeline="builtin.module(plan.model(plan-verify))" | FileCheck %s

// a and c share their bytes: c is written by call 2, a is read last by call 1.
// The attributes first and last are wrong on purpose: only calls count.
//        0    1    2    3
//   a  ====  ====            16..32
//   b        ====  ====       0..16
//   c              ====  ==  16..32
// CHECK-LABEL: plan.model @shared
plan.model @shared target "generic" arena_align 16 attributes {arena_bytes = 32 : i64} {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<4xf32>
  %a = plan.buffer "a" {first = 0 : i64, last = 3 : i64, offset = 16 : i64} : !plan.buffer<4xf32>
  %b = plan.buffer "b" {first = 0 : i64, last = 3 : i64, offset = 0 : i64} : !plan.buffer<4xf32>
  %c = plan.buffer "c" {first = 0 : i64, last = 3 : i64, offset = 16 : i64} : !plan.buffer<4xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
  plan.call "relu_f32" out(%b) in(%a) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
  plan.call "relu_f32" out(%c) in(%b) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
  plan.call "relu_f32" out(%y) in(%c) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
}
