// RUN: %m2c-opt %s -split-input-file -verify-diagnostics

// What every op with quantised elements promises (dialects/Nn/NnQuant.cpp), rule by rule.

func.func @scale(%x: tensor<4xf32>) {
  // expected-error @below {{expected a scale that binary32 holds, got 1.000000e-01}}
  %0 = nn.quantize %x : (tensor<4xf32>) -> tensor<4x!quant.uniform<i8:f32, 0.1>>
  return
}

// -----

func.func @denormal_scale(%x: tensor<4xf32>) {
  // expected-error @below {{expected a scale that binary32 holds, got}}
  %0 = nn.quantize %x : (tensor<4xf32>) -> tensor<4x!quant.uniform<i8:f32, 5.877471754111438e-39>>
  return
}

// -----

func.func @zero_point(%x: tensor<4xf32>) {
  // expected-error @below {{expected a zero point in [-128, 127], got 128}}
  %0 = nn.quantize %x : (tensor<4xf32>) -> tensor<4x!quant.uniform<i8:f32, 0.5:128>>
  return
}

// -----

func.func @zero_point_of_nibbles(%x: tensor<4xf32>) {
  // expected-error @below {{expected a zero point in [-8, 7], got -9}}
  %0 = nn.quantize %x : (tensor<4xf32>) -> tensor<4x!quant.uniform<i4:f32, 0.5:-9>>
  return
}

// -----

func.func @scales_per_channel(%x: tensor<2x3x!quant.uniform<i8:f32:1, {0.5, 0.25}>>) {
  // expected-error @below {{expected one scale for each index of axis 1, got 2}}
  %0 = nn.dequantize %x : (tensor<2x3x!quant.uniform<i8:f32:1, {0.5, 0.25}>>) -> tensor<2x3xf32>
  return
}

// -----

func.func @axis(%x: tensor<2x!quant.uniform<i8:f32:1, {0.5, 0.25}>>) {
  // expected-error @below {{expected one scale for each index of axis 1, got 2}}
  %0 = nn.dequantize %x : (tensor<2x!quant.uniform<i8:f32:1, {0.5, 0.25}>>) -> tensor<2xf32>
  return
}

// -----

func.func @symmetric_channels(%x: tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25:1}>>) {
  // expected-error @below {{expected symmetric scales per channel, got}}
  %0 = nn.dequantize %x : (tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25:1}>>) -> tensor<2xf32>
  return
}

// -----

func.func @signed_channels(%x: tensor<2x!quant.uniform<u8:f32:0, {0.5, 0.25}>>) {
  // expected-error @below {{expected symmetric scales per channel, got}}
  %0 = nn.dequantize %x : (tensor<2x!quant.uniform<u8:f32:0, {0.5, 0.25}>>) -> tensor<2xf32>
  return
}

// -----

func.func @activation_sign(%x: tensor<4x!quant.uniform<u8:f32, 0.5>>) {
  // expected-error @below {{expected activations of i8 or i4 with one scale, got 'tensor<4x!quant.uniform<u8:f32, 5.000000e-01>>'}}
  %0 = nn.relu %x : (tensor<4x!quant.uniform<u8:f32, 0.5>>) -> tensor<4x!quant.uniform<u8:f32, 0.5>>
  return
}

// -----

func.func @activation_width(%x: tensor<4x!quant.uniform<i16:f32, 0.5>>) {
  // expected-error @below {{expected activations of i8 or i4 with one scale}}
  %0 = nn.relu %x : (tensor<4x!quant.uniform<i16:f32, 0.5>>) -> tensor<4x!quant.uniform<i16:f32, 0.5>>
  return
}

// -----

