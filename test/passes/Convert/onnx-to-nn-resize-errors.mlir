// RUN: m2c-opt %s --onnx-to-nn -split-input-file -verify-diagnostics

func.func @main(%x: tensor<1x2x3x5xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %none = onnx.none : none
  %s = onnx.const dense<[1.0, 1.0, 2.0, 2.0]> : tensor<4xf32>
  // expected-error @unknown {{node 'r' (Resize): mode 'cubic' is not supported; expected nearest or linear}}
  %y = onnx.node "Resize" version 13 (%x, %none, %s) {mode = "cubic"} : (tensor<1x2x3x5xf32>, none, tensor<4xf32>) -> !onnx.value loc("r")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<1x2x3x5xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %none = onnx.none : none
  %s = onnx.const dense<[1.0, 1.0, 2.0, 2.0]> : tensor<4xf32>
  // expected-error @unknown {{node 'r' (Resize): coordinate_transformation_mode 'tf_crop_and_resize' is not supported; expected half_pixel, pytorch_half_pixel, align_corners or asymmetric}}
  %y = onnx.node "Resize" version 13 (%x, %none, %s) {coordinate_transformation_mode = "tf_crop_and_resize"} : (tensor<1x2x3x5xf32>, none, tensor<4xf32>) -> !onnx.value loc("r")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<1x2x3x5xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %none = onnx.none : none
  %s = onnx.const dense<[1.0, 1.0, 2.0, 2.0]> : tensor<4xf32>
  // expected-error @unknown {{node 'r' (Resize): nearest_mode 'linear' is not supported; expected round_prefer_floor, round_prefer_ceil, floor or ceil}}
  %y = onnx.node "Resize" version 13 (%x, %none, %s) {nearest_mode = "linear"} : (tensor<1x2x3x5xf32>, none, tensor<4xf32>) -> !onnx.value loc("r")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<1x2x3x5xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %none = onnx.none : none
  %s = onnx.const dense<[1.0, 1.0, 2.0, 2.0]> : tensor<4xf32>
  // expected-error @unknown {{node 'r' (Resize): antialias is not supported; expected 0}}
  %y = onnx.node "Resize" version 18 (%x, %none, %s) {antialias = 1 : i64} : (tensor<1x2x3x5xf32>, none, tensor<4xf32>) -> !onnx.value loc("r")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<1x2x3x5xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %none = onnx.none : none
  %s = onnx.const dense<[1.0, 1.0, 2.0, 2.0]> : tensor<4xf32>
  // expected-error @unknown {{node 'r' (Resize): exclude_outside is not supported; expected 0}}
  %y = onnx.node "Resize" version 13 (%x, %none, %s) {exclude_outside = 1 : i64} : (tensor<1x2x3x5xf32>, none, tensor<4xf32>) -> !onnx.value loc("r")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<1x2x3x5xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %none = onnx.none : none
  %s = onnx.const dense<[1.0, 2.0, 2.0, 2.0]> : tensor<4xf32>
  // expected-error @unknown {{node 'r' (Resize): a resize of the batch or the channels is not supported; expected scales of 1 for axes 0 and 1}}
  %y = onnx.node "Resize" version 13 (%x, %none, %s) {} : (tensor<1x2x3x5xf32>, none, tensor<4xf32>) -> !onnx.value loc("r")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<1x2x3xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %none = onnx.none : none
  %s = onnx.const dense<[1.0, 1.0, 2.0, 2.0]> : tensor<4xf32>
  // expected-error @unknown {{node 'r' (Resize): a resize of rank 3 is not supported; expected an input of rank 4}}
  %y = onnx.node "Resize" version 13 (%x, %none, %s) {} : (tensor<1x2x3xf32>, none, tensor<4xf32>) -> !onnx.value loc("r")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<1x2x3x5xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %none = onnx.none : none
  %s = onnx.const dense<[1.0, 2.0, 2.0]> : tensor<3xf32>
  // expected-error @unknown {{node 'r' (Resize): expected 4 scales, got 3}}
  %y = onnx.node "Resize" version 13 (%x, %none, %s) {} : (tensor<1x2x3x5xf32>, none, tensor<3xf32>) -> !onnx.value loc("r")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<1x2x3x5xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %none = onnx.none : none
  %s = onnx.const dense<[1.0, 1.0, -2.0, 2.0]> : tensor<4xf32>
  // expected-error @unknown {{node 'r' (Resize): expected scales above 0 and sizes of at most 16777216, got a scale of -2.000000e+00}}
  %y = onnx.node "Resize" version 13 (%x, %none, %s) {} : (tensor<1x2x3x5xf32>, none, tensor<4xf32>) -> !onnx.value loc("r")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<1x2x3x5xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %none = onnx.none : none
  %s = onnx.const dense<[1.0, 1.0, 1.0e30, 2.0]> : tensor<4xf32>
  // expected-error @unknown {{node 'r' (Resize): expected scales above 0 and sizes of at most 16777216, got a scale of 1.000000e+30}}
  %y = onnx.node "Resize" version 13 (%x, %none, %s) {} : (tensor<1x2x3x5xf32>, none, tensor<4xf32>) -> !onnx.value loc("r")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<1x2x3x5xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %none = onnx.none : none
  %s = onnx.const dense<[1.0, 1.0, 2.0, 2.0]> : tensor<4xf32>
  // expected-error @unknown {{node 'r' (Resize): expected an axis in [-4, 4), got 4}}
  %y = onnx.node "Resize" version 18 (%x, %none, %s) {axes = array<i64: 0, 1, 2, 4>} : (tensor<1x2x3x5xf32>, none, tensor<4xf32>) -> !onnx.value loc("r")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<1x2x3x5xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  // expected-error @unknown {{node 'r' (Resize): expected either scales or sizes, got none}}
  %y = onnx.node "Resize" version 13 (%x) {} : (tensor<1x2x3x5xf32>) -> !onnx.value loc("r")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<1x2x3x5xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %none = onnx.none : none
  %s = onnx.const dense<[1, 2, 6, 6]> : tensor<4xi64>
  // expected-error @unknown {{node 'r' (Resize): keep_aspect_ratio_policy 'fit' is not supported; expected stretch, not_larger or not_smaller}}
  %y = onnx.node "Resize" version 18 (%x, %none, %none, %s) {keep_aspect_ratio_policy = "fit"} : (tensor<1x2x3x5xf32>, none, none, tensor<4xi64>) -> !onnx.value loc("r")
  return %y : !onnx.value
}

// -----

// The positions of version 10 were not described.
func.func @main(%x: tensor<1x2x3x5xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  // expected-error @unknown {{node 'r' (Resize, opset 10) is not supported; convert the model to a newer opset}}
  %y = onnx.node "Resize" version 10 (%x) {} : (tensor<1x2x3x5xf32>) -> !onnx.value loc("r")
  return %y : !onnx.value
}

// -----

func.func @main(%x: tensor<1x2x3x5xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  // expected-error @unknown {{node 'u' (Upsample): expected a list of floats as attribute 'scales'}}
  %y = onnx.node "Upsample" version 7 (%x) {} : (tensor<1x2x3x5xf32>) -> !onnx.value loc("u")
  return %y : !onnx.value
}
