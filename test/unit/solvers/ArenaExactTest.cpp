// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The exact planner: problems whose least arena is above the max-live bound, all
// instances of ../shared/arena (where they are), and random ones against
// exhaustive search.
#include "compiler/Solvers/ArenaZ3.h"
#include "compiler/Solvers/BitWidthZ3.h"
#include "test/unit/solvers/ArenaTestUtils.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

using namespace m2c::solvers;

namespace {

/// Fourteen buffers whose max-live bound is 1024: published with the optimum
/// 1088, refuted at 1024 by two methods.
ArenaProblem gapProblem() {
  return makeProblem(1, {{128, 3, 5},
                         {256, 5, 7},
                         {320, 0, 1},
                         {384, 1, 3},
                         {128, 5, 7},
                         {256, 1, 5},
                         {320, 6, 6},
                         {704, 0, 0},
                         {64, 1, 1},
                         {256, 3, 3},
                         {640, 4, 4},
                         {256, 5, 5},
                         {320, 6, 6},
                         {640, 7, 7}});
}

/// The problem with its buffers in another order.
ArenaProblem shuffled(const ArenaProblem &problem, std::mt19937 &random) {
  ArenaProblem other = problem;
  for (size_t i = other.buffers.size(); i > 1; --i)
    std::swap(other.buffers[i - 1], other.buffers[static_cast<size_t>(below(
                                        random, static_cast<int64_t>(i)))]);
  return other;
}

/// `id,lower,upper,size`, upper exclusive.
ArenaProblem readInstance(const std::string &path) {
  ArenaProblem problem;
  auto file = llvm::MemoryBuffer::getFile(path);
  EXPECT_TRUE(bool(file)) << path;
  llvm::SmallVector<llvm::StringRef> lines;
  (*file)->getBuffer().split(lines, '\n', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef line : llvm::ArrayRef(lines).drop_front()) {
    llvm::SmallVector<llvm::StringRef> cells;
    line.trim().split(cells, ',');
    ArenaBuffer buffer;
    buffer.name = cells[0].str();
    EXPECT_FALSE(cells[1].getAsInteger(10, buffer.first) ||
                 cells[2].getAsInteger(10, buffer.last) ||
                 cells[3].getAsInteger(10, buffer.size));
    --buffer.last;
    problem.buffers.push_back(buffer);
  }
  return problem;
}

ArenaPlan plan(const ArenaProblem &problem, ArenaLimits limits = {}) {
  return planArena(problem, limits, fitArenaZ3);
}

} // namespace

TEST(ArenaExact, GapAboveTheBound) {
  ArenaProblem problem = gapProblem();
  EXPECT_EQ(arenaLowerBound(problem), 1024);
  ArenaPlan solution = plan(problem);
  EXPECT_EQ(checkArena(problem, solution), "");
  EXPECT_EQ(solution.bytes, 1088);
  EXPECT_EQ(solution.lowerBound, 1088);
  EXPECT_TRUE(solution.optimal);
  EXPECT_FALSE(solution.refuted.empty());
}

TEST(ArenaExact, BranchAndBoundRefutesByItself) {
  int64_t nodes = 20000000;
  std::vector<int64_t> offsets;
  EXPECT_EQ(fitArenaBranchAndBound(gapProblem(), 1087, nodes, offsets),
            ArenaFit::No);
  EXPECT_EQ(fitArenaBranchAndBound(gapProblem(), 1088, nodes, offsets),
            ArenaFit::Yes);
}

TEST(ArenaExact, AllowsForTheUnpaddedTop) {
  // Only with the buffer of 4 bytes on top are 16 + 4 bytes enough.
  ArenaProblem problem =
      makeProblem(16, {{4, 0, 1}, {16, 0, 0}, {16, 1, 1}, {12, 2, 2}});
  EXPECT_EQ(plan(problem).bytes, ExhaustiveSearch(problem).run());
}

TEST(ArenaExact, KnownInstances) {
  std::string folder = M2C_SOURCE_DIR "/../shared/arena/";
  if (!llvm::sys::fs::exists(folder + "optimum.csv"))
    GTEST_SKIP() << "no ../shared/arena here";
  auto table = llvm::MemoryBuffer::getFile(folder + "optimum.csv");
  llvm::SmallVector<llvm::StringRef> lines;
  (*table)->getBuffer().split(lines, '\n', -1, /*KeepEmpty=*/false);
  ASSERT_GE(lines.size(), 2u);
  for (llvm::StringRef line : llvm::ArrayRef(lines).drop_front()) {
    llvm::SmallVector<llvm::StringRef> cells;
    line.split(cells, ',');
    ArenaProblem problem = readInstance(folder + cells[0].str());
    ArenaPlan solution = plan(problem);
    EXPECT_EQ(checkArena(problem, solution), "");
    EXPECT_EQ(llvm::itostr(solution.bytes), cells[4].str()) << cells[0].str();
    EXPECT_TRUE(solution.optimal) << cells[0].str();
    std::printf("%s: %lld bytes by %s\n", cells[0].str().c_str(),
                static_cast<long long>(solution.bytes),
                solution.method.c_str());
  }
}

