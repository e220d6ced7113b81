// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Integer weights and bias for one layer, from what its inputs look like on the
// samples.
#ifndef M2C_QUANT_LAYERFIT_H
#define M2C_QUANT_LAYERFIT_H

#include "compiler/Quant/Rounding.h"
#include "compiler/Quant/Simulation.h"

namespace m2c::quant {

/// A layer's input on all samples, as the float network and as the quantised
/// one compute it.
struct LayerInput {
  llvm::ArrayRef<float> exact, quantized;
  size_t samples = 0;
};

/// Mean over samples and output pixels of what each weight multiplies:
/// [taps][input channels].
std::vector<double> meanPatch(const Layer &layer, llvm::ArrayRef<float> values,
                              size_t samples);

/// sum over the weights of output channel `channel` of weight x mean.
double meanOutput(const Layer &layer, llvm::ArrayRef<float> weights,
                  llvm::ArrayRef<double> means, int64_t channel);

class LayerFitter {
public:
  /// The data behind `input` is read here, not later.
  LayerFitter(const Layer &layer, const LayerInput &input,
              const QuantOptions &options);

  /// `inputScale`: scale of the input tensor, which bounds what an int32 bias
  /// can express.
  LayerPlan fit(unsigned bits, float inputScale);

  /// The plan's weights and its corrected bias as real numbers.
  LayerValues realValues(const LayerPlan &plan) const;

private:
  /// Output channels that read the same inputs.
  struct Block {
    int64_t firstOut, channels;
    RoundingProblem problem;
  };

  void addBlock(int64_t firstOut, int64_t channels, const LayerInput &input);
  Eigen::VectorXf leastScales(const Block &block, float inputScale) const;
  /// Bias that keeps the mean of the channel's output.
  double correctedBias(const LayerPlan &plan, int64_t channel) const;

  const Layer &layer;
  const QuantOptions &options;
  std::vector<double> exactMeans, quantizedMeans;
  std::vector<Block> blocks;
  std::vector<std::unique_ptr<Rounder>> rounders;
};

} // namespace m2c::quant

#endif
