// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The three ops of the onnx dialect.
#ifndef M2C_DIALECTS_ONNX_OPS_TD
#define M2C_DIALECTS_ONNX_OPS_TD

include "dialects/Onnx/OnnxDialect.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Onnx_Op<string mnemonic, list<Trait> traits = []>
    : Op<Onnx_Dialect, mnemonic, !listconcat(traits, [Pure])>;

def Onnx_NodeOp : Onnx_Op<"node"> {
  let summary = "one ONNX node, not interpreted";
  let description = [{
    `op_type` is the ONNX operator, `version` the opset version that the model
    imports for `domain` (empty: ai.onnx), `attrs` the node's attributes by
    their ONNX names: integers as i64, floats as f32, strings, and lists of
    these (`array<i64: ...>`, `array<f32: ...>`, `["a", "b"]`); a tensor
    attribute is an elements attribute. Operands follow the ONNX
    inputs, an absent optional input is `onnx.none`; trailing absent inputs are
    left out. The location is the ONNX node's name.

    Example:
    ```mlir
    %y = onnx.node "Conv" version 13 (%x, %w, %b) {pads = array<i64: 1, 1, 1, 1>}
       : (tensor<1x3x32x32xf32>, tensor<8x3x3x3xf32>, tensor<8xf32>) -> !onnx.value
    ```
    Emitted C: none; the conversion to `nn` replaces the op.
  }];
  let arguments = (ins StrAttr:$op_type, DefaultValuedAttr<StrAttr, "\"\"">:$domain,
                       I64Attr:$version, DictionaryAttr:$attrs,
                       Variadic<AnyType>:$inputs);
  let results = (outs Variadic<AnyType>:$outputs);
  let assemblyFormat = [{
    $op_type (`domain` $domain^)? `version` $version `(` $inputs `)` $attrs
    attr-dict `:` functional-type($inputs, $outputs)
  }];
}

def Onnx_ConstOp : Onnx_Op<"const", [ConstantLike, AllTypesMatch<["value", "result"]>]> {
  let summary = "an ONNX initialiser";
  let description = [{
    Large tensors are resources (`dense_resource<...>`), so passes never copy
    them. The location is the initialiser's name.

    Example:
    ```mlir
    %w = onnx.const dense<[1.0, 2.0]> : tensor<2xf32>
    ```
    Emitted C: none; the conversion to `nn` makes it an `nn.constant`.
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = "attr-dict $value";
  let hasFolder = 1;
}

def Onnx_NoneOp : Onnx_Op<"none"> {
  let summary = "an absent optional input";
  let description = [{
    ONNX writes an absent optional input as the empty name.

    Example:
    ```mlir
    %none = onnx.none : none
    ```
    Emitted C: none.
  }];
  let results = (outs NoneType:$result);
  let assemblyFormat = "attr-dict `:` type($result)";
}

#endif
