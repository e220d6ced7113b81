// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Channels of integer layers whose value cannot change go into the biases of
// their readers. Integers are exact: there is no question of what is lost, as
// nn-eliminate-dead-channels has it for floats.
#include "compiler/Eval/OpsQuant.h"
#include "dialects/Nn/Nn.h"
#include "dialects/Nn/NnQuant.h"
#include "dialects/Nn/NnWeights.h"
#include "dialects/Support/Constants.h"
#include "passes/Passes.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_NNFOLDDEADCHANNELS
#include "passes/Passes.h.inc"

namespace {

int64_t channelCount(Value value) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(value.getType()).getShape();
  return shape.empty() ? 1 : shape.back();
}

/// Activations of 8 bits per tensor: of 4 bits whole rows would be asked for.
bool isInt8(Value value) {
  return nn::isQuantized(value) && nn::isPerTensor(value.getType()) &&
         nn::storageBits(value.getType()) == 8;
}

/// A layer whose output channels are sums over taps and input channels.
struct Layer {
  Operation *op = nullptr;
  bool depthwise = false, padded = false;
  int64_t taps = 1, ins = 1, outs = 1; ///< ins: that one output reads
  std::vector<int64_t> weights;        ///< as stored
  std::vector<int64_t> bias;           ///< of each output
  eval::Requant requant;

  Value input() const { return op->getOperand(0); }
  Value output() const { return op->getResult(0); }
  int64_t weight(int64_t out, int64_t tap, int64_t in) const {
    return depthwise ? weights[tap * outs + out]
                     : weights[(out * taps + tap) * ins + in];
  }
  /// The sum of the weights by which an output takes an input channel; nothing
  /// if all are zero.
  std::optional<int64_t> gain(int64_t out, int64_t in) const {
    int64_t sum = 0;
    bool any = false;
    for (int64_t tap = 0; tap < taps; ++tap) {
      sum += weight(out, tap, in);
      any |= weight(out, tap, in) != 0;
    }
    return any ? std::optional<int64_t>(sum) : std::nullopt;
  }
};

template <typename OpT>
std::optional<Layer> layerOf(OpT op) {
  ElementsAttr weights = constantValue(op.getWeights());
  ElementsAttr bias =
      op.getBias() ? constantValue(op.getBias()) : ElementsAttr();
  if (!isInt8(op.getInput()) || !isInt8(op.getOutput()) || !weights ||
      (op.getBias() && !bias))
    return std::nullopt;
  Layer layer;
  layer.op = op;
  layer.outs = channelCount(op.getOutput());
  layer.weights = *intElements(weights);
  if (bias)
    layer.bias = *intElements(bias);
  layer.bias.resize(layer.outs, 0);
  nn::TensorQuant in = nn::tensorQuant(op.getInput()),
                  out = nn::tensorQuant(op.getOutput());
  for (float scale : nn::channelScales(op.getWeights().getType(), layer.outs))
    layer.requant.scale.push_back(in.scale * scale / out.scale);
  layer.requant.zero = out.zero;
  std::tie(layer.requant.low, layer.requant.high) = nn::activationBounds(
      out, static_cast<unsigned>(op.getAct()), op.getActA().convertToFloat(),
      op.getActB().convertToFloat());
  return layer;
}

bool anyPad(ArrayRef<int64_t> pads) {
  return llvm::any_of(pads, [](int64_t pad) { return pad != 0; });
}

/// Nothing for other ops, grouped convolutions and channel multipliers.
std::optional<Layer> layerOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, std::optional<Layer>>(op)
      .Case([](nn::Conv2dOp op) -> std::optional<Layer> {
        std::optional<Layer> layer = layerOf<nn::Conv2dOp>(op);
        if (!layer || op.getGroup() != 1)
          return std::nullopt;
        layer->ins = channelCount(op.getInput());
        layer->taps = layer->weights.size() / (layer->ins * layer->outs);
        layer->padded = anyPad(op.getPads());
        return layer;
      })
      .Case([](nn::DepthwiseConv2dOp op) -> std::optional<Layer> {
        std::optional<Layer> layer = layerOf<nn::DepthwiseConv2dOp>(op);
        if (!layer || channelCount(op.getInput()) != layer->outs)
          return std::nullopt;
        layer->depthwise = true;
        layer->taps = layer->weights.size() / layer->outs;
        layer->padded = anyPad(op.getPads());
        return layer;
      })
      .Case([](nn::DenseOp op) -> std::optional<Layer> {
        std::optional<Layer> layer = layerOf<nn::DenseOp>(op);
        if (layer)
          layer->ins = channelCount(op.getInput());
        return layer;
      })
      .Default([](Operation *) { return std::nullopt; });
}

