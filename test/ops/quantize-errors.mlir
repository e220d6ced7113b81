// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @c1_shape(%x: tensor<4xf32>) {
  // expected-error @below {{expected a result with the input's shape, got 'tensor<2x2x!quant.uniform<i8:f32, 5.000000e-01>>'}}
  %0 = nn.quantize %x : (tensor<4xf32>) -> tensor<2x2x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

func.func @c1_float(%x: tensor<4xf32>) {
  // expected-error @below {{expected a result with one scale, got}}
  %0 = nn.quantize %x : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @c1_float_of_integers(%x: tensor<4x!quant.uniform<i8:f32, 0.5>>) {
  // expected-error @below {{expected activations of i8 or i4 with one scale, got 'tensor<4xf32>'}}
  %0 = nn.quantize %x : (tensor<4x!quant.uniform<i8:f32, 0.5>>) -> tensor<4xf32>
  return
}

// -----

func.func @c1_channels(%x: tensor<2xf32>) {
  // expected-error @below {{expected activations of i8 or i4 with one scale, got}}
  %0 = nn.quantize %x : (tensor<2xf32>) -> tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>
  return
}

// -----

func.func @sign_from_float(%x: tensor<4xf32>) {
  // expected-error @below {{expected bytes without sign to change by 128 to signed ones or back, got 'tensor<4xf32>' and 'tensor<4x!quant.uniform<u8:f32, 5.000000e-01>>'}}
  %0 = nn.quantize %x : (tensor<4xf32>) -> tensor<4x!quant.uniform<u8:f32, 0.5>>
  return
}

// -----

func.func @input_channels(%x: tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>) {
  // expected-error @below {{expected an input with one scale, got}}
  %0 = nn.quantize %x : (tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>) -> tensor<2x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

func.func @sign_and_scale(%x: tensor<4x!quant.uniform<u8:f32, 0.5>>) {
  // expected-error @below {{expected bytes without sign to change by 128 to signed ones or back}}
  %0 = nn.quantize %x : (tensor<4x!quant.uniform<u8:f32, 0.5>>) -> tensor<4x!quant.uniform<i8:f32, 0.25:-128>>
  return
}

// -----

// Rows may be odd until the layout is known.
func.func @odd_rows(%x: tensor<1x2x3x1xf32>) {
  %0 = nn.quantize %x : (tensor<1x2x3x1xf32>) -> tensor<1x2x3x1x!quant.uniform<i4:f32, 0.5>>
  return
}
