// RUN: %m2c-opt %s --split-input-file --nn-set-io="requests=quantized" | FileCheck %s --check-prefix=QUANT
// RUN: %m2c-opt %s --split-input-file --nn-set-io="requests=float" | FileCheck %s --check-prefix=FLOAT
// RUN: %m2c-opt %s --split-input-file --nn-set-io="requests=x=uint8:1/128:128" | FileCheck %s --check-prefix=BYTES
// RUN: %m2c-opt %s --split-input-file --nn-set-io="requests=x=int16:1/32768:0,y=uint8:1/4:3" | FileCheck %s --check-prefix=SAMPLES
// RUN: %m2c-opt %s --split-input-file --nn-set-io="requests=quantized,x=float" | FileCheck %s --check-prefix=ONE

!q = !quant.uniform<i8:f32, 7.812500e-03>
!y = !quant.uniform<i8:f32, 2.500000e-01:5>

// Input and output that the network quantises in one way.
// QUANT-LABEL: func.func @main
// QUANT-SAME: (%arg0: tensor<1x4x!quant.uniform<i8:f32, 7.812500e-03>> {nn.name = "x"{{.*}}) -> (tensor<1x4x!quant.uniform<i8:f32, 2.500000e-01:5>>
// QUANT-NEXT: [[R:%.*]] = nn.relu %arg0
// QUANT: return [[R]]
// FLOAT-LABEL: func.func @main
// FLOAT-SAME: (%arg0: tensor<1x4xf32> {{.*}}) -> (tensor<1x4xf32>
// FLOAT-NEXT: nn.quantize %arg0
// FLOAT: [[F:%.*]] = nn.dequantize
// FLOAT-NEXT: return [[F]]
// Bytes without sign become those that the network computes with: one shift by 128.
// BYTES-LABEL: func.func @main
// BYTES-SAME: (%arg0: tensor<1x4x!quant.uniform<u8:f32, 7.812500e-03:128>>
// BYTES-NEXT: [[Q:%.*]] = nn.quantize %arg0 : {{.*}} -> tensor<1x4x!quant.uniform<i8:f32, 7.812500e-03>>
// BYTES-NEXT: nn.relu [[Q]]
// SAMPLES-LABEL: func.func @main
// SAMPLES-SAME: (%arg0: tensor<1x4x!quant.uniform<i16:f32, 3.0517578125E-5>> {{.*}}) -> (tensor<1x4x!quant.uniform<u8:f32, 2.500000e-01:3>>
// SAMPLES-NEXT: nn.quantize %arg0 : {{.*}} -> tensor<1x4x!quant.uniform<i8:f32, 7.812500e-03>>
// SAMPLES-NEXT: [[R:%.*]] = nn.relu
// SAMPLES: [[S:%.*]] = nn.quantize [[R]] : {{.*}} -> tensor<1x4x!quant.uniform<i8:f32, 2.500000e-01:-125>>
// SAMPLES-NEXT: [[U:%.*]] = nn.quantize [[S]] : {{.*}} -> tensor<1x4x!quant.uniform<u8:f32, 2.500000e-01:3>>
// SAMPLES-NEXT: return [[U]]
// One by name beats one for all, in whichever order they stand.
// ONE-LABEL: func.func @main
// ONE-SAME: (%arg0: tensor<1x4xf32> {{.*}}) -> (tensor<1x4x!quant.uniform<i8:f32, 2.500000e-01:5>>
func.func @main(%x: tensor<1x4xf32> {nn.name = "x", nn.shape = array<i64: 1, 4>})
    -> (tensor<1x4xf32> {nn.name = "y", nn.shape = array<i64: 1, 4>}) {
  %0 = nn.quantize %x : (tensor<1x4xf32>) -> tensor<1x4x!q>
  %1 = nn.relu %0 : (tensor<1x4x!q>) -> tensor<1x4x!y>
  %2 = nn.dequantize %1 : (tensor<1x4x!y>) -> tensor<1x4xf32>
  return %2 : tensor<1x4xf32>
}

// -----

!q = !quant.uniform<i8:f32, 7.812500e-03>

// Read as floats too, and a softmax at the end, whose probabilities are in steps of
// 1/256; an output in floats stays so where all are asked for.
// QUANT-LABEL: func.func @main
// QUANT-SAME: (%arg0: tensor<1x4xf32> {{.*}}) -> (tensor<1x4x!quant.uniform<i8:f32, 3.906250e-03:-128>> {{.*}}, tensor<1x4xf32>
// BYTES-LABEL: func.func @main
// BYTES-NEXT: [[Q:%.*]] = nn.quantize %arg0
// BYTES-NEXT: [[F:%.*]] = nn.dequantize [[Q]]
// BYTES-NEXT: nn.softmax [[Q]]
// BYTES-NEXT: nn.tanh [[F]]
// SAMPLES-LABEL: func.func @main
// SAMPLES: [[F:%.*]] = nn.dequantize %arg0
// SAMPLES-NEXT: nn.quantize %arg0
// SAMPLES: nn.tanh [[F]]
func.func @main(%x: tensor<1x4xf32> {nn.name = "x", nn.shape = array<i64: 1, 4>})
    -> (tensor<1x4xf32> {nn.name = "y", nn.shape = array<i64: 1, 4>},
        tensor<1x4xf32> {nn.name = "z", nn.shape = array<i64: 1, 4>}) {
  %0 = nn.quantize %x : (tensor<1x4xf32>) -> tensor<1x4x!q>
  %1 = nn.softmax %0 {axis = 1 : i64} : (tensor<1x4x!q>) -> tensor<1x4xf32>
  %2 = nn.tanh %x : (tensor<1x4xf32>) -> tensor<1x4xf32>
  return %1, %2 : tensor<1x4xf32>, tensor<1x4xf32>
}
