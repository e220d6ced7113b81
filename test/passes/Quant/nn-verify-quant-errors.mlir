// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %m2c-opt %s --nn-verify-quant --split-input-file -verify-diagnostics

func.func @dequantized_constant() -> tensor<2xf32> {
  %w = nn.constant dense<[1, 2]> : tensor<2xi8> as tensor<2x!quant.uniform<i8:f32, 0.5>>
  // expected-error @below {{expected constants to be folded, got one of 'tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>'}}
  %0 = nn.dequantize %w : (tensor<2x!quant.uniform<i8:f32, 0.5>>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @quantized_constant() -> tensor<2x!quant.uniform<i8:f32, 0.5>> {
  %w = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  // expected-error @below {{expected constants to be folded, got one of 'tensor<2xf32>'}}
  %0 = nn.quantize %w : (tensor<2xf32>) -> tensor<2x!quant.uniform<i8:f32, 0.5>>
  return %0 : tensor<2x!quant.uniform<i8:f32, 0.5>>
}

// -----

func.func @odd_rows(%x: tensor<1x2x1x3xf32>) -> tensor<1x2x1x3x!quant.uniform<i4:f32, 0.5>> {
  // expected-error @below {{a tensor of 4 bits with an odd number of elements in a row is not supported; expected W * C to be even, or 8 bits, got 'tensor<1x2x1x3x!quant.uniform<i4:f32, 5.000000e-01>>'}}
  %0 = nn.quantize %x : (tensor<1x2x1x3xf32>) -> tensor<1x2x1x3x!quant.uniform<i4:f32, 0.5>>
  return %0 : tensor<1x2x1x3x!quant.uniform<i4:f32, 0.5>>
}

// -----

func.func @channels(%x: tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>) -> tensor<2xf32> {
  // expected-error @below {{expected an operand of i8 or i4 with one scale, got 'tensor<2x!quant.uniform<i8:f32:0, {5.000000e-01,2.500000e-01}>>'}}
  %0 = nn.dequantize %x : (tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @wide(%x: tensor<2x!quant.uniform<i32:f32, 0.5>>) -> tensor<2xf32> {
  // expected-error @below {{expected an operand of i8 or i4 with one scale}}
  %0 = nn.dequantize %x : (tensor<2x!quant.uniform<i32:f32, 0.5>>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @sign(%x: tensor<2x!quant.uniform<u8:f32, 0.5>>) -> tensor<2xf32> {
  // expected-error @below {{expected bytes without sign to be converted first, got 'tensor<2x!quant.uniform<u8:f32, 5.000000e-01>>'}}
  %0 = nn.dequantize %x : (tensor<2x!quant.uniform<u8:f32, 0.5>>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
