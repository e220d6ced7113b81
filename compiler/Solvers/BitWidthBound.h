// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The Lagrangian bound: with a multiplier above 0 for each budget, the cheapest
// choice under "cost + multiplier * (use - cap)" costs no more than the
// cheapest one that keeps the budgets. Search in doubles, claims in integers.
#ifndef M2C_COMPILER_SOLVERS_BITWIDTHBOUND_H
#define M2C_COMPILER_SOLVERS_BITWIDTHBOUND_H

#include "compiler/Solvers/BitWidthElimination.h"

namespace m2c::solvers::bitwidth {

/// As in BitWidthProofNode::multipliers.
using Multipliers = std::vector<std::pair<unsigned, int64_t>>;

/// What a climb starts from and what it finds.
struct Climb {
  std::vector<double> lambda;    ///< in: a start; out: the best, scaled
  double bound = 0;              ///< at `lambda`, in cost units
  std::vector<unsigned> choices; ///< the cheapest at `lambda`
  /// By flat index: the part of each option in the best mixture of choices
  /// that keeps the budgets on average; empty when the target was met at once.
  std::vector<double> shares;
};

class Lagrangian {
public:
  explicit Lagrangian(const Model &model);

  /// At most `steps` steps towards the best bound, or to `target` (cost units),
  /// within the options that are left.
  void ascend(const Domains &domains, Climb &climb, unsigned steps,
              double target);

  /// From scaled ones to integers over 2^40, rounded down, that cannot overflow.
  Multipliers quantize(llvm::ArrayRef<double> lambda) const;

  /// The bound times 2^40 * Model::weight in units of Model::objective, without
  /// rounding. Without the objective: if above 0, the budgets cannot be kept.
  Int128 exactBound(const Domains &domains, const Multipliers &multipliers,
                    bool withObjective = true);
  /// After exactBound: the bound with each option taken, by flat index.
  void exactMarginals(std::vector<Int128> &marginals);
  /// After exactBound: the cheapest choice.
  void exactArgmin(std::vector<unsigned> &choices) const {
    exact.argmin(choices);
  }

  const Model &model;
  const BucketTree tree;
  Elimination<Int128> exact;
  /// One part in this of a use is one step of a multiplier: the range of each
  /// constraint, in its unit.
  std::vector<double> scales;

private:
  /// The options of a variable in no slot, for the inner loop.
  struct Row {
    unsigned option;
    double cost;
  };
  struct Free {
    unsigned variable;
    std::vector<Row> rows;
    std::vector<double> uses; ///< row by row, active constraints, scaled
  };
  void prepare(const Domains &domains);
  double evaluate(const Domains &domains, const std::vector<double> &lambda,
                  std::vector<unsigned> &choices, std::vector<double> &slope);
  double evaluateSlots(const Domains &domains,
                       const std::vector<double> &lambda,
                       std::vector<unsigned> &choices,
                       std::vector<double> &slope);
  double price(size_t flat) const;

  Elimination<double> real;
  Potentials<double> potentials;
  Potentials<Int128> exactPotentials;
  Int128 exactConstant = 0;
  // What prepare() leaves for evaluate().
  std::vector<unsigned> active; ///< constraints that can be broken
  std::vector<Free> free;
  std::vector<std::pair<unsigned, unsigned>> fixed; ///< variable, option
  double fixedCost = 0;
  std::vector<double> fixedUse; ///< by active constraint, scaled, minus the cap
};

/// The least and the most that each constraint can be, taking each of its
/// tables alone.
struct UseRange {
  int64_t least = 0, most = 0;
};
std::vector<UseRange> useRanges(const Model &model, const Domains &domains);

} // namespace m2c::solvers::bitwidth

#endif // M2C_COMPILER_SOLVERS_BITWIDTHBOUND_H
