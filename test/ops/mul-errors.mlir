// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @c1(%a: tensor<2x3xf32>, %b: tensor<2xf32>) {
  // expected-error @below {{mul expected shapes that broadcast, got 'tensor<2x3xf32>' and 'tensor<2xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.mul %a, %b : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xf32>
  return
}

// -----

// Repeated left and right by turns: five blocks that no two loops share.
func.func @c1_blocks(%a: tensor<2x1x2x1x2xf32>, %b: tensor<1x2x1x2x1xf32>) {
  // expected-error @below {{mul expected a broadcast of at most 4 blocks of axes, got 'tensor<2x1x2x1x2xf32>' and 'tensor<1x2x1x2x1xf32>'; reshape the operands to fewer axes}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.mul %a, %b : (tensor<2x1x2x1x2xf32>, tensor<1x2x1x2x1xf32>) -> tensor<2x2x2x2x2xf32>
  return
}

// -----

func.func @result(%a: tensor<2x1xf32>, %b: tensor<3xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<2x3xf32>' are incompatible with return type(s) of operation 'tensor<3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.mul %a, %b : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<3xf32>
  return
}
