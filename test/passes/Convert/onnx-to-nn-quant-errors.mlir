// RUN: m2c-opt %s --onnx-to-nn -split-input-file -verify-diagnostics

func.func @main(%x: tensor<4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<0.0> : tensor<f32>
  // expected-error @unknown {{node 'n' (QuantizeLinear): expected scales above 0 that are no denormals, got 0}}
  %y = onnx.node "QuantizeLinear" version 13 (%x, %s) {} : (tensor<4xf32>, tensor<f32>) -> !onnx.value loc("n")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<-0.5> : tensor<f32>
  // expected-error @unknown {{node 'n' (QuantizeLinear): expected scales above 0 that are no denormals, got -}}
  %y = onnx.node "QuantizeLinear" version 13 (%x, %s) {} : (tensor<4xf32>, tensor<f32>) -> !onnx.value loc("n")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<0x7FC00000> : tensor<f32>
  // expected-error @unknown {{node 'n' (QuantizeLinear): expected scales above 0 that are no denormals, got nan}}
  %y = onnx.node "QuantizeLinear" version 13 (%x, %s) {} : (tensor<4xf32>, tensor<f32>) -> !onnx.value loc("n")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<0x7F800000> : tensor<f32>
  // expected-error @unknown {{node 'n' (QuantizeLinear): expected scales above 0 that are no denormals, got INF}}
  %y = onnx.node "QuantizeLinear" version 13 (%x, %s) {} : (tensor<4xf32>, tensor<f32>) -> !onnx.value loc("n")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<0x00000001> : tensor<f32>
  // expected-error @unknown {{node 'n' (QuantizeLinear): expected scales above 0 that are no denormals, got 1.401298e-45}}
  %y = onnx.node "QuantizeLinear" version 13 (%x, %s) {} : (tensor<4xf32>, tensor<f32>) -> !onnx.value loc("n")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<0.5> : tensor<f32>
  %z = onnx.const dense<[1, 2]> : tensor<2xui8>
  // expected-error @unknown {{node 'n' (QuantizeLinear): expected as many zero points as scales, got 2 and 1}}
  %y = onnx.node "QuantizeLinear" version 13 (%x, %s, %z) {} : (tensor<4xf32>, tensor<f32>, tensor<2xui8>) -> !onnx.value loc("n")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<[0.5, 0.25]> : tensor<2xf32>
  %z = onnx.const dense<[1, 2]> : tensor<2xui8>
  // expected-error @unknown {{node 'n' (QuantizeLinear): expected 4 scales for axis 0, got 2}}
  %y = onnx.node "QuantizeLinear" version 13 (%x, %s, %z) {axis = 0 : i64} : (tensor<4xf32>, tensor<2xf32>, tensor<2xui8>) -> !onnx.value loc("n")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<0.5> : tensor<4xf32>
  // expected-error @unknown {{node 'n' (QuantizeLinear): scales per axis are supported for weights only; expected one scale, got 4}}
  %y = onnx.node "QuantizeLinear" version 13 (%x, %s) {axis = 0 : i64} : (tensor<4xf32>, tensor<4xf32>) -> !onnx.value loc("n")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<0.5> : tensor<4xf32>
  // expected-error @unknown {{node 'n' (QuantizeLinear): expected an axis in [-1, 1), got 1}}
  %y = onnx.node "QuantizeLinear" version 13 (%x, %s) {} : (tensor<4xf32>, tensor<4xf32>) -> !onnx.value loc("n")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<0.5> : tensor<f32>
  // expected-error @unknown {{node 'n' (QuantizeLinear): scales per block are not supported; expected them per tensor or per axis, got block_size 2}}
  %y = onnx.node "QuantizeLinear" version 21 (%x, %s) {block_size = 2 : i64} : (tensor<4xf32>, tensor<f32>) -> !onnx.value loc("n")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<0.5> : tensor<f32>
  %z = onnx.const dense<0> : tensor<i16>
  // expected-error @unknown {{node 'n' (QuantizeLinear): expected 8 or 4 bits for a tensor computed at run time, got 16}}
  %y = onnx.node "QuantizeLinear" version 21 (%x, %s, %z) {} : (tensor<4xf32>, tensor<f32>, tensor<i16>) -> !onnx.value loc("n")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<0.5> : tensor<f32>
  // expected-error @unknown {{node 'n' (DequantizeLinear): expected a quantised tensor, got}}
  %y = onnx.node "DequantizeLinear" version 13 (%x, %s) {} : (tensor<4xf32>, tensor<f32>) -> !onnx.value loc("n")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<4xi8> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<0.5> : tensor<f32>
  %z = onnx.const dense<0> : tensor<i4>
  // expected-error @unknown {{node 'n' (DequantizeLinear): expected a zero point of the tensor's 8 bits, got 4}}
  %y = onnx.node "DequantizeLinear" version 13 (%x, %s, %z) {} : (tensor<4xi8>, tensor<f32>, tensor<i4>) -> !onnx.value loc("n")
  return %y : !onnx.value
}

