// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Follows each layer's channels to the layer that reads them and moves factors
// between the two.
#include "compiler/Quant/Equalize.h"
#include "compiler/Quant/Ranges.h"
#include "compiler/Quant/Simulation.h"
#include "dialects/Nn/Nn.h"
#include <Eigen/Core>
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
  /// x + c in front of the path is x + c behind it.
  bool keepsOffsets = true;
};

class PairFinder {
public:
  explicit PairFinder(const QuantGraph &graph) : graph(graph) {}

  std::optional<Reader> find(const Layer &producer) const {
    int tensor = graph.outputOf(producer);
    Reader found;
    found.keepsOffsets = producer.isLinear;
    for (int64_t c = 0; c < producer.outC; ++c)
      found.channels.push_back(c);
    while (true) {
      const Tensor &own = graph.tensors[tensor];
      if (own.isOutput || own.consumers.size() != 1)
        return std::nullopt;
      const Node &node = graph.nodes[own.consumers[0]];
      if (node.layer >= 0)
        return readerOf(node.layer, std::move(found));
      if (!follow(node, tensor, found))
        return std::nullopt;
      tensor = node.result;
    }
  }

private:
  std::optional<Reader> readerOf(int id, Reader found) const {
    const Layer &layer = graph.layers[id];
    bool oneToOne = layer.kind == Layer::Depthwise && layer.outC == layer.in.c;
    if (!oneToOne && layer.group != 1)
      return std::nullopt;
    if (layer.in.c != static_cast<int64_t>(found.channels.size()))
      return std::nullopt;
    found.layer = id;
    found.keepsOffsets &= layer.isUnpadded();
    return found;
  }

