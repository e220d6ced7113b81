// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The independent arena checker: compares every pair of buffers directly with
// the definition and uses nothing of the planners.
#include "compiler/Solvers/ArenaProblem.h"

namespace m2c::solvers {

static std::string describe(const ArenaProblem &problem,
                            const ArenaSolution &solution, size_t i) {
  const ArenaBuffer &b = problem.buffers[i];
  return "'" + b.name + "' (" + std::to_string(b.size) + " bytes at " +
         std::to_string(solution.offsets[i]) + ", steps " +
         std::to_string(b.first) + ".." + std::to_string(b.last) + ")";
}

/// What is wrong with buffer i alone. Sums of what passes cannot overflow.
static std::string checkPlace(const ArenaProblem &problem,
                              const ArenaSolution &solution, size_t i) {
  const ArenaBuffer &b = problem.buffers[i];
  int64_t offset = solution.offsets[i];
  if (b.size < 0 || b.first > b.last)
    return "buffer " + describe(problem, solution, i) +
           " has no valid size or lifetime";
  if (offset < 0 || offset % problem.alignment != 0)
    return "buffer " + describe(problem, solution, i) + " is not aligned to " +
           std::to_string(problem.alignment) + " bytes";
  if (b.size > solution.bytes || offset > solution.bytes - b.size)
    return "buffer " + describe(problem, solution, i) +
           " ends behind the arena of " + std::to_string(solution.bytes) +
           " bytes";
  return "";
}

static bool overlap(const ArenaProblem &problem, const ArenaSolution &solution,
                    size_t i, size_t j) {
  const ArenaBuffer &a = problem.buffers[i], &b = problem.buffers[j];
  bool together = a.first <= b.last && b.first <= a.last;
  // A buffer without bytes lies on nothing, wherever it points.
  return together && a.size > 0 && b.size > 0 &&
         solution.offsets[i] < solution.offsets[j] + b.size &&
         solution.offsets[j] < solution.offsets[i] + a.size;
}

std::string checkArena(const ArenaProblem &problem,
                       const ArenaSolution &solution) {
  size_t count = problem.buffers.size();
  if (problem.alignment < 1)
    return "expected an alignment of at least 1, got " +
           std::to_string(problem.alignment);
  if (solution.offsets.size() != count)
    return "expected " + std::to_string(count) + " offsets, got " +
           std::to_string(solution.offsets.size());
  int64_t end = 0;
  for (size_t i = 0; i < count; ++i) {
    if (std::string wrong = checkPlace(problem, solution, i); !wrong.empty())
      return wrong;
    for (size_t j = 0; j < i; ++j)
      if (overlap(problem, solution, i, j))
        return "buffers " + describe(problem, solution, j) + " and " +
               describe(problem, solution, i) + " overlap while both are live";
    int64_t top = solution.offsets[i] + problem.buffers[i].size;
    end = top > end ? top : end;
  }
  if (end != solution.bytes)
    return "expected an arena of " + std::to_string(end) +
           " bytes, where the last buffer ends, got " +
           std::to_string(solution.bytes);
  return "";
}

} // namespace m2c::solvers
