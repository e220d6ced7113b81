// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Greedy arena planner and the lower bound that it is measured against.
#include "compiler/Solvers/ArenaProblem.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <functional>
#include <numeric>

namespace m2c::solvers {

static int64_t aligned(int64_t value, int64_t alignment) {
  return static_cast<int64_t>(llvm::alignTo(static_cast<uint64_t>(value),
                                            static_cast<uint64_t>(alignment)));
}

int64_t arenaLowerBound(const ArenaProblem &problem) {
  int64_t bound = 0;
  for (const ArenaBuffer &at : problem.buffers) {
    // The live set grows only where a buffer begins.
    int64_t sum = 0, slack = 0;
    for (const ArenaBuffer &buffer : problem.buffers) {
      if (buffer.first > at.first || buffer.last < at.first || buffer.size == 0)
        continue;
      int64_t size = aligned(buffer.size, problem.alignment);
      sum += size;
      slack = std::max(slack, size - buffer.size);
    }
    bound = std::max(bound, sum - slack);
  }
  return bound;
}

/// Places the buffers in the given order, each into the tightest gap between
/// placed buffers that are live at the same time, else above them.
static ArenaSolution place(const ArenaProblem &problem,
                           llvm::ArrayRef<size_t> order) {
  ArenaSolution solution;
  solution.offsets.assign(problem.buffers.size(), 0);
  std::vector<size_t> placed;
  for (size_t index : order) {
    const ArenaBuffer &buffer = problem.buffers[index];
    std::vector<size_t> neighbours;
    for (size_t other : placed)
      if (problem.buffers[other].first <= buffer.last &&
          problem.buffers[other].last >= buffer.first)
        neighbours.push_back(other);
    llvm::sort(neighbours, [&](size_t a, size_t b) {
      return std::pair(solution.offsets[a], a) <
             std::pair(solution.offsets[b], b);
    });
    int64_t end = 0, best = -1, bestWaste = 0;
    for (size_t other : neighbours) {
      int64_t waste = solution.offsets[other] - (end + buffer.size);
      if (waste >= 0 && (best < 0 || waste < bestWaste)) {
        best = end;
        bestWaste = waste;
      }
      end = std::max(
          end, aligned(solution.offsets[other] + problem.buffers[other].size,
                       problem.alignment));
    }
    solution.offsets[index] = best >= 0 ? best : end;
    solution.bytes =
        std::max(solution.bytes, solution.offsets[index] + buffer.size);
    placed.push_back(index);
  }
  return solution;
}

ArenaSolution planArenaGreedy(const ArenaProblem &problem) {
  using Key = std::function<int64_t(const ArenaBuffer &)>;
  auto span = [](const ArenaBuffer &b) { return b.last - b.first + 1; };
  const Key keys[] = {
      [](const ArenaBuffer &b) { return -b.size; },
      [&](const ArenaBuffer &b) { return -b.size * span(b); },
      [&](const ArenaBuffer &b) { return -span(b); },
      [](const ArenaBuffer &b) { return b.first; },
      [](const ArenaBuffer &b) { return -b.last; },
  };
  std::vector<size_t> order(problem.buffers.size());
  ArenaSolution best;
  best.bytes = -1;
  for (const Key &key : keys) {
    std::iota(order.begin(), order.end(), 0);
    llvm::sort(order, [&](size_t a, size_t b) {
      const ArenaBuffer &x = problem.buffers[a], &y = problem.buffers[b];
      return std::tuple(key(x), -x.size, x.first, a) <
             std::tuple(key(y), -y.size, y.first, b);
    });
    ArenaSolution solution = place(problem, order);
    if (best.bytes < 0 || solution.bytes < best.bytes)
      best = solution;
  }
  return best;
}

ArenaSolution improveArenaGreedy(const ArenaProblem &problem, int64_t capacity,
                                 unsigned rounds) {
  auto area = [&](size_t i) {
    const ArenaBuffer &b = problem.buffers[i];
    return b.size * (b.last - b.first + 1);
  };
  ArenaSolution best = planArenaGreedy(problem);
  std::vector<size_t> order(problem.buffers.size());
  for (bool byArea : {true, false}) {
    std::iota(order.begin(), order.end(), 0);
    llvm::sort(order, [&](size_t a, size_t b) {
      int64_t x = byArea ? area(a) : problem.buffers[a].size;
      int64_t y = byArea ? area(b) : problem.buffers[b].size;
      return std::tuple(-x, a) < std::tuple(-y, b);
    });
    uint32_t random = 1; // which of those that stick out; always the same
    for (unsigned round = 0; round < rounds && best.bytes > capacity; ++round) {
      ArenaSolution solution = place(problem, order);
      if (solution.bytes < best.bytes)
        best = solution;
      std::vector<size_t> high;
      for (auto [position, i] : llvm::enumerate(order))
        if (solution.offsets[i] + problem.buffers[i].size > capacity)
          high.push_back(position);
      if (high.empty())
        break;
      random = random * 1664525u + 1013904223u;
      size_t from = high[(random >> 8) % high.size()];
      random = random * 1664525u + 1013904223u;
      size_t to = (random >> 8) % (from + 1);
      std::rotate(order.begin() + to, order.begin() + from,
                  order.begin() + from + 1);
    }
  }
  return best;
}

} // namespace m2c::solvers
