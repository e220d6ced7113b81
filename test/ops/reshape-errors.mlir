// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @c1(%a: tensor<2x3xf32>) {
  // expected-error @below {{'nn.reshape' op expected a result of 6 elements, got 4}}
  %0 = nn.reshape %a : (tensor<2x3xf32>) -> tensor<2x2xf32>
  return
}

// -----

func.func @dynamic(%a: tensor<2x3xf32>) {
  // expected-error @below {{result #0 must be statically shaped tensor of 32-bit float or quantised element values}}
  %0 = nn.reshape %a : (tensor<2x3xf32>) -> tensor<?xf32>
  return
}