func.func @activation_channels(%x: tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>, %y: tensor<2x!quant.uniform<i8:f32, 0.5>>) {
  // expected-error @below {{expected activations of i8 or i4 with one scale}}
  %0 = nn.add %x, %y : (tensor<2x!quant.uniform<i8:f32:0, {0.5, 0.25}>>, tensor<2x!quant.uniform<i8:f32, 0.5>>) -> tensor<2x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

func.func @activation_float(%x: tensor<4x!quant.uniform<i8:f32, 0.5>>, %y: tensor<4xf32>) {
  // expected-error @below {{expected activations of i8 or i4 with one scale, got 'tensor<4xf32>'}}
  %0 = nn.add %x, %y : (tensor<4x!quant.uniform<i8:f32, 0.5>>, tensor<4xf32>) -> tensor<4x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

func.func @odd_rows(%x: tensor<1x2x3x1x!quant.uniform<i4:f32, 0.5>>) {
  // expected-error @below {{expected rows of an even number of 4-bit elements, got 'tensor<1x2x3x1x!quant.uniform<i4:f32, 5.000000e-01>>'}}
  %0 = nn.relu %x : (tensor<1x2x3x1x!quant.uniform<i4:f32, 0.5>>) -> tensor<1x2x3x1x!quant.uniform<i4:f32, 0.5>>
  return
}

// -----

func.func @weights_width(%x: tensor<1x4x!quant.uniform<i8:f32, 0.5>>, %w: tensor<2x4x!quant.uniform<i16:f32, 0.5>>) {
  // expected-error @below {{expected weights of i8 or i4, got 'tensor<2x4x!quant.uniform<i16:f32, 5.000000e-01>>'}}
  %0 = nn.dense %x, %w : (tensor<1x4x!quant.uniform<i8:f32, 0.5>>, tensor<2x4x!quant.uniform<i16:f32, 0.5>>) -> tensor<1x2x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

func.func @weights_float(%x: tensor<1x4x!quant.uniform<i8:f32, 0.5>>, %w: tensor<2x4xf32>) {
  // expected-error @below {{expected weights of i8 or i4, got 'tensor<2x4xf32>'}}
  %0 = nn.dense %x, %w : (tensor<1x4x!quant.uniform<i8:f32, 0.5>>, tensor<2x4xf32>) -> tensor<1x2x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

func.func @weights_axis(%x: tensor<1x2x!quant.uniform<i8:f32, 0.5>>, %w: tensor<2x2x!quant.uniform<i8:f32:1, {0.5, 0.25}>>) {
  // expected-error @below {{expected symmetric weights, scales on axis 0, got}}
  %0 = nn.dense %x, %w : (tensor<1x2x!quant.uniform<i8:f32, 0.5>>, tensor<2x2x!quant.uniform<i8:f32:1, {0.5, 0.25}>>) -> tensor<1x2x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

func.func @depthwise_axis(%x: tensor<1x2x2x1x!quant.uniform<i8:f32, 0.5>>, %w: tensor<2x2x1x!quant.uniform<i8:f32:0, {0.5, 0.25}>>) {
  // expected-error @below {{expected symmetric weights, scales on axis 2, got}}
  %0 = nn.depthwise_conv2d %x, %w : (tensor<1x2x2x1x!quant.uniform<i8:f32, 0.5>>, tensor<2x2x1x!quant.uniform<i8:f32:0, {0.5, 0.25}>>) -> tensor<1x1x1x1x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

func.func @weights_zero(%x: tensor<1x2x!quant.uniform<i8:f32, 0.5>>, %w: tensor<2x2x!quant.uniform<i8:f32, 0.5:1>>) {
  // expected-error @below {{expected symmetric weights, scales on axis 0, got}}
  %0 = nn.dense %x, %w : (tensor<1x2x!quant.uniform<i8:f32, 0.5>>, tensor<2x2x!quant.uniform<i8:f32, 0.5:1>>) -> tensor<1x2x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

func.func @layer_input(%x: tensor<1x2xf32>, %w: tensor<2x2x!quant.uniform<i8:f32, 0.5>>) {
  // expected-error @below {{expected input and result to be quantised as the weights are, got 'tensor<1x2xf32>' and}}
  %0 = nn.dense %x, %w : (tensor<1x2xf32>, tensor<2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

func.func @layer_result(%x: tensor<1x2x!quant.uniform<i8:f32, 0.5>>, %w: tensor<2x2x!quant.uniform<i8:f32, 0.5>>) {
  // expected-error @below {{expected input and result to be quantised as the weights are}}
  %0 = nn.dense %x, %w : (tensor<1x2x!quant.uniform<i8:f32, 0.5>>, tensor<2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2xf32>
  return
}

// -----

func.func @bias_width(%x: tensor<1x2x!quant.uniform<i8:f32, 0.5>>, %w: tensor<2x2x!quant.uniform<i8:f32, 0.5>>, %b: tensor<2x!quant.uniform<i8:f32, 0.25>>) {
  // expected-error @below {{expected a bias of i32, got 'tensor<2x!quant.uniform<i8:f32, 2.500000e-01>>'}}
  %0 = nn.dense %x, %w, %b : (tensor<1x2x!quant.uniform<i8:f32, 0.5>>, tensor<2x2x!quant.uniform<i8:f32, 0.5>>, tensor<2x!quant.uniform<i8:f32, 0.25>>) -> tensor<1x2x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

func.func @bias_scale(%x: tensor<1x2x!quant.uniform<i8:f32, 0.5>>, %w: tensor<2x2x!quant.uniform<i8:f32, 0.5>>, %b: tensor<2x!quant.uniform<i32:f32:0, {0.25, 0.5}>>) {
  // expected-error @below {{expected bias scales of input scale * weight scale, got another at channel 1}}
  %0 = nn.dense %x, %w, %b : (tensor<1x2x!quant.uniform<i8:f32, 0.5>>, tensor<2x2x!quant.uniform<i8:f32, 0.5>>, tensor<2x!quant.uniform<i32:f32:0, {0.25, 0.5}>>) -> tensor<1x2x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

func.func @act(%x: tensor<1x2x!quant.uniform<i8:f32, 0.5>>) {
  // expected-error @below {{expected act none, relu or clip with quantised tensors, got sigmoid}}
  %0 = nn.add %x, %x {act = #nn<act sigmoid>} : (tensor<1x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x2x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

func.func @max_pool(%x: tensor<1x2x2x1x!quant.uniform<i8:f32, 0.5>>) {
  // expected-error @below {{expected operands with the elements of the result, got}}
  %0 = nn.max_pool2d %x {kernel = array<i64: 2, 2>} : (tensor<1x2x2x1x!quant.uniform<i8:f32, 0.5>>) -> tensor<1x1x1x1x!quant.uniform<i8:f32, 0.25>>
  return
}

// -----

func.func @concat(%x: tensor<1x2x!quant.uniform<i8:f32, 0.5>>, %y: tensor<1x2x!quant.uniform<i8:f32, 0.5:1>>) {
  // expected-error @below {{expected operands with the elements of the result, got 'tensor<1x2x!quant.uniform<i8:f32, 5.000000e-01:1>>'}}
  %0 = nn.concat %x, %y {axis = 1 : i64} : (tensor<1x2x!quant.uniform<i8:f32, 0.5>>, tensor<1x2x!quant.uniform<i8:f32, 0.5:1>>) -> tensor<1x4x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

func.func @reshape_width(%x: tensor<4x!quant.uniform<i8:f32, 0.5>>) {
  // expected-error @below {{expected operands with the elements of the result, got}}
  %0 = nn.reshape %x : (tensor<4x!quant.uniform<i8:f32, 0.5>>) -> tensor<4x!quant.uniform<i4:f32, 0.5>>
  return
}

// -----

func.func @reshape_sign(%x: tensor<4x!quant.uniform<i8:f32, 0.5>>) {
  // expected-error @below {{expected operands with the elements of the result, got}}
  %0 = nn.reshape %x : (tensor<4x!quant.uniform<i8:f32, 0.5>>) -> tensor<4x!quant.uniform<u8:f32, 0.5>>
  return
}

// -----

func.func @softmax_width(%x: tensor<4x!quant.uniform<u8:f32, 0.5>>) {
  // expected-error @below {{expected activations of i8 or i4 with one scale}}
  %0 = nn.softmax %x {axis = 0 : i64} : (tensor<4x!quant.uniform<u8:f32, 0.5>>) -> tensor<4xf32>
  return
}

// -----

func.func @no_form(%x: tensor<4x!quant.uniform<i8:f32, 0.5>>) {
  // expected-error @below {{has no quantised form; expected floats}}
  %0 = nn.div %x, %x : (tensor<4x!quant.uniform<i8:f32, 0.5>>, tensor<4x!quant.uniform<i8:f32, 0.5>>) -> tensor<4x!quant.uniform<i8:f32, 0.5>>
  return
}
