// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @c1_behind(%a: tensor<2x3x4xf32>) {
  // expected-error @below {{reduce_mean expected sorted neighbouring axes below 3, got 3}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.reduce_mean %a {axes = array<i64: 2, 3>} : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @c1_negative(%a: tensor<2x3x4xf32>) {
  // expected-error @below {{reduce_mean expected sorted neighbouring axes below 3, got -1}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.reduce_mean %a {axes = array<i64: -1>} : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @c1_gap(%a: tensor<2x3x4xf32>) {
  // expected-error @below {{reduce_mean expected sorted neighbouring axes below 3, got 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.reduce_mean %a {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @c1_order(%a: tensor<2x3x4xf32>) {
  // expected-error @below {{reduce_mean expected sorted neighbouring axes below 3, got 0}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.reduce_mean %a {axes = array<i64: 1, 0>} : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @c1_twice(%a: tensor<2x3x4xf32>) {
  // expected-error @below {{reduce_mean expected sorted neighbouring axes below 3, got 1}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.reduce_mean %a {axes = array<i64: 1, 1>} : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @keeps_dims(%a: tensor<2x3x4xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<2x1x4xf32>' are incompatible with return type(s) of operation 'tensor<2x4xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.reduce_mean %a {axes = array<i64: 1>} : (tensor<2x3x4xf32>) -> tensor<2x4xf32>
  return
}
