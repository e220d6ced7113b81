// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The onnx dialect: an ONNX graph as text, before anything is understood.
#ifndef M2C_DIALECTS_ONNX_DIALECT_TD
#define M2C_DIALECTS_ONNX_DIALECT_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"

def Onnx_Dialect : Dialect {
  let name = "onnx";
  let cppNamespace = "::m2c::onnx";
  let summary = "an ONNX graph, imported mechanically";
  let description = [{
    One generic op, `onnx.node`, stands for every ONNX operator, so that the
    importer knows no operator and every question of meaning (attributes,
    defaults, opset versions) is answered by the conversion to `nn`, testable
    as text. A graph is a `func.func`; its arguments and results carry the
    ONNX name in `onnx.name`. The module carries `onnx.model` (a dictionary:
    `sha256`, `ir_version`, `producer`, `fp32_bytes`, `opsets`).
  }];
  let useDefaultTypePrinterParser = 1;
}

class Onnx_Type<string name, string typeMnemonic> : TypeDef<Onnx_Dialect, name> {
  let mnemonic = typeMnemonic;
}

def Onnx_ValueType : Onnx_Type<"Value", "value"> {
  let summary = "a value whose type the file does not state";
  let description = [{
    Intermediate tensors of an ONNX file need no declared type; the conversion
    to `nn` infers it. Example: `!onnx.value`.
  }];
}

#endif
