// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Placing buffers with known lifetimes in one arena: the problem, a solution,
// the planners' common face. No MLIR.
#ifndef M2C_COMPILER_SOLVERS_ARENAPROBLEM_H
#define M2C_COMPILER_SOLVERS_ARENAPROBLEM_H

#include <cstdint>
#include <string>
#include <vector>

namespace m2c::solvers {

/// One buffer. Live during the steps first..last, both included.
struct ArenaBuffer {
  std::string name;
  int64_t size = 0; ///< bytes, at least 0
  int64_t first = 0;
  int64_t last = 0; ///< at least `first`
};

struct ArenaProblem {
  std::vector<ArenaBuffer> buffers;
  int64_t alignment = 1; ///< bytes, of every offset; at least 1
};

/// Offsets in bytes, in the order of the problem's buffers.
struct ArenaSolution {
  std::vector<int64_t> offsets;
  /// Bytes from the arena's start to the end of the last buffer.
  int64_t bytes = 0;
};

/// No placement is smaller: the largest sum over one step of the sizes of the
/// buffers live in it, each rounded up to the alignment but for one, the least
/// rounded (the topmost buffer needs no padding behind it).
int64_t arenaLowerBound(const ArenaProblem &problem);

/// Greedy best fit over a portfolio of static orders (by size, by area, by
/// lifetime, by first use); the smallest arena wins, the earlier order on a
/// tie. O(orders * n^2 log n). After Pisarchyk and Lee, "Efficient Memory
/// Management for Deep Neural Net Inference" (2020): greedy by size is within
/// a few per cent of the bound on most networks, but proves nothing.
ArenaSolution planArenaGreedy(const ArenaProblem &problem);

/// Greedy again and again: a buffer that ends above `capacity` is placed earlier
/// the next time. Ends after `rounds` for each of two first orders.
ArenaSolution improveArenaGreedy(const ArenaProblem &problem, int64_t capacity,
                                 unsigned rounds);

/// What is wrong with a solution; empty when nothing is. Shares no code with
/// the planners.
std::string checkArena(const ArenaProblem &problem,
                       const ArenaSolution &solution);

} // namespace m2c::solvers

#endif
