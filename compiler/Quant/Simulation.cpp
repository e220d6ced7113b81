// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs graphs with fake quantisation; the parts that a change does not reach
// come from what was kept.
#include "compiler/Quant/Simulation.h"
#include "dialects/Nn/Nn.h"
#include <cmath>

using namespace mlir;

namespace m2c::quant {

void quantizeInPlace(const TensorQuant &quant, MutableArrayRef<float> values) {
  // Adding and taking away 1.5 * 2^23 rounds half to even, as the sum has no
  // room for a fraction; it needs |x| < 2^22, so the clamp comes first.
  constexpr float kRound = 12582912.0f;
  float scale = quant.scale, low = quant.lowest() - quant.zero,
        high = quant.highest() - quant.zero;
  for (float &value : values) {
    float x = value / scale;
    x = x < low ? low : x;
    x = x > high ? high : x;
    value = ((x + kRound) - kRound) * scale;
  }
}

static bool same(const TensorQuant &a, const TensorQuant &b) {
  return a.bits == b.bits && a.scale == b.scale && a.zero == b.zero;
}

Simulation::Simulation(const QuantGraph &graph, const Samples &samples,
                       const eval::SimdKernels &kernels)
    : theGraph(graph), samples(samples), context(kernels),
      kept(graph.tensors.size()) {}

static void quantizeTensor(const SimSettings &settings, int group,
                           MutableArrayRef<float> values) {
  if (group != kFloat && settings.groups[group].bits)
    quantizeInPlace(settings.groups[group], values);
}

void Simulation::computeInputs(const SimSettings &settings) {
  for (auto [i, tensor] : llvm::enumerate(theGraph.tensors)) {
    if (tensor.input >= 0) {
      kept[i] = samples.inputs[tensor.input];
    } else if (tensor.constant) {
      kept[i].clear();
      for (size_t sample = 0; sample < samples.count; ++sample)
        llvm::append_range(kept[i], *tensor.constant);
    } else {
      continue;
    }
    quantizeTensor(settings, tensor.group, kept[i]);
  }
}

void Simulation::compute(const Node &node, const SimSettings &settings,
                         ArrayRef<eval::Values> tensors,
                         eval::MutableValues result) const {
  SmallVector<eval::Values> operands;
  for (int operand : node.operands)
    operands.push_back(tensors[operand]);
  if (node.layer >= 0) {
    const Layer &layer = theGraph.layers[node.layer];
    const LayerValues &own = settings.layers[node.layer];
    operands.push_back(own.weights.empty() ? layer.weights : own.weights);
    operands.push_back(own.bias.empty() ? layer.bias : own.bias);
  }
  for (const std::vector<float> &parameter : node.parameters)
    operands.push_back(parameter);
  node.compute(context, operands, result);
  quantizeTensor(settings, theGraph.tensors[node.result].group, result);
}

void Simulation::computeNode(int id, const SimSettings &settings) {
  const Node &node = theGraph.nodes[id];
  int64_t count = theGraph.tensors[node.result].count;
  kept[node.result].resize(count * samples.count);
  SmallVector<eval::Values> tensors(theGraph.tensors.size());
  for (size_t sample = 0; sample < samples.count; ++sample) {
    for (int operand : node.operands) {
      int64_t size = theGraph.tensors[operand].count;
      tensors[operand] = values(operand).slice(sample * size, size);
    }
    compute(node, settings, tensors,
            values(node.result).slice(sample * count, count));
  }
}

void Simulation::computeAll(const SimSettings &settings) {
  computeInputs(settings);
  for (size_t node = 0; node < theGraph.nodes.size(); ++node)
    computeNode(node, settings);
}

llvm::BitVector Simulation::dirtyTensors(const SimSettings &settings,
                                         const SimSettings &base) const {
  llvm::BitVector dirty(theGraph.tensors.size());
  for (auto [i, group] : llvm::enumerate(theGraph.groups))
    if (!same(settings.groups[i], base.groups[i]))
      for (int tensor : group.tensors)
        dirty.set(tensor);
  for (const Node &node : theGraph.nodes) {
    bool own =
        node.layer >= 0 && (!settings.layers[node.layer].weights.empty() ||
                            !settings.layers[node.layer].bias.empty() ||
                            !base.layers[node.layer].weights.empty() ||
                            !base.layers[node.layer].bias.empty());
    if (own ||
        llvm::any_of(node.operands, [&](int t) { return dirty.test(t); }))
      dirty.set(node.result);
  }
  return dirty;
}

void Simulation::runChanged(const SimSettings &settings,
                            const SimSettings &base,
                            OutputFunction onOutputs) const {
  runDirty(settings, dirtyTensors(settings, base), onOutputs);
}

void Simulation::run(const SimSettings &settings,
                     OutputFunction onOutputs) const {
  runDirty(settings, llvm::BitVector(theGraph.tensors.size(), true), onOutputs);
}

void Simulation::runDirty(const SimSettings &settings,
                          const llvm::BitVector &dirty,
                          OutputFunction onOutputs) const {
  std::vector<std::vector<float>> own(theGraph.tensors.size());
  SmallVector<eval::Values> tensors(theGraph.tensors.size());
  for (int i : dirty.set_bits())
    own[i].resize(theGraph.tensors[i].count);
  for (size_t sample = 0; sample < samples.count; ++sample) {
    for (auto [i, tensor] : llvm::enumerate(theGraph.tensors)) {
      if (!dirty.test(i)) {
        tensors[i] = values(i).slice(sample * tensor.count, tensor.count);
        continue;
      }
      if (tensor.input >= 0)
        llvm::copy(samples.input(tensor.input, sample), own[i].begin());
      else if (tensor.constant)
        llvm::copy(*tensor.constant, own[i].begin());
      if (tensor.producer < 0)
        quantizeTensor(settings, tensor.group, own[i]);
      tensors[i] = own[i];
    }
    for (const Node &node : theGraph.nodes)
      if (dirty.test(node.result))
        compute(node, settings, tensors, own[node.result]);
    SmallVector<eval::Values> outputs;
    for (int output : theGraph.outputs)
      outputs.push_back(tensors[output]);
    onOutputs(sample, outputs);
  }
}

LayerValues valuesOf(const Layer &layer, const LayerPlan &plan,
                     float inputScale) {
  LayerValues values;
  values.weights.resize(layer.weights.size());
  values.bias.resize(layer.outC);
  for (int64_t channel = 0; channel < layer.outC; ++channel) {
    float scale = plan.scales[channel];
    for (int64_t column = 0; column < layer.columns(); ++column) {
      size_t at = layer.weightIndex(channel, column);
      values.weights[at] = plan.weights[at] * scale;
    }
    values.bias[channel] = plan.bias[channel] * (inputScale * scale);
  }
  return values;
}

SimSettings settingsOf(const QuantGraph &graph, const QuantPlan &plan) {
  SimSettings settings(graph);
  for (const auto &[value, quant] : plan.tensors)
    settings.groups[graph.tensors[graph.tensorOf.lookup(value)].group] = quant;
  for (auto [i, layer] : llvm::enumerate(graph.layers)) {
    int group = graph.tensors[graph.inputOf(layer)].group;
    float scale = group == kFloat ? 1.0f : settings.groups[group].scale;
    settings.layers[i] = valuesOf(layer, plan.layers[i], scale);
  }
  return settings;
}

Divergence::Divergence(const QuantGraph &graph)
    : isSoftmax(graph.outputs.size()), error(graph.outputs.size()),
      energy(graph.outputs.size()) {
  for (auto [i, output] : llvm::enumerate(graph.outputs)) {
    const Node *node = nullptr;
    int tensor = output;
    do {
      int producer = graph.tensors[tensor].producer;
      node = producer < 0 ? nullptr : &graph.nodes[producer];
      if (node)
        tensor = node->operands[0];
    } while (node && node->preserves);
    isSoftmax[i] = node && isa<nn::SoftmaxOp>(node->op);
  }
}

void Divergence::add(ArrayRef<eval::Values> want, ArrayRef<eval::Values> got) {
  // Below it a probability is as good as zero; keeps the logarithm finite.
  constexpr double kLeast = 1e-12;
  ++samples;
  for (size_t i = 0; i < want.size(); ++i)
    for (auto [w, g] : llvm::zip_equal(want[i], got[i])) {
      double p = w, q = g;
      if (isSoftmax[i])
        error[i] +=
            p * (std::log(std::max(p, kLeast)) - std::log(std::max(q, kLeast)));
      else
        error[i] += (p - q) * (p - q);
      energy[i] += p * p;
    }
}

double Divergence::mean() const {
  double sum = 0;
  for (size_t i = 0; i < error.size(); ++i)
    sum += isSoftmax[i]      ? error[i] / samples
           : energy[i] > 0.0 ? error[i] / energy[i]
                             : error[i];
  return error.empty() ? 0.0 : std::max(sum / error.size(), 0.0);
}

} // namespace m2c::quant
