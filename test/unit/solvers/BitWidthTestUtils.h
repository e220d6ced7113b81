// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random numbers, and bit-width problems solved exhaustively.
#ifndef M2C_TEST_UNIT_SOLVERS_BITWIDTHTESTUTILS_H
#define M2C_TEST_UNIT_SOLVERS_BITWIDTHTESTUTILS_H

#include "compiler/Solvers/BitWidthProblem.h"
#include <optional>
#include <random>

namespace m2c::solvers {

/// A number in [0, bound); std::uniform_int_distribution differs between
/// libraries.
inline int64_t pick(std::mt19937 &random, int64_t bound) {
  return static_cast<int64_t>(random() % static_cast<uint64_t>(bound));
}

/// About normal with deviation 1: the sum of 12 uniform numbers.
inline double normal(std::mt19937 &random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i)
    sum += static_cast<double>(random()) / 0x1p32;
  return sum;
}

/// What the result of a search is, by the definition alone.
struct Exhaustive {
  std::optional<std::vector<unsigned>> choices;
  int64_t objective = 0, secondary = 0;
};

inline int64_t valueOf(const BitWidthProblem &problem, const BitWidthTerm &term,
                       const std::vector<unsigned> &choices) {
  size_t at = 0;
  for (unsigned v : term.scope)
    at = at * problem.variables[v].options.size() + choices[v];
  return term.table[at];
}

inline bool isFeasible(const BitWidthProblem &problem,
                       const std::vector<unsigned> &choices) {
  for (const BitWidthRelation &relation : problem.relations) {
    size_t at = 0;
    for (unsigned v : relation.scope)
      at = at * problem.variables[v].options.size() + choices[v];
    if (!relation.allowed[at])
      return false;
  }
  for (const BitWidthConstraint &constraint : problem.constraints) {
    int64_t sum = 0;
    for (const BitWidthTerm &term : constraint.terms)
      sum += valueOf(problem, term, choices);
    if (sum > constraint.cap)
      return false;
  }
  return true;
}

/// Tries every choice, lexicographically: the first best stays.
inline Exhaustive solveByTrying(const BitWidthProblem &problem) {
  Exhaustive best;
  std::vector<unsigned> choices(problem.variables.size(), 0);
  while (true) {
    int64_t objective = 0, secondary = 0;
    for (size_t v = 0; v < choices.size(); ++v) {
      objective += problem.variables[v].options[choices[v]].cost;
      secondary += problem.variables[v].options[choices[v]].secondary;
    }
    bool better =
        !best.choices || std::pair(objective, secondary) <
                             std::pair(best.objective, best.secondary);
    if (better && isFeasible(problem, choices))
      best = {choices, objective, secondary};
    size_t v = choices.size();
    while (v > 0 && ++choices[v - 1] == problem.variables[v - 1].options.size())
      choices[--v] = 0;
    if (v == 0)
      return best;
  }
}

} // namespace m2c::solvers

#endif // M2C_TEST_UNIT_SOLVERS_BITWIDTHTESTUTILS_H