TEST(ArenaExact, RandomAgainstExhaustiveSearch) {
  std::mt19937 random(7);
  int gaps = 0, greedyMisses = 0;
  for (int i = 0; i < 1000; ++i) {
    ArenaProblem problem = randomProblem(random, 7, 5, 6);
    ArenaPlan solution = plan(problem);
    ASSERT_EQ(checkArena(problem, solution), "") << i;
    int64_t least = ExhaustiveSearch(problem).run();
    ASSERT_EQ(solution.bytes, least) << i;
    ASSERT_TRUE(solution.optimal) << i;
    gaps += least > arenaLowerBound(problem);
    greedyMisses += planArenaGreedy(problem).bytes > least;
  }
  // Else the test would say little.
  EXPECT_GT(gaps + greedyMisses, 0);
}

TEST(ArenaExact, SameBytesInAnyOrderAndEachTime) {
  std::mt19937 random(8);
  for (int i = 0; i < 100; ++i) {
    ArenaProblem problem = randomProblem(random, 20, 40, 12);
    ArenaPlan first = plan(problem), again = plan(problem);
    EXPECT_EQ(first.offsets, again.offsets);
    ArenaPlan other = plan(shuffled(problem, random));
    if (first.optimal && other.optimal)
      EXPECT_EQ(first.bytes, other.bytes) << i;
  }
}

TEST(ArenaExact, LimitsLeaveATrueGap) {
  ArenaProblem problem = gapProblem();
  ArenaPlan solution = plan(problem, {1, 0, 0});
  EXPECT_EQ(checkArena(problem, solution), "");
  EXPECT_FALSE(solution.optimal);
  EXPECT_LT(solution.lowerBound, solution.bytes);
  EXPECT_LE(solution.lowerBound, 1088);
}

TEST(ArenaExact, WitnessHoldsTheBound) {
  ArenaProblem problem = gapProblem();
  ArenaPlan solution = plan(problem);
  int64_t bytes = 0;
  for (size_t i : solution.witness) {
    EXPECT_LE(problem.buffers[i].first, solution.witnessStep);
    EXPECT_GE(problem.buffers[i].last, solution.witnessStep);
    bytes += problem.buffers[i].size;
  }
  EXPECT_EQ(bytes, arenaLowerBound(problem));
}

TEST(ArenaExact, CheckerRejectsMutatedPlans) {
  std::mt19937 random(9);
  int rejected = 0, tried = 0;
  for (int i = 0; i < 300; ++i) {
    ArenaProblem problem = randomProblem(random, 12, 20, 8);
    ArenaPlan solution = plan(problem);
    // Two neighbours, one directly above the other: any of these breaks it.
    for (size_t a = 0; a < problem.buffers.size(); ++a)
      for (size_t b = 0; b < problem.buffers.size(); ++b) {
        const ArenaBuffer &low = problem.buffers[a], &high = problem.buffers[b];
        if (a == b || low.size == 0 || high.size == 0)
          continue;
        bool together = low.first <= high.last && high.first <= low.last;
        int64_t gap = solution.offsets[b] - (solution.offsets[a] + low.size);
        if (gap < 0 || gap >= problem.alignment)
          continue;
        ArenaProblem longer = problem;
        ArenaPlan moved = solution;
        if (together) {
          moved.offsets[b] -= problem.alignment;
          longer.buffers[a].size += gap + 1;
          ++tried;
          rejected += !checkArena(problem, moved).empty() &&
                      !checkArena(longer, solution).empty();
        }
      }
    // A buffer below another in time only: a longer life makes them meet.
    for (size_t a = 0; a < problem.buffers.size(); ++a)
      for (size_t b = 0; b < problem.buffers.size(); ++b) {
        const ArenaBuffer &x = problem.buffers[a], &y = problem.buffers[b];
        bool same = x.size > 0 && y.size > 0 && x.last < y.first &&
                    solution.offsets[a] < solution.offsets[b] + y.size &&
                    solution.offsets[b] < solution.offsets[a] + x.size;
        if (!same)
          continue;
        ArenaProblem longer = problem;
        longer.buffers[a].last = y.first;
        ++tried;
        rejected += !checkArena(longer, solution).empty();
      }
    if (problem.alignment > 1 && !problem.buffers.empty()) {
      ArenaPlan moved = solution;
      moved.offsets[0] += 1;
      ++tried;
      rejected += !checkArena(problem, moved).empty();
    }
  }
  EXPECT_GT(tried, 500);
  EXPECT_EQ(rejected, tried);
}
