// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The smallest arena, with a proof that there is none smaller.
#ifndef M2C_COMPILER_SOLVERS_ARENAEXACT_H
#define M2C_COMPILER_SOLVERS_ARENAEXACT_H

#include "compiler/Solvers/ArenaProblem.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace m2c::solvers {

/// Resources, none of them time: the same problem gives the same answer.
struct ArenaLimits {
  int64_t nodes = 1000000;         ///< of the branch and bound, in all
  unsigned z3Resources = 20000000; ///< Z3's rlimit, in all
  /// Z3 is asked about so many buffers at most: beyond, one answer takes
  /// minutes.
  size_t z3Buffers = 100;
};

struct ArenaPlan : ArenaSolution {
  /// No arena is smaller.
  int64_t lowerBound = 0;
  /// bytes == lowerBound.
  bool optimal = false;
  /// What found the placement: "greedy", "branch-and-bound" or "z3".
  std::string method = "greedy";
  /// A step whose live buffers alone need the max-live bound, and those buffers.
  int64_t witnessStep = 0;
  std::vector<size_t> witness;
  /// Capacities that were refuted though the live buffers of each step fit.
  std::vector<int64_t> refuted;
};

enum class ArenaFit { Yes, No, Unknown };

/// Whether the buffers fit into `capacity` bytes; if so the offsets. May take up
/// to `resources`, which it lowers.
using ArenaFitter = llvm::function_ref<ArenaFit(
    const ArenaProblem &problem, int64_t capacity, unsigned &resources,
    std::vector<int64_t> &offsets)>;

/// Places the buffers: max-live bound, greedy portfolio, branch and bound at the
/// bound, then `fitter` (Z3, see ArenaZ3.h; may be null) for what is between.
/// Runs of steps that no buffer crosses are planned apart.
ArenaPlan planArena(const ArenaProblem &problem, const ArenaLimits &limits,
                    ArenaFitter fitter);

/// Branch and bound over placements from the bottom up, each buffer on the
/// highest of those below it, in the manner of minimalloc (Moffitt, "MiniMalloc:
/// A Lightweight Memory Allocator for Hardware-Accelerated Machine Learning",
/// ASPLOS 2023). Unknown when `nodes`, which it lowers, are used up.
ArenaFit fitArenaBranchAndBound(const ArenaProblem &problem, int64_t capacity,
                                int64_t &nodes, std::vector<int64_t> &offsets);

} // namespace m2c::solvers

#endif
