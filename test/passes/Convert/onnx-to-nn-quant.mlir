// RUN: m2c-opt %s --onnx-to-nn --canonicalize -split-input-file | FileCheck %s

// Unsigned bytes become signed ones, value and zero point less 128; a zero point
// that is absent is 0 of uint8. The interface keeps ONNX's bytes.
// CHECK-LABEL: func.func @main
// CHECK-SAME:  %[[X:[a-z0-9]+]]: tensor<4xf32>
// CHECK-SAME:  %[[B:[a-z0-9]+]]: tensor<4x!quant.uniform<u8:f32, 1.000000e+00>>
// CHECK-SAME:  -> (tensor<4x!quant.uniform<u8:f32, 1.000000e+00>>
// CHECK-DAG:   %[[Q:.*]] = nn.quantize %[[X]] : (tensor<4xf32>) -> tensor<4x!quant.uniform<i8:f32, 5.000000e-01:-118>>
// CHECK-DAG:   %[[RAW:.*]] = nn.reshape %[[Q]] : {{.*}} -> tensor<4x!quant.uniform<i8:f32, 1.000000e+00:-128>>
// CHECK-DAG:   %[[OUT:.*]] = nn.quantize %[[RAW]] : {{.*}} -> tensor<4x!quant.uniform<u8:f32, 1.000000e+00>>
// CHECK-DAG:   %[[S:.*]] = nn.quantize %[[B]] : {{.*}} -> tensor<4x!quant.uniform<i8:f32, 1.000000e+00:-128>>
// CHECK-DAG:   %[[R:.*]] = nn.reshape %[[S]] : {{.*}} -> tensor<4x!quant.uniform<i8:f32, 2.500000e-01:-128>>
// CHECK-DAG:   %[[F:.*]] = nn.dequantize %[[R]]
// CHECK:       return %[[OUT]], %[[F]]
func.func @main(%x: tensor<4xf32> {onnx.name = "x"}, %b: tensor<4xui8> {onnx.name = "b"})
    -> (!onnx.value {onnx.name = "y"}, !onnx.value {onnx.name = "z"}) {
  %s = onnx.const dense<0.5> : tensor<f32>
  %t = onnx.const dense<0.25> : tensor<1xf32>
  %z = onnx.const dense<10> : tensor<ui8>
  %q = onnx.node "QuantizeLinear" version 13 (%x, %s, %z) {} : (tensor<4xf32>, tensor<f32>, tensor<ui8>) -> !onnx.value
  %f = onnx.node "DequantizeLinear" version 13 (%b, %t) {} : (tensor<4xui8>, tensor<1xf32>) -> !onnx.value
  return %q, %f : !onnx.value, !onnx.value
}

// -----

// Moved bytes keep ONNX's element type: the output has no sign.
// CHECK-LABEL: func.func @main
// CHECK-SAME:  -> (tensor<2x2x!quant.uniform<u8:f32, 1.000000e+00>>
func.func @main(%x: tensor<4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<0.5> : tensor<f32>
  %to = onnx.const dense<[2, 2]> : tensor<2xi64>
  %q = onnx.node "QuantizeLinear" version 13 (%x, %s) {} : (tensor<4xf32>, tensor<f32>) -> !onnx.value
  %y = onnx.node "Reshape" version 13 (%q, %to) {} : (!onnx.value, tensor<2xi64>) -> !onnx.value
  return %y : !onnx.value
}

// -----

// Bytes cast to floats are the numbers that they are.
// CHECK-LABEL: func.func @main
// CHECK:       %[[S:.*]] = nn.quantize {{.*}} -> tensor<4x!quant.uniform<i8:f32, 1.000000e+00:-128>>
// CHECK:       nn.dequantize %[[S]] : {{.*}} -> tensor<4xf32>
func.func @main(%x: tensor<4xui8> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %y = onnx.node "Cast" version 13 (%x) {to = 1 : i64} : (tensor<4xui8>) -> !onnx.value
  return %y : !onnx.value
}

// -----

