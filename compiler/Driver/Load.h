// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A model file of any kind as a module that the evaluators can run.
#ifndef M2C_COMPILER_DRIVER_LOAD_H
#define M2C_COMPILER_DRIVER_LOAD_H

#include "compiler/Driver/Diagnostics.h"
#include "mlir/IR/BuiltinOps.h"

namespace m2c {

/// Loads `.onnx`, or `.mlir` of any phase. Errors go to the context's
/// diagnostics.
mlir::OwningOpRef<mlir::ModuleOp>
loadModel(mlir::MLIRContext &context, llvm::StringRef file,
          llvm::ArrayRef<std::pair<std::string, int64_t>> dims);

/// As loadModel; IR of the onnx dialect goes through the convert phase, and a
/// model that came quantised on to its integers.
mlir::OwningOpRef<mlir::ModuleOp>
loadForEvaluation(mlir::MLIRContext &context, llvm::StringRef file,
                  llvm::ArrayRef<std::pair<std::string, int64_t>> dims);

} // namespace m2c

#endif
