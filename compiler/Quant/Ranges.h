// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From the values that a tensor takes to its scale and zero point.
#ifndef M2C_QUANT_RANGES_H
#define M2C_QUANT_RANGES_H

#include "compiler/Quant/Quant.h"

namespace m2c::quant {

/// The quantiser whose grid spans [low, high], widened to hold 0, which is on
/// the grid. A range of one point gets a scale that represents it.
TensorQuant quantOfRange(double low, double high, unsigned bits);

/// Counts of values between the least and the largest.
class Histogram {
public:
  /// Every array of `parts` counts. All values must be finite.
  explicit Histogram(llvm::ArrayRef<llvm::ArrayRef<float>> parts);

  double low() const { return least; }
  double high() const { return most; }

  TensorQuant minMax(unsigned bits, double headroom = 0.0) const;
  /// Leaves out (100 - percentile) % of the values, at most half of them at
  /// either end.
  TensorQuant percentile(double percentile, unsigned bits) const;
  /// Least mean squared error among ranges that cut off one or both ends.
  TensorQuant mse(unsigned bits) const;
  TensorQuant choose(const QuantOptions &options, unsigned bits) const;

private:
  double squaredError(const TensorQuant &quant) const;

  double least = 0.0, most = 0.0, width = 0.0; ///< width: of a bin
  std::vector<uint64_t> bins; ///< zeros, which cost nothing, are not counted
  uint64_t total = 0;
};

/// Quantisers of every group at `bits`, from the tensors that the float
/// simulation keeps.
std::vector<TensorQuant> findRanges(const Simulation &reference,
                                    const QuantOptions &options, unsigned bits);

} // namespace m2c::quant

#endif
