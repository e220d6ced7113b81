// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The second opinion on bit widths: Z3 looks for cheaper choices until there
// are none. Optional; without Z3 the status is always unknown.
#ifndef M2C_COMPILER_SOLVERS_BITWIDTHZ3_H
#define M2C_COMPILER_SOLVERS_BITWIDTHZ3_H

#include "compiler/Solvers/BitWidthProblem.h"

namespace m2c::solvers {

/// Whether m2c was built with Z3.
bool hasZ3();

/// Same problem, same kind of solution as solveBitWidths, of which it shares
/// the Lagrangian bound and no search. Ties are broken by chance (but always
/// alike), and there is no proof to replay: Z3 is to be trusted. `nodes` counts
/// Z3's checks. Meant for problems of up to about 60 layers; beyond them
/// options.z3ResourceLimit may end it with what is known (feasible, unknown).
BitWidthSolution solveBitWidthsZ3(const BitWidthProblem &problem,
                                  const BitWidthOptions &options) noexcept;

} // namespace m2c::solvers

#endif // M2C_COMPILER_SOLVERS_BITWIDTHZ3_H
