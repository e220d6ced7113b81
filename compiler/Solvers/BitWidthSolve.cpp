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

/// Among choices with the same objective takes the lexicographically lowest:
/// variable by variable, looks for one as good with a lower option here.
static void takeLowest(Lagrangian &lagrangian, const Search &solved,
                       uint64_t nodeLimit, std::vector<unsigned> &choices) {
  const Model &model = lagrangian.model;
  SearchLimits limits;
  limits.below = model.objective(choices) + 1;
  limits.stopAtFirst = true;
  // What is left of each variable: without what costs more in any case.
  Domains domains = model.domains;
  Int128 closed = (limits.below - 1) * (Int128(1) << kMultiplierBits);
  std::vector<Int128> marginals;
  lagrangian.exactBound(domains, solved.rootMultipliers);
  lagrangian.exactMarginals(marginals);
  dropCostly(model, marginals, closed, domains);
  for (size_t v = 0; v < model.variables(); ++v) {
    for (unsigned o = 0; o < choices[v] && nodeLimit > 0; ++o) {
      if (!(domains[v] >> o & 1))
        continue;
      Domains tried = domains;
      tried[v] = Domain(1) << o;
      limits.nodes = nodeLimit;
      Search search(lagrangian, limits);
      search.run(tried, solved.rootLambda, 60);
      nodeLimit -= std::min(nodeLimit, search.nodes);
      if (!search.best.empty()) {
        choices = search.best;
        break;
      }
    }
    domains[v] = Domain(1) << choices[v];
  }
}

static int64_t floorDivide(Int128 value, Int128 by) {
  return static_cast<int64_t>(value / by - (value % by < 0 ? 1 : 0));
}

void bitwidth::fillSolution(const Model &model,
                            llvm::ArrayRef<unsigned> choices,
                            BitWidthSolution &solution) {
  solution.choices = choices.vec();
  solution.use = model.use(choices);
  solution.objective = solution.secondary = 0;
  for (size_t v = 0; v < choices.size(); ++v) {
    solution.objective += model.cost[model.first[v] + choices[v]];
    solution.secondary += model.secondary[model.first[v] + choices[v]];
  }
}

void bitwidth::fillBound(const Model &model, Int128 lowerBound,
                         BitWidthSolution &solution) {
  solution.lowerBound = lowerBound;
  solution.bound = floorDivide(lowerBound, model.weight);
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
  Model model(problem);
  Lagrangian lagrangian(model);
  SearchLimits limits;
  limits.nodes = std::max<uint64_t>(1, options.nodeLimit);
  limits.below = model.objectiveLimit();
  limits.proof = options.proof;
  Search search(lagrangian, limits);
  search.run(model.domains, std::vector<double>(model.constraints(), 0), 800);

  solution.nodes = search.nodes;
  solution.order = lagrangian.tree.order;
  solution.proof = std::move(search.proof);
  solution.rootMultipliers.assign(model.constraints(), 0);
  for (auto [k, multiplier] : search.rootMultipliers)
    solution.rootMultipliers[k] = multiplier;
  fillBound(model, search.lowerBound, solution);
  if (search.best.empty()) {
    solution.status =
        search.complete ? BitWidthStatus::Infeasible : BitWidthStatus::Unknown;
    if (search.complete)
      explainConflict(problem, lagrangian, solution);
    return solution;
  }
  solution.status = search.lowerBound >= model.objective(search.best)
                        ? BitWidthStatus::Optimal
                        : BitWidthStatus::Feasible;
  if (solution.status == BitWidthStatus::Optimal)
    takeLowest(lagrangian, search,
               std::min(options.nodeLimit / 10, 100 + 2 * search.nodes),
               search.best);
  fillSolution(model, search.best, solution);
  return solution;
}

} // namespace m2c::solvers
