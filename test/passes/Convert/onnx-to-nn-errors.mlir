// RUN: m2c-opt %s --onnx-to-nn -split-input-file -verify-diagnostics

// All unsupported nodes at once, before anything is converted.
func.func @main(%x: tensor<1x4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  // expected-error @unknown {{node 'gelu' (Gelu, opset 20) is not supported; docs/generated/supported-ops.md lists the operators that are}}
  %a = onnx.node "Gelu" version 20 (%x) {} : (tensor<1x4xf32>) -> !onnx.value loc("gelu")
  // expected-error @unknown {{node 'rnn' (LSTM, opset 20) is not supported; replace recurrent layers by convolutions over time}}
  %b = onnx.node "LSTM" version 20 (%a) {} : (!onnx.value) -> !onnx.value loc("rnn")
  // expected-error @unknown {{node 'own' (Relu of domain 'com.example', opset 1) is not supported; only operators of ai.onnx are}}
  %c = onnx.node "Relu" domain "com.example" version 1 (%b) {} : (!onnx.value) -> !onnx.value loc("own")
  // expected-error @unknown {{node 'old' (HardSwish, opset 13) is not supported; convert the model to a newer opset}}
  %d = onnx.node "HardSwish" version 13 (%c) {} : (!onnx.value) -> !onnx.value loc("old")
  return %d : !onnx.value
}

// -----

// Independent errors are all reported; what depends on a failed node is not.
func.func @main(%x: tensor<1x4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %w = onnx.const dense<1.0> : tensor<1x1x2x2xf32>
  // expected-error @unknown {{node 'c' (Conv): a convolution of 0 spatial axes is not supported; expected an input of rank 3 or 4}}
  %a = onnx.node "Conv" version 13 (%x, %w) {} : (tensor<1x4xf32>, tensor<1x1x2x2xf32>) -> !onnx.value loc("c")
  %b = onnx.node "Relu" version 13 (%a) {} : (!onnx.value) -> !onnx.value loc("r")
  // expected-error @unknown {{node 's' (Softmax): expected an axis in [-2, 2), got 5}}
  %c = onnx.node "Softmax" version 13 (%x) {axis = 5 : i64} : (tensor<1x4xf32>) -> !onnx.value loc("s")
  return %b : !onnx.value
}

// -----

// expected-error @below {{input 'ids': expected a tensor of floats or bytes of static shape, got 'tensor<1x4xi64>'}}
func.func @main(%x: tensor<1x4xi64> {onnx.name = "ids"}) -> (!onnx.value {onnx.name = "y"}) {
  %y = onnx.node "Relu" version 13 (%x) {} : (tensor<1x4xi64>) -> !onnx.value loc("r")
  return %y : !onnx.value
}

// -----

// expected-error @below {{output 'y': the file declares 'tensor<1x5xf32>', the graph computes 'tensor<1x4xf32>'}}
func.func @main(%x: tensor<1x4xf32> {onnx.name = "x"}) -> (tensor<1x5xf32> {onnx.name = "y"}) {
  %y = onnx.node "Relu" version 13 (%x) {} : (tensor<1x4xf32>) -> tensor<1x5xf32> loc("r")
  return %y : tensor<1x5xf32>
}

// -----

func.func @main(%x: tensor<1x4xf32> {onnx.name = "x"}, %n: tensor<1x4xf32> {onnx.name = "n"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<[1, 5]> : tensor<2xi64>
  // expected-error @unknown {{node 'r' (Reshape): expected a shape of 4 elements, got 5}}
  %a = onnx.node "Reshape" version 13 (%x, %s) {} : (tensor<1x4xf32>, tensor<2xi64>) -> !onnx.value loc("r")
  // expected-error @unknown {{node 'b' (BatchNormalization): expected B (input 2) to be a float constant}}
  // expected-error @unknown {{node 'b' (BatchNormalization): expected the mean (input 3) to be a float constant}}
  // expected-error @unknown {{node 'b' (BatchNormalization): expected the variance (input 4) to be a float constant}}
  // expected-error @unknown {{node 'b' (BatchNormalization): expected scale (input 1) to be a float constant; values computed at run time are not supported there}}
  %b = onnx.node "BatchNormalization" version 15 (%x, %n, %n, %n, %n) {} : (tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>) -> !onnx.value loc("b")
  return %a : !onnx.value
}

// -----

// float16 is computed in float32; of bfloat16 too little would be left.
func.func @main(%x: tensor<1x4xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %a = onnx.node "Cast" version 13 (%x) {to = 10 : i64} : (tensor<1x4xf32>) -> !onnx.value loc("half")
  // expected-error @unknown {{node 'brain' (Cast): a cast to type 16 is not supported; only casts between float types and casts of constants are}}
  %b = onnx.node "Cast" version 13 (%a) {to = 16 : i64} : (!onnx.value) -> !onnx.value loc("brain")
  return %b : !onnx.value
}
