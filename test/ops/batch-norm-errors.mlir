// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @c1(%a: tensor<2x3xf32>, %b: tensor<3xf32>, %c: tensor<3xf32>) {
  // expected-error @below {{'nn.batch_norm' op expected axis in [0, 2), got 2}}
  %0 = nn.batch_norm %a, %b, %c {axis = 2 : i64} : (tensor<2x3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @c1_negative(%a: tensor<2x3xf32>, %b: tensor<3xf32>, %c: tensor<3xf32>) {
  // expected-error @below {{'nn.batch_norm' op expected axis in [0, 2), got -1}}
  %0 = nn.batch_norm %a, %b, %c {axis = -1 : i64} : (tensor<2x3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @c2_scale(%a: tensor<2x3xf32>, %b: tensor<2xf32>, %c: tensor<3xf32>) {
  // expected-error @below {{'nn.batch_norm' op expected 3 scales and shifts, got 2 and 3}}
  %0 = nn.batch_norm %a, %b, %c {axis = 1 : i64} : (tensor<2x3xf32>, tensor<2xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @c2_shift(%a: tensor<2x3xf32>, %b: tensor<3xf32>, %c: tensor<1xf32>) {
  // expected-error @below {{'nn.batch_norm' op expected 3 scales and shifts, got 3 and 1}}
  %0 = nn.batch_norm %a, %b, %c {axis = 1 : i64} : (tensor<2x3xf32>, tensor<3xf32>, tensor<1xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @result(%a: tensor<2x3xf32>, %b: tensor<3xf32>, %c: tensor<3xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<2x3xf32>' are incompatible with return type(s) of operation 'tensor<3x2xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.batch_norm %a, %b, %c {axis = 1 : i64} : (tensor<2x3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<3x2xf32>
  return
}
