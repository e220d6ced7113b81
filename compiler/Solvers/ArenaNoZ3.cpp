// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Stands in for ArenaZ3.cpp where Z3 is not there.
#include "compiler/Solvers/ArenaZ3.h"

namespace m2c::solvers {

ArenaFit fitArenaZ3(const ArenaProblem &, int64_t, unsigned &,
                    std::vector<int64_t> &) noexcept {
  return ArenaFit::Unknown;
}

} // namespace m2c::solvers