// Weights per channel follow their axis: that of a transposed constant, of Gemm
// with transB = 0, of a depthwise kernel. A bias of one row loses its first axis.
// CHECK-LABEL: func.func @main
// CHECK-DAG:   nn.constant dense<{{\[\[}}1, 3], [2, 4]]> : tensor<2x2xi8> as tensor<2x2x!quant.uniform<i8:f32:0, {5.000000e-01,2.500000e-01}>>
// CHECK-DAG:   nn.constant dense<[16777217, -3]> : tensor<2xi32> as tensor<2x!quant.uniform<i32:f32:0, {5.000000e-01,2.500000e-01}>>
// CHECK-DAG:   nn.constant dense<{{\[\[}}5, 6], [7, 8]]> : tensor<2x2xi8> as tensor<2x2x!quant.uniform<i8:f32:0, {1.000000e+00,2.000000e+00}>>
// CHECK-NOT:   nn.matmul
func.func @main(%x: tensor<1x2xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %w = onnx.const dense<[[1, 2], [3, 4]]> : tensor<2x2xi8>
  %ws = onnx.const dense<[0.5, 0.25]> : tensor<2xf32>
  %c = onnx.const dense<[[16777217, -3]]> : tensor<1x2xi32>
  %v = onnx.const dense<[[5, 6], [7, 8]]> : tensor<2x2xi8>
  %vs = onnx.const dense<[1.0, 2.0]> : tensor<2xf32>
  %wf = onnx.node "DequantizeLinear" version 13 (%w, %ws) {} : (tensor<2x2xi8>, tensor<2xf32>) -> !onnx.value
  %cf = onnx.node "DequantizeLinear" version 13 (%c, %ws) {} : (tensor<1x2xi32>, tensor<2xf32>) -> !onnx.value
  %vf = onnx.node "DequantizeLinear" version 13 (%v, %vs) {axis = 0 : i64} : (tensor<2x2xi8>, tensor<2xf32>) -> !onnx.value
  %vt = onnx.node "Transpose" version 13 (%vf) {} : (!onnx.value) -> !onnx.value
  %a = onnx.node "Gemm" version 13 (%x, %wf, %cf) {} : (tensor<1x2xf32>, !onnx.value, !onnx.value) -> !onnx.value
  %y = onnx.node "MatMul" version 13 (%a, %vt) {} : (!onnx.value, !onnx.value) -> !onnx.value
  return %y : !onnx.value
}

// -----

// Zero points per channel are taken off while a byte holds the rest; else the
// weights are plain floats. Weights quantised in the graph are integers too.
// CHECK-LABEL: func.func @main
// CHECK-DAG:   nn.constant dense<{{\[\[}}-3, -2], [7, 5]]> : tensor<2x2xi8> as tensor<2x2x!quant.uniform<i8:f32:0, {5.000000e-01,2.500000e-01}>>
// CHECK-DAG:   nn.constant dense<{{\[\[}}6.400000e+01, 0.000000e+00], [7.500000e-01, 1.000000e+00]]> : tensor<2x2xf32>
// CHECK-DAG:   nn.constant dense<{{\[\[}}2, -128], [127, 0]]> : tensor<2x2xi8> as tensor<2x2x!quant.uniform<i8:f32, 5.000000e-01>>
func.func @main(%x: tensor<1x2xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<[0.5, 0.25]> : tensor<2xf32>
  %w = onnx.const dense<[[1, 2], [3, 1]]> : tensor<2x2xi8>
  %wz = onnx.const dense<[4, -4]> : tensor<2xi8>
  %v = onnx.const dense<[[127, -1], [3, 4]]> : tensor<2x2xi8>
  %vz = onnx.const dense<[-1, 0]> : tensor<2xi8>
  %u = onnx.const dense<[[1.25, -100.0], [1000.0, 0.25]]> : tensor<2x2xf32>
  %us = onnx.const dense<0.5> : tensor<f32>
  %uz = onnx.const dense<0> : tensor<i8>
  %wf = onnx.node "DequantizeLinear" version 13 (%w, %s, %wz) {axis = 0 : i64} : (tensor<2x2xi8>, tensor<2xf32>, tensor<2xi8>) -> !onnx.value
  %vf = onnx.node "DequantizeLinear" version 13 (%v, %s, %vz) {axis = 0 : i64} : (tensor<2x2xi8>, tensor<2xf32>, tensor<2xi8>) -> !onnx.value
  %uq = onnx.node "QuantizeLinear" version 13 (%u, %us, %uz) {} : (tensor<2x2xf32>, tensor<f32>, tensor<i8>) -> !onnx.value
  %uf = onnx.node "DequantizeLinear" version 13 (%uq, %us, %uz) {} : (!onnx.value, tensor<f32>, tensor<i8>) -> !onnx.value
  %a = onnx.node "Gemm" version 13 (%x, %wf) {transB = 1 : i64} : (tensor<1x2xf32>, !onnx.value) -> !onnx.value
  %b = onnx.node "Gemm" version 13 (%a, %vf) {transB = 1 : i64} : (!onnx.value, !onnx.value) -> !onnx.value
  %y = onnx.node "Gemm" version 13 (%b, %uf) {transB = 1 : i64} : (!onnx.value, !onnx.value) -> !onnx.value
  return %y : !onnx.value
}

