// RUN: %m2c-opt %s --pass-pipeline="builtin.module(plan.model(plan-arena))" | FileCheck %s
// RUN: %m2c-opt %s --pass-pipeline="builtin.module(plan.model(plan-arena{exact=false}))" | FileCheck %s --check-prefix=GREEDY

// A chain: neighbours alternate between bottom and top. Bytes by step:
//        0    1    2    3
//   a  ====  ====            256 at    0
//   b        ====  ====      128 at  256
//   c              ====  ===  64 at    0  (or any place under b)
// CHECK-LABEL: plan.model @chain
// CHECK-SAME: arena_bytes = 384 : i64, arena_lower_bound = 384 : i64, arena_status = "optimal"
// CHECK-DAG: plan.buffer "a" {first = 0 : i64, last = 1 : i64, offset = 0 : i64}
// CHECK-DAG: plan.buffer "b" {first = 1 : i64, last = 2 : i64, offset = 256 : i64}
// CHECK-DAG: plan.buffer "c" {first = 2 : i64, last = 3 : i64, offset = 0 : i64}
plan.model @chain target "generic" arena_align 16 {
  %a = plan.buffer "a" {first = 0 : i64, last = 1 : i64} : !plan.buffer<64xf32>
  %b = plan.buffer "b" {first = 1 : i64, last = 2 : i64} : !plan.buffer<32xf32>
  %c = plan.buffer "c" {first = 2 : i64, last = 3 : i64} : !plan.buffer<16xf32>
}

// Sizes are rounded up to the alignment but for the top: 4 + 12 bytes of
// padding + 4.
// CHECK-LABEL: plan.model @padding
// CHECK-SAME: arena_bytes = 20 : i64, arena_lower_bound = 20 : i64, arena_status = "optimal"
// CHECK-DAG: plan.buffer "a" {{.*}}offset = 0 : i64
// CHECK-DAG: plan.buffer "b" {{.*}}offset = 16 : i64
plan.model @padding target "generic" arena_align 16 {
  %a = plan.buffer "a" {first = 0 : i64, last = 0 : i64} : !plan.buffer<1xf32>
  %b = plan.buffer "b" {first = 0 : i64, last = 0 : i64} : !plan.buffer<1xf32>
}

// The same with the alignment that the target asks for.
// CHECK-LABEL: plan.model @wide_alignment
// CHECK-SAME: arena_bytes = 68 : i64
// CHECK-DAG: plan.buffer "b" {{.*}}offset = 64 : i64
plan.model @wide_alignment target "generic" arena_align 64 {
  %a = plan.buffer "a" {first = 0 : i64, last = 0 : i64} : !plan.buffer<1xf32>
  %b = plan.buffer "b" {first = 0 : i64, last = 0 : i64} : !plan.buffer<1xf32>
}

// Both short buffers would have to be on top, yet they are live together: 16
// bytes more than any single step needs (ArenaGreedyTest.cpp has the proof).
//        0    1    2
//   a  ====  ====            20
//   x  ====                  32
//   b        ====  ====      20
//   y              ====      32
// CHECK-LABEL: plan.model @bound_out_of_reach
// CHECK-SAME: arena_bytes = 64 : i64, arena_lower_bound = 64 : i64, arena_status = "optimal"
// GREEDY-LABEL: plan.model @bound_out_of_reach
// GREEDY-SAME: arena_bytes = 64 : i64, arena_lower_bound = 52 : i64, arena_status = "feasible"
plan.model @bound_out_of_reach target "generic" arena_align 32 {
  %a = plan.buffer "a" {first = 0 : i64, last = 1 : i64} : !plan.buffer<5xf32>
  %x = plan.buffer "x" {first = 0 : i64, last = 0 : i64} : !plan.buffer<8xf32>
  %b = plan.buffer "b" {first = 1 : i64, last = 2 : i64} : !plan.buffer<5xf32>
  %y = plan.buffer "y" {first = 2 : i64, last = 2 : i64} : !plan.buffer<8xf32>
}

// Offsets from an earlier run do not matter. Nothing to place: no arena.
// CHECK-LABEL: plan.model @again
// CHECK-SAME: arena_bytes = 16 : i64
// CHECK: plan.buffer "a" {{.*}}offset = 0 : i64
plan.model @again target "generic" arena_align 16 attributes {arena_bytes = 9999 : i64} {
  %a = plan.buffer "a" {first = 0 : i64, last = 0 : i64, offset = 4096 : i64} : !plan.buffer<4xf32>
}

// CHECK-LABEL: plan.model @empty
// CHECK-SAME: arena_bytes = 0 : i64, arena_lower_bound = 0 : i64, arena_status = "optimal"
plan.model @empty target "generic" arena_align 16 {
}
