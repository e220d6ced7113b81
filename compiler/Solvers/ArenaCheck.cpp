// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The independent arena checker: compares every pair of buffers directly with
// the definition and uses nothing of the planners.
#include "compiler/Solvers/ArenaProblem.h"

namespace m2c::solvers {

static std::string describe(const ArenaProblem &problem, const ArenaSolution &solution, size_t i) {
  const ArenaBuffer &b = problem.buffers[i];
  return "'" + b.name + "' (bytes " + std::to_string(solution.offsets[i]) + ".." +
         std::to_string(solution.offsets[i] + b.size) + ", steps " + std::to_string(b.first) + ".." +
         std::to_string(b.last) + ")";
}

std::string checkArena(const ArenaProblem &problem, const ArenaSolution &solution) {
  size_t count = problem.buffers.size();
  if (solution.offsets.size() != count)
    return "expected " + std::to_string(count) + " offsets, got " +
           std::to_string(solution.offsets.size());
  for (size_t i = 0; i < count; ++i) {
    const ArenaBuffer &b = problem.buffers[i];
    int64_t offset = solution.offsets[i];
    if (b.size < 0 || b.first > b.last)
      return "buffer " + describe(problem, solution, i) + " has no valid size or lifetime";
    if (offset < 0 || offset % problem.alignment != 0)
      return "buffer " + describe(problem, solution, i) + " is not aligned to " +
             std::to_string(problem.alignment) + " bytes";
    if (offset + b.size > solution.bytes)
      return "buffer " + describe(problem, solution, i) + " ends behind the arena of " +
             std::to_string(solution.bytes) + " bytes";
    for (size_t j = 0; j < i; ++j) {
      const ArenaBuffer &o = problem.buffers[j];
      bool together = b.first <= o.last && o.first <= b.last;
      bool overlap = offset < solution.offsets[j] + o.size && solution.offsets[j] < offset + b.size;
      if (together && overlap)
        return "buffers " + describe(problem, solution, j) + " and " +
               describe(problem, solution, i) + " overlap while both are live";
    }
  }
  return "";
}

} // namespace m2c::solvers
