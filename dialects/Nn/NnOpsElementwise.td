// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Element by element: activations, arithmetic with broadcasting, softmax,
// batch normalisation.
#ifndef M2C_DIALECTS_NN_OPS_ELEMENTWISE_TD
#define M2C_DIALECTS_NN_OPS_ELEMENTWISE_TD

include "dialects/Nn/NnDialect.td"

class Nn_UnaryOp<string mnemonic, list<string> onnx>
    : Nn_InferringKernelOp<mnemonic, mnemonic, onnx> {
  let arguments = (ins Nn_Tensor:$input);
  let results = (outs Nn_Tensor:$output);
}

def Nn_ReluOp : Nn_UnaryOp<"relu", ["Relu-6"]> {
  let summary = "max(x, 0)";
  let description = [{
    Any shape. NaN stays NaN.

    Example:
    ```mlir
    %y = nn.relu %x : (tensor<1x8xf32>) -> tensor<1x8xf32>
    ```
    Emitted C:
    ```c
    m2c_relu_f32(&p, out, rows, NULL);
    ```
  }];
}

def Nn_LeakyReluOp : Nn_UnaryOp<"leaky_relu", ["LeakyRelu-6"]> {
  let summary = "x for x >= 0, alpha * x below";
  let description = [{
    Any shape.

    Example:
    ```mlir
    %y = nn.leaky_relu %x {alpha = 0.1 : f32} : (tensor<1x8xf32>) -> tensor<1x8xf32>
    ```
    Emitted C:
    ```c
    m2c_leaky_relu_f32(&p, out, rows, NULL);
    ```
  }];
  let arguments = (ins Nn_Tensor:$input, DefaultValuedAttr<F32Attr, "0.01f">:$alpha);
}

def Nn_SigmoidOp : Nn_UnaryOp<"sigmoid", ["Sigmoid-6"]> {
  let summary = "1 / (1 + exp(-x))";
  let description = [{
    Any shape.

    Example:
    ```mlir
    %y = nn.sigmoid %x : (tensor<1x8xf32>) -> tensor<1x8xf32>
    ```
    Emitted C:
    ```c
    m2c_sigmoid_f32(&p, out, rows, NULL);
    ```
  }];
}

def Nn_TanhOp : Nn_UnaryOp<"tanh", ["Tanh-6"]> {
  let summary = "hyperbolic tangent";
  let description = [{
    Any shape.

    Example:
    ```mlir
    %y = nn.tanh %x : (tensor<1x8xf32>) -> tensor<1x8xf32>
    ```
    Emitted C:
    ```c
    m2c_tanh_f32(&p, out, rows, NULL);
    ```
  }];
}

def Nn_ClipOp : Nn_UnaryOp<"clip", ["Clip-6"]> {
  let summary = "min(max(x, min), max)";
  let description = [{
    Any shape. Where min > max the result is max (ONNX). An absent bound is
    the largest finite float of its sign.

    Example:
    ```mlir
    %y = nn.clip %x {min = 0.0 : f32, max = 6.0 : f32} : (tensor<1x8xf32>) -> tensor<1x8xf32>
    ```
    Emitted C:
    ```c
    m2c_clip_f32(&p, out, rows, NULL);
    ```
  }];
  let arguments = (ins Nn_Tensor:$input,
    DefaultValuedAttr<F32Attr, "-3.40282347e+38f">:$min,
    DefaultValuedAttr<F32Attr, "3.40282347e+38f">:$max);
}

def Nn_HardSigmoidOp : Nn_UnaryOp<"hard_sigmoid", ["HardSigmoid-6"]> {
  let summary = "max(0, min(1, alpha * x + beta))";
  let description = [{
    Any shape.

    Example:
    ```mlir
    %y = nn.hard_sigmoid %x {alpha = 0.2 : f32, beta = 0.5 : f32} : (tensor<1x8xf32>) -> tensor<1x8xf32>
    ```
    Emitted C:
    ```c
    m2c_hard_sigmoid_f32(&p, out, rows, NULL);
    ```
  }];
  let arguments = (ins Nn_Tensor:$input, DefaultValuedAttr<F32Attr, "0.2f">:$alpha,
                       DefaultValuedAttr<F32Attr, "0.5f">:$beta);
}

def Nn_HardSwishOp : Nn_UnaryOp<"hard_swish", ["HardSwish-14"]> {
  let summary = "x * max(0, min(1, x / 6 + 0.5))";
  let description = [{
    Any shape.

    Example:
    ```mlir
    %y = nn.hard_swish %x : (tensor<1x8xf32>) -> tensor<1x8xf32>
    ```
    Emitted C:
    ```c
    m2c_hard_swish_f32(&p, out, rows, NULL);
    ```
  }];
}

