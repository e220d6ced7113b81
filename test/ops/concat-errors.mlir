// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @c1(%a: tensor<1x2xf32>, %b: tensor<1x3xf32>) {
  // expected-error @below {{concat expected axis in [0, 2), got 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.concat %a, %b {axis = 2 : i64} : (tensor<1x2xf32>, tensor<1x3xf32>) -> tensor<1x5xf32>
  return
}

// -----

func.func @c1_negative(%a: tensor<1x2xf32>, %b: tensor<1x3xf32>) {
  // expected-error @below {{concat expected axis in [0, 2), got -1}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.concat %a, %b {axis = -1 : i64} : (tensor<1x2xf32>, tensor<1x3xf32>) -> tensor<1x5xf32>
  return
}

// -----

func.func @c2(%a: tensor<1x2xf32>, %b: tensor<1x3xf32>) {
  // expected-error @below {{concat expected inputs that agree but for axis 0, got 'tensor<1x2xf32>' and 'tensor<1x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.concat %a, %b {axis = 0 : i64} : (tensor<1x2xf32>, tensor<1x3xf32>) -> tensor<1x5xf32>
  return
}

// -----

func.func @c2_rank(%a: tensor<1x2xf32>, %b: tensor<3xf32>) {
  // expected-error @below {{concat expected inputs that agree but for axis 1, got 'tensor<1x2xf32>' and 'tensor<3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.concat %a, %b {axis = 1 : i64} : (tensor<1x2xf32>, tensor<3xf32>) -> tensor<1x5xf32>
  return
}

// -----

func.func @empty() {
  // expected-error @below {{concat expected at least one input}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.concat {axis = 0 : i64} : () -> tensor<1xf32>
  return
}
