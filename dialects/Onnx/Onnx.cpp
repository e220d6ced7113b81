// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Definitions of the onnx dialect; everything but the constant's folder is
// generated.
#include "dialects/Onnx/Onnx.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

#include "dialects/Onnx/OnnxDialect.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "dialects/Onnx/OnnxTypes.cpp.inc"
#define GET_OP_CLASSES
#include "dialects/Onnx/OnnxOps.cpp.inc"

namespace m2c::onnx {

void OnnxDialect::initialize() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialects/Onnx/OnnxTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Onnx/OnnxOps.cpp.inc"
      >();
}

mlir::OpFoldResult ConstOp::fold(FoldAdaptor) { return getValue(); }

} // namespace m2c::onnx
