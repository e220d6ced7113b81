// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @other_type() {
  // expected-error @below {{result #0 must be statically shaped tensor of 32-bit float or quantised element values, but got 'tensor<2xf64>'}}
  %0 = nn.constant dense<0.0> : tensor<2xf64>
  return
}

// -----

func.func @integers() {
  // expected-error @below {{result #0 must be statically shaped tensor of 32-bit float or quantised element values, but got 'tensor<2xi32>'}}
  %0 = nn.constant dense<0> : tensor<2xi32>
  return
}

// -----

func.func @no_tensor() {
  // expected-error @below {{expected attribute}}
  %0 = nn.constant : tensor<2xf32>
  return
}
