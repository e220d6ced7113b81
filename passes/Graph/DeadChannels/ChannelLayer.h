// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Convolution, depthwise convolution and dense layer seen alike: outputs that
// are weighted sums over taps and input channels.
#ifndef M2C_PASSES_GRAPH_DEADCHANNELS_CHANNELLAYER_H
#define M2C_PASSES_GRAPH_DEADCHANNELS_CHANNELLAYER_H

#include "passes/Graph/DeadChannels/ChannelRange.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>

namespace m2c::dead {

/// The part of an output channel before its activation that does not depend on
/// the graph's inputs: `uniform` everywhere plus `map` (one per output
/// position; empty = zero).
struct KnownSum {
  double uniform = 0;
  std::vector<double> map;

  double at(size_t position) const {
    return map.empty() ? uniform : uniform + map[position];
  }
  /// Distinct entries to look at: 1 or the number of positions.
  size_t size() const { return map.empty() ? 1 : map.size(); }
};

class Layer {
public:
  /// Nothing when `op` is no such layer, has integers, or no constant weights.
  static std::optional<Layer> of(mlir::Operation *op);

  mlir::Value input() const { return op->getOperand(0); }
  int64_t outputs() const { return outs; }
  /// Input channels that one output reads.
  int64_t insPerOut() const { return ins; }
  int64_t taps() const { return tapCount; }
  int64_t positions() const { return batch * outH * outW; }
  bool isDepthwise() const;
  /// A grouped convolution keeps its channels: the groups must stay alike.
  bool isGrouped() const { return !isDepthwise() && groups > 1; }
  bool isPadded() const { return padded; }

  /// The k-th input channel that output `out` reads.
  int64_t inputOf(int64_t out, int64_t k) const {
    return out / (outs / groups) * ins + k;
  }
  /// Weights of one output channel, [taps][insPerOut].
  llvm::ArrayRef<float> row(int64_t out) const {
    return llvm::ArrayRef<float>(weights).slice(out * tapCount * ins,
                                                tapCount * ins);
  }
  float bias(int64_t out) const { return biases.empty() ? 0.0f : biases[out]; }
  bool connects(int64_t out, int64_t k) const;

  /// The sum over the known input channels that `counts` accepts.
  KnownSum knownSum(int64_t out, llvm::ArrayRef<Channel> channels,
                    llvm::function_ref<bool(int64_t)> counts) const;
  /// Bounds of every partial sum, in any order, over the other input channels.
  Interval liveSum(int64_t out, llvm::ArrayRef<Channel> channels) const;
  /// A known channel adds the same to every output position.
  bool addsUniformly(const Channel &channel) const {
    return channel.isUniform() && (!padded || channel.known.front() == 0.0f);
  }

  mlir::Operation *op;
  Activation act;

private:
  Layer() = default;
  void setWindow(llvm::ArrayRef<int64_t> input, llvm::ArrayRef<int64_t> output,
                 llvm::ArrayRef<int64_t> kernel,
                 llvm::ArrayRef<int64_t> strides,
                 llvm::ArrayRef<int64_t> dilations,
                 llvm::ArrayRef<int64_t> pads);

  /// Input position that a tap of an output position reads, -1 in the padding.
  int64_t sourceOf(int64_t position, int64_t tap) const;

  int64_t outs, ins, groups, tapCount, batch, inH, inW, outH, outW, kernelW;
  int64_t strideH, strideW, dilationH, dilationW, padTop, padLeft;
  bool padded;
  std::vector<float> weights, biases;
};

} // namespace m2c::dead

#endif
