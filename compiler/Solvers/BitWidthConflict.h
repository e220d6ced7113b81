// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Why a bit-width problem has no solution.
#ifndef M2C_COMPILER_SOLVERS_BITWIDTHCONFLICT_H
#define M2C_COMPILER_SOLVERS_BITWIDTHCONFLICT_H

#include "compiler/Solvers/BitWidthBound.h"

namespace m2c::solvers::bitwidth {

/// Choices, objective, secondary and uses.
void fillSolution(const BitWidthProblem &problem, const Model &model,
                  llvm::ArrayRef<unsigned> choices, BitWidthSolution &solution);

/// Of an infeasible problem: the conflict and its message.
void explainConflict(const BitWidthProblem &problem, Lagrangian &lagrangian,
                     BitWidthSolution &solution);

} // namespace m2c::solvers::bitwidth

#endif // M2C_COMPILER_SOLVERS_BITWIDTHCONFLICT_H
