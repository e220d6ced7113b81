// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Depth-first branch and bound over the options of a bit-width problem.
#ifndef M2C_COMPILER_SOLVERS_BITWIDTHSEARCH_H
#define M2C_COMPILER_SOLVERS_BITWIDTHSEARCH_H

#include "compiler/Solvers/BitWidthBound.h"

namespace m2c::solvers::bitwidth {

/// Takes out the options with which some constraint cannot be kept even at the
/// least of all its tables. Constraints in order, once. The constraint that
/// cannot be kept at all, or -1.
int sweepBudgets(const Model &model, Domains &domains);

/// Takes out the options whose bound reaches `target` (as exactBound counts).
void dropCostly(const Model &model, llvm::ArrayRef<Int128> marginals,
                Int128 target, Domains &domains);

bool isEmpty(const Domains &domains);

struct SearchLimits {
  uint64_t nodes = 0;
  /// Only choices with an objective below this are looked for.
  Int128 below = 0;
  bool stopAtFirst = false;
  bool proof = false;
};

class Search {
public:
  Search(Lagrangian &lagrangian, const SearchLimits &limits)
      : model(lagrangian.model), lagrangian(lagrangian), limits(limits),
        cutoff(limits.below) {}

  /// From within `domains`, with the root's multipliers (by constraint,
  /// scaled) as a start.
  void run(const Domains &domains, llvm::ArrayRef<double> lambda,
           unsigned rootSteps);

  /// The best choice; empty if none was found.
  std::vector<unsigned> best;
  /// No choice below `limits.below` has a smaller objective.
  Int128 lowerBound = 0;
  bool complete = false;
  uint64_t nodes = 0;
  std::vector<BitWidthProofNode> proof;
  std::vector<double> rootLambda; ///< by constraint, scaled
  Multipliers rootMultipliers;

private:
  struct Node {
    Domains domains;
    std::vector<double> lambda;
    Int128 bound; ///< of the parent
  };
  void visit(Node node);
  void tryChoices(const Domains &domains, llvm::ArrayRef<double> lambda,
                  llvm::ArrayRef<unsigned> choices);
  bool closeByExcess(const Domains &domains, llvm::ArrayRef<double> lambda);
  void branch(Node node, const Climb &climb, const Multipliers &multipliers);
  void record(BitWidthProofNode::Kind kind, unsigned a, unsigned b,
              Multipliers multipliers);
  std::vector<double> pricedUses(size_t v, const Climb &climb) const;
  std::pair<double, double> spread(size_t v, const Climb &climb) const;
  Domain divide(Domain domain, size_t v, unsigned preferred,
                const Climb &climb) const;
  double climbTarget() const;
  Int128 closed() const {
    return (cutoff - 1) * (Int128(1) << kMultiplierBits);
  }

  const Model &model;
  Lagrangian &lagrangian;
  SearchLimits limits;
  Int128 cutoff; ///< the objective of `best`, or limits.below
  std::vector<Node> stack;
  unsigned rootSteps = 0;
};

} // namespace m2c::solvers::bitwidth

#endif // M2C_COMPILER_SOLVERS_BITWIDTHSEARCH_H
