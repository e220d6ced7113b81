// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Problems to plan: by hand, and random ones that are the same everywhere.
#ifndef M2C_TEST_UNIT_SOLVERS_ARENATESTUTILS_H
#define M2C_TEST_UNIT_SOLVERS_ARENATESTUTILS_H

#include "compiler/Solvers/ArenaProblem.h"
#include <array>
#include <random>

namespace m2c::solvers {

/// Buffers 'a', 'b'... given as {size, first, last}.
inline ArenaProblem
makeProblem(int64_t alignment,
            const std::vector<std::array<int64_t, 3>> &buffers) {
  ArenaProblem problem;
  problem.alignment = alignment;
  for (const auto &[size, first, last] : buffers) {
    char name = static_cast<char>('a' + problem.buffers.size());
    problem.buffers.push_back({std::string(1, name), size, first, last});
  }
  return problem;
}

/// The generator's numbers are fixed by the C++ standard; its distributions are
/// not, so we take remainders.
inline int64_t below(std::mt19937 &random, int64_t limit) {
  return static_cast<int64_t>(random() % static_cast<uint32_t>(limit));
}

/// At most `most` buffers of at most `units` times the alignment, empty ones
/// among them, in a run of `steps` steps.
inline ArenaProblem randomProblem(std::mt19937 &random, int64_t most,
                                  int64_t units, int64_t steps) {
  const int64_t alignment = int64_t(1) << below(random, 3); // 1, 2 or 4
  std::vector<std::array<int64_t, 3>> buffers(
      static_cast<size_t>(1 + below(random, most)));
  for (auto &[size, first, last] : buffers) {
    size = below(random, units * alignment + 1);
    first = below(random, steps);
    last = first + below(random, steps - first);
  }
  return makeProblem(alignment, buffers);
}

} // namespace m2c::solvers

#endif // M2C_TEST_UNIT_SOLVERS_ARENATESTUTILS_H
