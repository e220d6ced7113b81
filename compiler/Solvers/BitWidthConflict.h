// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What solvers share to fill in a solution.
#ifndef M2C_COMPILER_SOLVERS_BITWIDTHCONFLICT_H
#define M2C_COMPILER_SOLVERS_BITWIDTHCONFLICT_H

#include "compiler/Solvers/BitWidthBound.h"

namespace m2c::solvers::bitwidth {

/// Choices, objective, secondary and uses.
void fillSolution(const Model &model, llvm::ArrayRef<unsigned> choices,
                  BitWidthSolution &solution);

/// Both forms of the bound; `lowerBound` in units of Model::objective.
void fillBound(const Model &model, Int128 lowerBound,
               BitWidthSolution &solution);

/// Of an infeasible problem: the conflict and its message.
void explainConflict(const BitWidthProblem &problem, Lagrangian &lagrangian,
                     BitWidthSolution &solution);

} // namespace m2c::solvers::bitwidth

#endif // M2C_COMPILER_SOLVERS_BITWIDTHCONFLICT_H
