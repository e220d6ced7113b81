// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The branch-and-bound solver as a whole: search, tie-break, explanation.
#include "compiler/Solvers/BitWidthConflict.h"
#include "compiler/Solvers/BitWidthSearch.h"
#include "llvm/Support/ErrorHandling.h"

namespace m2c::solvers {

using namespace bitwidth;

const char *bitWidthStatusName(BitWidthStatus status) {
  switch (status) {
  case BitWidthStatus::Optimal:
    return "optimal";
  case BitWidthStatus::Feasible:
    return "feasible";
  case BitWidthStatus::Infeasible:
    return "infeasible";
  case BitWidthStatus::Unknown:
    return "unknown";
  case BitWidthStatus::Invalid:
    return "invalid";
  }
  llvm_unreachable("no such status");
}

namespace {

/// Runs the search with a cutoff a little above the bound, and with one twice
/// as far above it as long as that finds nothing. A low cutoff leaves few
/// options, so that the search does not hang on a good first choice; what a
/// failed run costs is less than what the next one would have cost anyway.
class Deepening {
public:
  Deepening(Lagrangian &lagrangian, const BitWidthOptions &options)
      : model(lagrangian.model), lagrangian(lagrangian), options(options) {}

  void run() {
    const Int128 limit = model.objectiveLimit();
    std::vector<double> start(model.constraints(), 0);
    lowerBound = -limit;
    Search root(lagrangian, limitsBelow(limit, 1));
    root.run(model.domains, start, 800);
    rootLambda = root.rootLambda;
    rootMultipliers = root.rootMultipliers;
    take(root);
    // Without a choice at hand there may be none: not too small steps.
    bool isSure = !best.empty();
    Int128 reach =
        std::max<Int128>(1, (upper() - lowerBound) / (isSure ? 64 : 1024));
    while (lowerBound < upper() && nodes < options.nodeLimit) {
      Search search(lagrangian,
                    limitsBelow(std::min(upper(), lowerBound + reach),
                                options.nodeLimit - nodes));
      search.run(model.domains, rootLambda, 100);
      take(search);
      reach *= isSure ? 2 : 8;
    }
  }

  std::vector<unsigned> best;
  Int128 lowerBound = 0; ///< what `proof` shows
  std::vector<BitWidthProofNode> proof;
  uint64_t nodes = 0;
  std::vector<double> rootLambda; ///< by constraint, scaled
  Multipliers rootMultipliers;

private:
  SearchLimits limitsBelow(Int128 below, uint64_t nodeLimit) const {
    SearchLimits limits;
    limits.nodes = nodeLimit;
    limits.below = below;
    limits.proof = options.proof;
    return limits;
  }
  Int128 upper() const {
    return best.empty() ? model.objectiveLimit() : model.objective(best);
  }
  void take(Search &search) {
    nodes += search.nodes;
    if (!search.best.empty())
      best = std::move(search.best);
    if (search.lowerBound > lowerBound || proof.empty()) {
      lowerBound = search.lowerBound;
      proof = std::move(search.proof);
    }
  }

  const Model &model;
  Lagrangian &lagrangian;
  const BitWidthOptions &options;
};

/// Among choices of the least cost finds the one with the smallest secondary
/// sum, then the lexicographically lowest. There may be very many; `nodeLimit`
/// bounds the effort.
class TieBreak {
public:
  TieBreak(const BitWidthProblem &problem, llvm::ArrayRef<double> lambda,
           uint64_t nodeLimit)
      : model(problem, /*withSecondary=*/true), lagrangian(model),
        lambda(lambda), nodesLeft(nodeLimit) {}

  void run(std::vector<unsigned> &choices) {
    if (takeSmallest(choices))
      takeLowest(choices);
  }

private:
  std::vector<unsigned> searchIn(const Domains &domains, Int128 below,
                                 bool stopAtFirst) {
    SearchLimits limits;
    limits.nodes = nodesLeft;
    limits.below = below;
    limits.stopAtFirst = stopAtFirst;
    Search search(lagrangian, limits);
    search.run(domains, lambda, 100);
    nodesLeft -= std::min(nodesLeft, search.nodes);
    isComplete = search.complete;
    multipliers = search.rootMultipliers;
    return std::move(search.best);
  }

