// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @c1(%a: tensor<1x3xf32>, %b: tensor<2x4xf32>) {
  // expected-error @below {{dense expected input [M, K] and weights [N, K], got 'tensor<1x3xf32>' and 'tensor<2x4xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.dense %a, %b : (tensor<1x3xf32>, tensor<2x4xf32>) -> tensor<1x2xf32>
  return
}

// -----

func.func @c1_input_rank(%a: tensor<3xf32>, %b: tensor<2x3xf32>) {
  // expected-error @below {{dense expected input [M, K] and weights [N, K], got 'tensor<3xf32>' and 'tensor<2x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.dense %a, %b : (tensor<3xf32>, tensor<2x3xf32>) -> tensor<1x2xf32>
  return
}

// -----

func.func @c1_weights_rank(%a: tensor<1x3xf32>, %b: tensor<2x3x1xf32>) {
  // expected-error @below {{dense expected input [M, K] and weights [N, K], got 'tensor<1x3xf32>' and 'tensor<2x3x1xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.dense %a, %b : (tensor<1x3xf32>, tensor<2x3x1xf32>) -> tensor<1x2xf32>
  return
}

// -----

func.func @c2(%a: tensor<1x3xf32>, %b: tensor<2x3xf32>, %c: tensor<1xf32>) {
  // expected-error @below {{dense expected a bias of 2 values, got 'tensor<1xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.dense %a, %b, %c : (tensor<1x3xf32>, tensor<2x3xf32>, tensor<1xf32>) -> tensor<1x2xf32>
  return
}

// -----

func.func @result(%a: tensor<1x3xf32>, %b: tensor<2x3xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<1x2xf32>' are incompatible with return type(s) of operation 'tensor<2xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.dense %a, %b : (tensor<1x3xf32>, tensor<2x3xf32>) -> tensor<2xf32>
  return
}