// -----

// 4 bits, with and without sign.
// CHECK-LABEL: func.func @main
// CHECK-DAG:   nn.constant dense<{{\[\[}}-8, 1], [7, -2]]> : tensor<2x2xi8> as tensor<2x2x!quant.uniform<i4:f32, 5.000000e-01>>
// CHECK-DAG:   nn.constant dense<{{\[\[}}-8, 0], [7, 1]]> : tensor<2x2xi8> as tensor<2x2x!quant.uniform<i4:f32, 5.000000e-01>>
// CHECK-DAG:   nn.quantize {{.*}} -> tensor<1x2x!quant.uniform<i4:f32, 5.000000e-01:-3>>
func.func @main(%x: tensor<1x2xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<0.5> : tensor<f32>
  %w = onnx.const dense<[[-8, 7], [1, -2]]> : tensor<2x2xi4>
  %v = onnx.const dense<[[0, 15], [8, 9]]> : tensor<2x2xui4>
  %vz = onnx.const dense<8> : tensor<ui4>
  %xz = onnx.const dense<5> : tensor<ui4>
  %q = onnx.node "QuantizeLinear" version 21 (%x, %s, %xz) {} : (tensor<1x2xf32>, tensor<f32>, tensor<ui4>) -> !onnx.value
  %f = onnx.node "DequantizeLinear" version 21 (%q, %s, %xz) {} : (!onnx.value, tensor<f32>, tensor<ui4>) -> !onnx.value
  %wf = onnx.node "DequantizeLinear" version 21 (%w, %s) {} : (tensor<2x2xi4>, tensor<f32>) -> !onnx.value
  %vf = onnx.node "DequantizeLinear" version 21 (%v, %s, %vz) {} : (tensor<2x2xui4>, tensor<f32>, tensor<ui4>) -> !onnx.value
  %a = onnx.node "MatMul" version 13 (%f, %wf) {} : (!onnx.value, !onnx.value) -> !onnx.value
  %y = onnx.node "MatMul" version 13 (%a, %vf) {} : (!onnx.value, !onnx.value) -> !onnx.value
  return %y : !onnx.value
}

// -----

// Operators on integers are float layers between pairs; QLinearConv's bias has
// the scales input * weight.
// CHECK-LABEL: func.func @main
// CHECK-DAG:   nn.constant dense<5> : tensor<1xi32> as tensor<1x!quant.uniform<i32:f32, 2.500000e-01>>
// CHECK:       nn.conv2d {{.*}} -> tensor<1x2x2x1xf32>
// CHECK:       nn.quantize {{.*}} -> tensor<{{.*}}x!quant.uniform<i8:f32, 2.000000e+00:-127>>
func.func @main(%x: tensor<1x1x2x2xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<0.5> : tensor<f32>
  %z = onnx.const dense<128> : tensor<ui8>
  %w = onnx.const dense<3> : tensor<1x1x1x1xi8>
  %wz = onnx.const dense<0> : tensor<i8>
  %b = onnx.const dense<5> : tensor<1xi32>
  %ys = onnx.const dense<2.0> : tensor<f32>
  %yz = onnx.const dense<1> : tensor<ui8>
  %q = onnx.node "QuantizeLinear" version 13 (%x, %s, %z) {} : (tensor<1x1x2x2xf32>, tensor<f32>, tensor<ui8>) -> !onnx.value
  %y = onnx.node "QLinearConv" version 10 (%q, %s, %z, %w, %s, %wz, %ys, %yz, %b) {} : (!onnx.value, tensor<f32>, tensor<ui8>, tensor<1x1x1x1xi8>, tensor<f32>, tensor<i8>, tensor<f32>, tensor<ui8>, tensor<1xi32>) -> !onnx.value
  return %y : !onnx.value
}

