// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The live bytes after a set of operations depend on the set alone, not on the
// order in it: paths over such sets, of which the largest step is minimised.
#include "compiler/Solvers/OperatorOrder.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <map>
#include <numeric>
#include <queue>
#include <tuple>

namespace m2c::solvers {
namespace {

using Set = std::vector<bool>;

/// A set of done operations and the best way to it that is known.
struct State {
  Set done;
  int64_t live = 0, peak = 0;
  size_t count = 0;
  size_t parent = SIZE_MAX; ///< number of a state
  size_t operation = SIZE_MAX;
};

class Search {
public:
  explicit Search(const OrderProblem &problem)
      : problem(problem), users(problem.tensors.size()),
        successors(problem.operations.size()) {
    for (auto [i, op] : llvm::enumerate(problem.operations)) {
      for (size_t tensor : touchedBy(op))
        users[tensor].push_back(i);
      for (size_t before : op.after)
        successors[before].push_back(i);
    }
    first.done.assign(problem.operations.size(), false);
    for (const OrderTensor &tensor : problem.tensors)
      if (tensor.isGiven)
        first.live += tensor.bytes;
    first.peak = first.live;
  }

  /// Runs an operation: its own peak counts, then what it was the last to touch
  /// is gone.
  State after(const State &state, size_t number) const {
    const Operation &op = problem.operations[number];
    State next = state;
    int64_t during = state.live + op.scratch;
    std::vector<size_t> touched = touchedBy(op);
    for (size_t tensor : touched)
      if (!isLive(tensor, state.done))
        during += problem.tensors[tensor].bytes;
    next.done[number] = true;
    next.live = during - op.scratch;
    for (size_t tensor : touched)
      if (!problem.tensors[tensor].isKept &&
          llvm::all_of(users[tensor],
                       [&](size_t user) { return next.done[user]; }))
        next.live -= problem.tensors[tensor].bytes;
    next.peak = std::max(state.peak, during);
    ++next.count;
    return next;
  }

  std::vector<size_t> available(const Set &done) const {
    std::vector<size_t> result;
    for (auto [i, op] : llvm::enumerate(problem.operations))
      if (!done[i] &&
          llvm::all_of(op.after, [&](size_t before) { return done[before]; }))
        result.push_back(i);
    return result;
  }

  std::vector<size_t> beam(size_t width, int64_t &peak) const;
  OrderSolution bestFirst(int64_t upper, size_t mostStates) const;

  State first;

private:
  static std::vector<size_t> touchedBy(const Operation &op) {
    std::vector<size_t> all = op.reads;
    all.insert(all.end(), op.writes.begin(), op.writes.end());
    llvm::sort(all);
    all.erase(llvm::unique(all), all.end());
    return all;
  }

  /// Whether the tensor is there when exactly `done` has run. (It has a use to
  /// come when this is asked.)
  bool isLive(size_t tensor, const Set &done) const {
    return problem.tensors[tensor].isGiven ||
           llvm::any_of(users[tensor], [&](size_t user) { return done[user]; });
  }

