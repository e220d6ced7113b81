// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Branch and bound over bit widths: cases with known answers, random ones
// against exhaustive search, and what it says when there is no answer.
#include "compiler/Solvers/BitWidthCheck.h"
#include "test/unit/Contains.h"
#include "test/unit/solvers/BitWidthProblems.h"
#include "gtest/gtest.h"

using namespace m2c;
using namespace m2c::solvers;

namespace {

/// Compares with exhaustive search, and the proof with the checker.
void expectSolved(const BitWidthProblem &problem,
                  const BitWidthSolution &solution, bool exactChoice = true) {
  Exhaustive expected = solveByTrying(problem);
  ASSERT_EQ(checkBitWidths(problem, solution), "");
  if (!expected.choices) {
    ASSERT_EQ(solution.status, BitWidthStatus::Infeasible);
    ASSERT_NE(solution.message, "");
    return;
  }
  ASSERT_EQ(solution.status, BitWidthStatus::Optimal);
  ASSERT_EQ(solution.objective, expected.objective);
  ASSERT_EQ(solution.secondary, expected.secondary);
  ASSERT_EQ(solution.gap(), 0);
  if (exactChoice)
    ASSERT_EQ(solution.choices, *expected.choices);
}

/// Six layers, two budgets; found by trying all 3^6 choices by hand-written
/// tables: the optimum is unique, the runner-up costs 160.
BitWidthProblem knownProblem() {
  const int64_t rows[6][3][3] = {{{0, 54, 320}, {10, 27, 160}, {70, 13, 80}},
                                 {{0, 186, 224}, {6, 93, 112}, {156, 46, 56}},
                                 {{0, 20, 256}, {24, 10, 128}, {246, 5, 64}},
                                 {{0, 26, 304}, {6, 13, 152}, {73, 6, 76}},
                                 {{0, 76, 256}, {160, 38, 128}, {1760, 19, 64}},
                                 {{0, 137, 176}, {4, 68, 88}, {47, 34, 44}}};
  BitWidthProblem problem;
  problem.constraints = {{"size", 249, {}}, {"bops", 844, {}}};
  for (unsigned i = 0; i < 6; ++i) {
    BitWidthVariable layer;
    layer.name = "L" + std::to_string(i);
    BitWidthTerm size = {{i}, {}}, bops = {{i}, {}};
    for (unsigned o = 0; o < 3; ++o) {
      layer.options.push_back({std::to_string(8 >> o), rows[i][o][0], 0});
      size.table.push_back(rows[i][o][1]);
      bops.table.push_back(rows[i][o][2]);
    }
    problem.variables.push_back(layer);
    problem.constraints[0].terms.push_back(size);
    problem.constraints[1].terms.push_back(bops);
  }
  return problem;
}

std::vector<unsigned> widths(const BitWidthProblem &problem,
                             const BitWidthSolution &solution) {
  std::vector<unsigned> result;
  for (size_t v = 0; v < solution.choices.size(); ++v)
    result.push_back(static_cast<unsigned>(
        std::stoi(problem.variables[v].options[solution.choices[v]].name)));
  return result;
}

} // namespace

TEST(BitWidthSolver, FindsTheKnownOptimum) {
  BitWidthProblem problem = knownProblem();
  BitWidthSolution solution = solveBitWidths(problem, {});
  EXPECT_EQ(solution.status, BitWidthStatus::Optimal);
  EXPECT_EQ(solution.objective, 153);
  EXPECT_EQ(solution.bound, 153);
  EXPECT_EQ(widths(problem, solution),
            (std::vector<unsigned>{2, 4, 4, 4, 8, 2}));
  EXPECT_EQ(solution.use, (std::vector<int64_t>{239, 772}));
  expectSolved(problem, solution);
}

TEST(BitWidthSolver, FindsTheRunnerUpWhenTheOptimumIsForbidden) {
  BitWidthProblem problem = knownProblem();
  // One table value more than the optimum's use is allowed to have.
  BitWidthConstraint cut = {"cut", 5, {}};
  const unsigned optimum[] = {2, 1, 1, 1, 0, 2};
  for (unsigned v = 0; v < 6; ++v) {
    BitWidthTerm term = {{v}, {0, 0, 0}};
    term.table[optimum[v]] = 1;
    cut.terms.push_back(term);
  }
  problem.constraints.push_back(cut);
  BitWidthSolution solution = solveBitWidths(problem, {});
  EXPECT_EQ(solution.objective, 160);
  expectSolved(problem, solution);
}

