// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// C++ face of the onnx dialect (dialects/Onnx/OnnxOps.td).
#ifndef M2C_DIALECTS_ONNX_ONNX_H
#define M2C_DIALECTS_ONNX_ONNX_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/Onnx/OnnxDialect.h.inc"
#define GET_TYPEDEF_CLASSES
#include "dialects/Onnx/OnnxTypes.h.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/OnnxOps.h.inc"

namespace m2c::onnx {
/// Argument and result attribute: the ONNX name of a graph input or output.
inline constexpr llvm::StringLiteral kNameAttr = "onnx.name";
/// Module attribute: dictionary of facts about the file (see OnnxDialect.td).
inline constexpr llvm::StringLiteral kModelAttr = "onnx.model";
} // namespace m2c::onnx

#endif
