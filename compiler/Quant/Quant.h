// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Post-training quantisation: a float nn graph and some unlabelled samples in,
// a plan of scales, integer weights and biases out. Everything is a function of
// its arguments: sums in a fixed order, no threads, no clocks.
//
//   auto graph = QuantGraph::create(function, options.tieConcat);
//   auto prepared = prepare(std::move(*graph), samples, options);
//   auto weights = measureSensitivity(**prepared, SensitivityKind::Direct);
//   ... choose an Assignment ...
//   QuantPlan plan = quantize(**prepared, assignment);
//   Agreement check = evaluatePlan(**prepared, plan, samples);
#ifndef M2C_QUANT_QUANT_H
#define M2C_QUANT_QUANT_H

#include "compiler/Data/DataSet.h"
#include "compiler/Quant/QuantGraph.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/Error.h"
#include <memory>

namespace m2c::quant {

enum class RangeMethod { MinMax, Percentile, Mse };
enum class Rounding { Nearest, Gptq, Descent };
enum class SensitivityKind { Direct, Hessian };

/// The defaults are the one recipe for all networks.
struct QuantOptions {
  RangeMethod ranges8 = RangeMethod::Mse, ranges4 = RangeMethod::Mse;
  /// Part by which 8-bit ranges of what layers read are widened: few samples
  /// seldom show the largest values, and the steps are small enough.
  double headroom = 0.2;
  double percentile = 99.9; ///< share of the values inside, for Percentile
  /// Cross-layer equalisation; strength 0 looks at weights only, 1 at
  /// activations only.
  bool equalize = true;
  double equalizeStrength = 0.5;
  /// Most that equalisation multiplies or divides a channel by. A channel that
  /// hardly moved on the samples may move more on others.
  double equalizeLimit = 4.0;
  Rounding rounding = Rounding::Descent;
  bool biasCorrection = true;
  /// How far a layer's target moves from what it computes on quantised inputs
  /// to the float network's output, 0 to 1.
  double asymmetry = 0.25;
  /// Added to the diagonal of a layer's Hessian, relative to the mean of its
  /// eigenvalues other than 0.
  double damping = 0.2;
  bool inputs4 = false; ///< network inputs may have 4 bits
  bool tieConcat = true;
  /// Hutchinson probes for each layer of SensitivityKind::Hessian.
  unsigned probes = 8;
};

/// Samples in the element order of the function's arguments.
struct Samples {
  size_t count = 0;
  std::vector<std::vector<float>> inputs; ///< one array per network input

  llvm::ArrayRef<float> input(unsigned input, size_t sample) const {
    size_t size = inputs[input].size() / count;
    return llvm::ArrayRef(inputs[input]).slice(sample * size, size);
  }
};

/// The data set's inputs, channels last where the function takes them so.
Samples samplesOf(mlir::func::FuncOp function, const DataSet &data);

/// real = (q - zero) * scale, q in [-2^(bits-1), 2^(bits-1) - 1]. bits 0: float.
struct TensorQuant {
  unsigned bits = 0;
  float scale = 1.0f;
  int32_t zero = 0;

  int32_t lowest() const { return -(1 << (bits - 1)); }
  int32_t highest() const { return (1 << (bits - 1)) - 1; }
};

/// real weight = q * scales[output channel], q in [-(2^(bits-1) - 1), same];
/// real bias = q * (input scale * scales[channel], a float32 product).
struct LayerPlan {
  mlir::Operation *op = nullptr;
  unsigned bits = 8;
  std::vector<float> scales;
  std::vector<int8_t> weights; ///< in nn's order, one weight a byte
  std::vector<int32_t> bias;   ///< a value for each output channel
  /// The float layer that these stand for; differs from the op's constants
  /// where equalisation moved factors between layers.
  std::vector<float> floatWeights, floatBias;
};

struct QuantPlan {
  /// Every quantised value: function arguments, then results in op order.
  /// Values that are not here stay float.
  llvm::MapVector<mlir::Value, TensorQuant> tensors;
  std::vector<LayerPlan> layers; ///< in op order
};

/// Widths for the layers and groups of a graph, 4 or 8 each. A group that is
/// only8 has 8 whatever is asked.
struct Assignment {
  std::vector<unsigned> weightBits, activationBits;
};

class Simulation;

/// What calibration found out; its graph's layers are equalised.
struct Prepared {
  QuantOptions options;
  QuantGraph graph;
  Samples samples;
  std::unique_ptr<Simulation> reference; ///< the float network on the samples
  std::vector<TensorQuant> at4, at8;     ///< for each group

  /// The quantiser of a group at a width of 4 or 8; only8 is respected.
  const TensorQuant &rangeOf(int group, unsigned bits) const {
    return bits == 4 && !graph.groups[group].only8 ? at4[group] : at8[group];
  }
  Assignment uniform(unsigned weightBits, unsigned activationBits) const;

  Prepared();
  ~Prepared();
};

/// Equalises and finds the ranges at 8 and 4 bits. Errors: no samples, a sample
/// of the wrong size, NaN or infinity in a sample or on the way to an output.
llvm::Expected<std::unique_ptr<Prepared>>
prepare(QuantGraph graph, Samples samples, const QuantOptions &options);

/// Cost of one thing at one width when everything else is float; at least 0.
/// Summed over a plan it ranks plans; as a prediction it may be off by 2.
struct Sensitivities {
  struct Pair {
    double at4 = 0, at8 = 0;
  };
  std::vector<Pair> layers;
  /// By tensor group; all 0 for SensitivityKind::Hessian, which is about
  /// weights. A group that is only8 has its 8-bit figure twice.
  std::vector<Pair> groups;
};

/// Direct: divergence of the network's outputs (as Agreement::divergence).
/// Hessian: HAWQ-V3's trace(H) / n * norm(dW)^2 with the float network's own
/// classes as labels (Yao et al. 2021). `progress` is told the number of the
/// measurement that begins and how many there are.
Sensitivities
measureSensitivity(const Prepared &prepared, SensitivityKind kind,
                   llvm::function_ref<void(size_t, size_t)> progress = {});

/// Rounds the weights layer by layer, each fitted to its quantised inputs.
QuantPlan quantize(const Prepared &prepared, const Assignment &assignment);

/// A plan against the float network.
struct Agreement {
  size_t samples = 0;
  /// Samples whose first output has its largest value at the same place.
  size_t sameClass = 0;
  /// Mean over the outputs: KL(float || quantised) per sample behind a softmax,
  /// squared error relative to the float output's energy otherwise.
  double divergence = 0;
  /// Quantised outputs, one array per output for all samples.
  std::vector<std::vector<float>> outputs;
};

Agreement evaluatePlan(const Prepared &prepared, const QuantPlan &plan,
                       const Samples &samples);

} // namespace m2c::quant

#endif
