// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What each width of each layer and tensor costs, measured one at a time.
#include "compiler/Quant/LayerFit.h"
#include "dialects/Nn/Nn.h"
#include <cmath>

using namespace mlir;

namespace m2c::quant {
namespace {

class DirectMeter {
public:
  explicit DirectMeter(const Prepared &prepared)
      : prepared(prepared), graph(prepared.graph),
        reference(*prepared.reference), exact(graph) {}

  Sensitivities::Pair layer(int id) const {
    const Layer &own = graph.layers[id];
    ArrayRef<float> input = reference.values(graph.inputOf(own));
    QuantOptions options = prepared.options;
    LayerFitter fitter(own, {input, input, reference.numSamples()}, options);
    int group = graph.tensors[graph.inputOf(own)].group;
    float scale = group == kFloat ? 1.0f : prepared.at8[group].scale;
    auto measure = [&](unsigned bits) {
      SimSettings settings = exact;
      settings.layers[id] = fitter.realValues(fitter.fit(bits, scale));
      return divergence(settings);
    };
    return {measure(4), measure(8)};
  }

  Sensitivities::Pair group(int id) const {
    Sensitivities::Pair pair;
    pair.at8 = measureGroup(id, prepared.at8[id]);
    pair.at4 =
        graph.groups[id].only8 ? pair.at8 : measureGroup(id, prepared.at4[id]);
    return pair;
  }

private:
  double measureGroup(int id, const TensorQuant &quant) const {
    SimSettings settings = exact;
    settings.groups[id] = quant;
    if (prepared.options.biasCorrection)
      for (int tensor : graph.groups[id].tensors)
        correctReaders(tensor, quant, settings);
    return divergence(settings);
  }

  /// The layers that read the tensor make its mean error good.
  void correctReaders(int tensor, const TensorQuant &quant,
                      SimSettings &settings) const {
    std::vector<float> values;
    for (int node : graph.tensors[tensor].consumers) {
      if (graph.nodes[node].layer < 0)
        continue;
      const Layer &layer = graph.layers[graph.nodes[node].layer];
      if (values.empty()) {
        values = reference.values(tensor);
        quantizeInPlace(quant, values);
      }
      size_t samples = reference.numSamples();
      auto want = meanPatch(layer, reference.values(tensor), samples);
      auto got = meanPatch(layer, values, samples);
      for (size_t i = 0; i < want.size(); ++i)
        want[i] -= got[i];
      std::vector<float> &bias = settings.layers[graph.nodes[node].layer].bias;
      bias = layer.bias;
      for (int64_t channel = 0; channel < layer.outC; ++channel)
        bias[channel] += meanOutput(layer, layer.weights, want, channel);
    }
  }

  double divergence(const SimSettings &settings) const {
    Divergence sum(graph);
    reference.runChanged(
        settings, exact, [&](size_t sample, ArrayRef<eval::Values> outputs) {
          SmallVector<eval::Values> want;
          for (auto [tensor, output] : llvm::zip(graph.outputs, outputs))
            want.push_back(reference.values(tensor).slice(
                sample * output.size(), output.size()));
          sum.add(want, outputs);
        });
    return sum.mean();
  }

  const Prepared &prepared;
  const QuantGraph &graph;
  const Simulation &reference;
  SimSettings exact;
};

/// HAWQ-V3's measure. v^T H v of the loss for random v of +-1 (Hutchinson) by
/// a second difference of the loss itself, which needs forward passes only.
class HessianMeter {
public:
  explicit HessianMeter(const Prepared &prepared)
      : prepared(prepared), graph(prepared.graph),
        reference(*prepared.reference), exact(graph) {
    centre = loss(exact);
  }

