// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rounding of weights: successive rounding with the error of each weight made
// good by those behind it, clip factors chosen by output error, scales refitted
// in closed form, coordinate descent on the integers. All channels at a time.
#include "compiler/Quant/Rounding.h"
#include "llvm/ADT/STLExtras.h"
#include <Eigen/Cholesky>
#include <cmath>
#include <numeric>

using Eigen::VectorXf;

namespace m2c::quant {

/// Scale factors tried at widths below 8 bits; at 8 clipping gains nothing.
static constexpr float kClips[] = {0.96f, 0.92f, 0.88f, 0.84f, 0.80f,
                                   0.75f, 0.70f, 0.65f, 0.60f};
static constexpr int kRounds = 2; // of refitting and descending
static constexpr int kEightBits = 127;

void useFixedCacheSizes() {
  Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 4 << 20);
}

Rounder::Rounder(const RoundingProblem &problem)
    : problem(problem), order(problem.weights.rows()) {
  energy = problem.inputs.colwise().squaredNorm();
  energy.array() += static_cast<float>(problem.damping);
  std::iota(order.begin(), order.end(), 0);
  llvm::sort(order, [&](int a, int b) {
    return energy[a] != energy[b] ? energy[a] > energy[b] : a < b;
  });
}

/// When weights in front of k in the order are fixed with residual r and those
/// from k on are free, the best move of weight k is -projection_k . r with
/// projection_k = (damping I + sum of x x^T from k on)^-1 x_k. One inverse, then
/// a rank-one update for each k: the work grows with P^2 K, which is small for
/// dense layers (P samples) where the Hessian itself would be K x K.
void Rounder::findProjections() {
  if (projections.size())
    return;
  Eigen::MatrixXd x = problem.inputs.cast<double>();
  Eigen::Index rows = x.rows();
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Zero(rows, rows);
  inverse.selfadjointView<Eigen::Lower>().rankUpdate(x);
  inverse.diagonal().array() += problem.damping;
  Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(rows, rows);
  inverse = inverse.selfadjointView<Eigen::Lower>().llt().solve(identity);
  projections.resize(rows, x.cols());
  for (int k : order) {
    Eigen::VectorXd v = inverse.selfadjointView<Eigen::Lower>() * x.col(k);
    projections.col(k) = v.cast<float>();
    // Positive for a positive damping; rounding must not make it otherwise.
    double rest = std::max(1.0 - x.col(k).dot(v), 1e-9);
    inverse.selfadjointView<Eigen::Lower>().rankUpdate(v, 1.0 / rest);
  }
}

/// Row k of `wish` rounded to each channel's grid.
static Eigen::RowVectorXf toGrid(const Eigen::RowVectorXf &wish,
                                 const VectorXf &scales, int limit) {
  Eigen::RowVectorXf q(wish.size());
  for (Eigen::Index c = 0; c < wish.size(); ++c)
    q[c] = std::clamp(std::nearbyint(wish[c] / scales[c]), -float(limit),
                      float(limit));
  return q;
}

RoundedWeights Rounder::nearest(int limit, const VectorXf &scales) const {
  RoundedWeights rounded{problem.weights, scales};
  for (Eigen::Index k = 0; k < rounded.q.rows(); ++k)
    rounded.q.row(k) = toGrid(problem.weights.row(k), scales, limit);
  return rounded;
}

RoundedWeights Rounder::successive(int limit, const VectorXf &scales,
                                   Matrix &residual) const {
  RoundedWeights rounded{Matrix(problem.weights.rows(), scales.size()), scales};
  residual = problem.shift;
  Eigen::RowVectorXf wish;
  for (int k : order) {
    wish = problem.weights.row(k);
    wish.noalias() -= projections.col(k).transpose() * residual;
    Eigen::RowVectorXf q = toGrid(wish, scales, limit);
    rounded.q.row(k) = q;
    Eigen::RowVectorXf change =
        q.cwiseProduct(scales.transpose()) - problem.weights.row(k);
    residual.noalias() += problem.inputs.col(k) * change;
  }
  return rounded;
}

VectorXf Rounder::errors(const RoundedWeights &rounded,
                         const Matrix &residual) const {
  Matrix change = rounded.q * rounded.scales.asDiagonal() - problem.weights;
  return residual.colwise().squaredNorm() +
         float(problem.damping) * change.colwise().squaredNorm();
}

RoundedWeights Rounder::bestClip(int limit, const VectorXf &scales,
                                 const VectorXf &least) {
  Matrix residual;
  RoundedWeights best = successive(limit, scales, residual);
  if (limit >= kEightBits)
    return best;
  VectorXf bestErrors = errors(best, residual);
  for (float clip : kClips) {
    VectorXf clipped = (scales * clip).cwiseMax(least);
    RoundedWeights tried = successive(limit, clipped, residual);
    VectorXf triedErrors = errors(tried, residual);
    for (Eigen::Index c = 0; c < scales.size(); ++c)
      if (triedErrors[c] < bestErrors[c]) {
        bestErrors[c] = triedErrors[c];
        best.q.col(c) = tried.q.col(c);
        best.scales[c] = clipped[c];
      }
  }
  return best;
}

void Rounder::refitScales(RoundedWeights &rounded, Matrix &residual,
                          const VectorXf &least) const {
  Matrix outputs = problem.inputs * rounded.q;
  Matrix target = problem.inputs * problem.weights - problem.shift;
  for (Eigen::Index c = 0; c < rounded.scales.size(); ++c) {
    auto q = rounded.q.col(c);
    double over = outputs.col(c).dot(target.col(c)) +
                  problem.damping * q.dot(problem.weights.col(c));
    double under =
        outputs.col(c).squaredNorm() + problem.damping * q.squaredNorm();
    if (under > 0.0 && over > 0.0)
      rounded.scales[c] = std::max(static_cast<float>(over / under), least[c]);
  }
  residual = outputs * rounded.scales.asDiagonal() - target;
}

void Rounder::descend(RoundedWeights &rounded, int limit,
                      Matrix &residual) const {
  float damping = problem.damping;
  for (int k : order) {
    if (energy[k] <= 0.0f)
      continue;
    Eigen::RowVectorXf now =
        rounded.q.row(k).cwiseProduct(rounded.scales.transpose());
    Eigen::RowVectorXf gradient = damping * (now - problem.weights.row(k));
    gradient.noalias() += problem.inputs.col(k).transpose() * residual;
    Eigen::RowVectorXf q =
        toGrid(now - gradient / energy[k], rounded.scales, limit);
    if (q == rounded.q.row(k))
      continue;
    rounded.q.row(k) = q;
    residual.noalias() += problem.inputs.col(k) *
                          (q.cwiseProduct(rounded.scales.transpose()) - now);
  }
}

RoundedWeights Rounder::round(Rounding method, int limit,
                              const VectorXf &least) {
  VectorXf scales =
      problem.weights.cwiseAbs().colwise().maxCoeff().transpose() /
      float(limit);
  scales = scales.cwiseMax(least);
  if (method == Rounding::Nearest || problem.damping <= 0.0)
    return nearest(limit, scales);
  findProjections();
  Matrix residual;
  if (method == Rounding::Gptq)
    return successive(limit, scales, residual);
  RoundedWeights best = bestClip(limit, scales, least);
  for (int round = 0; round < kRounds; ++round) {
    refitScales(best, residual, least);
    descend(best, limit, residual);
  }
  return best;
}

} // namespace m2c::quant
