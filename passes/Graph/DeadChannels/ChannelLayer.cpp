// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads layers and sums what is known of their inputs, position by position
// where the padding makes the border differ.
#include "passes/Graph/DeadChannels/ChannelLayer.h"
#include "dialects/Nn/NnQuant.h"
#include "dialects/Support/Constants.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace m2c::dead {

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

bool Layer::isDepthwise() const { return isa<nn::DepthwiseConv2dOp>(op); }

void Layer::setWindow(ArrayRef<int64_t> input, ArrayRef<int64_t> output,
                      ArrayRef<int64_t> kernel, ArrayRef<int64_t> strides,
                      ArrayRef<int64_t> dilations, ArrayRef<int64_t> pads) {
  batch = output[0], outH = output[1], outW = output[2];
  inH = input[1], inW = input[2];
  tapCount = kernel[0] * kernel[1], kernelW = kernel[1];
  strideH = strides[0], strideW = strides[1];
  dilationH = dilations[0], dilationW = dilations[1];
  padTop = pads[0], padLeft = pads[1];
  padded = llvm::any_of(pads, [](int64_t pad) { return pad != 0; });
}

int64_t Layer::sourceOf(int64_t position, int64_t tap) const {
  int64_t x = position % outW, y = position / outW % outH,
          n = position / outW / outH;
  int64_t row = y * strideH - padTop + tap / kernelW * dilationH;
  int64_t column = x * strideW - padLeft + tap % kernelW * dilationW;
  bool inside = row >= 0 && row < inH && column >= 0 && column < inW;
  return inside ? (n * inH + row) * inW + column : -1;
}

std::optional<Layer> Layer::of(Operation *op) {
  // Integers are no real numbers, and their layers were seen as floats before.
  auto isInteger = [](Type type) { return nn::isQuantized(type); };
  if (llvm::any_of(op->getOperandTypes(), isInteger))
    return std::nullopt;
  Layer layer;
  layer.op = op;
  layer.act = activationOf(op);
  auto read = [&](auto op) {
    ElementsAttr weights = constantValue(op.getWeights());
    ElementsAttr bias =
        op.getBias() ? constantValue(op.getBias()) : ElementsAttr();
    if (!weights || (op.getBias() && !bias))
      return false;
    FailureOr<std::vector<float>> values = floatElements(weights);
    FailureOr<std::vector<float>> biases =
        bias ? floatElements(bias) : std::vector<float>();
    if (failed(values) || failed(biases))
      return false;
    layer.weights = std::move(*values);
    layer.biases = std::move(*biases);
    return true;
  };
  auto conv = [&](nn::Conv2dOp op) {
    ArrayRef<int64_t> shape = shapeOf(op.getWeights());
    layer.outs = shape[0], layer.ins = shape[3], layer.groups = op.getGroup();
    layer.setWindow(shapeOf(op.getInput()), shapeOf(op.getOutput()),
                    shape.slice(1, 2), op.getStrides(), op.getDilations(),
                    op.getPads());
    return read(op);
  };
  auto depthwise = [&](nn::DepthwiseConv2dOp op) {
    ArrayRef<int64_t> shape = shapeOf(op.getWeights());
    layer.outs = shape[2], layer.ins = 1,
    layer.groups = shapeOf(op.getInput())[3];
    layer.setWindow(shapeOf(op.getInput()), shapeOf(op.getOutput()),
                    shape.take_front(2), op.getStrides(), op.getDilations(),
                    op.getPads());
    if (!read(op))
      return false;
    layer.weights =
        transposeElements(layer.weights, {layer.tapCount, layer.outs}, {1, 0});
    return true;
  };
  auto dense = [&](nn::DenseOp op) {
    ArrayRef<int64_t> shape = shapeOf(op.getWeights());
    int64_t rows = shapeOf(op.getInput())[0];
    layer.outs = shape[0], layer.ins = shape[1], layer.groups = 1;
    layer.setWindow({rows, 1, 1}, {rows, 1, 1}, {1, 1}, {1, 1}, {1, 1},
                    {0, 0, 0, 0});
    return read(op);
  };
  bool isLayer = llvm::TypeSwitch<Operation *, bool>(op)
                     .Case<nn::Conv2dOp>(conv)
                     .Case<nn::DepthwiseConv2dOp>(depthwise)
                     .Case<nn::DenseOp>(dense)
                     .Default([](Operation *) { return false; });
  return isLayer ? std::optional<Layer>(std::move(layer)) : std::nullopt;
}

bool Layer::connects(int64_t out, int64_t k) const {
  ArrayRef<float> weights = row(out);
  for (int64_t tap = 0; tap < tapCount; ++tap)
    if (weights[tap * ins + k] != 0.0f)
      return true;
  return false;
}

KnownSum Layer::knownSum(int64_t out, ArrayRef<Channel> channels,
                         llvm::function_ref<bool(int64_t)> counts) const {
  KnownSum sum;
  sum.uniform = bias(out);
  ArrayRef<float> weights = row(out);
  for (int64_t k = 0; k < ins; ++k) {
    int64_t in = inputOf(out, k);
    ArrayRef<float> known = channels[in].known;
    bool isZero = known.size() == 1 && known.front() == 0.0f;
    if (known.empty() || isZero || !counts(in) || !connects(out, k))
      continue;
    if (addsUniformly(channels[in])) {
      for (int64_t tap = 0; tap < tapCount; ++tap)
        sum.uniform +=
            static_cast<double>(weights[tap * ins + k]) * known.front();
      continue;
    }
    sum.map.resize(positions(), 0.0);
    for (int64_t position = 0; position < positions(); ++position)
      for (int64_t tap = 0; tap < tapCount; ++tap)
        if (int64_t source = sourceOf(position, tap); source >= 0)
          sum.map[position] += static_cast<double>(weights[tap * ins + k]) *
                               known[known.size() == 1 ? 0 : source];
  }
  return sum;
}

Interval Layer::liveSum(int64_t out, ArrayRef<Channel> channels) const {
  Interval sum{0, 0};
  ArrayRef<float> weights = row(out);
  for (int64_t tap = 0; tap < tapCount; ++tap)
    for (int64_t k = 0; k < ins; ++k) {
      const Channel &channel = channels[inputOf(out, k)];
      if (!channel.known.empty())
        continue;
      double weight = weights[tap * ins + k];
      Interval term = multiply({weight, weight}, channel.range);
      // 0 belongs to every term: a partial sum lacks it, padding makes it so.
      term.include(0);
      sum = add(sum, term);
    }
  return sum;
}

} // namespace m2c::dead
