// Which calls belong to which input, what each entry touches, and the order.
// RUN: %m2c-opt %s -split-input-file -pass-pipeline='builtin.module(plan.model(plan-entries))' | FileCheck %s

// The calls of two branches come mixed; the image is needed late again.
// CHECK-LABEL: plan.model @two
plan.model @two target "generic" arena_align 16 {
  // CHECK: plan.entry "audio" inputs ["audio"] outputs [] needs []
  // CHECK: plan.entry "image" inputs ["image"] outputs [] needs []
  // CHECK: plan.entry "fusion" inputs ["image"] outputs ["y"] needs ["audio", "image"]
  // CHECK: plan.call "relu_f32" out(%[[A:.*]]) in(%{{.*}}) {{.*}} {entry = "audio"}
  // CHECK: plan.call "relu_f32" out(%[[C:.*]]) in(%[[A]]) {{.*}} {entry = "audio"}
  // CHECK: plan.call "relu_f32" out(%[[B:.*]]) in(%{{.*}}) {{.*}} {entry = "image"}
  // CHECK: plan.call "add_f32" out(%{{.*}}) in(%[[C]], %[[B]]) {{.*}} {entry = "fusion"}
  // CHECK: plan.call "add_f32" {{.*}} {entry = "fusion"}
  // CHECK: plan.call "relu_f32" {{.*}} {entry = "fusion"}
  %audio = plan.input "audio" shape [8] c_name "audio" : !plan.buffer<8xf32>
  %image = plan.input "image" shape [8] c_name "image" : !plan.buffer<8xf32>
  %y = plan.output "y" shape [8] c_name "y" : !plan.buffer<8xf32>
  %a = plan.buffer "a" : !plan.buffer<8xf32>
  %b = plan.buffer "b" : !plan.buffer<8xf32>
  %c = plan.buffer "c" : !plan.buffer<8xf32>
  %d = plan.buffer "d" : !plan.buffer<8xf32>
  %e = plan.buffer "e" : !plan.buffer<8xf32>
  plan.call "relu_f32" out(%a) in(%audio) {n = 8 : i32} consts() : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%b) in(%image) {n = 8 : i32} consts() : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%c) in(%a) {n = 8 : i32} consts() : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "add_f32" out(%d) in(%c, %b) {n = 8 : i32} consts() : (!plan.buffer<8xf32>, !plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "add_f32" out(%e) in(%d, %image) {n = 8 : i32} consts() : (!plan.buffer<8xf32>, !plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%y) in(%e) {n = 8 : i32} consts() : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
}

// -----

// One input, or inputs that meet at once: nothing to cut.
// CHECK-LABEL: plan.model @one
// CHECK-NOT: entry
plan.model @one target "generic" arena_align 16 {
  %x = plan.input "x" shape [8] c_name "x" : !plan.buffer<8xf32>
  %y = plan.output "y" shape [8] c_name "y" : !plan.buffer<8xf32>
  %a = plan.buffer "a" : !plan.buffer<8xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 8 : i32} consts() : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%y) in(%a) {n = 8 : i32} consts() : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
}
// CHECK-LABEL: plan.model @met
// CHECK-NOT: entry
plan.model @met target "generic" arena_align 16 {
  %x = plan.input "x" shape [8] c_name "x" : !plan.buffer<8xf32>
  %z = plan.input "z" shape [8] c_name "z" : !plan.buffer<8xf32>
  %y = plan.output "y" shape [8] c_name "y" : !plan.buffer<8xf32>
  %a = plan.buffer "a" : !plan.buffer<8xf32>
  plan.call "add_f32" out(%a) in(%x, %z) {n = 8 : i32} consts() : (!plan.buffer<8xf32>, !plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%y) in(%a) {n = 8 : i32} consts() : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
}

// -----

// A trunk that both branches' tails share; a branch with an output of its own;
// an input called fusion.
// CHECK-LABEL: plan.model @trunk
plan.model @trunk target "generic" arena_align 16 {
  // CHECK: plan.entry "x" inputs ["x"] outputs ["head"] needs []
  // CHECK: plan.entry "fusion" inputs ["fusion"] outputs [] needs []
  // CHECK: plan.entry "fusion_2" inputs [] outputs ["y"] needs ["x", "fusion"]
  %x = plan.input "x" shape [8] c_name "x" : !plan.buffer<8xf32>
  %fusion = plan.input "fusion" shape [8] c_name "fusion" : !plan.buffer<8xf32>
  %y = plan.output "y" shape [8] c_name "y" : !plan.buffer<8xf32>
  %head = plan.output "head" shape [8] c_name "head" : !plan.buffer<8xf32>
  %a = plan.buffer "a" : !plan.buffer<8xf32>
  %b = plan.buffer "b" : !plan.buffer<8xf32>
  %c = plan.buffer "c" : !plan.buffer<8xf32>
  plan.call "relu_f32" out(%a) in(%x) {n = 8 : i32} consts() : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%head) in(%a) {n = 8 : i32} consts() : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%b) in(%fusion) {n = 8 : i32} consts() : (!plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "add_f32" out(%c) in(%a, %b) {n = 8 : i32} consts() : (!plan.buffer<8xf32>, !plan.buffer<8xf32>, !plan.buffer<8xf32>)
  plan.call "add_f32" out(%y) in(%c, %a) {n = 8 : i32} consts() : (!plan.buffer<8xf32>, !plan.buffer<8xf32>, !plan.buffer<8xf32>)
}

