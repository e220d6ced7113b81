// RUN: %m2c-opt %s --verify-diagnostics --nn-set-io="requests=z=quantized,x=quantized,y=int8:0.5:0"

// All that is wrong is said at once.
// expected-error @unknown {{--io z=quantized: the network has no input or output of that name}}
// expected-error @+2 {{--io x=quantized: the input is not quantised in one way; give NAME=TYPE:SCALE:ZERO}}
// expected-error @+1 {{--io y=int8:0.5:0: the output is computed in floats}}
func.func @main(%x: tensor<4xf32> {nn.name = "x", nn.shape = array<i64: 4>})
    -> (tensor<4xf32> {nn.name = "y", nn.shape = array<i64: 4>}) {
  %0 = nn.tanh %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
