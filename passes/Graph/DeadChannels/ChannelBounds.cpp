// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bounds of each channel from its producer's operands, op by op. An op that is
// not named here has no bounds, which is always right.
#include "passes/Graph/DeadChannels/ChannelBounds.h"
#include "dialects/Support/Constants.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace mlir;

namespace m2c::dead {

/// Constants of more elements are bounded but not followed by position.
static constexpr int64_t kMaxKnownElements = int64_t(1) << 20;
/// Relative error of a mean or of a folded batch normalisation in float.
static constexpr double kRoundingSlack = 1e-4;

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

int64_t channelCount(Value value) {
  ArrayRef<int64_t> shape = shapeOf(value);
  return shape.empty() ? 1 : shape.back();
}

ReshapeChannels reshapeChannels(Operation *reshape) {
  return {channelCount(reshape->getOperand(0)),
          channelCount(reshape->getResult(0))};
}

bool keepsChannelsApart(Operation *op) {
  int64_t last = static_cast<int64_t>(shapeOf(op->getOperand(0)).size()) - 1;
  if (last < 0)
    return false;
  auto isCuttable = [&](Value value) {
    return constantValue(value) &&
           channelCount(value) == shapeOf(op->getOperand(0))[last];
  };
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<nn::ReluOp, nn::LeakyReluOp, nn::SigmoidOp, nn::TanhOp, nn::ClipOp,
            nn::HardSigmoidOp, nn::HardSwishOp, nn::MaxPool2dOp,
            nn::AvgPool2dOp, nn::Resize2dOp>([](auto) { return true; })
      .Case([&](nn::BatchNormOp op) {
        return static_cast<int64_t>(op.getAxis()) != last ||
               (isCuttable(op.getScale()) && isCuttable(op.getShift()));
      })
      .Case([&](nn::SoftmaxOp op) {
        return static_cast<int64_t>(op.getAxis()) != last;
      })
      .Case([&](nn::ReduceMeanOp op) {
        return !llvm::is_contained(op.getAxes(), last);
      })
      .Case([&](nn::TransposeOp op) { return op.getPerm().back() == last; })
      .Case([&](nn::PadOp op) {
        return op.getBefore()[last] == 0 && op.getAfter()[last] == 0;
      })
      .Case([&](nn::SliceOp op) {
        return op.getBegins()[last] == 0 && op.getSteps()[last] == 1 &&
               op.getSizes()[last] == shapeOf(op.getInput())[last];
      })
      .Default([](Operation *) { return false; });
}

ChannelBounds::ChannelBounds(func::FuncOp graph, double inputBound) {
  for (BlockArgument argument : graph.getArguments())
    states[argument] = Channels(channelCount(argument),
                                Channel::of(Interval{-inputBound, inputBound}));
  for (Operation &op : graph.getBody().front())
    visit(&op);
}

ArrayRef<Channel> ChannelBounds::channels(Value value) const {
  return states.find(value)->second;
}

const Layer *ChannelBounds::layer(Operation *op) const {
  auto it = layerIndex.find(op);
  return it == layerIndex.end() ? nullptr : &layers[it->second];
}

std::optional<double> ChannelBounds::settledSum(Operation *op,
                                                int64_t out) const {
  auto index = layerIndex.find(op);
  if (index == layerIndex.end())
    return std::nullopt;
  auto it = settled.find({index->second, out});
  return it == settled.end() ? std::nullopt : std::optional<double>(it->second);
}

void ChannelBounds::visit(Operation *op) {
  auto isEmpty = [](Value value) {
    return cast<RankedTensorType>(value.getType()).getNumElements() == 0;
  };
  if (op->getNumResults() != 1 || isEmpty(op->getResult(0)) ||
      llvm::any_of(op->getOperands(), isEmpty)) {
    for (Value result : op->getResults())
      states[result] = Channels(channelCount(result));
    return;
  }
  Channels channels;
  if (std::optional<Layer> layer = Layer::of(op)) {
    layerIndex[op] = layers.size();
    layers.push_back(std::move(*layer));
    channels = ofLayer(layers.back());
  } else if (isa<nn::ConstantOp>(op)) {
    channels = ofConstant(op);
  } else if (isa<nn::AddOp, nn::SubOp, nn::MulOp, nn::DivOp>(op)) {
    channels = ofBinary(op);
  } else if (isa<nn::ReshapeOp>(op)) {
    channels = ofReshape(op);
  } else if (isa<nn::ConcatOp>(op)) {
    channels = ofConcat(op);
  } else if (isa<nn::BatchNormOp>(op)) {
    channels = ofBatchNorm(op);
  } else if (isa<nn::SoftmaxOp>(op)) {
    channels.assign(channelCount(op->getResult(0)),
                    Channel::of(Interval{0, 1}));
  } else if (keepsChannelsApart(op)) {
    channels = ofUnary(op);
  } else {
    channels.assign(channelCount(op->getResult(0)), ofMixed(op));
  }
  states[op->getResult(0)] = std::move(channels);
}

/// Bounds of a mean in float. Rounding does not change the sign of a sum of one
/// sign.
static Interval meanOf(Interval range) {
  if (range.isPoint())
    return range;
  Interval rounded = range.widened(kRoundingSlack);
  return {range.lo >= 0 ? std::max(rounded.lo, 0.0) : rounded.lo,
          range.hi <= 0 ? std::min(rounded.hi, 0.0) : rounded.hi};
}

/// The values of a known channel after its activation.
static std::vector<float> activated(const Activation &act,
                                    const KnownSum &sum) {
  std::vector<float> values;
  values.reserve(sum.size());
  for (size_t position = 0; position < sum.size(); ++position)
    values.push_back(static_cast<float>(act(sum.at(position))));
  return values;
}

/// What is added to `sum` in float is lost: no partial sum reaches half the
/// distance to the neighbouring floats.
static bool isLost(Interval added, double sum) {
  float magnitude = std::abs(static_cast<float>(sum));
  // Towards zero the distance may be the smaller one.
  double gap = magnitude == 0.0f ? std::numeric_limits<float>::denorm_min()
                                 : static_cast<double>(magnitude) -
                                       std::nextafter(magnitude, 0.0f);
  return added.hi < gap / 2 && -added.lo < gap / 2;
}

ChannelBounds::Channels ChannelBounds::ofLayer(const Layer &layer) {
  ArrayRef<Channel> inputs = channels(layer.input());
  // A sum of n products in float is off by less than n half ulps of its size.
  double terms = static_cast<double>(layer.taps() * layer.insPerOut() + 2);
  double error = terms * std::numeric_limits<float>::epsilon();
  Channels result(layer.outputs());
  for (int64_t out = 0; out < layer.outputs(); ++out) {
    KnownSum sum = layer.knownSum(out, inputs, [](int64_t) { return true; });
    Interval live = layer.liveSum(out, inputs).widened(error);
    bool constant = true;
    Interval range;
    for (size_t position = 0; position < sum.size(); ++position) {
      double known = sum.at(position);
      Interval before = add({known, known}, live);
      if (live.lo != 0 || live.hi != 0) {
        double size = std::abs(known) + std::max(-live.lo, live.hi);
        before = {before.lo - error * size, before.hi + error * size};
      }
      Interval after = layer.act(before);
      bool saturated =
          static_cast<float>(after.lo) == static_cast<float>(after.hi);
      constant &= saturated || isLost(live, known);
      if (position == 0)
        range = after;
      range.include(after);
    }
    result[out] =
        constant ? Channel::of(activated(layer.act, sum)) : Channel::of(range);
    if (result[out].isUniform() && sum.map.empty())
      settled[{layerIndex.lookup(layer.op), out}] = sum.uniform;
  }
  return result;
}

ChannelBounds::Channels ChannelBounds::ofConstant(Operation *op) {
  Value value = op->getResult(0);
  int64_t count = channelCount(value);
  Channels result(count);
  ElementsAttr attr = constantValue(value);
  std::vector<float> storage;
  // Weights are read by their layers.
  bool isOperand = llvm::any_of(op->getUses(), [](OpOperand &use) {
    return use.getOperandNumber() == 0 ||
           !isa<nn::Conv2dOp, nn::DepthwiseConv2dOp, nn::DenseOp,
                nn::BatchNormOp>(use.getOwner());
  });
  if (!attr || !isOperand || attr.getNumElements() == 0)
    return result;
  FailureOr<ArrayRef<float>> values = viewFloats(attr, storage);
  if (failed(values))
    return result;
  int64_t positions = attr.getNumElements() / count;
  for (int64_t channel = 0; channel < count; ++channel) {
    std::vector<float> known;
    known.reserve(positions);
    for (int64_t position = 0; position < positions; ++position)
      known.push_back((*values)[position * count + channel]);
    result[channel] = Channel::of(std::move(known));
    if (attr.getNumElements() > kMaxKnownElements &&
        !result[channel].isUniform())
      result[channel].known.clear();
  }
  return result;
}

template <typename T>
static T arithmetic(Operation *op, T a, T b, T (*plus)(T, T), T (*times)(T, T),
                    T (*over)(T, T), T (*minus)(T)) {
  if (isa<nn::AddOp>(op))
    return plus(a, b);
  if (isa<nn::SubOp>(op))
    return plus(a, minus(b));
  return isa<nn::MulOp>(op) ? times(a, b) : over(a, b);
}

static double compute(Operation *op, double a, double b) {
  return arithmetic<double>(
      op, a, b, [](double x, double y) { return x + y; },
      [](double x, double y) { return x * y; },
      [](double x, double y) { return x / y; }, [](double x) { return -x; });
}

ChannelBounds::Channels ChannelBounds::ofBinary(Operation *op) {
  Value lhs = op->getOperand(0), rhs = op->getOperand(1),
        result = op->getResult(0);
  ArrayRef<Channel> a = channels(lhs), b = channels(rhs);
  Activation act = activationOf(op);
  auto positionsMatch = [&](Value operand, const Channel &channel) {
    return channel.isUniform() || shapeOf(operand) == shapeOf(result);
  };
  Channels out;
  for (int64_t c = 0; c < channelCount(result); ++c) {
    const Channel &x = a[a.size() == 1 ? 0 : c], &y = b[b.size() == 1 ? 0 : c];
    if (x.known.empty() || y.known.empty() || !positionsMatch(lhs, x) ||
        !positionsMatch(rhs, y)) {
      Interval range = arithmetic<Interval>(op, x.range, y.range, add, multiply,
                                            divide, negate);
      out.push_back(Channel::of(act(Channel::of(range).range)));
      continue;
    }
    std::vector<float> values;
    for (size_t i = 0, n = std::max(x.known.size(), y.known.size()); i < n; ++i)
      values.push_back(
          static_cast<float>(act(compute(op, x.known[x.isUniform() ? 0 : i],
                                         y.known[y.isUniform() ? 0 : i]))));
    out.push_back(Channel::of(std::move(values)));
  }
  return out;
}

ChannelBounds::Channels ChannelBounds::ofReshape(Operation *op) {
  ArrayRef<Channel> in = channels(op->getOperand(0));
  ReshapeChannels sizes = reshapeChannels(op);
  if (sizes.in == sizes.out)
    return Channels(in.begin(), in.end());
  Channels result(sizes.out);
  int64_t runs = sizes.longer() / sizes.shorter();
  for (int64_t k = 0; k < sizes.out; ++k) {
    if (sizes.match() &&
        sizes.out > sizes.in) { // flattened: run r holds every runs-th position
      const Channel &from = in[k % sizes.in];
      result[k] = from;
      if (from.isUniform() || from.known.empty())
        continue;
      std::vector<float> values;
      for (size_t position = k / sizes.in; position < from.known.size();
           position += runs)
        values.push_back(from.known[position]);
      result[k] = Channel::of(std::move(values));
      continue;
    }
    Interval range = in[sizes.match() ? k : 0].range;
    for (int64_t from = 0; from < sizes.in; ++from)
      if (!sizes.match() || from % sizes.out == k)
        range.include(in[from].range);
    result[k] = Channel::of(range);
  }
  return result;
}

ChannelBounds::Channels ChannelBounds::ofConcat(Operation *op) {
  auto concat = cast<nn::ConcatOp>(op);
  int64_t last = static_cast<int64_t>(shapeOf(op->getResult(0)).size()) - 1;
  Channels result;
  for (Value operand : concat.getInputs()) {
    ArrayRef<Channel> in = channels(operand);
    if (static_cast<int64_t>(concat.getAxis()) == last) {
      result.insert(result.end(), in.begin(), in.end());
      continue;
    }
    if (result.empty())
      for (const Channel &channel : in)
        result.push_back(Channel::of(channel.range));
    for (size_t c = 0; c < in.size(); ++c) {
      result[c].range.include(in[c].range);
      result[c] = Channel::of(result[c].range);
    }
  }
  return result;
}

ChannelBounds::Channels ChannelBounds::ofBatchNorm(Operation *op) {
  auto norm = cast<nn::BatchNormOp>(op);
  ArrayRef<Channel> in = channels(norm.getInput());
  Channels result(in.size());
  ElementsAttr scale = constantValue(norm.getScale()),
               shift = constantValue(norm.getShift());
  int64_t last = static_cast<int64_t>(shapeOf(norm.getInput()).size()) - 1;
  if (!scale || !shift || static_cast<int64_t>(norm.getAxis()) != last)
    return result;
  FailureOr<std::vector<float>> scales = floatElements(scale),
                                shifts = floatElements(shift);
  if (failed(scales) || failed(shifts))
    return result;
  for (size_t c = 0; c < in.size(); ++c) {
    double factor = (*scales)[c], offset = (*shifts)[c];
    Interval range =
        add(multiply({factor, factor}, in[c].range), {offset, offset});
    result[c] =
        Channel::of(range.isPoint() ? range : range.widened(kRoundingSlack));
  }
  return result;
}

Channel ChannelBounds::ofMixed(Operation *op) {
  // Whatever it is, its activation bounds it.
  if (!isa<nn::TransposeOp, nn::SliceOp, nn::PadOp, nn::ReduceMeanOp>(op))
    return Channel::of(activationOf(op)(Interval{}));
  ArrayRef<Channel> in = channels(op->getOperand(0));
  Interval range = in.front().range;
  for (const Channel &channel : in)
    range.include(channel.range);
  if (auto pad = dyn_cast<nn::PadOp>(op))
    range.include(pad.getValue().convertToFloat());
  return Channel::of(
      activationOf(op)(isa<nn::ReduceMeanOp>(op) ? meanOf(range) : range));
}

ChannelBounds::Channels ChannelBounds::ofUnary(Operation *op) {
  ArrayRef<Channel> in = channels(op->getOperand(0));
  Activation act = activationOf(op);
  bool byPosition = shapeOf(op->getOperand(0)) == shapeOf(op->getResult(0)) &&
                    isa<nn::ReluOp, nn::LeakyReluOp, nn::SigmoidOp, nn::TanhOp,
                        nn::ClipOp, nn::HardSigmoidOp, nn::HardSwishOp>(op);
  Channels result;
  for (const Channel &channel : in) {
    if (byPosition && !channel.known.empty()) {
      std::vector<float> values;
      values.reserve(channel.known.size());
      for (float value : channel.known)
        values.push_back(static_cast<float>(act(value)));
      result.push_back(Channel::of(std::move(values)));
      continue;
    }
    Interval range = channel.range;
    if (auto pad = dyn_cast<nn::PadOp>(op))
      range.include(pad.getValue().convertToFloat());
    if (isa<nn::AvgPool2dOp, nn::ReduceMeanOp, nn::Resize2dOp>(op))
      range = meanOf(range);
    result.push_back(Channel::of(act(range)));
  }
  return result;
}

} // namespace m2c::dead