// -----

// Both fill slices of what is concatenated; that is no reason to wait.
// CHECK-LABEL: plan.model @slices
plan.model @slices target "generic" arena_align 16 {
  // CHECK: plan.entry "fusion" inputs [] outputs ["y"] needs ["x", "z"]
  %x = plan.input "x" shape [8] c_name "x" : !plan.buffer<8xf32>
  %z = plan.input "z" shape [8] c_name "z" : !plan.buffer<8xf32>
  %y = plan.output "y" shape [16] c_name "y" : !plan.buffer<16xf32>
  %a = plan.buffer "a" : !plan.buffer<16xf32>
  // CHECK: plan.call "copy_strided_f32" {{.*}}out_offset = 0{{.*}}{entry = "x"}
  plan.call "copy_strided_f32" out(%a) in(%x) {d0 = 1 : i32, d1 = 1 : i32, d2 = 1 : i32, d3 = 1 : i32, d4 = 1 : i32, d5 = 8 : i32, in_offset = 0 : i32, in_s0 = 0 : i32, in_s1 = 0 : i32, in_s2 = 0 : i32, in_s3 = 0 : i32, in_s4 = 0 : i32, in_s5 = 1 : i32, out_offset = 0 : i32, out_s0 = 0 : i32, out_s1 = 0 : i32, out_s2 = 0 : i32, out_s3 = 0 : i32, out_s4 = 0 : i32, out_s5 = 1 : i32} consts() : (!plan.buffer<16xf32>, !plan.buffer<8xf32>)
  // CHECK: plan.call "copy_strided_f32" {{.*}}out_offset = 8{{.*}}{entry = "z"}
  plan.call "copy_strided_f32" out(%a) in(%z) {d0 = 1 : i32, d1 = 1 : i32, d2 = 1 : i32, d3 = 1 : i32, d4 = 1 : i32, d5 = 8 : i32, in_offset = 0 : i32, in_s0 = 0 : i32, in_s1 = 0 : i32, in_s2 = 0 : i32, in_s3 = 0 : i32, in_s4 = 0 : i32, in_s5 = 1 : i32, out_offset = 8 : i32, out_s0 = 0 : i32, out_s1 = 0 : i32, out_s2 = 0 : i32, out_s3 = 0 : i32, out_s4 = 0 : i32, out_s5 = 1 : i32} consts() : (!plan.buffer<16xf32>, !plan.buffer<8xf32>)
  plan.call "relu_f32" out(%y) in(%a) {n = 16 : i32} consts() : (!plan.buffer<16xf32>, !plan.buffer<16xf32>)
}

// -----

// Two that write an output of the model: the output is whole only after both.
// CHECK-LABEL: plan.model @writers
// CHECK-NOT: entry
plan.model @writers target "generic" arena_align 16 {
  %x = plan.input "x" shape [8] c_name "x" : !plan.buffer<8xf32>
  %z = plan.input "z" shape [8] c_name "z" : !plan.buffer<8xf32>
  %y = plan.output "y" shape [16] c_name "y" : !plan.buffer<16xf32>
  plan.call "copy_strided_f32" out(%y) in(%x) {d0 = 1 : i32, d1 = 1 : i32, d2 = 1 : i32, d3 = 1 : i32, d4 = 1 : i32, d5 = 8 : i32, in_offset = 0 : i32, in_s0 = 0 : i32, in_s1 = 0 : i32, in_s2 = 0 : i32, in_s3 = 0 : i32, in_s4 = 0 : i32, in_s5 = 1 : i32, out_offset = 0 : i32, out_s0 = 0 : i32, out_s1 = 0 : i32, out_s2 = 0 : i32, out_s3 = 0 : i32, out_s4 = 0 : i32, out_s5 = 1 : i32} consts() : (!plan.buffer<16xf32>, !plan.buffer<8xf32>)
  plan.call "copy_strided_f32" out(%y) in(%z) {d0 = 1 : i32, d1 = 1 : i32, d2 = 1 : i32, d3 = 1 : i32, d4 = 1 : i32, d5 = 8 : i32, in_offset = 0 : i32, in_s0 = 0 : i32, in_s1 = 0 : i32, in_s2 = 0 : i32, in_s3 = 0 : i32, in_s4 = 0 : i32, in_s5 = 1 : i32, out_offset = 8 : i32, out_s0 = 0 : i32, out_s1 = 0 : i32, out_s2 = 0 : i32, out_s3 = 0 : i32, out_s4 = 0 : i32, out_s5 = 1 : i32} consts() : (!plan.buffer<16xf32>, !plan.buffer<8xf32>)
}
