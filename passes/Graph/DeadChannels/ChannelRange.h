// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What is known about the values of one channel, and how activations change it.
#ifndef M2C_PASSES_GRAPH_DEADCHANNELS_CHANNELRANGE_H
#define M2C_PASSES_GRAPH_DEADCHANNELS_CHANNELRANGE_H

#include "dialects/Nn/Nn.h"
#include <limits>
#include <vector>

namespace m2c::dead {

/// Closed interval of real numbers; infinite ends mean "no bound".
struct Interval {
  double lo = -std::numeric_limits<double>::infinity();
  double hi = std::numeric_limits<double>::infinity();

  bool isPoint() const { return lo == hi; }
  void include(double value);
  void include(Interval other);
  /// Both ends moved outward by `slack`, relative to the larger of them.
  Interval widened(double slack) const;
};

Interval add(Interval a, Interval b);
Interval negate(Interval a);
/// Zero times an infinite end is 0: the ends stand for finite values.
Interval multiply(Interval a, Interval b);
Interval divide(Interval a, Interval b);

/// A fused activation with its parameters.
struct Activation {
  nn::Act kind = nn::Act::none;
  double a = 0, b = 0;

  double operator()(double x) const;
  Interval operator()(Interval x) const;
};

/// The activation of an op with the attributes act, act_a and act_b, or the
/// activation that the op itself is.
Activation activationOf(mlir::Operation *op);

/// One channel (index of the last axis) of a tensor.
struct Channel {
  Interval range;
  /// The values where they do not depend on the graph's inputs: one for all
  /// positions, or one per position (row-major over the other axes); empty
  /// where they do.
  std::vector<float> known;

  static Channel of(Interval range);
  /// `values` may be of any number; equal ones are stored once.
  static Channel of(std::vector<float> values);
  bool isUniform() const { return known.size() == 1; }
};

} // namespace m2c::dead

#endif
