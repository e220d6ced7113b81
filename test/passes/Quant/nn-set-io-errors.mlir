// RUN: not %m2c-opt %s --nn-set-io="requests=z=quantized,x=quantized,y=int8:0.5:0" 2>&1 | FileCheck %s
// RUN: not %m2c-opt %s --nn-set-io="requests=x=uint9:0.5:0" 2>&1 | FileCheck %s --check-prefix=FORM
// RUN: not %m2c-opt %s --nn-set-io="requests=x=uint8:0.5:-1" 2>&1 | FileCheck %s --check-prefix=FORM
// RUN: not %m2c-opt %s --nn-set-io="requests=x=int8:0:0" 2>&1 | FileCheck %s --check-prefix=FORM
// FORM: error: expected --io float|quantized, NAME=float|quantized or NAME=TYPE:SCALE:ZERO with TYPE uint8, int8 or int16, SCALE above 0 and ZERO of that type, got '{{.*}}'

// All that is wrong is said at once.
// CHECK: error: --io x=quantized: the input is not quantised in one way; give NAME=TYPE:SCALE:ZERO
// CHECK: error: --io y=int8:0.5:0: the output is computed in floats
// CHECK: error: --io z=quantized: the network has no input or output of that name
func.func @main(%x: tensor<4xf32> {nn.name = "x", nn.shape = array<i64: 4>})
    -> (tensor<4xf32> {nn.name = "y", nn.shape = array<i64: 4>}) {
  %0 = nn.tanh %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
