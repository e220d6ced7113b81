// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rewrites in place: first the constants and attributes of each op, from the
// shapes as they were; then all result types; then the maps of biases, which
// are new ops.
#include "passes/Graph/DeadChannels/ChannelRewrite.h"
#include "dialects/Support/Constants.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace m2c::dead {

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

namespace {

class Rewriter {
public:
  Rewriter(func::FuncOp graph, const ChannelBounds &bounds,
           const ChannelLiveness &liveness)
      : graph(graph), bounds(bounds), liveness(liveness),
        builder(graph.getContext()) {}
  bool run();

private:
  /// Biases that differ between positions, to be added to the layer's result.
  struct BiasMap {
    Operation *layer;
    std::vector<float> values;
  };

  void rewrite(Operation *op);
  void rewriteLayer(const Layer &layer);
  void rewriteDepthwise(const Layer &layer);
  /// No `biases`: the layer gets none.
  void setConstants(const Layer &layer, ArrayRef<int64_t> shape,
                    ArrayRef<float> weights, ArrayRef<float> biases);
  /// Replaces a constant operand by its channels [first, first + kept.size())
  /// that `kept` has.
  void cutConstant(OpOperand &operand, const llvm::BitVector &kept,
                   int64_t first = 0);
  void addMap(const BiasMap &map);
  Value makeConstant(Location loc, ArrayRef<int64_t> shape,
                     ArrayRef<float> values, StringRef name) {
    return nn::ConstantOp::create(
        builder, loc,
        makeFloatConstant(builder.getContext(), shape, values, name));
  }

  func::FuncOp graph;
  const ChannelBounds &bounds;
  const ChannelLiveness &liveness;
  OpBuilder builder;
  std::vector<BiasMap> maps;
  bool changed = false;
};

} // namespace

void Rewriter::setConstants(const Layer &layer, ArrayRef<int64_t> shape,
                            ArrayRef<float> weights, ArrayRef<float> biases) {
  builder.setInsertionPoint(layer.op);
  Value oldWeights = layer.op->getOperand(1);
  layer.op->setOperand(
      1, makeConstant(oldWeights.getLoc(), shape, weights, "live_weights"));
  SmallVector<Value, 1> bias;
  bool hadBias = layer.op->getNumOperands() > 2;
  if (!biases.empty() && (hadBias || llvm::any_of(biases, [](float value) {
                            return value != 0.0f;
                          }))) {
    Location loc =
        hadBias ? layer.op->getOperand(2).getLoc() : layer.op->getLoc();
    bias.push_back(makeConstant(loc, {static_cast<int64_t>(biases.size())},
                                biases, "live_bias"));
  }
  layer.op->setOperands(2, layer.op->getNumOperands() - 2, bias);
  changed = true;
}

void Rewriter::rewriteDepthwise(const Layer &layer) {
  const llvm::BitVector &kept = liveness.kept(layer.op->getResult(0));
  if (kept.all())
    return;
  std::vector<float> weights, biases;
  for (int64_t tap = 0; tap < layer.taps(); ++tap)
    for (unsigned out : kept.set_bits())
      weights.push_back(layer.row(out)[tap]);
  for (unsigned out : kept.set_bits())
    biases.push_back(layer.bias(out));
  ArrayRef<int64_t> shape = shapeOf(layer.op->getOperand(1));
  setConstants(layer, {shape[0], shape[1], static_cast<int64_t>(kept.count())},
               weights, biases);
}

void Rewriter::rewriteLayer(const Layer &layer) {
  const llvm::BitVector &outs = liveness.kept(layer.op->getResult(0));
  const llvm::BitVector &ins = liveness.kept(layer.input());
  ArrayRef<Channel> inputs = bounds.channels(layer.input());
  bool needed = !outs.all() || !ins.all();
  std::vector<float> weights;
  std::vector<KnownSum> sums;
  for (unsigned out : outs.set_bits()) {
    std::optional<double> settled = bounds.settledSum(layer.op, out);
    sums.push_back(settled ? KnownSum{*settled, {}}
                           : layer.knownSum(out, inputs, [&](int64_t in) {
                               return !ins[in];
                             }));
    for (int64_t tap = 0; tap < layer.taps(); ++tap)
      for (unsigned in : ins.set_bits()) {
        float weight = layer.row(out)[tap * layer.insPerOut() + in];
        needed |= settled && weight != 0.0f;
        weights.push_back(settled ? 0.0f : weight);
      }
  }
  if (!needed)
    return;
  bool isMap =
      llvm::any_of(sums, [](const KnownSum &sum) { return !sum.map.empty(); });
  std::vector<float> biases;
  for (int64_t position = 0; position < (isMap ? layer.positions() : 1);
       ++position)
    for (const KnownSum &sum : sums)
      biases.push_back(static_cast<float>(sum.at(position)));
  SmallVector<int64_t> shape(shapeOf(layer.op->getOperand(1)));
  shape.front() = outs.count();
  shape.back() = ins.count();
  setConstants(layer, shape, weights,
               isMap ? ArrayRef<float>() : ArrayRef<float>(biases));
  if (isMap)
    maps.push_back({layer.op, std::move(biases)});
}

