// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @c1(%a: tensor<1x4x4x2xf32>, %b: tensor<3x3x3xf32>) {
  // expected-error @below {{depthwise_conv2d expected output channels divisible by input channels, got 3 and 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.depthwise_conv2d %a, %b : (tensor<1x4x4x2xf32>, tensor<3x3x3xf32>) -> tensor<1x2x2x4xf32>
  return
}

// -----

func.func @c1_none(%a: tensor<1x4x4x2xf32>, %b: tensor<3x3x0xf32>) {
  // expected-error @below {{depthwise_conv2d expected output channels divisible by input channels, got 0 and 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.depthwise_conv2d %a, %b : (tensor<1x4x4x2xf32>, tensor<3x3x0xf32>) -> tensor<1x2x2x4xf32>
  return
}

// -----

func.func @c1_no_input_channels(%a: tensor<1x4x4x0xf32>, %b: tensor<3x3x4xf32>) {
  // expected-error @below {{got 4 and 0}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.depthwise_conv2d %a, %b : (tensor<1x4x4x0xf32>, tensor<3x3x4xf32>) -> tensor<1x2x2x4xf32>
  return
}

// -----

func.func @c2(%a: tensor<1x4x4x2xf32>, %b: tensor<3x3x4xf32>, %c: tensor<2xf32>) {
  // expected-error @below {{depthwise_conv2d expected a bias of 4 values, got 'tensor<2xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.depthwise_conv2d %a, %b, %c : (tensor<1x4x4x2xf32>, tensor<3x3x4xf32>, tensor<2xf32>) -> tensor<1x2x2x4xf32>
  return
}

// -----

func.func @c3_stride(%a: tensor<1x4x4x2xf32>, %b: tensor<3x3x4xf32>) {
  // expected-error @below {{depthwise_conv2d expected kernel, strides and dilations of at least 1, got 3, 0 and 1}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.depthwise_conv2d %a, %b {strides = array<i64: 0, 1>} : (tensor<1x4x4x2xf32>, tensor<3x3x4xf32>) -> tensor<1x2x2x4xf32>
  return
}

// -----

func.func @c3_pad(%a: tensor<1x4x4x2xf32>, %b: tensor<3x3x4xf32>) {
  // expected-error @below {{depthwise_conv2d expected pads of at least 0, got 0 and -2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.depthwise_conv2d %a, %b {pads = array<i64: 0, 0, 0, -2>} : (tensor<1x4x4x2xf32>, tensor<3x3x4xf32>) -> tensor<1x2x2x4xf32>
  return
}

// -----

func.func @c4(%a: tensor<1x4x4x2xf32>, %b: tensor<3x3x4xf32>) {
  // expected-error @below {{depthwise_conv2d expected a kernel that fits into the padded map, got 5 rows for a map of 4}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.depthwise_conv2d %a, %b {dilations = array<i64: 2, 1>} : (tensor<1x4x4x2xf32>, tensor<3x3x4xf32>) -> tensor<1x2x2x4xf32>
  return
}

// -----

func.func @weights_rank(%a: tensor<1x4x4x2xf32>, %b: tensor<3x3x2x2xf32>) {
  // expected-error @below {{depthwise_conv2d expected an input of rank 4 and weights of rank 3}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.depthwise_conv2d %a, %b : (tensor<1x4x4x2xf32>, tensor<3x3x2x2xf32>) -> tensor<1x2x2x4xf32>
  return
}

// -----

func.func @input_rank(%a: tensor<4x4x2xf32>, %b: tensor<3x3x4xf32>) {
  // expected-error @below {{operand #0 must be NHWC map of 32-bit floats}}
  %0 = nn.depthwise_conv2d %a, %b : (tensor<4x4x2xf32>, tensor<3x3x4xf32>) -> tensor<1x2x2x4xf32>
  return
}
