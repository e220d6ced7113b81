// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Integer weights for one linear map: find q and a scale for each column so
// that X q s is near a target. Knows no network.
#ifndef M2C_QUANT_ROUNDING_H
#define M2C_QUANT_ROUNDING_H

#include "compiler/Quant/Quant.h"
#include <Eigen/Core>

namespace m2c::quant {

using Matrix = Eigen::MatrixXf;

/// Eigen asks the machine for its caches and blocks its sums by them; after this
/// the sums are the same everywhere.
void useFixedCacheSizes();

/// For each output channel c (a column of `weights`): minimise
///   |inputs (q s - weights) + shift|^2 + damping |q s - weights|^2
/// over integers q in [-limit, limit] and the scale s of the channel.
struct RoundingProblem {
  Matrix inputs;  ///< [P][K]; any factor X of the Hessian X^T X
  Matrix weights; ///< [K][C]
  Matrix shift;   ///< [P][C]: minus the wished move of the outputs
  double damping = 0.0;
};

struct RoundedWeights {
  Matrix q;               ///< [K][C], integers
  Eigen::VectorXf scales; ///< [C]
};

/// Solves one problem for any width and method; what does not depend on them
/// is computed once. `problem` must outlive it.
class Rounder {
public:
  explicit Rounder(const RoundingProblem &problem);

  /// `least`: lower bounds of the scales, all positive.
  RoundedWeights round(Rounding method, int limit,
                       const Eigen::VectorXf &least);

private:
  void findProjections();
  RoundedWeights nearest(int limit, const Eigen::VectorXf &scales) const;
  /// Successive rounding (GPTQ, Frantar et al. 2022, as Babai's algorithm);
  /// `residual` becomes X (q s - w) + shift.
  RoundedWeights successive(int limit, const Eigen::VectorXf &scales,
                            Matrix &residual) const;
  RoundedWeights bestClip(int limit, const Eigen::VectorXf &scales,
                          const Eigen::VectorXf &least);
  void refitScales(RoundedWeights &rounded, Matrix &residual,
                   const Eigen::VectorXf &least) const;
  void descend(RoundedWeights &rounded, int limit, Matrix &residual) const;
  Eigen::VectorXf errors(const RoundedWeights &rounded,
                         const Matrix &residual) const;

  const RoundingProblem &problem;
  std::vector<int> order; ///< of the rows of `weights`, largest input first
  Matrix projections;     ///< [P][K]; see findProjections
  Eigen::VectorXf energy; ///< [K]: |column of inputs|^2 + damping
};

} // namespace m2c::quant

#endif
