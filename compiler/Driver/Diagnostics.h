// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// MLIR diagnostics as messages for the user.
#ifndef M2C_COMPILER_DRIVER_DIAGNOSTICS_H
#define M2C_COMPILER_DRIVER_DIAGNOSTICS_H

#include "mlir/IR/Diagnostics.h"
#include <string>

namespace m2c {

/// Collects the errors of a scope, each as one line that names its ONNX node or
/// file; notes follow in lines of their own.
class DiagnosticCollector {
public:
  explicit DiagnosticCollector(mlir::MLIRContext *context);

  bool hasErrors() const { return !messages.empty(); }
  /// The kind of the user's fault: operator, budget or input.
  llvm::StringRef kind() const;
  /// Whether the errors are about what the user gave beside the model: data,
  /// budgets, a bit plan.
  bool isUsersFault() const;
  /// Whether every error says that the model is larger than m2c takes ("at
  /// most") or "is not supported": the user's fault, whoever finds it.
  bool isLimit() const;
  /// All messages, joined by line ends.
  std::string text() const;

private:
  std::vector<std::string> messages;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace m2c

#endif
