// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @no_version(%x: tensor<1xf32>) {
  // expected-error @below {{expected 'version'}}
  %0 = onnx.node "Relu" (%x) {} : (tensor<1xf32>) -> !onnx.value
  return
}

// -----

func.func @attributes_are_a_dictionary(%x: tensor<1xf32>) {
  // expected-error @below {{invalid kind of attribute specified}}
  %0 = onnx.node "Relu" version 14 (%x) [1] : (tensor<1xf32>) -> !onnx.value
  return
}

// -----

func.func @constant_of_unknown_size() {
  // expected-error @below {{result #0 must be statically shaped tensor of any type values, but got 'vector<2xf32>'}}
  %0 = onnx.const dense<1.0> : vector<2xf32>
  return
}

// -----

func.func @none_is_none() {
  // expected-error @below {{invalid kind of type specified: expected builtin.none, but found 'f32'}}
  %0 = onnx.none : f32
  return
}
