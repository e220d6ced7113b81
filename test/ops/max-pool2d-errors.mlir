// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @c1_kernel(%a: tensor<1x4x4x1xf32>) {
  // expected-error @below {{max_pool2d expected kernel, strides and dilations of at least 1, got 0, 1 and 1}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.max_pool2d %a {kernel = array<i64: 2, 0>} : (tensor<1x4x4x1xf32>) -> tensor<1x3x3x1xf32>
  return
}

// -----

func.func @c1_stride(%a: tensor<1x4x4x1xf32>) {
  // expected-error @below {{max_pool2d expected kernel, strides and dilations of at least 1, got 2, 0 and 1}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.max_pool2d %a {kernel = array<i64: 2, 2>, strides = array<i64: 0, 1>} : (tensor<1x4x4x1xf32>) -> tensor<1x3x3x1xf32>
  return
}

// -----

func.func @c1_negative_pad(%a: tensor<1x4x4x1xf32>) {
  // expected-error @below {{max_pool2d expected pads of at least 0, got 0 and -1}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.max_pool2d %a {kernel = array<i64: 2, 2>, pads = array<i64: 0, 0, -1, 0>} : (tensor<1x4x4x1xf32>) -> tensor<1x3x3x1xf32>
  return
}

// -----

func.func @c1_pad_of_kernel(%a: tensor<1x4x4x1xf32>) {
  // expected-error @below {{max_pool2d expected pads below the dilated kernel of 2, got 2 and 0}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.max_pool2d %a {kernel = array<i64: 2, 2>, pads = array<i64: 0, 2, 0, 0>} : (tensor<1x4x4x1xf32>) -> tensor<1x3x3x1xf32>
  return
}

// -----

func.func @c1_pad_of_dilated_kernel(%a: tensor<1x4x4x1xf32>) {
  // expected-error @below {{max_pool2d expected pads below the dilated kernel of 3, got 0 and 3}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.max_pool2d %a {kernel = array<i64: 2, 2>, dilations = array<i64: 2, 1>, pads = array<i64: 0, 0, 3, 0>} : (tensor<1x4x4x1xf32>) -> tensor<1x3x3x1xf32>
  return
}

// -----

func.func @c1_count(%a: tensor<1x4x4x1xf32>) {
  // expected-error @below {{max_pool2d expected 2 kernel sizes, 2 strides, 2 dilations and 4 pads, got 1, 2, 2 and 4}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.max_pool2d %a {kernel = array<i64: 2>} : (tensor<1x4x4x1xf32>) -> tensor<1x3x3x1xf32>
  return
}

// -----

func.func @c2(%a: tensor<1x4x4x1xf32>) {
  // expected-error @below {{max_pool2d expected a kernel that fits into the padded map, got 5 rows for a map of 4}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.max_pool2d %a {kernel = array<i64: 5, 2>} : (tensor<1x4x4x1xf32>) -> tensor<1x3x3x1xf32>
  return
}

// -----

func.func @no_kernel(%a: tensor<1x4x4x1xf32>) {
  // expected-error @below {{'nn.max_pool2d' op requires attribute 'kernel'}}
  %0 = nn.max_pool2d %a {strides = array<i64: 1, 1>} : (tensor<1x4x4x1xf32>) -> tensor<1x3x3x1xf32>
  return
}

// -----

func.func @rank(%a: tensor<4x4x1xf32>) {
  // expected-error @below {{operand #0 must be NHWC map of 32-bit floats}}
  %0 = nn.max_pool2d %a {kernel = array<i64: 2, 2>} : (tensor<4x4x1xf32>) -> tensor<1x3x3x1xf32>
  return
}