TEST(BitWidthSolver, AgreesWithTryingAllOnLayers) {
  std::mt19937 random(1);
  int infeasible = 0;
  for (int round = 0; round < 150; ++round) {
    auto layers = static_cast<unsigned>(1 + pick(random, 9));
    BitWidthProblem problem = layeredProblem(
        random, layers, 3, static_cast<unsigned>(pick(random, 5)),
        round % 2 ? 1 : 0.01);
    for (BitWidthConstraint &constraint : problem.constraints)
      setCap(constraint, static_cast<double>(pick(random, 12)) / 10 - 0.05);
    BitWidthSolution solution = solveBitWidths(problem, {});
    SCOPED_TRACE(round);
    expectSolved(problem, solution);
    infeasible += solution.status == BitWidthStatus::Infeasible;
  }
  EXPECT_GT(infeasible, 10);
  EXPECT_LT(infeasible, 100);
}

TEST(BitWidthSolver, AgreesWithTryingAllOnTablesTiesAndRows) {
  std::mt19937 random(2);
  int infeasible = 0;
  for (int round = 0; round < 300; ++round) {
    BitWidthProblem problem =
        mixedProblem(random, static_cast<unsigned>(1 + pick(random, 5)));
    BitWidthSolution solution = solveBitWidths(problem, {});
    SCOPED_TRACE(round);
    expectSolved(problem, solution);
    infeasible += solution.status == BitWidthStatus::Infeasible;
  }
  EXPECT_GT(infeasible, 20);
  EXPECT_LT(infeasible, 200);
}

TEST(BitWidthSolver, PrefersTheSmallerThenTheLowerChoice) {
  BitWidthProblem problem;
  for (unsigned v = 0; v < 4; ++v) {
    problem.variables.push_back(
        {"v" + std::to_string(v), {{"a", 0, 7}, {"b", 3, 2}, {"c", 3, 2}}});
    problem.constraints.resize(1);
    problem.constraints[0].terms.push_back({{v}, {10, 5, 5}});
  }
  problem.constraints[0] = {"size", 30, problem.constraints[0].terms};
  BitWidthSolution solution = solveBitWidths(problem, {});
  EXPECT_EQ(solution.choices, (std::vector<unsigned>{0, 0, 1, 1}));
  expectSolved(problem, solution);
}

TEST(BitWidthSolver, IsDeterministicAndBlindToTheOrder) {
  std::mt19937 random(3);
  BitWidthProblem problem = layeredProblem(random, 40, 9, 3, 1);
  BitWidthSolution first = solveBitWidths(problem, {});
  ASSERT_EQ(first.status, BitWidthStatus::Optimal);
  for (int run = 0; run < 3; ++run) {
    BitWidthSolution again = solveBitWidths(problem, {});
    EXPECT_EQ(again.choices, first.choices);
    EXPECT_EQ(again.nodes, first.nodes);
    ASSERT_EQ(again.proof.size(), first.proof.size());
    for (size_t i = 0; i < first.proof.size(); ++i)
      EXPECT_EQ(again.proof[i].multipliers, first.proof[i].multipliers);
  }
  // Backwards.
  BitWidthProblem reversed = problem;
  auto last = static_cast<unsigned>(problem.variables.size() - 1);
  std::reverse(reversed.variables.begin(), reversed.variables.end());
  for (BitWidthConstraint &constraint : reversed.constraints)
    for (BitWidthTerm &term : constraint.terms)
      term.scope[0] = last - term.scope[0];
  BitWidthSolution other = solveBitWidths(reversed, {});
  EXPECT_EQ(other.objective, first.objective);
  EXPECT_EQ(other.secondary, first.secondary);
}

TEST(BitWidthSolver, SaysHowFarOffItMayBe) {
  std::mt19937 random(4);
  int gaps = 0;
  for (int round = 0; round < 60; ++round) {
    BitWidthProblem problem = round % 2 ? mixedProblem(random, 5)
                                        : layeredProblem(random, 9, 3, 2, 1);
    BitWidthOptions options;
    options.nodeLimit = 1;
    BitWidthSolution solution = solveBitWidths(problem, options);
    SCOPED_TRACE(round);
    ASSERT_EQ(checkBitWidths(problem, solution), "");
    Exhaustive expected = solveByTrying(problem);
    if (solution.status != BitWidthStatus::Feasible)
      continue;
    ASSERT_TRUE(expected.choices);
    ++gaps;
    EXPECT_LE(solution.bound, expected.objective);
    EXPECT_GE(solution.objective, expected.objective);
    EXPECT_EQ(solution.gap(), solution.objective - solution.bound);
  }
  EXPECT_GT(gaps, 10);
}

TEST(BitWidthSolver, SaysWhichBudgetCannotBeKept) {
  BitWidthProblem problem = knownProblem();
  problem.constraints[0].cap = 120;
  BitWidthSolution solution = solveBitWidths(problem, {});
  EXPECT_EQ(solution.status, BitWidthStatus::Infeasible);
  EXPECT_EQ(solution.conflict.alone, std::vector<unsigned>{0});
  EXPECT_EQ(solution.conflict.budgets[0].minimum, 123);
  EXPECT_EQ(solution.message,
            "no choice of widths keeps all budgets: 'size' needs at least 123, "
            "the cap is 120 (most of it: 'L1' at 2: 46, 'L5' at 2: 34, 'L4' at "
            "2: 19)");
  expectSolved(problem, solution);
}

