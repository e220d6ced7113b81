// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Ops that multiply by weights.
#ifndef M2C_DIALECTS_NN_OPS_CONV_TD
#define M2C_DIALECTS_NN_OPS_CONV_TD

include "dialects/Nn/NnDialect.td"

def Nn_Conv2dOp : Nn_InferringKernelOp<"conv2d", "conv2d", ["Conv-1"]> {
  let summary = "2-D convolution, grouped";
  let description = [{
    `input` is [N, H, W, C], `weights` [O, KH, KW, C / group], `bias` [O].
    `pads` is [top, left, bottom, right] in rows and columns of zeros. The
    result is [N, OH, OW, O] with OH = (H + top + bottom - dilation * (KH - 1) - 1)
    / stride + 1, likewise OW. ONNX Conv-1, -11, -22 (1-D as H = 1).

    Constraints: c1 C = group * weights' last dimension; c2 O is a multiple of
    group; c3 bias has O values; c4 strides and dilations are at least 1 and
    pads at least 0; c5 the kernel fits into the padded map.

    Example:
    ```mlir
    %y = nn.conv2d %x, %w, %b {pads = array<i64: 1, 1, 1, 1>, act = #nn<act relu>}
       : (tensor<1x8x8x3xf32>, tensor<4x3x3x3xf32>, tensor<4xf32>) -> tensor<1x8x8x4xf32>
    ```
    Emitted C:
    ```c
    for (y = 0; y < 8; ++y) {
      m2c_window_f32(rows, in, 8, 24, y - 1, 1, 3, m2c_zeros);
      m2c_conv2d_f32(&p, out + y * 32, rows, NULL);
    }
    ```
  }];
  let arguments = (ins Nn_Map:$input, Nn_Map:$weights, Optional<Nn_Tensor>:$bias,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$strides,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilations,
    DefaultValuedAttr<DenseI64ArrayAttr, "{0, 0, 0, 0}">:$pads,
    DefaultValuedAttr<I64Attr, "1">:$group,
    DefaultValuedAttr<Nn_ActAttr, Nn_ActDefault>:$act,
    DefaultValuedAttr<F32Attr, "0.0f">:$act_a, DefaultValuedAttr<F32Attr, "0.0f">:$act_b);
  let results = (outs Nn_Map:$output);
  let extraClassDeclaration = [{ int64_t getMacs(); }];
}

def Nn_DepthwiseConv2dOp : Nn_InferringKernelOp<"depthwise_conv2d", "depthwise_conv2d", ["Conv-1"]> {
  let summary = "2-D depthwise convolution with channel multiplier";
  let description = [{
    `input` is [N, H, W, C], `weights` [KH, KW, C * M]; output channel c * M + m
    is input channel c convolved with weights[:, :, c * M + m]. Other attributes
    as `nn.conv2d`. ONNX Conv with group = C.

    Constraints: c1 weights' last dimension is a multiple of C; c2 bias has
    C * M values; c3 strides and dilations are at least 1 and pads at least 0;
    c4 the kernel fits into the padded map.

    Example:
    ```mlir
    %y = nn.depthwise_conv2d %x, %w, %b {pads = array<i64: 1, 1, 1, 1>}
       : (tensor<1x8x8x3xf32>, tensor<3x3x3xf32>, tensor<3xf32>) -> tensor<1x8x8x3xf32>
    ```
    Emitted C:
    ```c
    m2c_depthwise_conv2d_f32(&p, out + y * 24, rows, NULL);
    ```
  }];
  let arguments = (ins Nn_Map:$input, Nn_Tensor:$weights, Optional<Nn_Tensor>:$bias,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$strides,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilations,
    DefaultValuedAttr<DenseI64ArrayAttr, "{0, 0, 0, 0}">:$pads,
    DefaultValuedAttr<Nn_ActAttr, Nn_ActDefault>:$act,
    DefaultValuedAttr<F32Attr, "0.0f">:$act_a, DefaultValuedAttr<F32Attr, "0.0f">:$act_b);
  let results = (outs Nn_Map:$output);
  let extraClassDeclaration = [{ int64_t getMacs(); }];
}

def Nn_DenseOp : Nn_InferringKernelOp<"dense", "dense", ["Gemm-7", "MatMul-1"]> {
  let summary = "fully connected layer";
  let description = [{
    `input` is [M, K], `weights` [N, K], `bias` [N]; output[m, n] =
    act(sum over k of input[m, k] * weights[n, k] + bias[n]).

    Constraints: c1 the two K agree; c2 bias has N values.

    Example:
    ```mlir
    %y = nn.dense %x, %w, %b : (tensor<1x64xf32>, tensor<10x64xf32>, tensor<10xf32>) -> tensor<1x10xf32>
    ```
    Emitted C:
    ```c
    m2c_dense_f32(&p, out, rows, NULL);
    ```
  }];
  let arguments = (ins Nn_Tensor:$input, Nn_Tensor:$weights, Optional<Nn_Tensor>:$bias,
    DefaultValuedAttr<Nn_ActAttr, Nn_ActDefault>:$act,
    DefaultValuedAttr<F32Attr, "0.0f">:$act_a, DefaultValuedAttr<F32Attr, "0.0f">:$act_b);
  let results = (outs Nn_Tensor:$output);
  let extraClassDeclaration = [{ int64_t getMacs(); }];
}

def Nn_MatmulOp : Nn_InferringKernelOp<"matmul", "matmul", ["MatMul-1", "Gemm-7"]> {
  let summary = "batched matrix product of two run-time tensors";
  let description = [{
    `lhs` is [B, M, K], `rhs` [B, K, N] (or [1, K, N], shared by the batch);
    output[b] = lhs[b] x rhs[b].

    Constraints: c1 the two K agree; c2 rhs' batch is 1 or B.

    Example:
    ```mlir
    %y = nn.matmul %a, %b : (tensor<1x4x8xf32>, tensor<1x8x2xf32>) -> tensor<1x4x2xf32>
    ```
    Emitted C:
    ```c
    m2c_matmul_f32(&p, out, rows, NULL);
    ```
  }];
  let arguments = (ins Nn_Tensor:$lhs, Nn_Tensor:$rhs);
  let results = (outs Nn_Tensor:$output);
  let extraClassDeclaration = [{ int64_t getMacs(); }];
}

#endif