  /// Goes on to the result of `node`; false where values do not simply scale.
  bool follow(const Node &node, int tensor, Reader &found) const {
    if (isa<nn::ReluOp, nn::LeakyReluOp>(node.op)) {
      found.keepsOffsets = false;
      return true;
    }
    if (isa<nn::MaxPool2dOp, nn::AvgPool2dOp, nn::ReduceMeanOp>(node.op)) {
      auto act = cast<nn::ActAttr>(node.op->getAttr("act")).getValue();
      found.keepsOffsets &= act == nn::Act::none;
      auto mean = dyn_cast<nn::ReduceMeanOp>(node.op);
      int64_t last = graph.tensors[tensor].shape.size() - 1;
      bool keepsAxis =
          !mean || (!mean.getAxes().empty() && mean.getAxes().back() != last);
      return keepsAxis && (act == nn::Act::none || act == nn::Act::relu);
    }
    if (isa<nn::Resize2dOp>(node.op))
      return true; // the shares of an output's elements add up to 1
    if (isa<nn::ReshapeOp>(node.op))
      return reshape(graph.tensors[node.result], found.channels);
    if (auto concat = dyn_cast<nn::ConcatOp>(node.op))
      return place(concat, node, tensor, found.channels);
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

/// Channel c of a tensor becomes (x - offset) / factor.
struct Change {
  std::vector<float> offsets, factors;
};

/// One layer, what it puts out on the samples, and the layer that reads it.
class Pair {
  using RowMatrix =
      Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

public:
  Pair(Layer &producer, Layer &reader, const Reader &found,
       llvm::ArrayRef<float> producerValues, llvm::ArrayRef<float> readerValues,
       double strength)
      : producer(producer), reader(reader), found(found), strength(strength),
        low(producerValues.take_front(producer.outC).vec()), high(low),
        most(producer.outC), energy(producer.outC) {
    for (size_t i = 0; i < producerValues.size(); i += producer.outC)
      for (int64_t c = 0; c < producer.outC; ++c) {
        low[c] = std::min(low[c], producerValues[i + c]);
        high[c] = std::max(high[c], producerValues[i + c]);
      }
    for (size_t in = 0; in < found.channels.size(); ++in)
      if (found.channels[in] >= 0)
        visitReaders(reader, in, [&](float weight) {
          int64_t c = found.channels[in];
          most[c] = std::max(most[c], std::abs(weight));
          energy[c] += double(weight) * weight;
        });
    sampleRows(readerValues);
  }

  Change none() const {
    return {std::vector<float>(low.size(), 0.0f),
            std::vector<float>(low.size(), 1.0f)};
  }

  /// Centres the channels if `centre`, then equalises their ranges.
  Change propose(bool centre, float limit) const {
    Change change = none();
    std::vector<float> range(low.size());
    float largest = 0.0f, after = 0.0f;
    for (size_t c = 0; c < low.size(); ++c) {
      float middle = centre ? 0.5f * (low[c] + high[c]) : 0.0f;
      change.offsets[c] = middle;
      range[c] = std::max(middle - low[c], high[c] - middle);
      largest = std::max(largest, range[c]);
    }
    // A depthwise layer takes any factor into the scales of its channels.
    bool full = reader.kind == Layer::Depthwise;
    for (size_t c = 0; c < low.size(); ++c) {
      if (range[c] <= 0.0f || most[c] <= 0.0f)
        continue;
      change.factors[c] = full ? range[c] / largest
                               : std::pow(range[c], strength) /
                                     std::pow(most[c], 1.0f - strength);
      after = std::max(after, range[c] / change.factors[c]);
    }
    // The tensor keeps its range, so that factors stay near 1.
    for (size_t c = 0; c < low.size(); ++c)
      if (range[c] > 0.0f && most[c] > 0.0f)
        change.factors[c] = std::clamp(change.factors[c] * after / largest,
                                       1.0f / limit, limit);
    return change;
  }

  /// Variance of the error of the reader's sums, summed over its outputs and
  /// taps (whose errors are taken to be independent), when its input has 4
  /// bits.
  double cost(const Change &change) const {
    std::vector<float> values(rows);
    for (size_t i = 0; i < rows.size(); ++i) {
      int64_t c = channelOf(i);
      values[i] = (rows[i] - change.offsets[c]) / change.factors[c];
    }
    RowMatrix errors = Eigen::Map<const RowMatrix>(
        values.data(), rows.size() / readers.size(), readers.size());
    quantizeInPlace(Histogram({values}).mse(4), values);
    errors -= Eigen::Map<const RowMatrix>(values.data(), errors.rows(),
                                          errors.cols());
    for (Eigen::Index in = 0; in < errors.cols(); ++in)
      errors.col(in) *= change.factors[found.channels[readers[in]]];
    errors.rowwise() -= errors.colwise().mean().eval();
    double cost = 0.0;
    if (reader.kind == Layer::Depthwise) {
      for (Eigen::Index in = 0; in < errors.cols(); ++in)
        cost +=
            errors.col(in).squaredNorm() * energy[found.channels[readers[in]]];
      return cost;
    }
    RowMatrix weights(errors.cols(), reader.outC);
    if (reader.hasRelu && reader.taps() == 1 &&
        errors.cols() == static_cast<Eigen::Index>(found.channels.size()))
      return costBehindRelu(errors);
    for (int64_t tap = 0; tap < reader.taps(); ++tap) {
      for (int64_t out = 0; out < reader.outC; ++out)
        for (Eigen::Index in = 0; in < errors.cols(); ++in)
          weights(in, out) = reader.weights[reader.weightIndex(
              out, tap * reader.in.c + readers[in])];
      cost += (errors * weights).squaredNorm();
    }
    return cost;
  }

  void apply(const Change &change) {
    for (int64_t c = 0; c < producer.outC; ++c) {
      for (int64_t column = 0; column < producer.columns(); ++column)
        producer.weights[producer.weightIndex(c, column)] /= change.factors[c];
      producer.bias[c] =
          (producer.bias[c] - change.offsets[c]) / change.factors[c];
    }
    int64_t read = reader.channelsRead();
    for (int64_t channel = 0; channel < reader.outC; ++channel) {
      double bias = reader.bias[channel];
      int64_t first = reader.firstChannelRead(channel);
      for (int64_t column = 0; column < reader.columns(); ++column) {
        int64_t c = found.channels[first + column % read];
        if (c < 0)
          continue;
        float &weight = reader.weights[reader.weightIndex(channel, column)];
        bias += double(weight) * change.offsets[c];
        weight *= change.factors[c];
      }
      reader.bias[channel] = bias;
    }
  }

private:
  /// As `cost` for a pointwise reader: what its relu cuts off does not count.
  double costBehindRelu(const RowMatrix &errors) const {
    Eigen::Map<const RowMatrix> weights(reader.weights.data(), reader.outC,
                                        errors.cols());
    Eigen::Map<const RowMatrix> inputs(rows.data(), errors.rows(),
                                       errors.cols());
    Eigen::Map<const Eigen::RowVectorXf> bias(reader.bias.data(), reader.outC);
    RowMatrix exact = inputs * weights.transpose();
    exact.rowwise() += bias;
    RowMatrix got = exact + errors * weights.transpose();
    return (got.cwiseMax(0.0f) - exact.cwiseMax(0.0f)).squaredNorm();
  }

  int64_t channelOf(size_t i) const {
    return found.channels[readers[i % readers.size()]];
  }

  /// Enough rows of the reader's input to judge by, elements of the producer's
  /// channels only.
  void sampleRows(llvm::ArrayRef<float> values) {
    constexpr size_t kMostValues = 1 << 17;
    size_t channels = found.channels.size(), all = values.size() / channels,
           step = std::max<size_t>(values.size() / kMostValues, 1);
    for (size_t in = 0; in < channels; ++in)
      if (found.channels[in] >= 0)
        readers.push_back(in);
    for (size_t row = 0; row < all; row += step)
      for (int64_t in : readers)
        rows.push_back(values[row * channels + in]);
  }

  Layer &producer;
  Layer &reader;
  const Reader &found;
  float strength;
  std::vector<float> low, high; ///< of the producer's channels
  std::vector<float> most;      ///< largest weight that reads a channel
  std::vector<double> energy;   ///< sum of their squares
  std::vector<int64_t> readers; ///< input channels that the producer feeds
  std::vector<float> rows;      ///< their values at some pixels
};

} // namespace

unsigned equalize(QuantGraph &graph, const Simulation &reference,
                  const QuantOptions &options) {
  unsigned changed = 0;
  PairFinder finder(graph);
  for (Layer &producer : graph.layers) {
    if (!producer.isHomogeneous)
      continue;
    std::optional<Reader> found = finder.find(producer);
    if (!found)
      continue;
    Layer &reader = graph.layers[found->layer];
    Pair pair(
        producer, reader, *found, reference.values(graph.outputOf(producer)),
        reference.values(graph.inputOf(reader)), options.equalizeStrength);
    Change best = pair.none();
    double least = pair.cost(best);
    bool any = false;
    for (int centre = 0; centre <= int(found->keepsOffsets); ++centre)
      for (double limit = 1.0; limit <= options.equalizeLimit; limit *= 2.0) {
        Change tried = pair.propose(centre, limit);
        double cost = pair.cost(tried);
        if (cost >= least)
          continue;
        least = cost;
        best = std::move(tried);
        any = true;
      }
    if (any)
      pair.apply(best);
    changed += any;
  }
  return changed;
}

} // namespace m2c::quant
