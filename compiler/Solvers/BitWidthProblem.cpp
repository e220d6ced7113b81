// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What makes a bit-width problem well formed, and helpers to write one down.
#include "compiler/Solvers/BitWidthProblem.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/JSON.h"
#include <algorithm>
#include <cmath>
#include <set>

namespace m2c::solvers {

constexpr int64_t kLimit = int64_t(1) << 60;
constexpr size_t kMostStates = 729;

static std::string checkName(const std::string &name) {
  if (!llvm::json::isUTF8(name) ||
      std::any_of(name.begin(), name.end(),
                  [](char c) { return static_cast<unsigned char>(c) < 32; }))
    return "expected a name in UTF-8 without control characters";
  return "";
}

static std::string checkScope(const BitWidthProblem &problem,
                              const std::vector<unsigned> &scope,
                              size_t states) {
  if (scope.empty() || scope.size() > 3)
    return "expected a scope of 1 to 3 variables, got " +
           std::to_string(scope.size());
  size_t expected = 1;
  for (unsigned v : scope) {
    if (v >= problem.variables.size())
      return "expected a variable below " +
             std::to_string(problem.variables.size()) + ", got " +
             std::to_string(v);
    expected *= problem.variables[v].options.size();
  }
  if (std::set<unsigned>(scope.begin(), scope.end()).size() != scope.size())
    return "expected distinct variables in a scope";
  if (expected != states || expected > kMostStates)
    return "expected a table of " + std::to_string(expected) +
           " states and at most " + std::to_string(kMostStates) + ", got " +
           std::to_string(states);
  return "";
}

static bool isWithin(int64_t value) {
  return value <= kLimit && value >= -kLimit;
}

static std::string checkVariables(const BitWidthProblem &problem) {
  int64_t costs = 0, secondaries = 0;
  for (const BitWidthVariable &variable : problem.variables) {
    std::string where = "variable '" + variable.name + "': ";
    std::string wrong = checkName(variable.name);
    if (variable.options.empty() || variable.options.size() > 32)
      wrong = "expected 1 to 32 options, got " +
              std::to_string(variable.options.size());
    std::set<std::string> names;
    int64_t cost = 0, secondary = 0;
    for (const BitWidthOption &option : variable.options) {
      if (wrong.empty())
        wrong = checkName(option.name);
      if (wrong.empty() && !names.insert(option.name).second)
        wrong = "option '" + option.name + "' is there twice";
      if (wrong.empty() &&
          (!isWithin(option.cost) || !isWithin(option.secondary) ||
           option.secondary < 0))
        wrong = "option '" + option.name +
                "': expected a cost within 2^60 and a secondary of 0 to 2^60";
      if (!wrong.empty())
        return where + wrong;
      cost = std::max(cost, std::abs(option.cost));
      secondary = std::max(secondary, option.secondary);
    }
    if (!wrong.empty())
      return where + wrong;
    costs += cost;
    secondaries += secondary;
    if (!isWithin(costs) || !isWithin(secondaries) ||
        Int128(costs) * (Int128(secondaries) + 1) > Int128(1) << 76)
      return "costs and secondaries are too large for exact sums";
  }
  return "";
}

static std::string checkConstraint(const BitWidthProblem &problem,
                                   const BitWidthConstraint &constraint) {
  if (std::string wrong = checkName(constraint.name); !wrong.empty())
    return wrong;
  int64_t sum = 0;
  for (const BitWidthTerm &term : constraint.terms) {
    std::string wrong = checkScope(problem, term.scope, term.table.size());
    if (!wrong.empty())
      return wrong;
    int64_t largest = 0;
    for (int64_t value : term.table)
      largest = std::max(largest, isWithin(value) ? std::abs(value) : kLimit);
    sum += largest;
    if (sum >= kLimit)
      return "uses are too large for exact sums";
  }
  return isWithin(constraint.cap) ? "" : "expected a cap within 2^60";
}

std::string checkBitWidthProblem(const BitWidthProblem &problem) {
  if (problem.costScale < 1)
    return "expected a cost scale of at least 1, got " +
           std::to_string(problem.costScale);
  if (std::string wrong = checkVariables(problem); !wrong.empty())
    return wrong;
  for (const BitWidthConstraint &constraint : problem.constraints)
    if (std::string wrong = checkConstraint(problem, constraint);
        !wrong.empty())
      return "constraint '" + constraint.name + "': " + wrong;
  for (const BitWidthRelation &relation : problem.relations) {
    std::string wrong = checkName(relation.name);
    if (wrong.empty())
      wrong = checkScope(problem, relation.scope, relation.allowed.size());
    if (!wrong.empty())
      return "relation '" + relation.name + "': " + wrong;
  }
  return "";
}

void addBitWidthTie(BitWidthProblem &problem, unsigned a, unsigned b) {
  BitWidthRelation relation;
  relation.name = "tie";
  relation.scope = {a, b};
  for (const BitWidthOption &x : problem.variables[a].options)
    for (const BitWidthOption &y : problem.variables[b].options)
      relation.allowed.push_back(x.name == y.name);
  problem.relations.push_back(std::move(relation));
}

int64_t bitWidthCostScale(const std::vector<double> &costs) {
  double sum = 0;
  for (double cost : costs)
    sum += cost;
  int64_t scale = int64_t(1) << 30;
  while (scale > 1 && sum * static_cast<double>(scale) > 0x1p36)
    scale /= 2;
  return scale;
}

} // namespace m2c::solvers
