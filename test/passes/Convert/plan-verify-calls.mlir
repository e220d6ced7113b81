// What plan-verify-calls accepts; errors are in plan-verify-calls-errors.mlir.
// RUN: %m2c-opt %s --pass-pipeline="builtin.module(plan.model(plan-verify-calls))" | FileCheck %s

// A buffer written in two parts and read through a view; an output read back; a
// constant operand; an input that nobody reads.
// CHECK-LABEL: plan.model @m
// CHECK-COUNT-4: plan.call
plan.model @m target "generic" arena_align 16 {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %u = plan.input "unread" shape [4] c_name "unread" : !plan.buffer<4xf32>
  %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<4xf32>
  %z = plan.output "z" shape [4] c_name "z" : !plan.buffer<4xf32>
  %c = plan.const "c" dense<1.0> : tensor<4xf32> : !plan.buffer<4xf32>
  %t = plan.buffer "t" : !plan.buffer<4xf32>
  plan.call "fill_f32" out(%t) in() {n = 4 : i32, value = 0.0 : f32} consts() : (!plan.buffer<4xf32>)
  plan.call "copy_strided_f32" out(%t) in(%x) {} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
  %v = plan.view %t : !plan.buffer<4xf32> -> !plan.buffer<2x2xf32>
  plan.call "add_f32" out(%y) in(%v, %c) {} consts() : (!plan.buffer<4xf32>, !plan.buffer<2x2xf32>, !plan.buffer<4xf32>)
  plan.call "relu_f32" out(%z) in(%y) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
}
