// RUN: %m2c-opt %s --pass-pipeline="builtin.module(plan.model(plan-verify-calls))" -split-input-file -verify-diagnostics

plan.model @unknown_kernel target "generic" arena_align 16 {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<4xf32>
  // expected-error @below {{expected a kernel of the runtime, got 'rellu_f32'}}
  plan.call "rellu_f32" out(%y) in(%x) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
}

// -----

// A name that would leave the folder of kernels.
plan.model @odd_kernel target "generic" arena_align 16 {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<4xf32>
  // expected-error @below {{expected a kernel of the runtime, got '../c/m2c_relu'}}
  plan.call "../c/m2c_relu" out(%y) in(%x) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
}

// -----

plan.model @read_before_write target "generic" arena_align 16 {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<4xf32>
  // expected-note @below {{this buffer is not written yet}}
  %t = plan.buffer "t" : !plan.buffer<4xf32>
  // expected-error @below {{expected inputs that an earlier call writes}}
  plan.call "relu_f32" out(%y) in(%t) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
  plan.call "relu_f32" out(%t) in(%x) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
}

// -----

// The call itself is not an earlier one; a view hides nothing.
plan.model @reads_itself target "generic" arena_align 16 {
  // expected-note @below {{this buffer is not written yet}}
  %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<4xf32>
  %v = plan.view %y : !plan.buffer<4xf32> -> !plan.buffer<2x2xf32>
  // expected-error @below {{expected inputs that an earlier call writes}}
  plan.call "relu_f32" out(%y) in(%v) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<2x2xf32>)
}

// -----

plan.model @output_not_written target "generic" arena_align 16 {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<4xf32>
  // expected-error @below {{expected a call that writes it}}
  %z = plan.output "z" shape [4] c_name "z" : !plan.buffer<4xf32>
  plan.call "relu_f32" out(%y) in(%x) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
}
