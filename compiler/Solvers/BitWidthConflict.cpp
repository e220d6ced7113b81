// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Says why no choice of bit widths keeps all budgets.
#include "compiler/Solvers/BitWidthConflict.h"
#include "compiler/Solvers/BitWidthSearch.h"
#include "llvm/ADT/STLExtras.h"

namespace m2c::solvers::bitwidth {

using Budget = BitWidthConflict::Budget;

/// Enough to find a contradiction that a person would understand.
constexpr unsigned kMostPairs = 1000;
constexpr uint64_t kNodesPerPair = 2000;

/// What each variable takes of a constraint; a table of several variables is
/// counted at the first.
static std::vector<BitWidthConflict::Contributor>
contributors(const Model &model, unsigned k, llvm::ArrayRef<unsigned> choices) {
  std::vector<BitWidthConflict::Contributor> result(model.variables());
  for (unsigned v = 0; v < model.variables(); ++v) {
    result[v].variable = v;
    result[v].option = choices[v];
  }
  for (auto [v, index] : model.tablesOf[k].unary)
    result[v].use += model.unary[v][index].table[choices[v]];
  for (auto [s, index] : model.tablesOf[k].slots) {
    const Slot &slot = model.slots[s];
    result[slot.scope[0]].use += slot.uses[index].table[slot.stateOf(choices)];
  }
  llvm::sort(result, [](const auto &a, const auto &b) {
    return std::pair(-a.use, a.variable) < std::pair(-b.use, b.variable);
  });
  return result;
}

/// Whether two constraints, all others left out, cannot both be kept.
static bool contradict(const BitWidthProblem &problem, unsigned a, unsigned b) {
  BitWidthProblem part;
  part.variables = problem.variables;
  for (BitWidthVariable &variable : part.variables)
    for (BitWidthOption &option : variable.options)
      option.cost = option.secondary = 0;
  part.constraints = {problem.constraints[a], problem.constraints[b]};
  part.relations = problem.relations;
  Model model(part, /*withSecondary=*/false);
  Lagrangian lagrangian(model);
  SearchLimits limits;
  limits.nodes = kNodesPerPair;
  limits.below = model.objectiveLimit();
  limits.stopAtFirst = true;
  Search search(lagrangian, limits);
  search.run(model.domains, {0, 0}, 200);
  return search.complete && search.best.empty();
}

static std::string quoted(const std::string &name) { return "'" + name + "'"; }

static std::string describe(const BitWidthProblem &problem, unsigned k,
                            const Budget &budget) {
  const BitWidthConstraint &constraint = problem.constraints[k];
  std::string text = quoted(constraint.name) + " needs at least " +
                     std::to_string(budget.minimum) + ", the cap is " +
                     std::to_string(constraint.cap);
  const char *separator = " (most of it: ";
  for (const BitWidthConflict::Contributor &part : budget.largest) {
    const BitWidthVariable &variable = problem.variables[part.variable];
    text += separator + quoted(variable.name) + " at " +
            variable.options[part.option].name + ": " +
            std::to_string(part.use);
    separator = ", ";
  }
  return budget.largest.empty() ? text : text + ")";
}

static std::string message(const BitWidthProblem &problem,
                           const BitWidthConflict &conflict) {
  auto budget = [&](unsigned k) {
    return describe(problem, k, conflict.budgets[k]);
  };
  std::string text = "no choice of widths keeps all budgets: ";
  if (!conflict.alone.empty()) {
    const char *separator = "";
    for (unsigned k : conflict.alone) {
      text += separator + budget(k);
      separator = "; ";
    }
    return text;
  }
  auto [a, b] = conflict.pair;
  if (a != b)
    return text + quoted(problem.constraints[a].name) + " and " +
           quoted(problem.constraints[b].name) +
           " contradict each other; alone " + budget(a) + "; alone " +
           budget(b);
  text += "each can be kept alone, and no two that contradict each other were "
          "found";
  for (unsigned k = 0; k < problem.constraints.size(); ++k)
    text += "; alone " + budget(k);
  return text;
}

void explainConflict(const BitWidthProblem &problem, Lagrangian &lagrangian,
                     BitWidthSolution &solution) {
  const Model &model = lagrangian.model;
  BitWidthConflict &conflict = solution.conflict;
  if (lagrangian.exactBound(model.domains, {}, false) >= infinity<Int128>()) {
    solution.message = "no choice of widths keeps all relations";
    return;
  }
  std::vector<std::vector<int64_t>> useAtMinimum;
  for (unsigned k = 0; k < model.constraints(); ++k) {
    // With 1 / 2^40 as the only multiplier the bound is the least excess.
    Int128 least = lagrangian.exactBound(model.domains, {{k, 1}}, false);
    Budget budget;
    budget.minimum = static_cast<int64_t>(least / model.weight) + model.caps[k];
    std::vector<unsigned> choices;
    lagrangian.exactArgmin(choices);
    useAtMinimum.push_back(model.use(choices));
    budget.largest = contributors(model, k, choices);
    budget.largest.resize(std::min<size_t>(3, budget.largest.size()));
    if (budget.minimum > model.caps[k])
      conflict.alone.push_back(k);
    conflict.budgets.push_back(std::move(budget));
  }
  unsigned tried = 0;
  for (unsigned b = 1; b < model.constraints() && conflict.alone.empty() &&
                       conflict.pair.second == 0;
       ++b)
    for (unsigned a = 0; a < b; ++a) {
      // If the minimum of one keeps the other, both can be kept.
      if (useAtMinimum[a][b] <= model.caps[b] ||
          useAtMinimum[b][a] <= model.caps[a] || ++tried > kMostPairs ||
          !contradict(problem, a, b))
        continue;
      conflict.pair = {a, b};
      break;
    }
  solution.message = message(problem, conflict);
}

} // namespace m2c::solvers::bitwidth
