// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pools and reductions.
#ifndef M2C_DIALECTS_NN_OPS_POOL_TD
#define M2C_DIALECTS_NN_OPS_POOL_TD

include "dialects/Nn/NnDialect.td"

class Nn_PoolOp<string mnemonic, list<string> onnx>
    : Nn_InferringKernelOp<mnemonic, mnemonic, onnx> {
  let arguments = (ins Nn_Map:$input, DenseI64ArrayAttr:$kernel,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$strides,
    DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilations,
    DefaultValuedAttr<DenseI64ArrayAttr, "{0, 0, 0, 0}">:$pads,
    DefaultValuedAttr<Nn_ActAttr, Nn_ActDefault>:$act,
    DefaultValuedAttr<F32Attr, "0.0f">:$act_a, DefaultValuedAttr<F32Attr, "0.0f">:$act_b);
  let results = (outs Nn_Map:$output);
}

def Nn_MaxPool2dOp : Nn_PoolOp<"max_pool2d", ["MaxPool-1"]> {
  let summary = "2-D maximum pool";
  let description = [{
    `kernel` is [KH, KW]; positions outside the map do not count. ONNX's
    ceil_mode arrives as larger bottom and right pads.

    Constraints: c1 kernel, strides and dilations are at least 1, pads at least
    0 and below the dilated kernel; c2 the kernel fits into the padded map.

    Example:
    ```mlir
    %y = nn.max_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>}
       : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32>
    ```
    Emitted C:
    ```c
    m2c_max_pool2d_f32(&p, out + y * 16, rows, NULL);
    ```
  }];
}

def Nn_AvgPool2dOp : Nn_PoolOp<"avg_pool2d", ["AveragePool-1"]> {
  let summary = "2-D average pool over the positions inside the map";
  let description = [{
    The divisor is the number of window positions inside the map (ONNX's
    count_include_pad = 1 arrives with an explicit `nn.pad` before the pool).

    Constraints: as `nn.max_pool2d`.

    Example:
    ```mlir
    %y = nn.avg_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>}
       : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32>
    ```
    Emitted C:
    ```c
    m2c_avg_pool2d_f32(&p, out + y * 16, rows, NULL);
    ```
  }];
}

def Nn_ReduceMeanOp : Nn_InferringKernelOp<"reduce_mean", "reduce_mean",
                                           ["ReduceMean-1", "GlobalAveragePool-1"]> {
  let summary = "mean over neighbouring axes";
  let description = [{
    Mean over `axes` (sorted, neighbouring); the reduced axes stay as 1 if
    `keepdims`. Axes that are not neighbours arrive with a transpose before.

    Constraint c1: axes are sorted, neighbouring and in [0, rank).

    Example:
    ```mlir
    %y = nn.reduce_mean %x {axes = array<i64: 1, 2>} : (tensor<1x8x8x4xf32>) -> tensor<1x1x1x4xf32>
    ```
    Emitted C:
    ```c
    m2c_reduce_mean_f32(&p, out, rows, NULL);
    ```
  }];
  let arguments = (ins Nn_Tensor:$input, DenseI64ArrayAttr:$axes,
    DefaultValuedAttr<BoolAttr, "true">:$keepdims,
    DefaultValuedAttr<Nn_ActAttr, Nn_ActDefault>:$act,
    DefaultValuedAttr<F32Attr, "0.0f">:$act_a, DefaultValuedAttr<F32Attr, "0.0f">:$act_b);
  let results = (outs Nn_Tensor:$output);
}

#endif
