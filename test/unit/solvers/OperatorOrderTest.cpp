// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The order of operations against all orders, and where the optimum is known.
#include "compiler/Solvers/OperatorOrder.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <numeric>
#include <random>
#include <set>

using namespace m2c::solvers;

namespace {

/// Live bytes step by step, by the definition: written again on purpose.
int64_t slowPeak(const OrderProblem &problem,
                 const std::vector<size_t> &order) {
  size_t tensors = problem.tensors.size();
  std::vector<int64_t> first(tensors, INT64_MAX), last(tensors, -1);
  for (size_t step = 0; step < order.size(); ++step)
    for (const auto *list : {&problem.operations[order[step]].reads,
                             &problem.operations[order[step]].writes})
      for (size_t t : *list) {
        first[t] = std::min<int64_t>(first[t], step);
        last[t] = step;
      }
  int64_t peak = 0;
  for (int64_t step = -1; step < int64_t(order.size()); ++step) {
    int64_t live = step < 0 ? 0 : problem.operations[order[step]].scratch;
    for (size_t t = 0; t < tensors; ++t) {
      int64_t begin = problem.tensors[t].isGiven ? -1 : first[t];
      int64_t end = problem.tensors[t].isKept ? INT64_MAX : last[t];
      if (begin <= step && step <= end)
        live += problem.tensors[t].bytes;
    }
    peak = std::max(peak, live);
  }
  return peak;
}

bool isValid(const OrderProblem &problem, const std::vector<size_t> &order) {
  std::set<size_t> done;
  for (size_t op : order) {
    for (size_t before : problem.operations[op].after)
      if (!done.count(before))
        return false;
    done.insert(op);
  }
  return done.size() == problem.operations.size();
}

int64_t bruteForce(const OrderProblem &problem) {
  std::vector<size_t> order(problem.operations.size());
  std::iota(order.begin(), order.end(), size_t(0));
  int64_t best = INT64_MAX;
  do
    if (isValid(problem, order))
      best = std::min(best, slowPeak(problem, order));
  while (std::next_permutation(order.begin(), order.end()));
  return best;
}

/// Operation i writes tensor i; a tensor may be written by two, in either order.
OrderProblem randomProblem(std::mt19937 &random, size_t count, size_t most) {
  OrderProblem problem;
  auto below = [&](size_t n) { return static_cast<size_t>(random() % n); };
  for (size_t i = 0; i < count; ++i) {
    Operation op;
    for (size_t k = 0, n = below(most + 1); i > 0 && k < n; ++k) {
      size_t from = i - 1 - below(std::min<size_t>(i, 5));
      op.reads.push_back(from);
      op.after.push_back(from);
    }
    op.writes = {i};
    op.scratch = below(3) == 0 ? int64_t(below(40)) : 0;
    problem.operations.push_back(op);
    problem.tensors.push_back({int64_t(1 + below(60)), false, below(8) == 0});
  }
  if (count > 2 && below(2) == 0) { // a concat that two fill
    problem.tensors.push_back({50, below(2) == 0, below(2) == 0});
    problem.operations[0].writes.push_back(count);
    problem.operations[count - 2].writes.push_back(count);
    problem.operations[count - 1].reads.push_back(count);
    problem.operations[count - 1].after.push_back(0);
    problem.operations[count - 1].after.push_back(count - 2);
  }
  return problem;
}

} // namespace

TEST(OperatorOrder, IsTheBestOfAllOrders) {
  std::mt19937 random(1);
  int better = 0;
  for (int i = 0; i < 600; ++i) {
    OrderProblem problem = randomProblem(random, 2 + i % 6, 2);
    OrderSolution solution = orderOperations(problem);
    ASSERT_TRUE(isValid(problem, solution.order));
    EXPECT_TRUE(solution.optimal);
    EXPECT_EQ(solution.peak, slowPeak(problem, solution.order));
    EXPECT_EQ(solution.peak, bruteForce(problem)) << "problem " << i;
    std::vector<size_t> given(problem.operations.size());
    std::iota(given.begin(), given.end(), size_t(0));
    better += solution.peak < slowPeak(problem, given);
  }
  EXPECT_GT(better, 50); // the given order is not always the best
}

TEST(OperatorOrder, ABeamAloneHasAProvenBound) {
  std::mt19937 random(2);
  for (int i = 0; i < 200; ++i) {
    OrderProblem problem = randomProblem(random, 7, 2);
    OrderLimits limits;
    limits.beam = 1;
    limits.states = 4;
    OrderSolution solution = orderOperations(problem, limits);
    ASSERT_TRUE(isValid(problem, solution.order));
    int64_t best = bruteForce(problem);
    EXPECT_LE(solution.lowerBound, best);
    EXPECT_GE(solution.peak, best);
    EXPECT_EQ(solution.optimal, solution.peak == solution.lowerBound);
  }
}

// Eight operations whose order in the file peaks at 158, taking the fewest live
// bytes next at 142, the best at 126.
TEST(OperatorOrder, BeatsTheGreedyOne) {
  struct Row {
    int64_t out, scratch;
    std::vector<int> inputs; // -1: the network's
  };
  const std::vector<Row> rows = {{62, 0, {-1}}, {48, 16, {0}}, {1, 4, {1}},
                                 {64, 16, {2}}, {16, 16, {0}}, {32, 0, {4}},
                                 {4, 4, {5}},   {8, 0, {3, 6}}};
  OrderProblem problem;
  for (const Row &row : rows) {
    Operation op;
    for (int input : row.inputs) {
      op.reads.push_back(input < 0 ? rows.size() : size_t(input));
      if (input >= 0)
        op.after.push_back(size_t(input));
    }
    op.writes = {problem.operations.size()};
    op.scratch = row.scratch;
    problem.operations.push_back(op);
    problem.tensors.push_back({row.out, false, false});
  }
  problem.tensors.push_back({32, true, false});
  EXPECT_EQ(peakOfOrder(problem, {0, 1, 2, 3, 4, 5, 6, 7}), 158);
  OrderSolution solution = orderOperations(problem);
  EXPECT_EQ(solution.peak, 126);
  EXPECT_TRUE(solution.optimal);
}

TEST(OperatorOrder, ManyOperations) {
  std::mt19937 random(3);
  for (size_t most : {1, 2, 3}) {
    OrderProblem problem = randomProblem(random, 200, most);
    OrderSolution a = orderOperations(problem), b = orderOperations(problem);
    ASSERT_TRUE(isValid(problem, a.order));
    EXPECT_EQ(a.order, b.order);
    EXPECT_EQ(a.peak, slowPeak(problem, a.order));
    EXPECT_LE(a.lowerBound, a.peak);
  }
}

TEST(OperatorOrder, KeepsAnOrderThatIsBest) {
  OrderProblem problem;
  for (size_t i = 0; i < 5; ++i) {
    problem.tensors.push_back({10, false, false});
    problem.operations.push_back({{}, {i}, 0, {}});
  }
  EXPECT_EQ(orderOperations(problem).order,
            (std::vector<size_t>{0, 1, 2, 3, 4}));
  EXPECT_TRUE(orderOperations({}).order.empty());
}
