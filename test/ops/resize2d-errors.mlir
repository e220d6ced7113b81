// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @c1_count(%a: tensor<1x4x4x1xf32>) {
  // expected-error @below {{resize2d expected 2 sizes, got 1}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.resize2d %a {size = array<i64: 2>, mode = #nn<resize linear>, coordinates = #nn<coordinates half_pixel>} : (tensor<1x4x4x1xf32>) -> tensor<1x8x8x1xf32>
  return
}

// -----

func.func @c1_zero(%a: tensor<1x4x4x1xf32>) {
  // expected-error @below {{resize2d expected sizes from 1 to 16777216, got 0}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.resize2d %a {size = array<i64: 8, 0>, mode = #nn<resize linear>, coordinates = #nn<coordinates half_pixel>} : (tensor<1x4x4x1xf32>) -> tensor<1x8x8x1xf32>
  return
}

// -----

func.func @c1_huge(%a: tensor<1x4x4x1xf32>) {
  // expected-error @below {{resize2d expected sizes from 1 to 16777216, got 16777217}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.resize2d %a {size = array<i64: 16777217, 8>, mode = #nn<resize linear>, coordinates = #nn<coordinates half_pixel>} : (tensor<1x4x4x1xf32>) -> tensor<1x8x8x1xf32>
  return
}

// -----

func.func @c2_count(%a: tensor<1x4x4x1xf32>) {
  // expected-error @below {{resize2d expected 2 scales, got 1}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.resize2d %a {size = array<i64: 8, 8>, scales = array<f32: 2.0>, mode = #nn<resize linear>, coordinates = #nn<coordinates half_pixel>} : (tensor<1x4x4x1xf32>) -> tensor<1x8x8x1xf32>
  return
}

// -----

func.func @c2_zero(%a: tensor<1x4x4x1xf32>) {
  // expected-error @below {{resize2d expected finite scales above 0, got 0.000000e+00}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.resize2d %a {size = array<i64: 8, 8>, scales = array<f32: 2.0, 0.0>, mode = #nn<resize linear>, coordinates = #nn<coordinates half_pixel>} : (tensor<1x4x4x1xf32>) -> tensor<1x8x8x1xf32>
  return
}

// -----

func.func @c2_infinite(%a: tensor<1x4x4x1xf32>) {
  // expected-error @below {{resize2d expected finite scales above 0, got}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.resize2d %a {size = array<i64: 8, 8>, scales = array<f32: 0x7F800000, 2.0>, mode = #nn<resize linear>, coordinates = #nn<coordinates half_pixel>} : (tensor<1x4x4x1xf32>) -> tensor<1x8x8x1xf32>
  return
}

// -----

func.func @c3(%a: tensor<1x0x4x1xf32>) {
  // expected-error @below {{resize2d expected a map with rows and columns, got 0 and 4}}
  // expected-error @below {{failed to infer returned types}}
  %0 = nn.resize2d %a {size = array<i64: 8, 8>, mode = #nn<resize linear>, coordinates = #nn<coordinates half_pixel>} : (tensor<1x0x4x1xf32>) -> tensor<1x8x8x1xf32>
  return
}

// -----

func.func @rank(%a: tensor<4x4x1xf32>) {
  // expected-error @below {{operand #0 must be NHWC map of 32-bit floats}}
  %0 = nn.resize2d %a {size = array<i64: 8, 8>, mode = #nn<resize linear>, coordinates = #nn<coordinates half_pixel>} : (tensor<4x4x1xf32>) -> tensor<1x8x8x1xf32>
  return
}

// -----

// What moves integers does not change what they mean.
func.func @nearest_elements(%a: tensor<1x4x4x1x!quant.uniform<i8:f32, 1.0>>) {
  // expected-error @below {{expected operands with the elements of the result}}
  %0 = nn.resize2d %a {size = array<i64: 8, 8>, mode = #nn<resize floor>, coordinates = #nn<coordinates asymmetric>}
    : (tensor<1x4x4x1x!quant.uniform<i8:f32, 1.0>>) -> tensor<1x8x8x1x!quant.uniform<i8:f32, 2.0>>
  return
}

// -----

func.func @mixed(%a: tensor<1x4x4x1x!quant.uniform<i8:f32, 1.0>>) {
  // expected-error @below {{expected activations of i8 or i4 with one scale}}
  %0 = nn.resize2d %a {size = array<i64: 8, 8>, mode = #nn<resize linear>, coordinates = #nn<coordinates half_pixel>}
    : (tensor<1x4x4x1x!quant.uniform<i8:f32, 1.0>>) -> tensor<1x8x8x1xf32>
  return
}
