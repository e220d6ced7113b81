// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bit widths for every layer and tensor: as cheap in accuracy as the budgets
// allow. The choice is solved exactly for costs that add up, measured, and
// corrected where the measurement says that they do not.
#ifndef M2C_QUANT_ASSIGNWIDTHS_H
#define M2C_QUANT_ASSIGNWIDTHS_H

#include "compiler/Quant/Quant.h"
#include "compiler/Quant/WidthTerms.h"

namespace m2c::quant {

/// Hard limits in the units of WidthTerms.h; none where there is no value.
struct WidthBudgets {
  std::optional<int64_t> modelSize, ram, bops, latency;
};

struct WidthOptions {
  /// Ascending, 4 or 8 each. Groups that are only8, and inputs, keep 8.
  std::vector<unsigned> weightBits = {4, 8}, activationBits = {8};
  /// A layer's weights have the width of its input, whatever weightBits says.
  bool tie = false;
  WidthBudgets budgets;
  WidthCycles cycles;
  int64_t align = 16; ///< of buffers in the arena
  ConstantForm form;
  /// Inputs and outputs (tensors) whose integers are in the caller's memory.
  std::vector<int> callers;
  /// Whether costs are divergences, which measurements can correct.
  bool repair = true;
  bool z3 = false; ///< solve by Z3 instead of branch and bound
};

/// What messages and the certificate call things.
struct WidthNames {
  std::vector<std::string> layers, groups, nodes;
};

/// The problem of choosing widths for one graph under one set of options.
class WidthModel {
public:
  WidthModel(const Prepared &prepared, const WidthOptions &options,
             const WidthNames &names);

  /// One variable for each layer, then one for each group.
  solvers::BitWidthProblem problem(const Sensitivities &costs) const;
  Assignment assignment(llvm::ArrayRef<unsigned> choices) const;
  /// The option with the smallest (largest) width everywhere.
  std::vector<unsigned> extreme(bool largest) const;

  const WidthSum &modelSize() const { return size; }
  /// A budget that was given, and the chosen widths' part of it.
  struct Use {
    std::string name; ///< as the command line's: "model-size"
    int64_t use = 0, cap = 0;
  };
  std::vector<Use> uses(llvm::ArrayRef<unsigned> choices) const;
  solvers::BitWidthSolution
  solve(const solvers::BitWidthProblem &problem) const;
  const WidthOptions &settings() const { return options; }
  const Prepared &calibrated() const { return prepared; }

private:
  std::vector<std::vector<unsigned>> widthLists() const;
  int inputGroup(unsigned layer) const;

  const Prepared &prepared;
  WidthOptions options;
  WidthNames names;
  WidthScope scope;
  WidthSum size, operations, time;
  std::vector<WidthStep> steps;
};

/// Told what is going on.
using WidthProgress = llvm::function_ref<void(const llvm::Twine &)>;

struct WidthChoice {
  solvers::BitWidthProblem problem; ///< with the corrected costs
  solvers::BitWidthSolution solution;
  Assignment assignment;
  std::vector<WidthModel::Use> budgets;
  double predicted = 0; ///< sum of the costs
  Agreement measured;   ///< on the calibration samples
  unsigned repairs = 0; ///< further solutions that were measured
};

/// Solves, measures, repairs: where the divergence measured exceeds 1.5 times
/// the prediction (and what is noise anyway), the cost of the layer or group
/// with the largest one at 4 bits is replaced by what it costs among the
/// others, and the problem solved again; at most 8 times. A later choice must
/// be clearly better, for the samples are few. Errors: no widths keep the
/// budgets; the message says the least that can be reached and what would do.
llvm::Expected<WidthChoice> chooseWidths(const WidthModel &model,
                                         const Sensitivities &costs,
                                         WidthProgress progress);

/// A point of the front of size and divergence.
struct ParetoPoint {
  int64_t cap = 0, modelSize = 0; ///< bytes
  double predicted = 0, divergence = 0;
  std::optional<double> top1; ///< share of the labelled samples, 0 to 1
  Assignment assignment;
};

/// Up to `count` plans from the smallest to the largest model size, each the best
/// of its size, the other budgets kept. `labels` are those of `samples`, or
/// empty; a value that is no class is not counted.
std::vector<ParetoPoint> paretoFront(const WidthModel &model,
                                     const Sensitivities &costs,
                                     const Samples &samples,
                                     llvm::ArrayRef<int64_t> labels,
                                     unsigned count, WidthProgress progress);

} // namespace m2c::quant

#endif
