// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

func.func @c1_shape(%x: tensor<4x!quant.uniform<i8:f32, 0.5>>) {
  // expected-error @below {{expected a result with the input's shape, got 'tensor<2x2xf32>'}}
  %0 = nn.dequantize %x : (tensor<4x!quant.uniform<i8:f32, 0.5>>) -> tensor<2x2xf32>
  return
}

// -----

func.func @c1_float(%x: tensor<4xf32>) {
  // expected-error @below {{expected a quantised input and a float result, got}}
  %0 = nn.dequantize %x : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @c1_result(%x: tensor<4x!quant.uniform<i8:f32, 0.5>>) {
  // expected-error @below {{expected a quantised input and a float result, got}}
  %0 = nn.dequantize %x : (tensor<4x!quant.uniform<i8:f32, 0.5>>) -> tensor<4x!quant.uniform<i8:f32, 0.5>>
  return
}