  /// Whether it is the smallest for sure.
  bool takeSmallest(std::vector<unsigned> &choices) {
    std::vector<unsigned> found =
        searchIn(model.domains, model.objective(choices), false);
    if (!found.empty())
      choices = std::move(found);
    return isComplete;
  }

  /// Variable by variable, looks for one as good with a lower option here.
  void takeLowest(std::vector<unsigned> &choices) {
    Int128 below = model.objective(choices) + 1;
    // What is left of each variable: without what costs more in any case.
    Domains domains = model.domains;
    std::vector<Int128> marginals;
    lagrangian.exactBound(domains, multipliers);
    lagrangian.exactMarginals(marginals);
    dropCostly(model, marginals, (below - 1) * (Int128(1) << kMultiplierBits),
               domains);
    for (size_t v = 0; v < model.variables(); ++v) {
      for (unsigned o = 0; o < choices[v] && nodesLeft > 0; ++o) {
        if (!(domains[v] >> o & 1))
          continue;
        Domains tried = domains;
        tried[v] = Domain(1) << o;
        std::vector<unsigned> found = searchIn(tried, below, true);
        if (!found.empty()) {
          choices = std::move(found);
          break;
        }
      }
      domains[v] = Domain(1) << choices[v];
    }
  }

  Model model;
  Lagrangian lagrangian;
  llvm::ArrayRef<double> lambda;
  uint64_t nodesLeft;
  bool isComplete = false;
  Multipliers multipliers;
};

} // namespace

void bitwidth::fillSolution(const BitWidthProblem &problem, const Model &model,
                            llvm::ArrayRef<unsigned> choices,
                            BitWidthSolution &solution) {
  solution.choices = choices.vec();
  solution.use = model.use(choices);
  solution.objective = solution.secondary = 0;
  for (size_t v = 0; v < choices.size(); ++v) {
    const BitWidthOption &option = problem.variables[v].options[choices[v]];
    solution.objective += option.cost;
    solution.secondary += option.secondary;
  }
}

BitWidthSolution solveBitWidths(const BitWidthProblem &problem,
                                const BitWidthOptions &options) {
  BitWidthSolution solution;
  solution.solver = "branch-and-bound";
  solution.message = checkBitWidthProblem(problem);
  if (!solution.message.empty()) {
    solution.status = BitWidthStatus::Invalid;
    return solution;
  }
  Model model(problem, /*withSecondary=*/false);
  Lagrangian lagrangian(model);
  Deepening search(lagrangian, options);
  search.run();

  solution.order = lagrangian.tree.order;
  solution.proof = std::move(search.proof);
  solution.nodes = search.nodes;
  solution.bound = static_cast<int64_t>(search.lowerBound);
  solution.rootMultipliers.assign(model.constraints(), 0);
  for (auto [k, multiplier] : search.rootMultipliers)
    solution.rootMultipliers[k] = multiplier;
  if (search.best.empty()) {
    bool isComplete = search.lowerBound >= model.objectiveLimit();
    solution.status =
        isComplete ? BitWidthStatus::Infeasible : BitWidthStatus::Unknown;
    if (isComplete)
      explainConflict(problem, lagrangian, solution);
    return solution;
  }
  bool isLeast = search.lowerBound >= model.objective(search.best);
  solution.status =
      isLeast ? BitWidthStatus::Optimal : BitWidthStatus::Feasible;
  if (isLeast)
    TieBreak(problem, search.rootLambda,
             std::min(options.nodeLimit / 10, 500 + search.nodes))
        .run(search.best);
  fillSolution(problem, model, search.best, solution);
  return solution;
}

} // namespace m2c::solvers
