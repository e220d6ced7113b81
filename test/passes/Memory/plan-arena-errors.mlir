// RUN: %m2c-opt %s --pass-pipeline="builtin.module(plan.model(plan-arena))" -split-input-file -verify-diagnostics

plan.model @no_lifetime target "generic" arena_align 16 {
  // expected-error @below {{expected a lifetime; run plan-compute-lifetimes first}}
  %a = plan.buffer "a" {first = 0 : i64} : !plan.buffer<4xf32>
}
