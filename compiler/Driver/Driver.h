// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the programs m2c and m2c-run do, as functions that return exit codes.
#ifndef M2C_COMPILER_DRIVER_DRIVER_H
#define M2C_COMPILER_DRIVER_DRIVER_H

#include "compiler/Options.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace m2c {

/// Exit codes of every program (contract C2).
enum ExitCode {
  kDone = 0,
  kUserError = 1,
  kInternalError = 2,
  kVerificationFailed = 3
};

/// m2c: one compilation. Prints to stdout and stderr.
int compileModel(const Options &options);

/// Prints one error as text to stderr, or as JSON to stdout with `json`, and
/// returns the exit code of its kind: usage, input, operator, budget, tool,
/// internal or verify.
int reportError(llvm::StringRef kind, llvm::StringRef message, bool json);

struct RunSettings {
  std::string file;   ///< .onnx, or .mlir of any phase
  std::string input;  ///< DATA
  std::string output; ///< .npz to write; empty: none
  std::vector<std::pair<std::string, int64_t>> dims; ///< --dim NAME=N
  unsigned limit = 0;                                ///< samples; 0 = all
  bool json = false;
};

/// m2c-run: evaluates a model on data, prints accuracy and agreement.
int runModel(const RunSettings &settings);

} // namespace m2c

#endif
