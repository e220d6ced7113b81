// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The independent bit-width checker. Slow and plain; no doubles.
#include "compiler/Solvers/BitWidthCheck.h"
#include "compiler/Solvers/BitWidthReplay.h"
#include <algorithm>

namespace m2c::solvers {

static size_t stateOf(const BitWidthProblem &problem,
                      const std::vector<unsigned> &scope,
                      const std::vector<unsigned> &choices) {
  size_t state = 0;
  for (unsigned v : scope)
    state = state * problem.variables[v].options.size() + choices[v];
  return state;
}

static std::string checkChoices(const BitWidthProblem &problem,
                                const BitWidthSolution &solution) {
  const std::vector<unsigned> &choices = solution.choices;
  if (choices.size() != problem.variables.size() ||
      solution.use.size() != problem.constraints.size())
    return "expected a choice per variable and a use per constraint";
  int64_t objective = 0, secondary = 0;
  for (size_t v = 0; v < choices.size(); ++v) {
    const BitWidthVariable &variable = problem.variables[v];
    if (choices[v] >= variable.options.size())
      return "variable '" + variable.name + "' has no option " +
             std::to_string(choices[v]);
    objective += variable.options[choices[v]].cost;
    secondary += variable.options[choices[v]].secondary;
  }
  if (objective != solution.objective || secondary != solution.secondary)
    return "expected objective " + std::to_string(objective) +
           " and secondary " + std::to_string(secondary) + ", got " +
           std::to_string(solution.objective) + " and " +
           std::to_string(solution.secondary);
  for (size_t k = 0; k < problem.constraints.size(); ++k) {
    const BitWidthConstraint &constraint = problem.constraints[k];
    int64_t use = 0;
    for (const BitWidthTerm &term : constraint.terms)
      use += term.table[stateOf(problem, term.scope, choices)];
    if (use != solution.use[k])
      return "'" + constraint.name + "': expected use " + std::to_string(use) +
             ", got " + std::to_string(solution.use[k]);
    if (use > constraint.cap)
      return "'" + constraint.name + "': use " + std::to_string(use) +
             " exceeds the cap " + std::to_string(constraint.cap);
  }
  for (const BitWidthRelation &relation : problem.relations)
    if (!relation.allowed[stateOf(problem, relation.scope, choices)])
      return "relation '" + relation.name + "' forbids the choice";
  return "";
}

static std::string checkClaim(const BitWidthProblem &problem,
                              const BitWidthSolution &solution) {
  int64_t largest = 0;
  for (const BitWidthVariable &variable : problem.variables) {
    int64_t most = variable.options[0].cost;
    for (const BitWidthOption &option : variable.options)
      most = std::max(most, option.cost);
    largest += most;
  }
  switch (solution.status) {
  case BitWidthStatus::Optimal:
    return solution.bound == solution.objective
               ? ""
               : "optimal, but the bound is not the objective";
  case BitWidthStatus::Feasible:
    return solution.bound < solution.objective
               ? ""
               : "feasible, but the bound is no less than the objective";
  case BitWidthStatus::Infeasible:
    return solution.bound > largest
               ? ""
               : "infeasible, but some choice may cost no more than the bound";
  case BitWidthStatus::Unknown:
    return solution.bound <= largest
               ? ""
               : "unknown, but the bound is above the cost of every choice";
  case BitWidthStatus::Invalid:
    break;
  }
  return "there is nothing to check in an invalid solution";
}

std::string checkBitWidths(const BitWidthProblem &problem,
                           const BitWidthSolution &solution, bool hasProof) {
  if (std::string wrong = checkBitWidthProblem(problem); !wrong.empty())
    return wrong;
  bool hasChoices = solution.status == BitWidthStatus::Optimal ||
                    solution.status == BitWidthStatus::Feasible;
  if (!hasChoices && !solution.choices.empty())
    return "expected no choices when the status is " +
           std::string(bitWidthStatusName(solution.status));
  if (hasChoices)
    if (std::string wrong = checkChoices(problem, solution); !wrong.empty())
      return wrong;
  if (std::string wrong = checkClaim(problem, solution); !wrong.empty())
    return wrong;
  return hasProof ? replay::checkProof(problem, solution) : "";
}

} // namespace m2c::solvers
