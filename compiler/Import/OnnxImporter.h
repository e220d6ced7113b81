// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ONNX file to the onnx dialect, mechanically: no operator but Constant is
// known here.
#ifndef M2C_IMPORT_ONNXIMPORTER_H
#define M2C_IMPORT_ONNXIMPORTER_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include <string>
#include <utility>
#include <vector>

namespace m2c {

struct ImportOptions {
  /// Sizes of the inputs' unknown dimensions: the symbol in the file, or
  /// INPUT:AXIS (from 0) for a dimension without symbol. A leading dimension
  /// that is not given is 1.
  std::vector<std::pair<std::string, int64_t>> dims;
};

/// String attributes of onnx.node that stand for attributes without MLIR form:
/// subgraphs (If, Loop, Scan), sparse tensors, types.
inline constexpr llvm::StringLiteral kGraphMarker = "<graph>";
inline constexpr llvm::StringLiteral kSparseMarker = "<sparse tensor>";
inline constexpr llvm::StringLiteral kTypeMarker = "<type>";

/// Imports the model at `path` as a module with func.func @main, one onnx.const
/// per initialiser and Constant node, one onnx.node per other node, in
/// topological order, local functions inlined (location `call/inner`).
/// Arguments and results carry `onnx.name`, the module carries `onnx.model`.
/// Argument types are static; other types are where the file states them, else
/// !onnx.value. Large float tensors are resources.
///
/// On failure at least one error was emitted. Independent errors are collected,
/// at most 50. Errors of the file itself are located at the file (FileLineColLoc,
/// line 0), all others at the NameLoc of the node, tensor or input, which the
/// message names too.
mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>>
importOnnx(mlir::MLIRContext &context, llvm::StringRef path,
           const ImportOptions &options = {});

} // namespace m2c

#endif // M2C_IMPORT_ONNXIMPORTER_H
