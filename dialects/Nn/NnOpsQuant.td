// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Between floats and quantised elements, and between two quantisations.
#ifndef M2C_DIALECTS_NN_OPS_QUANT_TD
#define M2C_DIALECTS_NN_OPS_QUANT_TD

include "dialects/Nn/NnDialect.td"

def Nn_QuantizeOp : Nn_KernelOp<"quantize", "quantize", ["QuantizeLinear-10"]> {
  let summary = "to quantised elements, from floats or from another quantisation";
  let description = [{
    q = saturate(round(x / scale) + zero point), round half to even, in binary32
    (ONNX QuantizeLinear). A quantised input counts as the floats that it stands
    for. NaN gives the least integer, as in ONNX
    Runtime on x86.

    Constraint c1: the result is quantised per tensor and has the input's shape.

    Example:
    ```mlir
    %q = nn.quantize %x : (tensor<1x8xf32>) -> tensor<1x8x!quant.uniform<i8:f32, 0.5:3>>
    ```
    Emitted C:
    ```c
    m2c_quantize_f32_s8(&p, out, rows, NULL);
    ```
  }];
  let arguments = (ins Nn_Tensor:$input);
  let results = (outs Nn_Tensor:$output);
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Nn_DequantizeOp : Nn_KernelOp<"dequantize", "dequantize", ["DequantizeLinear-10"]> {
  let summary = "to the floats that quantised elements stand for";
  let description = [{
    x = (q - zero point) * scale in binary32 (ONNX DequantizeLinear). Weights
    and biases of a quantised model pass through it until `nn-fuse-quantized`
    makes an integer op of what reads them.

    Constraint c1: a quantised input and a float result of its shape.

    Example:
    ```mlir
    %x = nn.dequantize %q : (tensor<1x8x!quant.uniform<i8:f32, 0.5:3>>) -> tensor<1x8xf32>
    ```
    Emitted C:
    ```c
    m2c_dequantize_s8_f32(&p, out, rows, NULL);
    ```
  }];
  let arguments = (ins Nn_Tensor:$input);
  let results = (outs Nn_Tensor:$output);
  let hasVerifier = 1;
}

#endif
