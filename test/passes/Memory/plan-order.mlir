// The order of calls: what frees memory comes first.
// RUN: %m2c-opt %s -split-input-file -pass-pipeline='builtin.module(plan.model(plan-order,plan-compute-lifetimes,plan-arena,plan-verify,plan-verify-entries))' | FileCheck %s

// Both large tensors at once, unless each is pooled before the other is made.
// CHECK-LABEL: plan.model @pools
// CHECK-SAME: arena_bytes = 160 : i64
// CHECK-SAME: order_lower_bound = 160 : i64, order_peak = 160 : i64, order_status = "optimal"
plan.model @pools target "generic" arena_align 16 {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<4xf32>
  %a = plan.buffer "a" : !plan.buffer<32xf32>
  %b = plan.buffer "b" : !plan.buffer<32xf32>
  %c = plan.buffer "c" : !plan.buffer<4xf32>
  %d = plan.buffer "d" : !plan.buffer<4xf32>
  // CHECK: plan.call "grow_a"
  plan.call "grow_a" out(%a) in(%x) {} consts() : (!plan.buffer<32xf32>, !plan.buffer<4xf32>)
  // CHECK-NEXT: plan.call "pool_a"
  // CHECK-NEXT: plan.call "grow_b"
  plan.call "grow_b" out(%b) in(%x) {} consts() : (!plan.buffer<32xf32>, !plan.buffer<4xf32>)
  plan.call "pool_a" out(%c) in(%a) {} consts() : (!plan.buffer<4xf32>, !plan.buffer<32xf32>)
  // CHECK-NEXT: plan.call "pool_b"
  plan.call "pool_b" out(%d) in(%b) {} consts() : (!plan.buffer<4xf32>, !plan.buffer<32xf32>)
  plan.call "add_f32" out(%y) in(%c, %d) {} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>, !plan.buffer<4xf32>)
}

// -----

// As good as it can be: nothing moves, not even a view.
// CHECK-LABEL: plan.model @chain
plan.model @chain target "generic" arena_align 16 {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<2x2xf32>
  %a = plan.buffer "a" : !plan.buffer<4xf32>
  // CHECK: plan.call "relu_f32"
  // CHECK-NEXT: plan.view
  plan.call "relu_f32" out(%a) in(%x) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
  %v = plan.view %a : !plan.buffer<4xf32> -> !plan.buffer<2x2xf32>
  plan.call "relu_f32" out(%y) in(%v) {n = 4 : i32} consts() : (!plan.buffer<2x2xf32>, !plan.buffer<2x2xf32>)
}

// -----

// Two write one buffer, the second over the first: their order stays, and with
// it what reads between them.
// CHECK-LABEL: plan.model @overwritten
plan.model @overwritten target "generic" arena_align 16 {
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<4xf32>
  %a = plan.buffer "a" : !plan.buffer<32xf32>
  %b = plan.buffer "b" : !plan.buffer<32xf32>
  %c = plan.buffer "c" : !plan.buffer<4xf32>
  %d = plan.buffer "d" : !plan.buffer<4xf32>
  // CHECK: plan.call "first"
  // CHECK: plan.call "between"
  // CHECK: plan.call "second"
  plan.call "first" out(%a) in(%x) {} consts() : (!plan.buffer<32xf32>, !plan.buffer<4xf32>)
  plan.call "other" out(%b) in(%x) {} consts() : (!plan.buffer<32xf32>, !plan.buffer<4xf32>)
  plan.call "between" out(%c) in(%a) {} consts() : (!plan.buffer<4xf32>, !plan.buffer<32xf32>)
  plan.call "second" out(%a) in(%x) {} consts() : (!plan.buffer<32xf32>, !plan.buffer<4xf32>)
  plan.call "pool" out(%d) in(%a, %b) {} consts() : (!plan.buffer<4xf32>, !plan.buffer<32xf32>, !plan.buffer<32xf32>)
  plan.call "add_f32" out(%y) in(%c, %d) {} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>, !plan.buffer<4xf32>)
}

// -----

// Within entries only.
// CHECK-LABEL: plan.model @entries
plan.model @entries target "generic" arena_align 16 attributes {state_bytes = 100 : i64} {
  plan.entry "x" inputs ["x"] outputs [] needs []
  plan.entry "z" inputs ["z"] outputs [] needs []
  plan.entry "fusion" inputs [] outputs ["y"] needs ["x", "z"]
  %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
  %z = plan.input "z" shape [4] c_name "z" : !plan.buffer<4xf32>
  %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<4xf32>
  %a = plan.buffer "a" : !plan.buffer<32xf32>
  %b = plan.buffer "b" : !plan.buffer<32xf32>
  %c = plan.buffer "c" : !plan.buffer<4xf32>
  %d = plan.buffer "d" : !plan.buffer<4xf32>
  %e = plan.buffer "e" : !plan.buffer<4xf32>
  %f = plan.buffer "f" : !plan.buffer<4xf32>
  // CHECK: plan.call "grow_a" {{.*}}entry = "x"
  // CHECK-NEXT: plan.call "pool_a" {{.*}}entry = "x"
  // CHECK-NEXT: plan.call "grow_b" {{.*}}entry = "x"
  // CHECK-NEXT: plan.call "pool_b" {{.*}}entry = "x"
  // CHECK-NEXT: plan.call "add_f32" {{.*}}entry = "x"
  // CHECK-NEXT: plan.call "small" {{.*}}entry = "z"
  plan.call "grow_a" out(%a) in(%x) {} consts() {entry = "x"} : (!plan.buffer<32xf32>, !plan.buffer<4xf32>)
  plan.call "grow_b" out(%b) in(%x) {} consts() {entry = "x"} : (!plan.buffer<32xf32>, !plan.buffer<4xf32>)
  plan.call "pool_a" out(%c) in(%a) {} consts() {entry = "x"} : (!plan.buffer<4xf32>, !plan.buffer<32xf32>)
  plan.call "pool_b" out(%d) in(%b) {} consts() {entry = "x"} : (!plan.buffer<4xf32>, !plan.buffer<32xf32>)
  plan.call "add_f32" out(%e) in(%c, %d) {} consts() {entry = "x"} : (!plan.buffer<4xf32>, !plan.buffer<4xf32>, !plan.buffer<4xf32>)
  plan.call "small" out(%f) in(%z) {} consts() {entry = "z"} : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
  plan.call "add_f32" out(%y) in(%e, %f) {} consts() {entry = "fusion"} : (!plan.buffer<4xf32>, !plan.buffer<4xf32>, !plan.buffer<4xf32>)
}
