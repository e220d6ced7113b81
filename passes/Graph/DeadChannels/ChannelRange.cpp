// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Interval arithmetic over what a channel can hold. Finite inputs are assumed,
// so that 0 * x is 0 whatever the bound of x.
#include "passes/Graph/DeadChannels/ChannelRange.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include <algorithm>
#include <cmath>

using namespace mlir;

namespace m2c::dead {

void Interval::include(double value) {
  lo = std::min(lo, value);
  hi = std::max(hi, value);
}

void Interval::include(Interval other) {
  include(other.lo);
  include(other.hi);
}

Interval Interval::widened(double slack) const {
  double size = std::max(std::abs(lo), std::abs(hi));
  if (!std::isfinite(size))
    return *this;
  return {lo - slack * size, hi + slack * size};
}

Interval add(Interval a, Interval b) { return {a.lo + b.lo, a.hi + b.hi}; }
Interval negate(Interval a) { return {-a.hi, -a.lo}; }

static double product(double x, double y) {
  return x == 0 || y == 0 ? 0.0 : x * y;
}

Interval multiply(Interval a, Interval b) {
  double corners[] = {product(a.lo, b.lo), product(a.lo, b.hi),
                      product(a.hi, b.lo), product(a.hi, b.hi)};
  return {*llvm::min_element(corners), *llvm::max_element(corners)};
}

Interval divide(Interval a, Interval b) {
  if (b.lo <= 0 && b.hi >= 0)
    return {};
  return multiply(a, {1.0 / b.hi, 1.0 / b.lo});
}

double Activation::operator()(double x) const {
  switch (kind) {
  case nn::Act::none:
    return x;
  case nn::Act::relu:
    return std::max(x, 0.0);
  case nn::Act::clip:
    return std::min(std::max(x, a), b);
  case nn::Act::leaky_relu:
    return x >= 0 ? x : product(a, x);
  case nn::Act::sigmoid:
    return 1.0 / (1.0 + std::exp(-x));
  case nn::Act::tanh:
    return std::tanh(x);
  case nn::Act::hard_sigmoid:
    return std::max(0.0, std::min(1.0, product(a, x) + b));
  case nn::Act::hard_swish:
    return x <= -3 ? 0.0 : x >= 3 ? x : x * (x / 6 + 0.5);
  }
  llvm_unreachable("all activations are above");
}

Interval Activation::operator()(Interval x) const {
  Interval result{(*this)(x.lo), (*this)(x.lo)};
  result.include((*this)(x.hi));
  // Where an activation turns round: leaky_relu with a negative slope at 0,
  // hard_swish at -1.5. Including the value there is right for all of them.
  for (double turn : {-1.5, 0.0})
    if (x.lo < turn && turn < x.hi)
      result.include((*this)(turn));
  return result;
}

Activation activationOf(Operation *op) {
  auto number = [](const APFloat &value) {
    return static_cast<double>(value.convertToFloat());
  };
  auto fused = [&](auto op) {
    return Activation{op.getAct(), number(op.getActA()), number(op.getActB())};
  };
  return llvm::TypeSwitch<Operation *, Activation>(op)
      .Case<nn::Conv2dOp, nn::DepthwiseConv2dOp, nn::DenseOp, nn::AddOp,
            nn::SubOp, nn::MulOp, nn::DivOp, nn::MaxPool2dOp, nn::AvgPool2dOp,
            nn::ReduceMeanOp>(fused)
      .Case([](nn::ReluOp) { return Activation{nn::Act::relu}; })
      .Case([](nn::SigmoidOp) { return Activation{nn::Act::sigmoid}; })
      .Case([](nn::TanhOp) { return Activation{nn::Act::tanh}; })
      .Case([](nn::HardSwishOp) { return Activation{nn::Act::hard_swish}; })
      .Case([&](nn::ClipOp op) {
        return Activation{nn::Act::clip, number(op.getMin()),
                          number(op.getMax())};
      })
      .Case([&](nn::LeakyReluOp op) {
        return Activation{nn::Act::leaky_relu, number(op.getAlpha())};
      })
      .Case([&](nn::HardSigmoidOp op) {
        return Activation{nn::Act::hard_sigmoid, number(op.getAlpha()),
                          number(op.getBeta())};
      })
      .Default([](Operation *) { return Activation{}; });
}

Channel Channel::of(Interval range) {
  Channel channel;
  channel.range = range;
  // An end that is no number bounds nothing.
  if (std::isnan(range.lo) || std::isnan(range.hi))
    channel.range = {};
  else if (range.isPoint() && std::isfinite(range.lo))
    channel.known = {static_cast<float>(range.lo)};
  return channel;
}

Channel Channel::of(std::vector<float> values) {
  Channel channel;
  if (values.empty() ||
      !llvm::all_of(values, [](float value) { return std::isfinite(value); }))
    return channel;
  auto [least, most] = std::minmax_element(values.begin(), values.end());
  channel.range = {*least, *most};
  if (*least == *most)
    values.resize(1);
  channel.known = std::move(values);
  return channel;
}

} // namespace m2c::dead