// -----

// Weights of 16 bits, quantised in the graph.
func.func @main(%x: tensor<4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %w = onnx.const dense<1.0> : tensor<4xf32>
  %s = onnx.const dense<0.5> : tensor<f32>
  %z = onnx.const dense<0> : tensor<i16>
  // expected-error @unknown {{node 'n' (QuantizeLinear): expected 8 or 4 bits, got 16}}
  %y = onnx.node "QuantizeLinear" version 21 (%w, %s, %z) {} : (tensor<4xf32>, tensor<f32>, tensor<i16>) -> !onnx.value loc("n")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  // expected-error @unknown {{node 'd' (DynamicQuantizeLinear): scales measured at run time are not supported; quantise the model with calibration data (static quantisation), or give m2c the float model and --calibrate}}
  %y:3 = onnx.node "DynamicQuantizeLinear" version 11 (%x) {} : (tensor<4xf32>) -> (!onnx.value, !onnx.value, !onnx.value) loc("d")
  return %y#0 : !onnx.value
}

// -----

// Sums of bytes wrap around in ONNX.
func.func @main(%x: tensor<4xui8> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  // expected-error @unknown {{node 'a' (Add): computing with integers is not supported; expected DequantizeLinear (or Cast to float) in front}}
  %y = onnx.node "Add" version 14 (%x, %x) {} : (tensor<4xui8>, tensor<4xui8>) -> !onnx.value loc("a")
  return %y : !onnx.value
}

// -----

// One row more than binary32 holds: 515 * 128 * 255 > 2^24.
func.func @main(%x: tensor<1x515xui8> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %w = onnx.const dense<128> : tensor<515x1xui8>
  // expected-error @unknown {{node 'm' (MatMulInteger): sums of up to 16809600 do not fit binary32, which holds integers up to 16777216; expected QuantizeLinear and DequantizeLinear around a float layer for layers of this size}}
  %y = onnx.node "MatMulInteger" version 10 (%x, %w) {} : (tensor<1x515xui8>, tensor<515x1xui8>) -> !onnx.value loc("m")
  return %y : !onnx.value
}

// -----

// The zero point of the input counts: |0 - 255| is the largest, 515 * 128 * 255.
func.func @main(%x: tensor<1x1x515xui8> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %w = onnx.const dense<-128> : tensor<2x1x515xi8>
  %z = onnx.const dense<255> : tensor<ui8>
  // expected-error @unknown {{node 'c' (ConvInteger): sums of up to 16809600 do not fit binary32}}
  %y = onnx.node "ConvInteger" version 10 (%x, %w, %z) {} : (tensor<1x1x515xui8>, tensor<2x1x515xi8>, tensor<ui8>) -> !onnx.value loc("c")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<1x2xui8> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %t = onnx.const dense<[2, 1]> : tensor<2xi64>
  %w = onnx.node "Reshape" version 13 (%x, %t) {} : (tensor<1x2xui8>, tensor<2xi64>) -> !onnx.value
  // expected-error @unknown {{node 'm' (MatMulInteger): expected constant weights, got ones computed at run time}}
  %y = onnx.node "MatMulInteger" version 10 (%x, %w) {} : (tensor<1x2xui8>, !onnx.value) -> !onnx.value loc("m")
  return %y : !onnx.value
}

// -----

// expected-error @below {{output 'y': expected bytes or floats, got integers of 4 bits; end with DequantizeLinear}}
func.func @main(%x: tensor<4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<0.5> : tensor<f32>
  %z = onnx.const dense<0> : tensor<i4>
  %y = onnx.node "QuantizeLinear" version 21 (%x, %s, %z) {} : (tensor<4xf32>, tensor<f32>, tensor<i4>) -> !onnx.value
  return %y : !onnx.value
}
