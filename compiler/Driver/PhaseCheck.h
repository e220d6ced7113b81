// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// --verify-passes: the IR is run before and after each phase.
#ifndef M2C_COMPILER_DRIVER_PHASECHECK_H
#define M2C_COMPILER_DRIVER_PHASECHECK_H

#include "compiler/Eval/Runner.h"
#include "compiler/Options.h"
#include <string>
#include <vector>

namespace m2c {

/// Reproducible values, one per element of each tensor; `seeds` gets the
/// generator's state before each.
std::vector<std::vector<float>>
probeInputs(llvm::ArrayRef<TensorSpec> specs,
            std::vector<uint32_t> *seeds = nullptr);

/// `arrays` as EvalModel::run takes them.
llvm::SmallVector<llvm::ArrayRef<float>>
views(const std::vector<std::vector<float>> &arrays);

/// Compares what one input gives after each phase.
///
/// Phases keep the results within the float tolerance of contract C3. The phase
/// that makes integers of floats moves them: how far is measured and said. After
/// it outputs that are exact must stay equal.
class PhaseCheck {
public:
  explicit PhaseCheck(const Options &options) : options(options) {}

  /// After the first call's phase, which is the reference. Failure with a
  /// diagnostic.
  llvm::LogicalResult compare(Phase phase, mlir::ModuleOp module);

  /// Whether a failure was one of results.
  bool differs() const { return hasDifferences; }
  /// How far quantising moved the outputs, in words; empty where it did not.
  llvm::StringRef divergence() const { return divergenceText; }

private:
  std::vector<std::vector<float>> makeProbe(const EvalModel &model) const;
  llvm::LogicalResult quantized(mlir::ModuleOp module,
                                std::vector<std::vector<float>> outputs);

  const Options &options;
  bool hasDifferences = false;
  /// One input; the outputs of the first phase and what later ones must give.
  std::vector<std::vector<float>> probe, floatOutputs, expected;
  std::string divergenceText;
};

} // namespace m2c

#endif
