// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The plan dialect, its buffer type and its attributes.
#ifndef M2C_DIALECTS_PLAN_DIALECT_TD
#define M2C_DIALECTS_PLAN_DIALECT_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/CommonAttrConstraints.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"

def Plan_Dialect : Dialect {
  let name = "plan";
  let cppNamespace = "::m2c::plan";
  let summary = "exactly what the C file will contain";
  let description = [{
    One `plan.model` per library: inputs, outputs, constants and arena buffers,
    then kernel calls in order. Each `plan.call` is one step of the emitted C.
    The emitter prints this dialect and decides nothing.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
}

def Plan_BufferType : TypeDef<Plan_Dialect, "Buffer"> {
  let mnemonic = "buffer";
  let summary = "memory of a fixed shape and element type";
  let description = [{
    Row-major, contiguous, aligned to the model's arena alignment. Elements are
    f32, or integers: i8, ui8, i16, i32, and i4, two to a byte with the earlier
    one in the low half. What an integer means is a matter of the calls that
    read it. Example: `!plan.buffer<1x8x8x3xf32>`.
  }];
  let parameters = (ins ArrayRefParameter<"int64_t">:$shape, "::mlir::Type":$elementType);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    int64_t getNumElements() const;
    /// Size in bytes; of an odd number of i4 the last half byte counts.
    int64_t getBytes() const;
  }];
}

def Plan_WindowAttr : AttrDef<Plan_Dialect, "Window"> {
  let mnemonic = "window";
  let summary = "a row loop around a kernel";
  let description = [{
    For each sample of `batch` and each of `out_h` output rows the kernel gets
    `kernel` pointers to input rows y * stride - pad + k * dilation. Rows have
    `in_row` and `out_row` elements. A row outside the map is a shared row that
    holds the element `outside` (0 for floats) if `zero_outside`, else NULL.
  }];
  let parameters = (ins "int64_t":$batch, "int64_t":$in_h, "int64_t":$in_row, "int64_t":$out_h,
    "int64_t":$out_row, "int64_t":$kernel, "int64_t":$stride, "int64_t":$dilation, "int64_t":$pad,
    "bool":$zero_outside, DefaultValuedParameter<"int64_t", "0">:$outside);
  let assemblyFormat = "`<` struct(params) `>`";
}

#endif
