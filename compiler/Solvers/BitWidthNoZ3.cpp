// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Stands in for BitWidthZ3.cpp where Z3 is not there.
#include "compiler/Solvers/BitWidthZ3.h"
#include <limits>

namespace m2c::solvers {

bool hasZ3() { return false; }

BitWidthSolution solveBitWidthsZ3(const BitWidthProblem &problem,
                                  const BitWidthOptions &options) noexcept {
  BitWidthSolution solution;
  // Below any cost: nothing is known.
  solution.bound = std::numeric_limits<int64_t>::min();
  solution.solver = "z3";
  solution.message = "m2c was built without Z3";
  return solution;
}

} // namespace m2c::solvers
