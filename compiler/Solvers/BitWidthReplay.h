// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Replays the proof of a bit-width solution; see BitWidthCheck.h for its rules.
#ifndef M2C_COMPILER_SOLVERS_BITWIDTHREPLAY_H
#define M2C_COMPILER_SOLVERS_BITWIDTHREPLAY_H

#include "compiler/Solvers/BitWidthProblem.h"
#include <map>

namespace m2c::solvers::replay {

using Scope = std::vector<unsigned>;

/// Which options are left, by variable.
using Left = std::vector<std::vector<bool>>;

/// What a constraint adds up to over one scope, scope ascending; rows as in
/// BitWidthTerm.
using Tables = std::map<Scope, std::vector<int64_t>>;

class Replay {
public:
  Replay(const BitWidthProblem &problem, const BitWidthSolution &solution);

  /// Empty when the proof holds.
  std::string run();

private:
  /// What is wrong with node `at`; moves the walk on.
  std::string visit(const BitWidthProofNode &node, Left left);
  bool sweep(unsigned constraint, Left &left) const;
  std::string setMultipliers(const BitWidthProofNode &node);
  Int128 minimum(const Left &left, bool withObjective,
                 std::vector<std::vector<Int128>> *withOption) const;
  std::vector<Int128> ownValues(unsigned variable, const Left &left,
                                bool withObjective) const;
  std::vector<Int128> tableValues(const Scope &scope) const;

  const BitWidthProblem &problem;
  const BitWidthSolution &solution;
  std::vector<Tables> tables;                    ///< by constraint
  std::map<Scope, std::vector<uint8_t>> allowed; ///< by relation's scope
  std::vector<Scope> scopes;                     ///< of two or more, ascending
  std::vector<Int128> factors;                   ///< by constraint
  std::vector<Left> open;                        ///< nodes still to come
};

std::string checkProof(const BitWidthProblem &problem,
                       const BitWidthSolution &solution);

} // namespace m2c::solvers::replay

#endif // M2C_COMPILER_SOLVERS_BITWIDTHREPLAY_H
