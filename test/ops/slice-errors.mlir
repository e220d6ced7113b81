// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @c1(%a: tensor<4x5xf32>) {
  // expected-error @below {{slice expected 2 begins, sizes and steps, got 1, 2 and 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.slice %a {begins = array<i64: 0>, sizes = array<i64: 2, 2>, steps = array<i64: 1, 1>} : (tensor<4x5xf32>) -> tensor<2x2xf32>
  return
}

// -----

func.func @c2_begin(%a: tensor<4x5xf32>) {
  // expected-error @below {{slice expected a part of axis 0 of size 4, got begin 4, size 1, step 1}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.slice %a {begins = array<i64: 4, 0>, sizes = array<i64: 1, 2>, steps = array<i64: 1, 1>} : (tensor<4x5xf32>) -> tensor<2x2xf32>
  return
}

// -----

func.func @c2_begin_negative(%a: tensor<4x5xf32>) {
  // expected-error @below {{slice expected a part of axis 0 of size 4, got begin -1, size 2, step 1}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.slice %a {begins = array<i64: -1, 0>, sizes = array<i64: 2, 2>, steps = array<i64: 1, 1>} : (tensor<4x5xf32>) -> tensor<2x2xf32>
  return
}

// -----

func.func @c2_end(%a: tensor<4x5xf32>) {
  // expected-error @below {{slice expected a part of axis 1 of size 5, got begin 1, size 3, step 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.slice %a {begins = array<i64: 0, 1>, sizes = array<i64: 2, 3>, steps = array<i64: 1, 2>} : (tensor<4x5xf32>) -> tensor<2x2xf32>
  return
}

// -----

func.func @c2_backwards(%a: tensor<4x5xf32>) {
  // expected-error @below {{slice expected a part of axis 0 of size 4, got begin 1, size 3, step -1}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.slice %a {begins = array<i64: 1, 0>, sizes = array<i64: 3, 2>, steps = array<i64: -1, 1>} : (tensor<4x5xf32>) -> tensor<2x2xf32>
  return
}

// -----

func.func @c2_nothing(%a: tensor<4x5xf32>) {
  // expected-error @below {{slice expected a part of axis 0 of size 4, got begin 0, size 0, step 1}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.slice %a {begins = array<i64: 0, 0>, sizes = array<i64: 0, 2>, steps = array<i64: 1, 1>} : (tensor<4x5xf32>) -> tensor<2x2xf32>
  return
}

// -----

// (size - 1) * step is 0 modulo 2^64: the last element would seem to be the first.
func.func @c2_overflow(%a: tensor<4x5xf32>) {
  // expected-error @below {{slice expected a part of axis 0 of size 4, got begin 1, size 3, step -9223372036854775808}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.slice %a {begins = array<i64: 1, 0>, sizes = array<i64: 3, 2>, steps = array<i64: -9223372036854775808, 1>} : (tensor<4x5xf32>) -> tensor<3x2xf32>
  return
}

// -----

func.func @c3(%a: tensor<4x5xf32>) {
  // expected-error @below {{slice expected a part of axis 0 of size 4, got begin 0, size 1, step 0}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.slice %a {begins = array<i64: 0, 0>, sizes = array<i64: 1, 2>, steps = array<i64: 0, 1>} : (tensor<4x5xf32>) -> tensor<1x2xf32>
  return
}
