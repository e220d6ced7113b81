// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Constants and ops that move values without changing them.
#ifndef M2C_DIALECTS_NN_OPS_SHAPE_TD
#define M2C_DIALECTS_NN_OPS_SHAPE_TD

include "dialects/Nn/NnDialect.td"

def Nn_ConstantOp : Nn_Op<"constant", [ConstantLike]> {
  let summary = "weights and other constants";
  let description = [{
    Large values are resources (`dense_resource<...>`). Quantised elements are
    stored as i8 (4 bits too, one to a byte) or i32, and `as` gives their type.

    Constraint c1: the value has the type of the result, or its shape and the
    integers that its elements are stored in.

    Example:
    ```mlir
    %w = nn.constant dense<0.0> : tensor<4x3x3x3xf32>
    %q = nn.constant dense<[1, -2]> : tensor<2xi8> as tensor<2x!quant.uniform<i8:f32, 0.5>>
    ```
    Emitted C:
    ```c
    const float m_w3[108] = { 0.0f };
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs Nn_Tensor:$result);
  let assemblyFormat = "attr-dict $value custom<ConstantType>(type($result), ref($value))";
  let builders = [OpBuilder<(ins "::mlir::ElementsAttr":$value),
                            [{ build($_builder, $_state, value.getType(), value); }]>];
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Nn_ReshapeOp : Nn_Op<"reshape"> {
  let summary = "same elements in the same order, other shape";
  let description = [{
    Costs nothing: the result is a view of the input's buffer. ONNX Reshape,
    Flatten, Squeeze, Unsqueeze. The integers of a quantised tensor stay what
    they are, and may get another scale and zero point.

    Constraint c1: as many elements as the input, stored alike.

    Example:
    ```mlir
    %y = nn.reshape %x : (tensor<1x4x4x8xf32>) -> tensor<1x128xf32>
    ```
    Emitted C: none; the result uses the input's address.
  }];
  list<string> onnxOps = ["Reshape-5", "Flatten-1", "Squeeze-1", "Unsqueeze-1"];
  let arguments = (ins Nn_Tensor:$input);
  let results = (outs Nn_Tensor:$output);
  let hasVerifier = 1;
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Nn_TransposeOp : Nn_InferringKernelOp<"transpose", "copy_strided", ["Transpose-1"]> {
  let summary = "permute the axes";
  let description = [{
    Axis i of the result is axis `perm[i]` of the input.

    Constraint c1: perm is a permutation of the axes, at most 6 of them after
    merging neighbours that stay together.

    Example:
    ```mlir
    %y = nn.transpose %x {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x3x8x8xf32>) -> tensor<1x8x8x3xf32>
    ```
    Emitted C:
    ```c
    m2c_copy_strided_f32(&p, out, rows, NULL);
    ```
  }];
  let arguments = (ins Nn_Tensor:$input, DenseI64ArrayAttr:$perm);
  let results = (outs Nn_Tensor:$output);
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Nn_ConcatOp : Nn_InferringKernelOp<"concat", "copy_strided", ["Concat-4"]> {
  let summary = "concatenate along one axis";
  let description = [{
    Constraint c1: axis in [0, rank); c2: the other dimensions agree.

    Example:
    ```mlir
    %y = nn.concat %a, %b {axis = 1 : i64} : (tensor<1x4xf32>, tensor<1x8xf32>) -> tensor<1x12xf32>
    ```
    Emitted C:
    ```c
    m2c_copy_strided_f32(&p, out, rows, NULL);  /* once per input */
    ```
  }];
  let arguments = (ins Variadic<Nn_Tensor>:$inputs, I64Attr:$axis);
  let results = (outs Nn_Tensor:$output);
  let hasFolder = 1;
}

def Nn_SliceOp : Nn_InferringKernelOp<"slice", "copy_strided", ["Slice-1", "Split-2"]> {
  let summary = "a regular part of a tensor";
  let description = [{
    Element i of axis a of the result is element `begins[a] + i * steps[a]` of
    the input, for i in [0, sizes[a]).

    Constraint c1: one entry per axis; c2: every element read lies inside; c3: steps are not 0.

    Example:
    ```mlir
    %y = nn.slice %x {begins = array<i64: 0, 2>, sizes = array<i64: 1, 4>, steps = array<i64: 1, 1>}
       : (tensor<1x8xf32>) -> tensor<1x4xf32>
    ```
    Emitted C:
    ```c
    m2c_copy_strided_f32(&p, out, rows, NULL);
    ```
  }];
  let arguments = (ins Nn_Tensor:$input, DenseI64ArrayAttr:$begins, DenseI64ArrayAttr:$sizes,
                       DenseI64ArrayAttr:$steps);
  let results = (outs Nn_Tensor:$output);
  let hasFolder = 1;
}

def Nn_PadOp : Nn_InferringKernelOp<"pad", "fill", ["Pad-2"]> {
  let summary = "surround with a constant";
  let description = [{
    `before` and `after` elements per axis (>= 0; ONNX's negative pads arrive
    as a slice) hold `value`. ONNX's reflect and edge modes arrive as slices
    and a concat.

    Constraint c1: one entry per axis; c2: pads are not negative.

    Example:
    ```mlir
    %y = nn.pad %x {before = array<i64: 0, 1, 1, 0>, after = array<i64: 0, 1, 1, 0>}
       : (tensor<1x8x8x3xf32>) -> tensor<1x10x10x3xf32>
    ```
    Emitted C:
    ```c
    m2c_fill_f32(&p0, out, rows, NULL);
    m2c_copy_strided_f32(&p1, out, rows, NULL);
    ```
  }];
  let arguments = (ins Nn_Tensor:$input, DenseI64ArrayAttr:$before, DenseI64ArrayAttr:$after,
                       DefaultValuedAttr<F32Attr, "0.0f">:$value);
  let results = (outs Nn_Tensor:$output);
  let hasFolder = 1;
}

#endif
