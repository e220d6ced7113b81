// RUN: %m2c-opt %s --nn-verify-graph -split-input-file -verify-diagnostics

// expected-error @below {{expected one function @main with one block}}
module {
  func.func @other() { return }
}

// -----

// expected-error @below {{expected one function @main with one block}}
module {
  func.func @main() { return }
  func.func @helper() { return }
}

// -----

// expected-error @below {{expected one function @main with one block}}
module {
  func.func private @main(tensor<1xf32>)
}

// -----

// expected-error @below {{expected the attribute nn.name on input 0}}
func.func @main(%x: tensor<1xf32> {nn.shape = array<i64: 1>}) { return }

// -----

// expected-error @below {{expected the attribute nn.name on output 0}}
func.func @main(%x: tensor<1xf32> {nn.name = "x", nn.shape = array<i64: 1>}) -> tensor<1xf32> { return %x : tensor<1xf32> }

// -----

// expected-error @below {{expected unique names, got input 'x' twice}}
func.func @main(%x: tensor<1xf32> {nn.name = "x", nn.shape = array<i64: 1>}, %y: tensor<1xf32> {nn.name = "x", nn.shape = array<i64: 1>}) { return }

// -----

// expected-error @below {{expected unique names, got output 'y' twice}}
func.func @main(%x: tensor<1xf32> {nn.name = "x", nn.shape = array<i64: 1>})
    -> (tensor<1xf32> {nn.name = "y", nn.shape = array<i64: 1>}, tensor<1xf32> {nn.name = "y", nn.shape = array<i64: 1>}) {
  return %x, %x : tensor<1xf32>, tensor<1xf32>
}

// -----

// expected-error @below {{expected the attribute nn.shape on input 1}}
func.func @main(%x: tensor<1xf32> {nn.name = "x", nn.shape = array<i64: 1>}, %y: tensor<1xf32> {nn.name = "y"}) { return }

// -----

// expected-error @below {{expected the attribute nn.shape on output 0}}
func.func @main(%x: tensor<1xf32> {nn.name = "x", nn.shape = array<i64: 1>}) -> (tensor<1xf32> {nn.name = "y", nn.shape = "1"}) { return %x : tensor<1xf32> }

// -----

// expected-error @below {{expected nn.shape of as many elements as 'tensor<4xf32>' on input 0, got [2, 3]}}
func.func @main(%x: tensor<4xf32> {nn.name = "x", nn.shape = array<i64: 2, 3>}) { return }

// -----

// expected-error @below {{expected nn.shape of as many elements as 'tensor<4xf32>' on input 0, got [-2, -2]}}
func.func @main(%x: tensor<4xf32> {nn.name = "x", nn.shape = array<i64: -2, -2>}) { return }

// -----

// expected-error @below {{expected a tensor of f32 or quantised elements with a static, non-empty shape as input 0, got 'tensor<?xf32>'}}
func.func @main(%x: tensor<?xf32> {nn.name = "x", nn.shape = array<i64: 1>}) { return }

// -----

// expected-error @below {{expected a tensor of f32 or quantised elements with a static, non-empty shape as input 0, got 'tensor<1xi8>'}}
func.func @main(%x: tensor<1xi8> {nn.name = "x", nn.shape = array<i64: 1>}) { return }

// -----

// expected-error @below {{expected a tensor of f32 or quantised elements with a static, non-empty shape as input 0, got 'tensor<0xf32>'}}
func.func @main(%x: tensor<0xf32> {nn.name = "x", nn.shape = array<i64: 0>}) { return }

// -----

// expected-error @below {{expected a tensor of f32 or quantised elements with a static, non-empty shape as input 0, got 'i32'}}
func.func @main(%x: i32 {nn.name = "x", nn.shape = array<i64: 1>}) -> (i32 {nn.name = "y", nn.shape = array<i64: 1>}) { return %x : i32 }

// -----

// All ops that do not belong here are reported, not only the first.
func.func @main(%x: tensor<1xf32> {nn.name = "x", nn.shape = array<i64: 1>}) -> (tensor<1xf32> {nn.name = "y", nn.shape = array<i64: 1>}) {
  // expected-error @below {{'onnx.node' op expected only nn ops in the graph}}
  %0 = onnx.node "Relu" version 14 (%x) {} : (tensor<1xf32>) -> tensor<1xf32>
  // expected-error @below {{'onnx.node' op expected only nn ops in the graph}}
  %1 = onnx.node "Relu" version 14 (%0) {} : (tensor<1xf32>) -> tensor<1xf32>
  return %1 : tensor<1xf32>
}

// -----

func.func @main(%x: tensor<1x2xf32> {nn.name = "x", nn.shape = array<i64: 1, 2>}) {
  %w = nn.relu %x : (tensor<1x2xf32>) -> tensor<1x2xf32>
  // expected-error @below {{'nn.dense' op expected constant weights, got a value computed at run time}}
  %0 = nn.dense %x, %w : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x1xf32>
  return
}

// -----

// The bias counts as weights, too.
func.func @main(%x: tensor<1x2x2x1xf32> {nn.name = "x", nn.shape = array<i64: 1, 2, 2, 1>}, %b: tensor<1xf32> {nn.name = "b", nn.shape = array<i64: 1>}) {
  %w = nn.constant dense<1.0> : tensor<1x1x1x1xf32>
  %d = nn.constant dense<1.0> : tensor<1x1x1xf32>
  // expected-error @below {{'nn.conv2d' op expected constant weights}}
  %0 = nn.conv2d %x, %w, %b : (tensor<1x2x2x1xf32>, tensor<1x1x1x1xf32>, tensor<1xf32>) -> tensor<1x2x2x1xf32>
  // expected-error @below {{'nn.depthwise_conv2d' op expected constant weights}}
  %1 = nn.depthwise_conv2d %x, %d, %b : (tensor<1x2x2x1xf32>, tensor<1x1x1xf32>, tensor<1xf32>) -> tensor<1x2x2x1xf32>
  // expected-error @below {{'nn.batch_norm' op expected constant weights}}
  %2 = nn.batch_norm %x, %b, %b {axis = 3 : i64} : (tensor<1x2x2x1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x2x2x1xf32>
  return
}

// -----

func.func @main() {
  // expected-error @below {{'nn.constant' op expected values for 'tensor<4xf32>', got a resource that is absent or too short}}
  %w = nn.constant dense_resource<nowhere> : tensor<4xf32>
  return
}
