// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @axis_behind(%a: tensor<2x3xf32>) {
  // expected-error @below {{'nn.softmax' op expected axis in [0, 2), got 2}}
  %0 = nn.softmax %a {axis = 2 : i64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @axis_negative(%a: tensor<2x3xf32>) {
  // expected-error @below {{'nn.softmax' op expected axis in [0, 2), got -1}}
  %0 = nn.softmax %a {axis = -1 : i64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @scalar(%a: tensor<f32>) {
  // expected-error @below {{'nn.softmax' op expected axis in [0, 0), got 0}}
  %0 = nn.softmax %a {axis = 0 : i64} : (tensor<f32>) -> tensor<f32>
  return
}

// -----

func.func @no_axis(%a: tensor<2x3xf32>) {
  // expected-error @below {{'nn.softmax' op requires attribute 'axis'}}
  %0 = nn.softmax %a : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}
