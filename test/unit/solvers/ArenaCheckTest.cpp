// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The arena checker must find every wrong plan: each rule by hand, and random
// plans against a map that marks every byte of every step.
#include "test/unit/Contains.h"
#include "test/unit/solvers/ArenaTestUtils.h"
#include <limits>

using namespace m2c;
using namespace m2c::solvers;

namespace {

/// The definition, byte by byte. For small arenas only.
bool isValid(const ArenaProblem &problem, const ArenaSolution &solution) {
  int64_t end = 0;
  for (size_t i = 0; i < problem.buffers.size(); ++i) {
    int64_t offset = solution.offsets[i];
    if (offset < 0 || offset % problem.alignment != 0)
      return false;
    end = std::max(end, offset + problem.buffers[i].size);
  }
  if (end != solution.bytes)
    return false;
  int64_t last = 0;
  for (const ArenaBuffer &buffer : problem.buffers)
    last = std::max(last, buffer.last);
  for (int64_t step = 0; step <= last; ++step) {
    std::vector<bool> taken(static_cast<size_t>(end), false);
    for (size_t i = 0; i < problem.buffers.size(); ++i) {
      const ArenaBuffer &buffer = problem.buffers[i];
      if (step < buffer.first || step > buffer.last)
        continue;
      for (int64_t n = 0; n < buffer.size; ++n) {
        auto byte = static_cast<size_t>(solution.offsets[i] + n);
        if (taken[byte])
          return false;
        taken[byte] = true;
      }
    }
  }
  return true;
}

const ArenaProblem kPair = makeProblem(16, {{32, 0, 1}, {20, 1, 2}});

} // namespace

TEST(ArenaCheck, AcceptsAValidPlan) {
  EXPECT_EQ(checkArena(kPair, {{0, 32}, 52}), "");
  EXPECT_EQ(checkArena(kPair, {{32, 0}, 64}), "");
  EXPECT_EQ(checkArena(makeProblem(1, {}), {{}, 0}), "");
}

TEST(ArenaCheck, FindsOverlap) {
  EXPECT_TRUE(contains(checkArena(kPair, {{0, 16}, 36}),
                       "buffers 'a' (32 bytes at 0, steps 0..1) and 'b' (20 "
                       "bytes at 16, steps 1..2) overlap while both are live"));
  // The inner one, whichever comes first.
  ArenaProblem nested = makeProblem(16, {{64, 0, 2}, {16, 1, 1}});
  EXPECT_TRUE(contains(checkArena(nested, {{0, 16}, 64}), "overlap"));
  ArenaProblem nesting = makeProblem(16, {{16, 1, 1}, {64, 0, 2}});
  EXPECT_TRUE(contains(checkArena(nesting, {{16, 0}, 64}), "overlap"));
}

TEST(ArenaCheck, LetsDeadBuffersShareBytes) {
  ArenaProblem problem = makeProblem(16, {{32, 0, 1}, {20, 2, 2}});
  EXPECT_EQ(checkArena(problem, {{0, 0}, 32}), "");
}

TEST(ArenaCheck, EmptyBuffersLieOnNothing) {
  ArenaProblem problem = makeProblem(16, {{64, 0, 2}, {0, 1, 1}});
  EXPECT_EQ(checkArena(problem, {{0, 32}, 64}), "");
}

TEST(ArenaCheck, FindsWrongAlignment) {
  EXPECT_TRUE(
      contains(checkArena(kPair, {{0, 40}, 60}),
               "'b' (20 bytes at 40, steps 1..2) is not aligned to 16"));
  EXPECT_TRUE(contains(checkArena(kPair, {{-16, 32}, 52}), "is not aligned"));
  EXPECT_TRUE(contains(checkArena(makeProblem(0, {}), {{}, 0}),
                       "expected an alignment of at least 1, got 0"));
}

TEST(ArenaCheck, FindsWrongSize) {
  EXPECT_TRUE(contains(checkArena(kPair, {{0, 32}, 51}),
                       "'b' (20 bytes at 32, steps 1..2) ends behind the arena "
                       "of 51 bytes"));
  EXPECT_TRUE(contains(checkArena(kPair, {{0, 32}, 64}),
                       "expected an arena of 52 bytes, where the last buffer "
                       "ends, got 64"));
}

TEST(ArenaCheck, FindsOffsetsThatOverflow) {
  const int64_t top = std::numeric_limits<int64_t>::max() - 15;
  EXPECT_TRUE(contains(checkArena(kPair, {{0, top}, 52}), "ends behind"));
  ArenaProblem huge = makeProblem(
      16, {{std::numeric_limits<int64_t>::max(), 0, 1}, {16, 0, 1}});
  EXPECT_TRUE(contains(checkArena(huge, {{16, 0}, 32}), "ends behind"));
}

TEST(ArenaCheck, FindsMissingOffsetsAndBadBuffers) {
  EXPECT_TRUE(
      contains(checkArena(kPair, {{0}, 32}), "expected 2 offsets, got 1"));
  EXPECT_TRUE(contains(checkArena(makeProblem(1, {{4, 2, 1}}), {{0}, 4}),
                       "no valid size or lifetime"));
  EXPECT_TRUE(contains(checkArena(makeProblem(1, {{-4, 0, 0}}), {{0}, 0}),
                       "no valid size or lifetime"));
}

TEST(ArenaCheck, AgreesWithTheMapOfBytes) {
  std::mt19937 random(4);
  int valid = 0, invalid = 0;
  for (int round = 0; round < 1000; ++round) {
    ArenaProblem problem = randomProblem(random, 5, 4, 5);
    ArenaSolution solution = planArenaGreedy(problem);
    ASSERT_TRUE(isValid(problem, solution)) << "round " << round;
    ASSERT_EQ(checkArena(problem, solution), "") << "round " << round;
    // Mutants: one buffer elsewhere, or another size of the arena.
    for (int mutant = 0; mutant < 20; ++mutant) {
      ArenaSolution other = solution;
      if (below(random, 4) == 0) {
        other.bytes += below(random, 9) - 4;
      } else {
        auto index = static_cast<size_t>(
            below(random, static_cast<int64_t>(problem.buffers.size())));
        int64_t unit = below(random, 3) == 0 ? 1 : problem.alignment;
        other.offsets[index] = (below(random, 12) - 1) * unit;
        // Most mutants keep the definition of `bytes`, to reach what lies
        // behind that check.
        if (below(random, 4) != 0) {
          other.bytes = 0;
          for (size_t i = 0; i < problem.buffers.size(); ++i)
            other.bytes = std::max(other.bytes,
                                   other.offsets[i] + problem.buffers[i].size);
        }
      }
      bool expected = isValid(problem, other);
      ASSERT_EQ(checkArena(problem, other).empty(), expected)
          << "round " << round << ", mutant " << mutant;
      ++(expected ? valid : invalid);
    }
  }
  // Both verdicts must have been put to the test.
  EXPECT_GT(valid, 2000);
  EXPECT_GT(invalid, 2000);
}