// -----

// MatMulInteger at the limit: 514 * 128 * 255 = 16776960, not above 2^24.
// One row more is refused (onnx-to-nn-quant-errors).
// CHECK-LABEL: func.func @main
// CHECK: nn.dense
func.func @main(%x: tensor<1x514xui8> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %w = onnx.const dense<128> : tensor<514x1xui8>
  %y = onnx.node "MatMulInteger" version 10 (%x, %w) {} : (tensor<1x514xui8>, tensor<514x1xui8>) -> !onnx.value
  return %y : !onnx.value
}

// -----

// The same of 2 columns: their sums do not add up.
// CHECK-LABEL: func.func @main
// CHECK: nn.dense
func.func @main(%x: tensor<1x514xui8> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %w = onnx.const dense<128> : tensor<514x2xui8>
  %y = onnx.node "MatMulInteger" version 10 (%x, %w) {} : (tensor<1x514xui8>, tensor<514x2xui8>) -> !onnx.value
  return %y : !onnx.value
}

// -----

// ConvInteger: 2 channels of 257 and the largest |x - 255| of 255: 2 * 257 * 128
// * 255 per output channel.
// CHECK-LABEL: func.func @main
// CHECK: nn.conv2d
func.func @main(%x: tensor<1x2x257xui8> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %w = onnx.const dense<-128> : tensor<3x2x257xi8>
  %z = onnx.const dense<255> : tensor<ui8>
  %y = onnx.node "ConvInteger" version 10 (%x, %w, %z) {} : (tensor<1x2x257xui8>, tensor<3x2x257xi8>, tensor<ui8>) -> !onnx.value
  return %y : !onnx.value
}

// -----

// A sum of integers depends on the order in the last bit: what is repeated along the
// innermost axis of ONNX goes to the right, as ONNX Runtime has it.
// CHECK-LABEL: func.func @main
// CHECK-DAG:   %[[X:.*]] = nn.dequantize {{.*}} -> tensor<1x2x3x1xf32>
// CHECK-DAG:   %[[C:.*]] = nn.dequantize {{.*}} -> tensor<2x1x1xf32>
// CHECK-DAG:   %[[R:.*]] = nn.dequantize {{.*}} -> tensor<3x1xf32>
// CHECK-DAG:   nn.add %[[X]], %[[C]]
// CHECK-DAG:   nn.add %[[R]], %[[X]]
func.func @main(%q: tensor<1x2x3x1xi8> {onnx.name = "q"}) -> (!onnx.value {onnx.name = "y"}, !onnx.value {onnx.name = "z"}) {
  %s = onnx.const dense<0.5> : tensor<f32>
  %z = onnx.const dense<0> : tensor<i8>
  %c = onnx.const dense<[[[1]], [[2]]]> : tensor<2x1x1xi8>
  %r = onnx.const dense<[[3], [4], [5]]> : tensor<3x1xi8>
  %x = onnx.node "DequantizeLinear" version 13 (%q, %s, %z) {} : (tensor<1x2x3x1xi8>, tensor<f32>, tensor<i8>) -> !onnx.value
  %cf = onnx.node "DequantizeLinear" version 13 (%c, %s, %z) {} : (tensor<2x1x1xi8>, tensor<f32>, tensor<i8>) -> !onnx.value
  %rf = onnx.node "DequantizeLinear" version 13 (%r, %s, %z) {} : (tensor<3x1xi8>, tensor<f32>, tensor<i8>) -> !onnx.value
  %a = onnx.node "Add" version 14 (%cf, %x) {} : (!onnx.value, !onnx.value) -> !onnx.value
  %b = onnx.node "Add" version 14 (%rf, %x) {} : (!onnx.value, !onnx.value) -> !onnx.value
  return %a, %b : !onnx.value, !onnx.value
}
