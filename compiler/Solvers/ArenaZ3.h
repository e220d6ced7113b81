// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Arena placements by Z3's difference logic.
#ifndef M2C_COMPILER_SOLVERS_ARENAZ3_H
#define M2C_COMPILER_SOLVERS_ARENAZ3_H

#include "compiler/Solvers/ArenaExact.h"

namespace m2c::solvers {

/// An ArenaFitter. Always Unknown where m2c was built without Z3.
ArenaFit fitArenaZ3(const ArenaProblem &problem, int64_t capacity,
                    unsigned &resources,
                    std::vector<int64_t> &offsets) noexcept;

} // namespace m2c::solvers

#endif
