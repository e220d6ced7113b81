// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Ranges by extremes, percentile or squared error, all from one histogram.
#include "compiler/Quant/Ranges.h"
#include "compiler/Quant/Simulation.h"
#include <cmath>

using namespace llvm;

namespace m2c::quant {

static constexpr size_t kBins = 4096;

TensorQuant quantOfRange(double low, double high, unsigned bits) {
  // Below it products of scales would leave the normal floats.
  constexpr double kLeastScale = 0x1p-60;
  low = std::min(low, 0.0);
  high = std::max(high, 0.0);
  TensorQuant quant;
  quant.bits = bits;
  double steps = (1 << bits) - 1;
  double scale = (high - low) / steps;
  quant.scale = scale > kLeastScale ? scale : high > low ? kLeastScale : 1.0;
  double zero = quant.lowest() - low / quant.scale;
  quant.zero =
      std::clamp<double>(std::nearbyint(zero), quant.lowest(), quant.highest());
  return quant;
}

Histogram::Histogram(ArrayRef<ArrayRef<float>> parts) : bins(kBins) {
  bool any = false;
  for (ArrayRef<float> part : parts)
    for (float value : part) {
      least = any ? std::min<double>(least, value) : value;
      most = any ? std::max<double>(most, value) : value;
      any = true;
    }
  width = (most - least) / kBins;
  float perBin = width > 0.0 ? 1.0 / width : 0.0, first = least;
  for (ArrayRef<float> part : parts)
    for (float value : part)
      if (value != 0.0f) {
        size_t bin = (value - first) * perBin;
        ++bins[std::min(bin, kBins - 1)];
      }
  for (uint64_t count : bins)
    total += count;
}

double Histogram::squaredError(const TensorQuant &quant) const {
  double sum = 0.0, low = quant.lowest() - quant.zero,
         high = quant.highest() - quant.zero;
  for (size_t i = 0; i < kBins; ++i) {
    if (!bins[i])
      continue;
    double x = least + (i + 0.5) * width;
    double q = std::clamp(std::nearbyint(x / quant.scale), low, high);
    double error = q * quant.scale - x;
    sum += error * error * bins[i];
  }
  return sum;
}

TensorQuant Histogram::minMax(unsigned bits) const {
  return quantOfRange(least, most, bits);
}

TensorQuant Histogram::percentile(double percentile, unsigned bits) const {
  double cut = total * (100.0 - percentile) / 100.0;
  // Each end gives up values as long as both together stay below the cut.
  size_t first = 0, last = kBins;
  for (double below = 0; first < last; ++first)
    if ((below += bins[first]) > cut / 2)
      break;
  for (double above = 0; last > first; --last)
    if ((above += bins[last - 1]) > cut / 2)
      break;
  return quantOfRange(least + first * width, least + last * width, bits);
}

TensorQuant Histogram::mse(unsigned bits) const {
  double low = std::min(least, 0.0), high = std::max(most, 0.0);
  double bestLow = 1.0, bestHigh = 1.0;
  double bestError = squaredError(quantOfRange(low, high, bits));
  auto attempt = [&](double lowPart, double highPart) {
    double error =
        squaredError(quantOfRange(low * lowPart, high * highPart, bits));
    if (error < bestError) {
      bestError = error;
      bestLow = lowPart;
      bestHigh = highPart;
    }
  };
  // Both ends together, then each alone.
  for (int part = 99; part >= 20; --part)
    attempt(part * 0.01, part * 0.01);
  for (int round = 0; round < 2 && low < 0.0 && high > 0.0; ++round) {
    double keptLow = bestLow;
    for (int part = 100; part >= 20; --part)
      attempt(keptLow, part * 0.01);
    double keptHigh = bestHigh;
    for (int part = 100; part >= 20; --part)
      attempt(part * 0.01, keptHigh);
  }
  return quantOfRange(low * bestLow, high * bestHigh, bits);
}

TensorQuant Histogram::choose(const QuantOptions &options,
                              unsigned bits) const {
  switch (bits == 8 ? options.ranges8 : options.ranges4) {
  case RangeMethod::MinMax:
    return minMax(bits);
  case RangeMethod::Percentile:
    return percentile(options.percentile, bits);
  case RangeMethod::Mse:
    return mse(bits);
  }
  llvm_unreachable("unknown range method");
}

std::vector<TensorQuant> findRanges(const Simulation &reference,
                                    const QuantOptions &options,
                                    unsigned bits) {
  const QuantGraph &graph = reference.graph();
  std::vector<TensorQuant> ranges;
  for (const Group &group : graph.groups) {
    // What somebody computes with: a pool's result rather than its input.
    SmallVector<ArrayRef<float>> read, all;
    for (int tensor : group.tensors) {
      all.push_back(reference.values(tensor));
      const Tensor &own = graph.tensors[tensor];
      if (own.isOutput || any_of(own.consumers, [&](int node) {
            return graph.tensors[graph.nodes[node].result].group != own.group ||
                   !graph.nodes[node].preserves;
          }))
        read.push_back(reference.values(tensor));
    }
    if (group.isSoftmax) {
      ranges.push_back(quantOfRange(0.0, 1.0, bits));
      continue;
    }
    Histogram histogram(read.empty() ? all : read);
    // Sensors have a grid of their own (pixels), which the extremes show.
    bool extremes = group.isConstant || (group.isInput && bits == 8);
    TensorQuant quant =
        extremes ? histogram.minMax(bits) : histogram.choose(options, bits);
    // The largest logits may saturate, they decide anyhow.
    if (bits == 8 && !extremes && !group.isLogits)
      quant.scale *= static_cast<float>(1.0 + options.headroom);
    ranges.push_back(quant);
  }
  return ranges;
}

} // namespace m2c::quant
