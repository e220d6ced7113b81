// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %m2c %s --target host --stop-after=quant > %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: %data %s %t.npz
// RUN: %m2c-run %t.mlir --input %t.npz | FileCheck %s --check-prefix=VALUES
// REQUIRES: venv

// A float layer between quantised ones: its weights, which came as integers, are floats
// again while compiling, and nothing dequantises a constant at run time. The integers
// around it are taken by a sum and by a mean.

// DATA x: 1x1x2x2x2 = 1 -1.25 0.5 0.76 -3 2 1.5 0
// LET pair = lambda v, s, z: (np.clip(np.rint(v / np.float32(s)) + z, -128, 127) - z) * np.float32(s)
// LET w = np.array([.5, -1, .25, 1.5]).reshape(2, 2, 1, 1)
// LET a = pair(2 * pair(x[0], .5, 3), .25, -2)
// LET c = np.tanh(np.einsum("nchw,oc->nohw", a, w[:, :, 0, 0]))
// EXPECT y: 1x1x2x1x1 = eval pair(pair(c, .01, 0).mean((2, 3), keepdims=True), .01, 5)[None]
// VALUES: expected outputs: 2 values agree

// CHECK-LABEL: func.func @main
// CHECK-DAG: %[[W:.*]] = nn.constant dense<{{.*}}5.000000e-01{{.*}}-1.000000e+00{{.*}}2.500000e-01{{.*}}1.500000e+00{{.*}}> : tensor<2x1x1x2xf32>
// CHECK-DAG: nn.add {{.*}}!quant.uniform<i8:f32, 2.500000e-01:-2>>
// CHECK-NOT: nn.dequantize %cst
// CHECK: %[[F:.*]] = nn.dequantize {{.*}} -> tensor<1x2x2x2xf32>
// CHECK: nn.conv2d %[[F]], %[[W]] {{.*}} -> tensor<1x2x2x2xf32>
// CHECK: nn.quantize
// CHECK: nn.reduce_mean {{.*}}!quant.uniform<i8:f32, 0.0{{.*}}:5>>
func.func @main(%x: tensor<1x2x2x2xf32> {onnx.name = "x"}) -> (!onnx.value {onnx.name = "y"}) {
  %s = onnx.const dense<0.5> : tensor<f32>
  %z = onnx.const dense<3> : tensor<i8>
  %as = onnx.const dense<0.25> : tensor<f32>
  %az = onnx.const dense<-2> : tensor<i8>
  %cs = onnx.const dense<0.01> : tensor<f32>
  %cz = onnx.const dense<0> : tensor<i8>
  %yz = onnx.const dense<5> : tensor<i8>
  %w = onnx.const dense<[[[[2]], [[-4]]], [[[1]], [[6]]]]> : tensor<2x2x1x1xi8>
  %ws = onnx.const dense<0.25> : tensor<f32>
  %q = onnx.node "QuantizeLinear" version 13 (%x, %s, %z) {} : (tensor<1x2x2x2xf32>, tensor<f32>, tensor<i8>) -> !onnx.value
  %f = onnx.node "DequantizeLinear" version 13 (%q, %s, %z) {} : (!onnx.value, tensor<f32>, tensor<i8>) -> !onnx.value
  %a = onnx.node "Add" version 13 (%f, %f) {} : (!onnx.value, !onnx.value) -> !onnx.value
  %aq = onnx.node "QuantizeLinear" version 13 (%a, %as, %az) {} : (!onnx.value, tensor<f32>, tensor<i8>) -> !onnx.value
  %af = onnx.node "DequantizeLinear" version 13 (%aq, %as, %az) {} : (!onnx.value, tensor<f32>, tensor<i8>) -> !onnx.value
  %wf = onnx.node "DequantizeLinear" version 13 (%w, %ws, %cz) {} : (tensor<2x2x1x1xi8>, tensor<f32>, tensor<i8>) -> !onnx.value
  %c = onnx.node "Conv" version 13 (%af, %wf) {} : (!onnx.value, !onnx.value) -> !onnx.value
  %t = onnx.node "Tanh" version 13 (%c) {} : (!onnx.value) -> !onnx.value
  %tq = onnx.node "QuantizeLinear" version 13 (%t, %cs, %cz) {} : (!onnx.value, tensor<f32>, tensor<i8>) -> !onnx.value
  %tf = onnx.node "DequantizeLinear" version 13 (%tq, %cs, %cz) {} : (!onnx.value, tensor<f32>, tensor<i8>) -> !onnx.value
  %m = onnx.node "GlobalAveragePool" version 1 (%tf) {} : (!onnx.value) -> !onnx.value
  %mq = onnx.node "QuantizeLinear" version 13 (%m, %cs, %yz) {} : (!onnx.value, tensor<f32>, tensor<i8>) -> !onnx.value
  %y = onnx.node "DequantizeLinear" version 13 (%mq, %cs, %yz) {} : (!onnx.value, tensor<f32>, tensor<i8>) -> !onnx.value
  return %y : !onnx.value
}
