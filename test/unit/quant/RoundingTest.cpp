// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rounding of weights on correlated inputs: each method against the one that
// it improves on, and against exhaustive search where that is possible.
#include "compiler/Quant/Rounding.h"
#include "QuantTest.h"

namespace m2c::quant {
namespace {

RoundingProblem problem(int rows, int columns, int channels, uint32_t seed) {
  auto matrix = [&](int r, int c) {
    std::vector<float> values = randomValues(r * c, seed++);
    return Matrix(Eigen::Map<Matrix>(values.data(), r, c));
  };
  RoundingProblem result;
  // A few hidden causes make the columns alike.
  int causes = std::max(columns / 4, 1);
  result.inputs = matrix(rows, causes) * matrix(causes, columns) +
                  0.1f * matrix(rows, columns);
  result.weights = matrix(columns, channels);
  result.shift = Matrix::Zero(rows, channels);
  result.damping = 0.01 * result.inputs.squaredNorm() / columns;
  return result;
}

double errorOf(const RoundingProblem &problem, const RoundedWeights &rounded) {
  Matrix change = rounded.q * rounded.scales.asDiagonal() - problem.weights;
  return (problem.inputs * change + problem.shift).squaredNorm() +
         problem.damping * change.squaredNorm();
}

TEST(RoundingTest, EachMethodBeatsTheOneBefore) {
  for (int rows : {40, 200}) { // fewer and more rows than columns
    RoundingProblem own = problem(rows, 64, 8, 5);
    Rounder rounder(own);
    Eigen::VectorXf least = Eigen::VectorXf::Constant(8, 1e-9f);
    double nearest = errorOf(own, rounder.round(Rounding::Nearest, 7, least)),
           gptq = errorOf(own, rounder.round(Rounding::Gptq, 7, least)),
           descent = errorOf(own, rounder.round(Rounding::Descent, 7, least));
    EXPECT_LT(gptq, 0.4 * nearest) << rows;
    EXPECT_LT(descent, 0.95 * gptq) << rows;
  }
}

TEST(RoundingTest, IntegersAreInRange) {
  RoundingProblem own = problem(50, 16, 4, 9);
  RoundedWeights rounded = Rounder(own).round(
      Rounding::Descent, 7, Eigen::VectorXf::Constant(4, 1e-9f));
  EXPECT_LE(rounded.q.cwiseAbs().maxCoeff(), 7.0f);
  EXPECT_EQ(rounded.q, Matrix(rounded.q.array().round()));
  EXPECT_GT(rounded.scales.minCoeff(), 0.0f);
}

/// With the scale fixed, successive rounding is near the best of all integers.
TEST(RoundingTest, NearTheBestOfAllIntegers) {
  RoundingProblem own = problem(30, 4, 1, 21);
  Rounder rounder(own);
  RoundedWeights gptq =
      rounder.round(Rounding::Gptq, 2, Eigen::VectorXf::Constant(1, 1e-9f));
  RoundedWeights tried = gptq;
  double best = 1e30;
  for (int code = 0; code < 625; ++code) {
    for (int k = 0, rest = code; k < 4; ++k, rest /= 5)
      tried.q(k, 0) = rest % 5 - 2;
    best = std::min(best, errorOf(own, tried));
  }
  EXPECT_GE(errorOf(own, gptq), best * 0.9999);
  EXPECT_LE(errorOf(own, gptq), best * 1.3);
}

TEST(RoundingTest, ShiftMovesTheOutputs) {
  RoundingProblem own = problem(200, 32, 4, 33);
  Matrix move = 0.2f * own.inputs * Matrix::Ones(32, 4);
  own.shift = -move;
  Rounder rounder(own);
  RoundedWeights rounded = rounder.round(Rounding::Descent, 127,
                                         Eigen::VectorXf::Constant(4, 1e-9f));
  EXPECT_LT(errorOf(own, rounded), 0.3 * move.squaredNorm());
}

TEST(RoundingTest, DeadInputsAndZeroWeights) {
  RoundingProblem own = problem(20, 8, 2, 40);
  own.inputs.setZero();
  own.weights.col(1).setZero();
  own.damping = 0.0;
  RoundedWeights rounded = Rounder(own).round(
      Rounding::Descent, 7, Eigen::VectorXf::Constant(2, 1e-6f));
  EXPECT_TRUE(rounded.q.allFinite());
  EXPECT_EQ(rounded.scales[1], 1e-6f);
  EXPECT_EQ(rounded.q.col(1).cwiseAbs().maxCoeff(), 0.0f);
}

} // namespace
} // namespace m2c::quant
