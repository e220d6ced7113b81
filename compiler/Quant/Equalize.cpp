// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Follows each layer's channels to the layer that reads them and moves factors
// between the two.
#include "compiler/Quant/Equalize.h"
#include "dialects/Nn/Nn.h"
#include <cmath>

using namespace mlir;

namespace m2c::quant {
namespace {

/// For each element along the last axis of a tensor the channel of the producer
/// that it comes from; -1: from elsewhere.
using ChannelMap = std::vector<int64_t>;

struct Reader {
  int layer = -1;
  ChannelMap channels; ///< by input channel of the layer
};

class PairFinder {
public:
  explicit PairFinder(const QuantGraph &graph) : graph(graph) {}

  std::optional<Reader> find(const Layer &producer) const {
    int tensor = graph.outputOf(producer);
    ChannelMap map(producer.outC);
    for (int64_t c = 0; c < producer.outC; ++c)
      map[c] = c;
    while (true) {
      const Tensor &own = graph.tensors[tensor];
      if (own.isOutput || own.consumers.size() != 1)
        return std::nullopt;
      const Node &node = graph.nodes[own.consumers[0]];
      if (node.layer >= 0)
        return readerOf(node.layer, std::move(map));
      if (!follow(node, tensor, map))
        return std::nullopt;
      tensor = node.result;
    }
  }

private:
  std::optional<Reader> readerOf(int id, ChannelMap map) const {
    const Layer &layer = graph.layers[id];
    bool oneToOne = layer.kind == Layer::Depthwise && layer.outC == layer.in.c;
    if (!oneToOne && layer.group != 1)
      return std::nullopt;
    if (layer.in.c != static_cast<int64_t>(map.size()))
      return std::nullopt;
    return Reader{id, std::move(map)};
  }

  /// The map behind `node`; false where values do not simply scale.
  bool follow(const Node &node, int tensor, ChannelMap &map) const {
    const Tensor &result = graph.tensors[node.result];
    if (isa<nn::ReluOp, nn::LeakyReluOp>(node.op))
      return true;
    if (auto pool = dyn_cast<nn::MaxPool2dOp>(node.op))
      return pool.getAct() == nn::Act::none || pool.getAct() == nn::Act::relu;
    if (auto pool = dyn_cast<nn::AvgPool2dOp>(node.op))
      return pool.getAct() == nn::Act::none || pool.getAct() == nn::Act::relu;
    if (auto mean = dyn_cast<nn::ReduceMeanOp>(node.op)) {
      int64_t last = graph.tensors[tensor].shape.size() - 1;
      return mean.getAct() == nn::Act::none && !mean.getAxes().empty() &&
             mean.getAxes().back() != last;
    }
    if (isa<nn::ReshapeOp>(node.op))
      return reshape(result, map);
    if (auto concat = dyn_cast<nn::ConcatOp>(node.op))
      return place(concat, node, tensor, map);
    return false;
  }

  /// Rows of the old last axis must make up those of the new one.
  static bool reshape(const Tensor &result, ChannelMap &map) {
    int64_t size = result.shape.empty() ? 1 : result.shape.back(),
            old = map.size();
    if (size % old != 0)
      return false;
    map.resize(size);
    for (int64_t i = old; i < size; ++i)
      map[i] = map[i % old];
    return true;
  }

  bool place(nn::ConcatOp concat, const Node &node, int tensor,
             ChannelMap &map) const {
    int64_t last = graph.tensors[tensor].shape.size() - 1, offset = 0;
    if (concat.getAxis() != static_cast<uint64_t>(last))
      return false;
    ChannelMap wide(graph.tensors[node.result].shape[last], -1);
    for (int operand : node.operands) {
      if (operand == tensor)
        llvm::copy(map, wide.begin() + offset);
      offset += graph.tensors[operand].shape[last];
    }
    map = std::move(wide);
    return true;
  }

  const QuantGraph &graph;
};

/// Visits the weights that read input channel `in` of a layer.
template <typename Visit>
void visitReaders(Layer &layer, int64_t in, Visit visit) {
  if (layer.kind == Layer::Depthwise) {
    for (int64_t tap = 0; tap < layer.taps(); ++tap)
      visit(layer.weights[layer.weightIndex(in, tap)]);
    return;
  }
  for (int64_t channel = 0; channel < layer.outC; ++channel)
    for (int64_t tap = 0; tap < layer.taps(); ++tap)
      visit(layer.weights[layer.weightIndex(channel, tap * layer.in.c + in)]);
}

/// What channel c's values are divided by; 1 for channels without a range or
/// readers. The largest range stays what it is.
std::vector<float> factorsOf(Layer &reader, const Reader &found,
                             llvm::ArrayRef<float> ranges, double strength) {
  // A channel that hardly moved on the samples may move more on others.
  constexpr float kMostFactor = 64.0f;
  std::vector<float> most(ranges.size()), factors(ranges.size(), 1.0f);
  for (size_t in = 0; in < found.channels.size(); ++in)
    if (found.channels[in] >= 0)
      visitReaders(reader, in, [&](float weight) {
        float &own = most[found.channels[in]];
        own = std::max(own, std::abs(weight));
      });
  bool full = reader.kind == Layer::Depthwise;
  float largest = 0.0f, after = 0.0f;
  for (float range : ranges)
    largest = std::max(largest, range);
  for (size_t c = 0; c < ranges.size(); ++c) {
    if (ranges[c] <= 0.0f || most[c] <= 0.0f)
      continue;
    factors[c] = full ? ranges[c] / largest
                      : std::pow(ranges[c], float(strength)) /
                            std::pow(most[c], float(1.0 - strength));
    after = std::max(after, ranges[c] / factors[c]);
  }
  if (after <= 0.0f)
    return {};
  // The tensor keeps its range, so that factors stay near 1.
  for (size_t c = 0; c < ranges.size(); ++c)
    if (ranges[c] > 0.0f && most[c] > 0.0f)
      factors[c] = std::clamp(factors[c] * after / largest, 1 / kMostFactor,
                              kMostFactor);
  return factors;
}

} // namespace

unsigned equalize(QuantGraph &graph,
                  std::vector<std::vector<float>> &channelRanges,
                  double strength) {
  unsigned pairs = 0;
  PairFinder finder(graph);
  for (auto [i, producer] : llvm::enumerate(graph.layers)) {
    if (!producer.isHomogeneous)
      continue;
    std::optional<Reader> found = finder.find(producer);
    if (!found)
      continue;
    Layer &reader = graph.layers[found->layer];
    std::vector<float> factors =
        factorsOf(reader, *found, channelRanges[i], strength);
    if (factors.empty())
      continue;
    ++pairs;
    for (int64_t channel = 0; channel < producer.outC; ++channel) {
      for (int64_t column = 0; column < producer.columns(); ++column)
        producer.weights[producer.weightIndex(channel, column)] /=
            factors[channel];
      producer.bias[channel] /= factors[channel];
      channelRanges[i][channel] /= factors[channel];
    }
    for (size_t in = 0; in < found->channels.size(); ++in)
      if (found->channels[in] >= 0)
        visitReaders(reader, in, [&](float &weight) {
          weight *= factors[found->channels[in]];
        });
  }
  return pairs;
}

} // namespace m2c::quant