class Nn_BinaryOp<string mnemonic, list<string> onnx, list<Trait> traits = []>
    : Nn_InferringKernelOp<mnemonic, mnemonic, onnx, traits> {
  let arguments = (ins Nn_Tensor:$lhs, Nn_Tensor:$rhs,
    DefaultValuedAttr<Nn_ActAttr, Nn_ActDefault>:$act,
    DefaultValuedAttr<F32Attr, "0.0f">:$act_a, DefaultValuedAttr<F32Attr, "0.0f">:$act_b);
  let results = (outs Nn_Tensor:$output);
}

def Nn_AddOp : Nn_BinaryOp<"add", ["Add-7"], [Commutative]> {
  let summary = "a + b with NumPy broadcasting";
  let description = [{
    Constraint c1: the shapes broadcast, to at most 4 distinct blocks of axes.

    Example:
    ```mlir
    %y = nn.add %a, %b : (tensor<1x4x4x8xf32>, tensor<8xf32>) -> tensor<1x4x4x8xf32>
    ```
    Emitted C:
    ```c
    m2c_add_f32(&p, out, rows, NULL);
    ```
  }];
}

def Nn_SubOp : Nn_BinaryOp<"sub", ["Sub-7"]> {
  let summary = "a - b with NumPy broadcasting";
  let description = [{
    Constraint c1: the shapes broadcast, to at most 4 distinct blocks of axes.

    Example:
    ```mlir
    %y = nn.sub %a, %b : (tensor<1x4x4x8xf32>, tensor<8xf32>) -> tensor<1x4x4x8xf32>
    ```
    Emitted C:
    ```c
    m2c_sub_f32(&p, out, rows, NULL);
    ```
  }];
}

def Nn_MulOp : Nn_BinaryOp<"mul", ["Mul-7"], [Commutative]> {
  let summary = "a * b with NumPy broadcasting";
  let description = [{
    Constraint c1: the shapes broadcast, to at most 4 distinct blocks of axes.

    Example:
    ```mlir
    %y = nn.mul %a, %b : (tensor<1x4x4x8xf32>, tensor<1x1x1x8xf32>) -> tensor<1x4x4x8xf32>
    ```
    Emitted C:
    ```c
    m2c_mul_f32(&p, out, rows, NULL);
    ```
  }];
}

def Nn_DivOp : Nn_BinaryOp<"div", ["Div-7"]> {
  let summary = "a / b with NumPy broadcasting";
  let description = [{
    Constraint c1: the shapes broadcast, to at most 4 distinct blocks of axes.

    Example:
    ```mlir
    %y = nn.div %a, %b : (tensor<1x4x4x8xf32>, tensor<8xf32>) -> tensor<1x4x4x8xf32>
    ```
    Emitted C:
    ```c
    m2c_div_f32(&p, out, rows, NULL);
    ```
  }];
}

def Nn_SoftmaxOp : Nn_InferringKernelOp<"softmax", "softmax", ["Softmax-1"]> {
  let summary = "exp(x - max) / sum along one axis";
  let description = [{
    `axis` in [0, rank). ONNX Softmax-1 and -11 (which flatten) arrive here
    reshaped.

    Example:
    ```mlir
    %y = nn.softmax %x {axis = 1 : i64} : (tensor<1x10xf32>) -> tensor<1x10xf32>
    ```
    Emitted C:
    ```c
    m2c_softmax_f32(&p, out, rows, NULL);
    ```
  }];
  let arguments = (ins Nn_Tensor:$input, I64Attr:$axis);
  let results = (outs Nn_Tensor:$output);
  let hasVerifier = 1;
}

def Nn_BatchNormOp : Nn_InferringKernelOp<"batch_norm", "batch_norm",
                                          ["BatchNormalization-7"]> {
  let summary = "x * scale + shift per channel";
  let description = [{
    Inference form: scale = gamma / sqrt(variance + epsilon), shift = beta -
    mean * scale, computed in double by the conversion. `scale` and `shift`
    have as many values as `axis` of the input.

    Constraint c1: axis in [0, rank); c2: sizes agree.

    Example:
    ```mlir
    %y = nn.batch_norm %x, %scale, %shift {axis = 3 : i64}
       : (tensor<1x4x4x8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<1x4x4x8xf32>
    ```
    Emitted C:
    ```c
    m2c_batch_norm_f32(&p, out, rows, NULL);
    ```
  }];
  let arguments = (ins Nn_Tensor:$input, Nn_Tensor:$scale, Nn_Tensor:$shift, I64Attr:$axis);
  let results = (outs Nn_Tensor:$output);
  let hasVerifier = 1;
}

#endif