void Rewriter::cutConstant(OpOperand &operand, const llvm::BitVector &kept,
                           int64_t first) {
  ElementsAttr attr = constantValue(operand.get());
  int64_t count = channelCount(operand.get());
  std::vector<float> storage;
  FailureOr<ArrayRef<float>> values = viewFloats(attr, storage);
  if (failed(values))
    return;
  std::vector<float> cut;
  int64_t left = 0;
  for (int64_t c = 0; c < count; ++c)
    left += kept[first + c];
  if (left == count)
    return;
  for (size_t i = 0; i < values->size(); ++i)
    if (kept[first + i % count])
      cut.push_back((*values)[i]);
  SmallVector<int64_t> shape(shapeOf(operand.get()));
  shape.back() = left;
  builder.setInsertionPoint(operand.getOwner());
  operand.set(makeConstant(operand.get().getLoc(), shape, cut, "live_values"));
  changed = true;
}

void Rewriter::rewrite(Operation *op) {
  if (const Layer *layer = bounds.layer(op)) {
    if (layer->isDepthwise())
      rewriteDepthwise(*layer);
    else if (!layer->isGrouped())
      rewriteLayer(*layer);
    return;
  }
  if (op->getNumResults() != 1)
    return;
  const llvm::BitVector &kept = liveness.kept(op->getResult(0));
  auto isConstant = [](Value value) {
    return isa_and_nonnull<nn::ConstantOp>(value.getDefiningOp());
  };
  int64_t last = static_cast<int64_t>(shapeOf(op->getResult(0)).size()) - 1;
  llvm::TypeSwitch<Operation *>(op)
      .Case<nn::AddOp, nn::SubOp, nn::MulOp, nn::DivOp>([&](Operation *op) {
        for (OpOperand &operand : op->getOpOperands())
          if (isConstant(operand.get()) &&
              channelCount(operand.get()) == int64_t(kept.size()))
            cutConstant(operand, kept);
      })
      .Case([&](nn::BatchNormOp op) {
        if (static_cast<int64_t>(op.getAxis()) != last)
          return;
        cutConstant(op->getOpOperand(1), kept);
        cutConstant(op->getOpOperand(2), kept);
      })
      .Case([&](nn::ConcatOp op) {
        int64_t offset = 0;
        bool alongChannels = static_cast<int64_t>(op.getAxis()) == last;
        for (OpOperand &operand : op->getOpOperands()) {
          int64_t count = channelCount(operand.get());
          if (isConstant(operand.get()))
            cutConstant(operand, kept, offset);
          offset += alongChannels ? count : 0;
        }
      })
      .Case([&](nn::SliceOp op) {
        SmallVector<int64_t> sizes(op.getSizes());
        if (last >= 0)
          sizes[last] = kept.count();
        op.setSizes(sizes);
      });
}

/// layer(x) with an activation becomes add(layer'(x), map) with it.
void Rewriter::addMap(const BiasMap &map) {
  Value output = map.layer->getResult(0);
  builder.setInsertionPointAfter(map.layer);
  Value biases = makeConstant(map.layer->getLoc(), shapeOf(output), map.values,
                              "border_bias");
  auto sum = nn::AddOp::create(builder, map.layer->getLoc(),
                               TypeRange{output.getType()},
                               ValueRange{output, biases});
  for (StringRef name : {"act", "act_a", "act_b"})
    if (Attribute attr = map.layer->getAttr(name))
      sum->setAttr(name, attr);
  map.layer->setAttr("act",
                     nn::ActAttr::get(builder.getContext(), nn::Act::none));
  for (StringRef name : {"act_a", "act_b"})
    map.layer->setAttr(name, builder.getF32FloatAttr(0.0f));
  output.replaceAllUsesExcept(sum.getOutput(), sum);
}

bool Rewriter::run() {
  Block &block = graph.getBody().front();
  for (Operation &op : llvm::make_early_inc_range(block))
    if (!isa<nn::ConstantOp>(op))
      rewrite(&op);
  for (Operation &op : block) {
    if (isa<nn::ConstantOp>(op))
      continue;
    for (Value result : op.getResults()) {
      const llvm::BitVector &kept = liveness.kept(result);
      if (kept.all())
        continue;
      auto type = cast<RankedTensorType>(result.getType());
      SmallVector<int64_t> shape(type.getShape());
      shape.back() = kept.count();
      result.setType(type.clone(shape));
      changed = true;
    }
  }
  for (const BiasMap &map : maps)
    addMap(map);
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
    if (isa<nn::ConstantOp>(op) && op.use_empty())
      op.erase();
  return changed;
}

bool removeChannels(func::FuncOp graph, const ChannelBounds &bounds,
                    const ChannelLiveness &liveness) {
  return Rewriter(graph, bounds, liveness).run();
}

} // namespace m2c::dead
