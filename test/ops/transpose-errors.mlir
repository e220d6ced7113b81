// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @c1_twice(%a: tensor<2x3xf32>) {
  // expected-error @below {{transpose expected perm to be a permutation of 2 axes}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.transpose %a {perm = array<i64: 1, 1>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return
}

// -----

func.func @c1_behind(%a: tensor<2x3xf32>) {
  // expected-error @below {{transpose expected perm to be a permutation of 2 axes}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.transpose %a {perm = array<i64: 0, 2>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return
}

// -----

func.func @c1_negative(%a: tensor<2x3xf32>) {
  // expected-error @below {{transpose expected perm to be a permutation of 2 axes}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.transpose %a {perm = array<i64: -1, 0>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return
}

// -----

func.func @c1_short(%a: tensor<2x3xf32>) {
  // expected-error @below {{transpose expected perm to be a permutation of 2 axes}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.transpose %a {perm = array<i64: 0>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return
}

// -----

func.func @c1_empty(%a: tensor<2x3xf32>) {
  // expected-error @below {{transpose expected perm of 2 axes, got 0}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.transpose %a {perm = array<i64>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return
}

// -----

// Seven axes of which no two stay together.
func.func @c1_axes(%a: tensor<2x2x2x2x2x2x2xf32>) {
  // expected-error @below {{transpose expected at most 6 axes after merging, got 7}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.transpose %a {perm = array<i64: 6, 5, 4, 3, 2, 1, 0>} : (tensor<2x2x2x2x2x2x2xf32>) -> tensor<2x2x2x2x2x2x2xf32>
  return
}

// -----

func.func @result(%a: tensor<2x3xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<3x2xf32>' are incompatible with return type(s) of operation 'tensor<2x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.transpose %a {perm = array<i64: 1, 0>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}