TEST(BitWidthSolver, SaysWhichBudgetsContradict) {
  BitWidthProblem problem;
  problem.variables = {{"a", {{"8", 0, 0}, {"4", 1, 0}}},
                       {"b", {{"8", 0, 0}, {"4", 1, 0}}}};
  problem.constraints = {{"loose", 100, {{{0}, {8, 4}}}},
                         {"size", 12, {{{0}, {8, 4}}, {{1}, {8, 4}}}},
                         {"latency", 11, {{{0}, {4, 8}}, {{1}, {4, 8}}}}};
  BitWidthSolution solution = solveBitWidths(problem, {});
  EXPECT_EQ(solution.status, BitWidthStatus::Infeasible);
  EXPECT_TRUE(solution.conflict.alone.empty());
  EXPECT_EQ(solution.conflict.pair, std::pair(1u, 2u));
  EXPECT_TRUE(contains(solution.message,
                       "'size' and 'latency' contradict each other; alone "
                       "'size' needs at least 8, the cap is 12"));
  expectSolved(problem, solution);
  problem.relations = {{"none", {0, 1}, {0, 0, 0, 0}}};
  solution = solveBitWidths(problem, {});
  EXPECT_EQ(solution.message, "no choice of widths keeps all relations");
  expectSolved(problem, solution);
}

TEST(BitWidthSolver, SplitsTablesThatWouldGrowTooLarge) {
  // Ten variables, each pair with a table of its own: 3^9 states at once.
  std::mt19937 random(5);
  BitWidthProblem problem;
  problem.constraints = {{"pairs", 0, {}}, {"size", 0, {}}};
  for (unsigned v = 0; v < 10; ++v) {
    problem.variables.push_back({"v" + std::to_string(v), {}});
    for (const char *name : {"8", "4", "2"})
      problem.variables[v].options.push_back({name, pick(random, 100), 0});
    problem.constraints[1].terms.push_back({{v}, {8, 4, 2}});
    for (unsigned u = 0; u < v; ++u) {
      BitWidthTerm term = {{v, u}, {}};
      for (int i = 0; i < 9; ++i)
        term.table.push_back(pick(random, 20));
      problem.constraints[0].terms.push_back(term);
    }
  }
  setCap(problem.constraints[0], 0.4);
  setCap(problem.constraints[1], 0.5);
  BitWidthSolution solution = solveBitWidths(problem, {});
  expectSolved(problem, solution);
}

TEST(BitWidthSolver, SolvesTwoHundredLayers) {
  std::mt19937 random(6);
  BitWidthProblem problem = layeredProblem(random, 200, 9, 4, 1);
  BitWidthSolution solution = solveBitWidths(problem, {});
  EXPECT_EQ(solution.status, BitWidthStatus::Optimal);
  EXPECT_LT(solution.nodes, 2000u);
  EXPECT_EQ(checkBitWidths(problem, solution), "");
}

TEST(BitWidthSolver, RefusesProblemsThatAreNone) {
  auto message = [](auto change) {
    BitWidthProblem problem = knownProblem();
    change(problem);
    BitWidthSolution solution = solveBitWidths(problem, {});
    EXPECT_EQ(solution.status, BitWidthStatus::Invalid);
    return solution.message;
  };
  EXPECT_EQ(message([](auto &p) { p.variables[1].options.clear(); }),
            "variable 'L1': expected 1 to 32 options, got 0");
  EXPECT_EQ(message([](auto &p) { p.variables[0].options[1].name = "8"; }),
            "variable 'L0': option '8' is there twice");
  EXPECT_EQ(message([](auto &p) { p.constraints[0].terms[0].scope = {9}; }),
            "constraint 'size': expected a variable below 6, got 9");
  EXPECT_EQ(message([](auto &p) { p.constraints[1].terms[0].table = {1}; }),
            "constraint 'bops': expected a table of 3 states and at most 729, "
            "got 1");
  EXPECT_EQ(message([](auto &p) { p.constraints[1].cap = INT64_MAX; }),
            "constraint 'bops': expected a cap within 2^60");
  EXPECT_EQ(message([](auto &p) { p.variables[0].name = "\n"; }),
            "variable '\n': expected a name in UTF-8 without control "
            "characters");
}

TEST(BitWidthSolver, ScalesCostsToFixedPoint) {
  EXPECT_EQ(bitWidthCostScale({1, 2, 1}), int64_t(1) << 30);
  EXPECT_EQ(bitWidthCostScale({0x1p20}), int64_t(1) << 16);
  EXPECT_EQ(bitWidthCostScale({0x1p50}), 1);
}
