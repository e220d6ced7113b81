// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @c1(%a: tensor<1x4x4x2xf32>, %b: tensor<2x3x3x3xf32>) {
  // expected-error @below {{conv2d expected input channels = group * weight channels, got 2 = 1 * 3}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.conv2d %a, %b : (tensor<1x4x4x2xf32>, tensor<2x3x3x3xf32>) -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @c1_group(%a: tensor<1x4x4x2xf32>, %b: tensor<2x3x3x2xf32>) {
  // expected-error @below {{got 2 = 3 * 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.conv2d %a, %b {group = 3 : i64} : (tensor<1x4x4x2xf32>, tensor<2x3x3x2xf32>) -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @c1_no_group(%a: tensor<1x4x4x2xf32>, %b: tensor<2x3x3x2xf32>) {
  // expected-error @below {{got 2 = 0 * 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.conv2d %a, %b {group = 0 : i64} : (tensor<1x4x4x2xf32>, tensor<2x3x3x2xf32>) -> tensor<1x2x2x2xf32>
  return
}

// -----

// 0 modulo 2^64.
func.func @c1_overflow(%a: tensor<1x4x4x0xf32>, %b: tensor<2x3x3x4xf32>) {
  // expected-error @below {{got 0 = 4611686018427387904 * 4}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.conv2d %a, %b {group = 4611686018427387904 : i64} : (tensor<1x4x4x0xf32>, tensor<2x3x3x4xf32>) -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @c2(%a: tensor<1x4x4x2xf32>, %b: tensor<3x3x3x1xf32>) {
  // expected-error @below {{conv2d expected output channels divisible by group, got 3 and 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.conv2d %a, %b {group = 2 : i64} : (tensor<1x4x4x2xf32>, tensor<3x3x3x1xf32>) -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @c3(%a: tensor<1x4x4x2xf32>, %b: tensor<2x3x3x2xf32>, %c: tensor<3xf32>) {
  // expected-error @below {{conv2d expected a bias of 2 values, got 'tensor<3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.conv2d %a, %b, %c : (tensor<1x4x4x2xf32>, tensor<2x3x3x2xf32>, tensor<3xf32>) -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @c3_rank(%a: tensor<1x4x4x2xf32>, %b: tensor<2x3x3x2xf32>, %c: tensor<1x2xf32>) {
  // expected-error @below {{conv2d expected a bias of 2 values, got 'tensor<1x2xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.conv2d %a, %b, %c : (tensor<1x4x4x2xf32>, tensor<2x3x3x2xf32>, tensor<1x2xf32>) -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @c4_stride(%a: tensor<1x4x4x2xf32>, %b: tensor<2x3x3x2xf32>) {
  // expected-error @below {{conv2d expected kernel, strides and dilations of at least 1, got 3, 0 and 1}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.conv2d %a, %b {strides = array<i64: 1, 0>} : (tensor<1x4x4x2xf32>, tensor<2x3x3x2xf32>) -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @c4_dilation(%a: tensor<1x4x4x2xf32>, %b: tensor<2x3x3x2xf32>) {
  // expected-error @below {{conv2d expected kernel, strides and dilations of at least 1, got 3, 1 and -1}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.conv2d %a, %b {dilations = array<i64: -1, 1>} : (tensor<1x4x4x2xf32>, tensor<2x3x3x2xf32>) -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @c4_pad(%a: tensor<1x4x4x2xf32>, %b: tensor<2x3x3x2xf32>) {
  // expected-error @below {{conv2d expected pads of at least 0, got -1 and 0}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.conv2d %a, %b {pads = array<i64: 0, -1, 0, 0>} : (tensor<1x4x4x2xf32>, tensor<2x3x3x2xf32>) -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @c4_count(%a: tensor<1x4x4x2xf32>, %b: tensor<2x3x3x2xf32>) {
  // expected-error @below {{conv2d expected 2 kernel sizes, 2 strides, 2 dilations and 4 pads, got 2, 1, 2 and 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.conv2d %a, %b {strides = array<i64: 1>, pads = array<i64: 0, 0>} : (tensor<1x4x4x2xf32>, tensor<2x3x3x2xf32>) -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @c5_rows(%a: tensor<1x4x4x2xf32>, %b: tensor<2x3x3x2xf32>) {
  // expected-error @below {{conv2d expected a kernel that fits into the padded map, got 5 rows for a map of 4}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.conv2d %a, %b {pads = array<i64: 0, 9, 0, 9>, dilations = array<i64: 2, 1>} : (tensor<1x4x4x2xf32>, tensor<2x3x3x2xf32>) -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @c5_columns(%a: tensor<1x4x4x2xf32>, %b: tensor<2x3x3x2xf32>) {
  // expected-error @below {{got 7 columns for a map of 6}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.conv2d %a, %b {dilations = array<i64: 1, 3>, pads = array<i64: 0, 1, 0, 1>} : (tensor<1x4x4x2xf32>, tensor<2x3x3x2xf32>) -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @no_kernel(%a: tensor<1x4x4x2xf32>, %b: tensor<2x3x0x2xf32>) {
  // expected-error @below {{conv2d expected kernel, strides and dilations of at least 1, got 0, 1 and 1}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.conv2d %a, %b : (tensor<1x4x4x2xf32>, tensor<2x3x0x2xf32>) -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @rank(%a: tensor<4x4x2xf32>, %b: tensor<2x3x3x2xf32>) {
  // expected-error @below {{operand #0 must be NHWC map of 32-bit floats or quantised elements with static shape, but got 'tensor<4x4x2xf32>'}}
  %0 = nn.conv2d %a, %b : (tensor<4x4x2xf32>, tensor<2x3x3x2xf32>) -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @dynamic(%a: tensor<1x?x4x2xf32>, %b: tensor<2x3x3x2xf32>) {
  // expected-error @below {{operand #0 must be NHWC map of 32-bit floats or quantised elements with static shape, but got 'tensor<1x?x4x2xf32>'}}
  %0 = nn.conv2d %a, %b : (tensor<1x?x4x2xf32>, tensor<2x3x3x2xf32>) -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @element_type(%a: tensor<1x4x4x2xf32>, %b: tensor<2x3x3x2xf16>) {
  // expected-error @below {{operand #1 must be NHWC map of 32-bit floats or quantised elements with static shape, but got 'tensor<2x3x3x2xf16>'}}
  %0 = nn.conv2d %a, %b : (tensor<1x4x4x2xf32>, tensor<2x3x3x2xf16>) -> tensor<1x2x2x2xf32>
  return
}

// -----

func.func @result(%a: tensor<1x4x4x2xf32>, %b: tensor<2x3x3x2xf32>) {
  // expected-error @below {{inferred type(s) 'tensor<1x2x2x2xf32>' are incompatible with return type(s) of operation 'tensor<1x2x2x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.conv2d %a, %b : (tensor<1x4x4x2xf32>, tensor<2x3x3x2xf32>) -> tensor<1x2x2x3xf32>
  return
}
