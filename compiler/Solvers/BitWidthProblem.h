// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Choosing bit widths under budgets: the problem, a solution, the solvers'
// common face. No MLIR.
#ifndef M2C_COMPILER_SOLVERS_BITWIDTHPROBLEM_H
#define M2C_COMPILER_SOLVERS_BITWIDTHPROBLEM_H

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace m2c::solvers {

/// Sums of a cost or a use times a multiplier.
__extension__ typedef __int128 Int128;

/// One value of a variable: a width ("8"), or a pair of widths ("w4a8").
struct BitWidthOption {
  std::string name;
  /// Sensitivity, in units of 1 / BitWidthProblem::costScale.
  int64_t cost = 0;
  /// Decides between solutions of equal cost: the smaller sum wins. At least 0.
  int64_t secondary = 0;
};

/// What is chosen once: the weight width of a layer, or the width of a group of
/// tensors that must agree. A fixed variable has one option.
struct BitWidthVariable {
  std::string name;
  std::vector<BitWidthOption> options; ///< 1 to 32, names distinct
};

/// A function of one to three variables, as the table of its values over the
/// product of their options; the last variable of the scope runs fastest.
struct BitWidthTerm {
  std::vector<unsigned> scope; ///< indices of variables, distinct
  std::vector<int64_t> table;
};

/// The sum of the terms may not exceed the cap.
struct BitWidthConstraint {
  std::string name; ///< "size", "bops", "ram@conv3"
  int64_t cap = 0;
  std::vector<BitWidthTerm> terms;
};

/// Combinations that exist. Scope and order as in BitWidthTerm; 0 is forbidden.
struct BitWidthRelation {
  std::string name; ///< "tie", "kernel of conv3"
  std::vector<unsigned> scope;
  std::vector<uint8_t> allowed;
};

/// Minimise the sum of the chosen options' costs, every constraint kept.
/// Magnitudes: see checkBitWidthProblem.
struct BitWidthProblem {
  /// Cost units per unit of sensitivity. Rounding to units changes the true
  /// objective by at most variables / (2 * costScale).
  int64_t costScale = 1;
  std::vector<BitWidthVariable> variables;
  std::vector<BitWidthConstraint> constraints;
  std::vector<BitWidthRelation> relations;
};

/// What is wrong with a problem; empty when nothing is. Besides shapes and
/// indices: caps and each constraint's sum of largest values within 2^60, the
/// sum of largest costs P and of largest secondaries S with P * (S + 1) within
/// 2^76, both within 2^60; at most 729 states in a table; names are UTF-8
/// without control characters.
std::string checkBitWidthProblem(const BitWidthProblem &problem);

/// Makes variables a and b agree: only options of equal name go together.
void addBitWidthTie(BitWidthProblem &problem, unsigned a, unsigned b);

/// Fixed point for real costs: the largest power of two, at most 2^30, that
/// keeps the sum of `costs` (at least 0, finite) times the scale within 2^36.
/// That leaves the multipliers their precision. Scale first, then round each
/// cost to the nearest unit.
int64_t bitWidthCostScale(const std::vector<double> &costs);

enum class BitWidthStatus {
  Optimal,    ///< proven
  Feasible,   ///< budgets kept, a limit was hit: cost at most `gap()` too high
  Infeasible, ///< proven: no choice keeps all budgets; see `conflict`
  Unknown,    ///< a limit was hit and nothing was found
  Invalid     ///< see `message`
};

/// "optimal", "feasible"...
const char *bitWidthStatusName(BitWidthStatus status);

struct BitWidthOptions {
  /// Nodes of the search; counted, not timed, so that results do not depend on
  /// the machine.
  uint64_t nodeLimit = 200000;
  /// Z3's own unit of work, for each of its checks.
  uint32_t z3ResourceLimit = 50000000;
  /// Keep the search tree, from which the result can be re-checked.
  bool proof = true;
};

/// One node of the proof, in the order of a depth-first walk: after a Branch
/// come all nodes in which the variable has one of the taken options, then all
/// nodes in which these are forbidden. How a node is replayed: see
/// BitWidthCheck.h.
struct BitWidthProofNode {
  enum Kind {
    Branch, ///< on variable and options taken
    Bound,  ///< closed: nothing here is cheaper than the proven bound
    Budget, ///< closed: `budget` alone cannot be kept
    Excess  ///< closed: the budgets weighted by the multipliers cannot be kept
  };
  Kind kind = Bound;
  unsigned variable = 0; ///< Branch
  uint32_t taken = 0;    ///< Branch: one bit per option
  unsigned budget = 0;   ///< Budget: index of the constraint
  /// (constraint, multiplier over 2^40), constraints ascending, multipliers
  /// above 0; cost units per unit of the budget.
  std::vector<std::pair<unsigned, int64_t>> multipliers;
};

/// Why there is no solution.
struct BitWidthConflict {
  struct Contributor {
    unsigned variable = 0, option = 0;
    int64_t use = 0; ///< of the terms that this variable is the first to touch
  };
  /// One for each constraint, in order.
  struct Budget {
    /// The least that the constraint can be, all others left out. With tables
    /// too entangled to minimise exactly, a lower bound.
    int64_t minimum = 0;
    /// The three largest uses at the minimum.
    std::vector<Contributor> largest;
  };
  std::vector<Budget> budgets;
  /// Budgets that cannot be kept alone, each.
  std::vector<unsigned> alone;
  /// If `alone` is empty: the first two that cannot be kept together; {0, 0}
  /// when it takes three or more.
  std::pair<unsigned, unsigned> pair = {0, 0};
};

struct BitWidthSolution {
  BitWidthStatus status = BitWidthStatus::Unknown;
  /// One option per variable; empty unless Optimal or Feasible.
  std::vector<unsigned> choices;
  int64_t objective = 0; ///< sum of costs
  int64_t secondary = 0;
  std::vector<int64_t> use; ///< of each constraint
  /// No choice that keeps all budgets costs less: what the proof shows. If
  /// Infeasible, above the cost of every choice.
  int64_t bound = 0;
  uint64_t nodes = 0;
  std::string solver; ///< "branch-and-bound", "z3"
  /// One per constraint, over 2^40: cost saved per unit of budget, at the root.
  std::vector<int64_t> rootMultipliers;
  /// In which order the proof eliminates the variables; see BitWidthCheck.h.
  std::vector<unsigned> order;
  std::vector<BitWidthProofNode> proof;
  BitWidthConflict conflict; ///< if Infeasible
  /// For people: what is infeasible and why, or what is invalid.
  std::string message;

  int64_t gap() const { return objective - bound; }
};

/// Branch and bound with the Lagrangian bound. Of several optima the one with
/// the smaller secondary sum, then the lexicographically lowest choice, each
/// within a node limit of its own. Deterministic.
BitWidthSolution solveBitWidths(const BitWidthProblem &problem,
                                const BitWidthOptions &options);

} // namespace m2c::solvers

#endif // M2C_COMPILER_SOLVERS_BITWIDTHPROBLEM_H
