// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs samples through a QuantGraph with any mix of float and quantised
// tensors and layers. Quantised values are computed in float on the integers'
// grid: they differ from the integer kernels where a sum is within float error
// of a rounding boundary, nowhere else.
#ifndef M2C_QUANT_SIMULATION_H
#define M2C_QUANT_SIMULATION_H

#include "compiler/Quant/Quant.h"
#include "llvm/ADT/BitVector.h"

namespace m2c::quant {

/// Rounds to the tensor's grid, in place: round half to even of x / scale.
void quantizeInPlace(const TensorQuant &quant,
                     llvm::MutableArrayRef<float> values);

/// A layer's weights and bias as real numbers; empty: those of the graph.
struct LayerValues {
  std::vector<float> weights, bias;
};

struct SimSettings {
  std::vector<TensorQuant> groups; ///< bits 0: float
  std::vector<LayerValues> layers;

  explicit SimSettings(const QuantGraph &graph)
      : groups(graph.groups.size()), layers(graph.layers.size()) {}
};

/// A layer of a plan as real numbers, given its input's scale.
LayerValues valuesOf(const Layer &layer, const LayerPlan &plan,
                     float inputScale);

/// The settings that a plan means.
SimSettings settingsOf(const QuantGraph &graph, const QuantPlan &plan);

/// Points into graph and samples, which must outlive it.
class Simulation {
public:
  Simulation(const QuantGraph &graph, const Samples &samples,
             const eval::SimdKernels &kernels);

  const QuantGraph &graph() const { return theGraph; }
  size_t numSamples() const { return samples.count; }

  /// Computes and keeps one node's result for all samples; its operands must
  /// have been. Inputs and constants are those of `prepareInputs`.
  void computeInputs(const SimSettings &settings);
  void computeNode(int node, const SimSettings &settings);
  void computeAll(const SimSettings &settings);

  /// A kept tensor, all samples one after the other.
  llvm::ArrayRef<float> values(int tensor) const { return kept[tensor]; }
  llvm::MutableArrayRef<float> values(int tensor) { return kept[tensor]; }
  /// Frees a kept tensor.
  void drop(int tensor) { kept[tensor] = {}; }

  /// Receives a sample's number and its network outputs.
  using OutputFunction =
      llvm::function_ref<void(size_t, llvm::ArrayRef<eval::Values>)>;

  /// Runs the samples with other settings and keeps nothing. Tensors that no
  /// difference to `base` reaches are taken from what is kept.
  void runChanged(const SimSettings &settings, const SimSettings &base,
                  OutputFunction onOutputs) const;
  /// Runs everything and keeps nothing.
  void run(const SimSettings &settings, OutputFunction onOutputs) const;

private:
  llvm::BitVector dirtyTensors(const SimSettings &settings,
                               const SimSettings &base) const;
  void runDirty(const SimSettings &settings, const llvm::BitVector &dirty,
                OutputFunction onOutputs) const;
  void compute(const Node &node, const SimSettings &settings,
               llvm::ArrayRef<eval::Values> tensors,
               eval::MutableValues result) const;

  const QuantGraph &theGraph;
  const Samples &samples;
  mutable eval::OpContext context;
  std::vector<std::vector<float>> kept;
};

/// Adds up how far outputs are from the float network's; see
/// Agreement::divergence.
class Divergence {
public:
  explicit Divergence(const QuantGraph &graph);
  void add(llvm::ArrayRef<eval::Values> want, llvm::ArrayRef<eval::Values> got);
  double mean() const;

private:
  std::vector<bool> isSoftmax; ///< by output
  std::vector<double> error, energy;
  size_t samples = 0;
};

} // namespace m2c::quant

#endif