  Sensitivities::Pair layer(int id) {
    const Layer &own = graph.layers[id];
    double trace = 0.0;
    for (unsigned probe = 0; probe < prepared.options.probes; ++probe)
      trace += curvature(id, probe);
    // A negative curvature of the loss says nothing about the cost of a change
    // that is fitted; HAWQ's ranking needs a non-negative figure.
    double mean = std::max(trace / prepared.options.probes, 0.0) /
                  double(own.weights.size());
    ArrayRef<float> input = reference.values(graph.inputOf(own));
    QuantOptions options = prepared.options;
    options.rounding = Rounding::Nearest;
    LayerFitter fitter(own, {input, input, reference.numSamples()}, options);
    auto change = [&](unsigned bits) {
      LayerValues values = fitter.realValues(fitter.fit(bits, 1.0f));
      double sum = 0.0;
      for (auto [got, want] : llvm::zip_equal(values.weights, own.weights))
        sum += double(got - want) * (got - want);
      return sum;
    };
    return {mean * change(4), mean * change(8)};
  }

private:
  double curvature(int id, unsigned probe) const {
    const Layer &own = graph.layers[id];
    double energy = 0.0;
    for (float weight : own.weights)
      energy += double(weight) * weight;
    // A hundredth of the weights' size: far above float noise, small enough
    // for the loss to be quadratic.
    float step = 0.01 * std::sqrt(energy / double(own.weights.size()));
    if (step == 0.0f)
      return 0.0;
    SimSettings up = exact, down = exact;
    LayerValues &more = up.layers[id], &less = down.layers[id];
    more.weights = less.weights = own.weights;
    uint64_t state = 0x9E3779B97F4A7C15ull * (id + 1) + probe;
    for (size_t i = 0; i < own.weights.size(); ++i) {
      state = state * 6364136223846793005ull + 1442695040888963407ull;
      float move = state >> 63 ? step : -step;
      more.weights[i] += move;
      less.weights[i] -= move;
    }
    return (loss(up) + loss(down) - 2.0 * centre) / (double(step) * step);
  }

  /// Mean over the samples: cross-entropy against the float network's class
  /// for outputs that are probabilities, else half the squared error.
  double loss(const SimSettings &settings) const {
    double sum = 0.0;
    reference.runChanged(
        settings, exact, [&](size_t sample, ArrayRef<eval::Values> outputs) {
          for (auto [tensor, output] : llvm::zip(graph.outputs, outputs)) {
            ArrayRef<float> want = reference.values(tensor).slice(
                sample * output.size(), output.size());
            sum += lossOf(graph.tensors[tensor], want, output);
          }
        });
    return sum / double(reference.numSamples());
  }

  double lossOf(const Tensor &tensor, eval::Values want,
                eval::Values got) const {
    if (tensor.group == kFloat) {
      size_t best = llvm::max_element(want) - want.begin();
      return -std::log(std::max(double(got[best]), 1e-12));
    }
    double sum = 0.0;
    for (auto [w, g] : llvm::zip_equal(want, got))
      sum += 0.5 * double(g - w) * (g - w);
    return sum;
  }

  const Prepared &prepared;
  const QuantGraph &graph;
  const Simulation &reference;
  SimSettings exact;
  double centre = 0.0;
};

} // namespace

Sensitivities
measureSensitivity(const Prepared &prepared, SensitivityKind kind,
                   llvm::function_ref<void(size_t, size_t)> progress) {
  useFixedCacheSizes();
  size_t layers = prepared.graph.layers.size(),
         groups = prepared.graph.groups.size();
  bool direct = kind == SensitivityKind::Direct;
  auto tell = [&](size_t done) {
    if (progress)
      progress(done + 1, layers + (direct ? groups : 0));
  };
  Sensitivities result;
  result.groups.resize(groups);
  if (!direct) {
    HessianMeter meter(prepared);
    for (size_t i = 0; i < layers; ++i) {
      tell(i);
      result.layers.push_back(meter.layer(i));
    }
    return result;
  }
  DirectMeter meter(prepared);
  for (size_t i = 0; i < layers; ++i) {
    tell(i);
    result.layers.push_back(meter.layer(i));
  }
  for (size_t i = 0; i < groups; ++i) {
    tell(layers + i);
    result.groups[i] = meter.group(i);
  }
  return result;
}

} // namespace m2c::quant
