// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Grows the set of channels that stay from the graph's results upwards until
// nothing changes. What is never reached is read by nothing, or known and
// folded by all its readers.
#include "passes/Graph/DeadChannels/ChannelLiveness.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace m2c::dead {

static bool isConstant(Value value) {
  return isa_and_nonnull<nn::ConstantOp>(value.getDefiningOp());
}

ChannelLiveness::ChannelLiveness(func::FuncOp graph,
                                 const ChannelBounds &bounds,
                                 bool borderClasses)
    : bounds(bounds), borderClasses(borderClasses) {
  Block &block = graph.getBody().front();
  for (BlockArgument argument : block.getArguments())
    live[argument] = llvm::BitVector(channelCount(argument), true);
  for (Operation &op : block) {
    for (Value result : op.getResults())
      live[result] = llvm::BitVector(channelCount(result), isConstant(result));
    if (const Layer *layer = bounds.layer(&op))
      decideMaps(*layer);
  }
  do {
    changed = false;
    for (Operation &op : llvm::reverse(block))
      visit(&op);
    if (changed)
      continue;
    // A tensor cannot vanish.
    for (Operation &op : llvm::reverse(block))
      for (Value result : op.getResults())
        if (kept(result).none() && channelCount(result) > 0)
          keep(result, 0);
  } while (changed);
}

bool ChannelLiveness::isKept(Value value, int64_t channel) const {
  return kept(value)[channel];
}

void ChannelLiveness::keep(Value value, int64_t channel) {
  llvm::BitVector &channels = live.find(value)->second;
  if (channels[channel])
    return;
  channels.set(channel);
  changed = true;
}

void ChannelLiveness::keepAll(Value value) {
  llvm::BitVector &channels = live.find(value)->second;
  changed |= !channels.all();
  channels.set();
}

void ChannelLiveness::tie(Value a, int64_t x, Value b, int64_t y) {
  // A constant is cut to measure by the op that reads it.
  if (isConstant(a) || isConstant(b))
    return;
  if (isKept(a, x))
    keep(b, y);
  else if (isKept(b, y))
    keep(a, x);
}

void ChannelLiveness::tieAll(Value a, Value b) {
  for (int64_t c = 0; c < channelCount(a); ++c)
    tie(a, c, b, c);
}

void ChannelLiveness::visit(Operation *op) {
  if (isa<nn::ConstantOp>(op))
    return;
  const Layer *layer = bounds.layer(op);
  // Ops on constants are left to constant folding.
  bool cutsOperands =
      isa<nn::AddOp, nn::SubOp, nn::MulOp, nn::DivOp, nn::ConcatOp>(op);
  if (op->getNumOperands() > 0 && isConstant(op->getOperand(0)) &&
      !cutsOperands)
    for (Value value : op->getResults())
      keepAll(value);
  if (layer && layer->isDepthwise())
    return visitDepthwise(*layer);
  if (layer && !layer->isGrouped())
    return visitLayer(*layer);
  if (isa<nn::AddOp, nn::SubOp, nn::MulOp, nn::DivOp>(op))
    return visitBinary(op);
  if (isa<nn::ReshapeOp>(op) && reshapeChannels(op).match())
    return visitReshape(op);
  if (isa<nn::ConcatOp>(op))
    return visitConcat(op);
  if (op->getNumOperands() > 0 && keepsChannelsApart(op))
    return tieAll(op->getOperand(0), op->getResult(0));
  for (Value value : op->getOperands())
    keepAll(value);
  for (Value value : op->getResults())
    keepAll(value);
}

bool ChannelLiveness::needsNoInput(const Layer &layer, int64_t out) const {
  return bounds.settledSum(layer.op, out).has_value();
}

/// Weights that go with one channel of `value`, up to the layer where it is made.
static int64_t weightsPerChannel(Value value, const ChannelBounds &bounds) {
  int64_t count = 0;
  while (Operation *op = value.hasOneUse() ? value.getDefiningOp() : nullptr) {
    const Layer *layer = bounds.layer(op);
    count += layer ? layer->taps() * layer->insPerOut() : 0;
    bool goesOn = layer ? layer->isDepthwise()
                        : op->getNumOperands() > 0 && keepsChannelsApart(op);
    if (!goesOn)
      break;
    value = op->getOperand(0);
  }
  return count;
}

/// Known channels that add different values to different positions become a map
/// of biases where it is no larger than the weights that go. It costs one
/// addition per output, and saves at least a multiplication.
void ChannelLiveness::decideMaps(const Layer &layer) {
  if (!borderClasses || layer.isDepthwise() || layer.isGrouped())
    return;
  int64_t outs = 0, folded = 0;
  for (int64_t out = 0; out < layer.outputs(); ++out)
    outs += !needsNoInput(layer, out);
  for (const Channel &channel : bounds.channels(layer.input()))
    folded += !channel.known.empty() && !layer.addsUniformly(channel);
  int64_t saved =
      folded * (layer.taps() * outs + weightsPerChannel(layer.input(), bounds));
  takesMap[layer.op] = layer.positions() * outs <= saved;
}

bool ChannelLiveness::canFold(const Layer &layer, int64_t in) const {
  const Channel &channel = bounds.channels(layer.input())[in];
  if (channel.known.empty())
    return false;
  return layer.addsUniformly(channel) || takesMap.lookup(layer.op);
}

void ChannelLiveness::visitLayer(const Layer &layer) {
  Value output = layer.op->getResult(0);
  for (int64_t in = 0; in < layer.insPerOut(); ++in) {
    if (isKept(layer.input(), in) || canFold(layer, in))
      continue;
    for (int64_t out = 0; out < layer.outputs(); ++out)
      if (isKept(output, out) && !needsNoInput(layer, out) &&
          layer.connects(out, in)) {
        keep(layer.input(), in);
        break;
      }
  }
}

/// Input channel and its outputs stay together: the multiplier is one for all.
void ChannelLiveness::visitDepthwise(const Layer &layer) {
  for (int64_t out = 0; out < layer.outputs(); ++out)
    tie(layer.input(), layer.inputOf(out, 0), layer.op->getResult(0), out);
}

void ChannelLiveness::visitBinary(Operation *op) {
  Value result = op->getResult(0);
  for (Value operand : op->getOperands()) {
    if (channelCount(operand) == channelCount(result))
      tieAll(operand, result);
    else if (kept(result).any())
      keep(operand, 0);
  }
}

void ChannelLiveness::visitReshape(Operation *op) {
  ReshapeChannels sizes = reshapeChannels(op);
  for (int64_t k = 0; k < sizes.longer(); ++k)
    tie(op->getOperand(0), sizes.in == sizes.longer() ? k : k % sizes.shorter(),
        op->getResult(0),
        sizes.out == sizes.longer() ? k : k % sizes.shorter());
}

void ChannelLiveness::visitConcat(Operation *op) {
  auto concat = cast<nn::ConcatOp>(op);
  Value result = concat.getOutput();
  int64_t last = cast<RankedTensorType>(result.getType()).getRank() - 1,
          offset = 0;
  bool alongChannels = static_cast<int64_t>(concat.getAxis()) == last;
  for (Value operand : concat.getInputs()) {
    int64_t count = channelCount(operand);
    for (int64_t c = 0; c < count; ++c)
      tie(operand, c, result, offset + c);
    // A constant part keeps one channel as any other tensor does.
    if (isConstant(operand) && count > 0 &&
        kept(result).find_first_in(offset, offset + count) < 0)
      keep(result, offset);
    offset += alongChannels ? count : 0;
  }
}

} // namespace m2c::dead
