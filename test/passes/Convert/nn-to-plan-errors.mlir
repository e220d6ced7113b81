// RUN: %m2c-opt %s --nn-to-plan -split-input-file -verify-diagnostics

// expected-error @below {{expected a function @main; import a model first}}
module {
}

// -----

func.func @main(%x: tensor<1x2xf32> {nn.name = "x", nn.shape = array<i64: 1, 2>}) -> (tensor<1x1xf32> {nn.name = "y", nn.shape = array<i64: 1, 1>}) {
  %w = nn.relu %x : (tensor<1x2xf32>) -> tensor<1x2xf32>
  // expected-error @below {{expected constant weights; run nn-verify-graph before nn-to-plan}}
  %0 = nn.dense %x, %w : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x1xf32>
  return %0 : tensor<1x1xf32>
}

// -----

func.func @main(%x: tensor<1xf32> {nn.name = "x", nn.shape = array<i64: 1>}) -> (tensor<1xf32> {nn.name = "y", nn.shape = array<i64: 1>}) {
  // expected-error @below {{'onnx.node' op expected an nn op with kernels; run nn-verify-graph before nn-to-plan}}
  %0 = onnx.node "Relu" version 14 (%x) {} : (tensor<1xf32>) -> tensor<1xf32>
  return %0 : tensor<1xf32>
}