/// Ops without constants whose output channel c is made of input channel c, and
/// that make of the input's zero point the output's.
bool passesChannels(Operation *op) {
  if (op->getNumOperands() != 1 || op->getNumResults() != 1 ||
      !isInt8(op->getOperand(0)) || !isInt8(op->getResult(0)) ||
      channelCount(op->getOperand(0)) != channelCount(op->getResult(0)))
    return false;
  if (auto mean = dyn_cast<nn::ReduceMeanOp>(op))
    return mean.getAct() == nn::Act::none &&
           !llvm::is_contained(
               mean.getAxes(),
               cast<RankedTensorType>(mean.getInput().getType()).getRank() - 1);
  if (auto pool = dyn_cast<nn::AvgPool2dOp>(op))
    return pool.getAct() == nn::Act::none;
  return isa<nn::ReshapeOp>(op);
}

class DeadChannels {
public:
  explicit DeadChannels(Block &block) {
    for (Operation &op : block)
      if (std::optional<Layer> layer = layerOf(&op))
        layers.insert({&op, std::move(*layer)});
    for (Operation &op : block)
      follow(&op);
    settle();
  }

  bool rewrite();

private:
  using Known = std::vector<std::optional<int64_t>>;

  void follow(Operation *op);
  void followLayer(const Layer &layer);
  void settle();
  /// What a removed channel would leave without a reason.
  bool mustStay(Value value, int64_t channel);
  bool canReaderSpare(OpOperand &use, int64_t channel);
  /// The known input adds the same at all positions.
  bool addsUniformly(const Layer &layer, int64_t in) {
    std::optional<int64_t> value = knownOf(layer.input(), in);
    return value && (!layer.padded || *value == zeroOf(layer.input()));
  }
  std::optional<int64_t> knownOf(Value value, int64_t channel) {
    auto it = known.find(value);
    return it == known.end() ? std::nullopt : it->second[channel];
  }
  static int64_t zeroOf(Value value) { return nn::tensorQuant(value).zero; }
  bool isRemoved(Value value, int64_t channel) {
    auto it = removed.find(value);
    return it != removed.end() && it->second[channel];
  }
  void rewriteLayer(const Layer &layer);

  llvm::MapVector<Operation *, Layer> layers;
  llvm::MapVector<Value, Known> known;
  llvm::MapVector<Value, llvm::BitVector> removed;
};

void DeadChannels::followLayer(const Layer &layer) {
  Known values(layer.outs);
  int64_t zero = zeroOf(layer.input());
  for (int64_t out = 0; out < layer.outs; ++out) {
    int64_t sum = layer.bias[out];
    bool constant = true;
    for (int64_t k = 0; k < layer.ins && constant; ++k) {
      std::optional<int64_t> gain = layer.gain(out, k);
      int64_t in = layer.depthwise ? out : k;
      constant = !gain || addsUniformly(layer, in);
      if (gain && constant)
        sum += *gain * (*knownOf(layer.input(), in) - zero);
    }
    // The device's sums have 32 bits.
    if (constant && llvm::isInt<32>(sum))
      values[out] = static_cast<int64_t>(layer.requant.apply(sum, out));
  }
  known[layer.output()] = std::move(values);
}

void DeadChannels::follow(Operation *op) {
  if (auto it = layers.find(op); it != layers.end())
    return followLayer(it->second);
  if (!passesChannels(op))
    return;
  Value input = op->getOperand(0), output = op->getResult(0);
  Known values(channelCount(output));
  for (size_t c = 0; c < values.size(); ++c)
    if (std::optional<int64_t> value = knownOf(input, c)) {
      if (isa<nn::ReshapeOp>(op))
        values[c] = value;
      else if (*value == zeroOf(input)) // a mean of zeros; others are rounded
        values[c] = zeroOf(output);
    }
  known[output] = std::move(values);
}

bool DeadChannels::canReaderSpare(OpOperand &use, int64_t channel) {
  Operation *op = use.getOwner();
  auto it = layers.find(op);
  if (it == layers.end())
    return passesChannels(op) && isRemoved(op->getResult(0), channel);
  const Layer &layer = it->second;
  if (use.getOperandNumber() != 0)
    return false;
  if (layer.depthwise)
    return isRemoved(layer.output(), channel);
  if (addsUniformly(layer, channel))
    return true;
  for (int64_t out = 0; out < layer.outs; ++out)
    if (layer.gain(out, channel) && !isRemoved(layer.output(), out))
      return false;
  return true;
}

