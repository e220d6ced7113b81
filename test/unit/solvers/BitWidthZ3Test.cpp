// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Z3 and branch and bound must agree on what is possible and what it costs.
#include "compiler/Solvers/BitWidthZ3.h"
#include "compiler/Solvers/BitWidthCertificate.h"
#include "compiler/Solvers/BitWidthCheck.h"
#include "test/unit/solvers/BitWidthProblems.h"
#include "gtest/gtest.h"

using namespace m2c::solvers;

namespace {

class BitWidthZ3 : public testing::Test {
protected:
  // This file is compiled only where Z3 was found.
  void SetUp() override { ASSERT_TRUE(hasZ3()); }
};

void expectAgreement(const BitWidthProblem &problem) {
  BitWidthSolution first = solveBitWidths(problem, {});
  BitWidthSolution second = solveBitWidthsZ3(problem, {});
  ASSERT_EQ(second.status, first.status);
  ASSERT_EQ(second.objective, first.objective);
  ASSERT_EQ(second.bound, first.bound);
  ASSERT_EQ(second.message, first.message);
  ASSERT_EQ(checkBitWidths(problem, second, /*hasProof=*/false), "");
}

} // namespace

TEST_F(BitWidthZ3, AgreesOnLayers) {
  std::mt19937 random(21);
  for (int round = 0; round < 100; ++round) {
    BitWidthProblem problem = layeredProblem(
        random, static_cast<unsigned>(1 + pick(random, 12)), round % 5 ? 3 : 9,
        static_cast<unsigned>(pick(random, 5)), 1);
    for (BitWidthConstraint &constraint : problem.constraints)
      setCap(constraint, static_cast<double>(1 + pick(random, 9)) / 10);
    SCOPED_TRACE(round);
    expectAgreement(problem);
  }
}

TEST_F(BitWidthZ3, AgreesOnTablesTiesAndRows) {
  std::mt19937 random(22);
  for (int round = 0; round < 100; ++round) {
    BitWidthProblem problem =
        mixedProblem(random, static_cast<unsigned>(1 + pick(random, 6)));
    SCOPED_TRACE(round);
    expectAgreement(problem);
  }
}

TEST_F(BitWidthZ3, ScalesWithoutChangingTheAnswer) {
  // Uses and costs far beyond 32 bits, a few units around the cap.
  std::mt19937 random(23);
  for (int round = 0; round < 40; ++round) {
    BitWidthProblem problem = layeredProblem(random, 6, 3, 2, 1e6);
    for (BitWidthConstraint &constraint : problem.constraints) {
      for (BitWidthTerm &term : constraint.terms)
        for (int64_t &value : term.table)
          value = value * 1000000 + pick(random, 1000000);
      setCap(constraint, 0.5);
    }
    // Caps met exactly, and missed by one.
    BitWidthSolution solution = solveBitWidths(problem, {});
    if (solution.status != BitWidthStatus::Optimal)
      continue;
    problem.constraints[0].cap = solution.use[0] - round % 2;
    SCOPED_TRACE(round);
    expectAgreement(problem);
  }
}

TEST_F(BitWidthZ3, SolvesFiftyLayersAndIsDeterministic) {
  std::mt19937 random(24);
  BitWidthProblem problem = layeredProblem(random, 50, 3, 2, 1);
  expectAgreement(problem);
  BitWidthSolution first = solveBitWidthsZ3(problem, {});
  BitWidthSolution second = solveBitWidthsZ3(problem, {});
  EXPECT_EQ(first.choices, second.choices);
  EXPECT_EQ(first.nodes, second.nodes);
}

TEST_F(BitWidthZ3, StopsAtItsLimit) {
  std::mt19937 random(25);
  BitWidthProblem problem = layeredProblem(random, 30, 3, 2, 1);
  BitWidthOptions options;
  options.z3ResourceLimit = 1;
  BitWidthSolution solution = solveBitWidthsZ3(problem, options);
  EXPECT_EQ(solution.status, BitWidthStatus::Unknown);
  EXPECT_LE(solution.bound, solveBitWidths(problem, {}).objective);
  EXPECT_EQ(checkBitWidths(problem, solution, /*hasProof=*/false), "");
}

TEST_F(BitWidthZ3, HasACertificateWithoutAProof) {
  std::mt19937 random(26);
  BitWidthProblem problem = layeredProblem(random, 8, 3, 2, 1);
  std::string text = printBitWidthCertificate(
      bitWidthCertificate(problem, solveBitWidthsZ3(problem, {})));
  std::string verdict;
  EXPECT_EQ(checkBitWidthCertificate(text, verdict), "");
  EXPECT_EQ(verdict, "optimal, no proof to replay, the rest holds");
}
