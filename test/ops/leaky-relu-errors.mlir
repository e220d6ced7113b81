// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @other_shape(%a: tensor<4xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<4xf32>' are incompatible with return type(s) of operation 'tensor<2x2xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.leaky_relu %a : (tensor<4xf32>) -> tensor<2x2xf32>
  return
}

// -----

func.func @other_type(%a: tensor<4xf64>) {
  // expected-error @below {{operand #0 must be statically shaped tensor of 32-bit float or quantised element values, but got 'tensor<4xf64>'}}
  %0 = nn.leaky_relu %a : (tensor<4xf64>) -> tensor<4xf64>
  return
}

// -----

func.func @dynamic(%a: tensor<?xf32>) {
  // expected-error @below {{operand #0 must be statically shaped tensor of 32-bit float or quantised element values, but got 'tensor<?xf32>'}}
  %0 = nn.leaky_relu %a : (tensor<?xf32>) -> tensor<?xf32>
  return
}

// -----

func.func @attribute_type(%a: tensor<4xf32>) {
  // expected-error @below {{attribute 'alpha' failed to satisfy constraint: 32-bit float attribute}}
  %0 = nn.leaky_relu %a {alpha = 1 : i64} : (tensor<4xf32>) -> tensor<4xf32>
  return
}
