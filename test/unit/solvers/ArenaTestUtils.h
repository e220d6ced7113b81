// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Problems to plan: by hand, and random ones that are the same everywhere.
#ifndef M2C_TEST_UNIT_SOLVERS_ARENATESTUTILS_H
#define M2C_TEST_UNIT_SOLVERS_ARENATESTUTILS_H

#include "compiler/Solvers/ArenaProblem.h"
#include <algorithm>
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

/// The smallest arena, by trying every aligned offset of every buffer.
class ExhaustiveSearch {
public:
  explicit ExhaustiveSearch(const ArenaProblem &problem)
      : problem(problem), offsets(problem.buffers.size(), 0) {}

  int64_t run() {
    best = 0;
    for (const ArenaBuffer &buffer : problem.buffers)
      best += buffer.size + problem.alignment - 1; // one above the other
    place(0, 0);
    return best;
  }

private:
  void place(size_t index, int64_t bytes) {
    if (bytes >= best)
      return;
    if (index == offsets.size()) {
      best = bytes;
      return;
    }
    const ArenaBuffer &buffer = problem.buffers[index];
    if (buffer.size == 0)
      return place(index + 1, bytes); // takes no room
    for (int64_t at = 0; at + buffer.size < best; at += problem.alignment) {
      offsets[index] = at;
      if (isFree(index))
        place(index + 1, std::max(bytes, at + buffer.size));
    }
  }

  bool isFree(size_t index) const {
    const ArenaBuffer &buffer = problem.buffers[index];
    for (size_t i = 0; i < index; ++i) {
      const ArenaBuffer &other = problem.buffers[i];
      bool apart = other.last < buffer.first || buffer.last < other.first ||
                   other.size == 0 ||
                   offsets[i] + other.size <= offsets[index] ||
                   offsets[index] + buffer.size <= offsets[i];
      if (!apart)
        return false;
    }
    return true;
  }

  const ArenaProblem &problem;
  std::vector<int64_t> offsets;
  int64_t best = 0;
};

} // namespace m2c::solvers

#endif // M2C_TEST_UNIT_SOLVERS_ARENATESTUTILS_H