bool DeadChannels::mustStay(Value value, int64_t channel) {
  Operation *op = value.getDefiningOp();
  auto it = layers.find(op);
  bool tied = it == layers.end() || it->second.depthwise;
  if (tied && !isRemoved(op->getOperand(0), channel))
    return true;
  return llvm::any_of(value.getUses(), [&](OpOperand &use) {
    return !canReaderSpare(use, channel);
  });
}

/// The largest set of channels that can go together, of each tensor one left.
void DeadChannels::settle() {
  for (const auto &[value, channels] : known)
    removed[value] = llvm::BitVector(channels.size(), true);
  bool changed = true;
  while (changed) {
    changed = false;
    for (auto &[value, channels] : removed)
      for (unsigned channel : llvm::to_vector(channels.set_bits()))
        if (mustStay(value, channel)) {
          channels.reset(channel);
          changed = true;
        }
    for (auto &[value, channels] : removed)
      if (!changed && channels.all()) {
        channels.reset(0);
        changed = true;
      }
  }
}

void DeadChannels::rewriteLayer(const Layer &layer) {
  Value weights = layer.op->getOperand(1);
  std::vector<int64_t> ins, outs, kept, bias;
  for (int64_t out = 0; out < layer.outs; ++out)
    if (!isRemoved(layer.output(), out))
      outs.push_back(out);
  for (int64_t k = 0; k < layer.ins; ++k)
    if (layer.depthwise || !isRemoved(layer.input(), k))
      ins.push_back(k);
  if (outs.size() == size_t(layer.outs) && ins.size() == size_t(layer.ins))
    return;
  auto keepTap = [&](int64_t out, int64_t tap) {
    for (int64_t in : ins)
      kept.push_back(layer.weight(out, tap, in));
  };
  if (layer.depthwise) {
    for (int64_t tap = 0; tap < layer.taps; ++tap)
      for (int64_t out : outs)
        keepTap(out, tap);
  } else {
    for (int64_t out : outs)
      for (int64_t tap = 0; tap < layer.taps; ++tap)
        keepTap(out, tap);
  }
  SmallVector<float> all = nn::channelScales(weights.getType(), layer.outs);
  SmallVector<float> scales, biasScales;
  float inScale = nn::tensorQuant(layer.input()).scale;
  for (int64_t out : outs) {
    int64_t sum = layer.bias[out];
    for (int64_t k = 0; k < layer.ins && !layer.depthwise; ++k)
      if (std::optional<int64_t> gain = layer.gain(out, k);
          gain && isRemoved(layer.input(), k))
        sum += *gain * (*knownOf(layer.input(), k) - zeroOf(layer.input()));
    bias.push_back(sum);
    scales.push_back(all[out]);
    biasScales.push_back(inScale * all[out]);
  }
  SmallVector<int64_t> shape(
      cast<RankedTensorType>(weights.getType()).getShape());
  auto outCount = static_cast<int64_t>(outs.size());
  if (layer.depthwise) {
    shape.back() = outCount;
  } else {
    shape.front() = outCount;
    shape.back() = static_cast<int64_t>(ins.size());
  }
  OpBuilder builder(layer.op);
  Type element = getElementTypeOrSelf(weights.getType());
  if (!nn::isPerTensor(weights.getType()))
    element = nn::quantElement(builder.getContext(),
                               nn::storageBits(weights.getType()), scales,
                               nn::channelAxis(weights.getType()));
  SmallVector<Value> operands{
      layer.input(), nn::makeQuantConstant(builder, weights.getLoc(), shape,
                                           element, kept, "live_weights")};
  operands.push_back(nn::makeQuantConstant(
      builder, layer.op->getLoc(), {outCount},
      nn::quantElement(builder.getContext(), 32, biasScales, 0), bias,
      "live_bias"));
  layer.op->setOperands(operands);
}

bool DeadChannels::rewrite() {
  if (llvm::all_of(removed, [](auto &entry) { return entry.second.none(); }))
    return false;
  for (auto &[op, layer] : layers)
    rewriteLayer(layer);
  for (auto &[value, channels] : removed) {
    auto type = cast<RankedTensorType>(value.getType());
    SmallVector<int64_t> shape(type.getShape());
    shape.back() -= channels.count();
    value.setType(type.clone(shape));
  }
  return true;
}

struct NnFoldDeadChannelsPass
    : impl::NnFoldDeadChannelsBase<NnFoldDeadChannelsPass> {
  void runOnOperation() override {
    if (!getOperation().getBody().hasOneBlock())
      return;
    Block &block = getOperation().getBody().front();
    // What goes may leave channels that nothing reads; each round removes some.
    while (DeadChannels(block).rewrite())
      ;
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
      if (isa<nn::ConstantOp>(op) && op.use_empty())
        op.erase();
  }
};

} // namespace
} // namespace m2c
