// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From the cheapest proof to the dearest: bound, greedy, repeated greedy, branch
// and bound, Z3.
#include "compiler/Solvers/ArenaExact.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <numeric>

namespace m2c::solvers {
namespace {

int64_t padded(const ArenaProblem &problem, const ArenaBuffer &buffer) {
  return static_cast<int64_t>(llvm::alignTo(buffer.size, problem.alignment));
}

int64_t bytesOf(const ArenaProblem &problem,
                const std::vector<int64_t> &offsets) {
  int64_t bytes = 0;
  for (auto [buffer, offset] : llvm::zip_equal(problem.buffers, offsets))
    bytes = std::max(bytes, offset + buffer.size);
  return bytes;
}

/// Plans buffers of which each step's live ones are connected in time.
class Planner {
public:
  Planner(const ArenaProblem &problem, int64_t &nodes, unsigned &resources,
          ArenaFitter fitter)
      : problem(problem), nodes(nodes), resources(resources), fitter(fitter) {
    static_cast<ArenaSolution &>(plan) = planArenaGreedy(problem);
    plan.lowerBound = arenaLowerBound(problem);
  }

  ArenaPlan run() {
    if (open())
      improve();
    // Each refutation lifts the bound to the next capacity.
    while (open() && search(plan.lowerBound) == ArenaFit::No)
      ;
    if (open() && fitter)
      closeGap();
    plan.optimal = !open();
    return std::move(plan);
  }

private:
  bool open() const { return plan.bytes > plan.lowerBound; }

  void take(const std::vector<int64_t> &offsets, const char *method) {
    int64_t bytes = bytesOf(problem, offsets);
    if (bytes >= plan.bytes)
      return;
    plan.offsets = offsets;
    plan.bytes = bytes;
    plan.method = method;
  }

  void refute(int64_t capacity) {
    if (capacity < plan.lowerBound)
      return;
    plan.refuted.push_back(capacity);
    plan.lowerBound = nextCapacity(capacity);
  }

  void improve() {
    // About as long for many buffers as for few.
    auto rounds = static_cast<unsigned>(
        std::max<size_t>(200, 400000 / (1 + problem.buffers.size())));
    take(improveArenaGreedy(problem, plan.lowerBound, rounds).offsets,
         "repeated greedy");
  }

  ArenaFit search(int64_t capacity) {
    std::vector<int64_t> offsets;
    ArenaFit fit = fitArenaBranchAndBound(problem, capacity, nodes, offsets);
    if (fit == ArenaFit::Yes)
      take(offsets, "branch-and-bound");
    if (fit == ArenaFit::No)
      refute(capacity);
    return fit;
  }

  /// Offsets of a placement that is pushed down are sums of padded sizes, so
  /// that arenas end at a multiple of their divisor and one buffer.
  const std::vector<int64_t> &capacities() {
    if (!ends.empty())
      return ends;
    int64_t step = 0;
    for (const ArenaBuffer &buffer : problem.buffers)
      step = std::gcd(step, padded(problem, buffer));
    for (const ArenaBuffer &buffer : problem.buffers) {
      if (step == 0 || buffer.size == 0)
        continue;
      int64_t first = std::max<int64_t>(
          0, llvm::divideCeil(
                 std::max<int64_t>(0, plan.lowerBound - buffer.size), step));
      for (int64_t at = first * step; at + buffer.size <= plan.bytes;
           at += step)
        ends.push_back(at + buffer.size);
    }
    ends.push_back(plan.bytes);
    llvm::sort(ends);
    ends.erase(llvm::unique(ends), ends.end());
    return ends;
  }

  int64_t nextCapacity(int64_t capacity) {
    const std::vector<int64_t> &all = capacities();
    auto next = llvm::upper_bound(all, capacity);
    return next == all.end() ? plan.bytes : std::min(*next, plan.bytes);
  }

  /// Bisects between the bound and the best known.
  void closeGap() {
    while (open()) {
      const std::vector<int64_t> &all = capacities();
      auto low = llvm::lower_bound(all, plan.lowerBound);
      auto high = llvm::lower_bound(all, plan.bytes);
      if (low >= high)
        return;
      // The bound itself first: it nearly always holds.
      int64_t capacity = asked ? *(low + (high - low - 1) / 2) : *low;
      asked = true;
      std::vector<int64_t> offsets;
      switch (fitter(problem, capacity, resources, offsets)) {
      case ArenaFit::Yes:
        take(offsets, "z3");
        break;
      case ArenaFit::No:
        refute(capacity);
        break;
      case ArenaFit::Unknown:
        return;
      }
    }
  }

  const ArenaProblem &problem;
  int64_t &nodes;
  unsigned &resources;
  ArenaFitter fitter;
  ArenaPlan plan;
  std::vector<int64_t> ends;
  bool asked = false;
};

/// Indices of the buffers, in runs of steps that none of them crosses.
std::vector<std::vector<size_t>> cutInTime(const ArenaProblem &problem) {
  std::vector<size_t> order(problem.buffers.size());
  std::iota(order.begin(), order.end(), 0);
  llvm::sort(order, [&](size_t a, size_t b) {
    return std::tuple(problem.buffers[a].first, a) <
           std::tuple(problem.buffers[b].first, b);
  });
  std::vector<std::vector<size_t>> runs;
  int64_t last = 0;
  for (size_t i : order) {
    if (runs.empty() || problem.buffers[i].first > last) {
      runs.emplace_back();
      last = problem.buffers[i].last;
    }
    runs.back().push_back(i);
    last = std::max(last, problem.buffers[i].last);
  }
  return runs;
}

void findWitness(const ArenaProblem &problem, ArenaPlan &plan) {
  int64_t most = -1;
  for (const ArenaBuffer &at : problem.buffers) {
    int64_t bytes = 0;
    for (const ArenaBuffer &buffer : problem.buffers)
      if (buffer.first <= at.first && at.first <= buffer.last)
        bytes += padded(problem, buffer);
    if (bytes > most) {
      most = bytes;
      plan.witnessStep = at.first;
    }
  }
  for (auto [i, buffer] : llvm::enumerate(problem.buffers))
    if (buffer.first <= plan.witnessStep && plan.witnessStep <= buffer.last &&
        buffer.size > 0)
      plan.witness.push_back(i);
}

} // namespace

ArenaPlan planArena(const ArenaProblem &problem, const ArenaLimits &limits,
                    ArenaFitter fitter) {
  int64_t nodes = limits.nodes;
  unsigned resources = limits.z3Resources;
  ArenaPlan plan;
  plan.offsets.assign(problem.buffers.size(), 0);
  for (const std::vector<size_t> &run : cutInTime(problem)) {
    ArenaProblem part;
    part.alignment = problem.alignment;
    for (size_t i : run)
      part.buffers.push_back(problem.buffers[i]);
    bool ask = part.buffers.size() <= limits.z3Buffers;
    ArenaPlan own =
        Planner(part, nodes, resources, ask ? fitter : nullptr).run();
    for (auto [i, offset] : llvm::zip_equal(run, own.offsets))
      plan.offsets[i] = offset;
    if (own.bytes > plan.bytes) {
      plan.bytes = own.bytes;
      plan.method = own.method;
      plan.refuted = own.refuted;
    }
    plan.lowerBound = std::max(plan.lowerBound, own.lowerBound);
  }
  plan.optimal = plan.bytes == plan.lowerBound;
  findWitness(problem, plan);
  return plan;
}

} // namespace m2c::solvers
