// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @c1(%a: tensor<2x3xf32>) {
  // expected-error @below {{pad expected 2 entries before and after, got 1 and 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.pad %a {before = array<i64: 0>, after = array<i64: 0, 0>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @c2_before(%a: tensor<2x3xf32>) {
  // expected-error @below {{pad expected pads of at least 0, got -1 and 0 for axis 1}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.pad %a {before = array<i64: 0, -1>, after = array<i64: 0, 0>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @c2_after(%a: tensor<2x3xf32>) {
  // expected-error @below {{pad expected pads of at least 0, got 0 and -2 for axis 0}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.pad %a {before = array<i64: 0, 0>, after = array<i64: -2, 0>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @result(%a: tensor<2x3xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<3x3xf32>' are incompatible with return type(s) of operation 'tensor<2x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.pad %a {before = array<i64: 1, 0>, after = array<i64: 0, 0>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}