  const OrderProblem &problem;
  std::vector<std::vector<size_t>> users;      // operations of each tensor
  std::vector<std::vector<size_t>> successors; // by `after`
};

/// The order that led to a state.
std::vector<size_t> wayTo(const std::vector<State> &states, size_t last) {
  std::vector<size_t> order;
  for (size_t at = last; states[at].operation != SIZE_MAX;
       at = states[at].parent)
    order.push_back(states[at].operation);
  std::reverse(order.begin(), order.end());
  return order;
}

std::vector<size_t> Search::beam(size_t width, int64_t &peak) const {
  std::vector<State> states{first};
  std::vector<size_t> level{0};
  for (size_t count = 0; count < problem.operations.size(); ++count) {
    std::map<Set, size_t> seen;
    std::vector<size_t> next;
    for (size_t from : level)
      for (size_t op : available(states[from].done)) {
        State state = after(states[from], op);
        state.parent = from;
        state.operation = op;
        auto [it, isNew] = seen.try_emplace(state.done, states.size());
        if (isNew) {
          next.push_back(states.size());
          states.push_back(std::move(state));
        } else if (state.peak < states[it->second].peak) {
          states[it->second] = std::move(state);
        }
      }
    llvm::sort(next, [&](size_t a, size_t b) {
      return std::tie(states[a].peak, states[a].live, a) <
             std::tie(states[b].peak, states[b].live, b);
    });
    if (next.size() > width)
      next.resize(width);
    level = next;
  }
  peak = states[level.front()].peak;
  return wayTo(states, level.front());
}

/// Dijkstra's algorithm with the largest step as the length of a path. An
/// operation that takes no more than the way so far has taken, and leaves no
/// more live than there was, is run at once: in any order from here, moving it
/// to the front changes no other operation for the worse. For what it frees here
/// it frees later, too, so that whatever runs between has at most as much live
/// besides it; and it itself keeps below the peak.
OrderSolution Search::bestFirst(int64_t upper, size_t mostStates) const {
  OrderSolution result;
  std::vector<State> states{first};
  std::map<Set, int64_t> best{{first.done, first.peak}};
  // Peak, then the furthest, then the oldest.
  using Entry = std::tuple<int64_t, size_t, size_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<Entry>> queue;
  size_t all = problem.operations.size();
  queue.push({first.peak, all, 0});
  while (!queue.empty()) {
    auto [peak, left, number] = queue.top();
    result.lowerBound = std::min(peak, upper);
    // Nothing better than what is known.
    if (peak >= upper)
      break;
    queue.pop();
    State state = states[number];
    if (best[state.done] < state.peak)
      continue;
    if (state.count == all) {
      result.order = wayTo(states, number);
      result.peak = result.lowerBound = state.peak;
      result.optimal = true;
      return result;
    }
    std::vector<State> next;
    for (size_t op : available(state.done)) {
      State one = after(state, op);
      one.parent = number;
      one.operation = op;
      bool isForced = one.peak == state.peak && one.live <= state.live;
      if (isForced)
        next.clear();
      next.push_back(std::move(one));
      if (isForced)
        break;
    }
    for (State &one : next) {
      auto [it, isNew] = best.try_emplace(one.done, one.peak);
      if (!isNew && it->second <= one.peak)
        continue;
      it->second = one.peak;
      if (states.size() >= mostStates)
        return result; // with the bound that holds so far
      queue.push({one.peak, all - one.count, states.size()});
      states.push_back(std::move(one));
    }
  }
  result.lowerBound = upper;
  result.optimal = true; // and the known order has it
  return result;
}

} // namespace

int64_t peakOfOrder(const OrderProblem &problem,
                    const std::vector<size_t> &order) {
  Search search(problem);
  State state = search.first;
  for (size_t op : order)
    state = search.after(state, op);
  return state.peak;
}

OrderSolution orderOperations(const OrderProblem &problem,
                              const OrderLimits &limits) {
  Search search(problem);
  OrderSolution best;
  best.order.resize(problem.operations.size());
  std::iota(best.order.begin(), best.order.end(), size_t(0));
  best.peak = peakOfOrder(problem, best.order);
  if (problem.operations.empty()) {
    best.lowerBound = best.peak;
    best.optimal = true;
    return best;
  }
  int64_t peak = 0;
  std::vector<size_t> order = search.beam(limits.beam, peak);
  if (peak < best.peak) {
    best.order = std::move(order);
    best.peak = peak;
  }
  OrderSolution exact = search.bestFirst(best.peak, limits.states);
  best.lowerBound = exact.lowerBound;
  if (!exact.order.empty()) {
    best.order = std::move(exact.order);
    best.peak = exact.peak;
  }
  best.optimal = best.peak == best.lowerBound;
  return best;
}

} // namespace m2c::solvers
