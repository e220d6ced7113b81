// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Forward analysis: the bounds and known values of every channel of a graph.
#ifndef M2C_PASSES_GRAPH_DEADCHANNELS_CHANNELBOUNDS_H
#define M2C_PASSES_GRAPH_DEADCHANNELS_CHANNELBOUNDS_H

#include "passes/Graph/DeadChannels/ChannelLayer.h"
#include "llvm/ADT/DenseMap.h"
#include <map>

namespace m2c::dead {

/// Size of the last axis; 1 for a scalar.
int64_t channelCount(mlir::Value value);

/// How the channels (last axes) of a reshape's input and output correspond:
/// channel k of the longer axis is channel k % (length of the shorter one).
struct ReshapeChannels {
  int64_t in, out;
  int64_t shorter() const { return std::min(in, out); }
  int64_t longer() const { return std::max(in, out); }
  /// The longer axis must consist of whole runs of the shorter one.
  bool match() const { return shorter() > 0 && longer() % shorter() == 0; }
};
ReshapeChannels reshapeChannels(mlir::Operation *reshape);

/// The op moves or reduces positions only: its result's channel c depends on
/// its operand's channel c alone.
bool keepsChannelsApart(mlir::Operation *op);

class ChannelBounds {
public:
  /// `inputBound`: largest magnitude that a graph input is taken to have.
  ChannelBounds(mlir::func::FuncOp graph, double inputBound);

  /// One entry per channel, never empty.
  llvm::ArrayRef<Channel> channels(mlir::Value value) const;
  /// The layer that `op` is, or null.
  const Layer *layer(mlir::Operation *op) const;
  /// An output channel that does not depend on the inputs: its sum before the
  /// activation, where that is the same at all positions.
  std::optional<double> settledSum(mlir::Operation *op, int64_t out) const;

private:
  using Channels = std::vector<Channel>;
  void visit(mlir::Operation *op);
  Channels ofLayer(const Layer &layer);
  Channels ofConstant(mlir::Operation *op);
  Channels ofBinary(mlir::Operation *op);
  Channels ofReshape(mlir::Operation *op);
  Channels ofConcat(mlir::Operation *op);
  Channels ofBatchNorm(mlir::Operation *op);
  /// Ops that take one operand and keep channels apart.
  Channels ofUnary(mlir::Operation *op);
  /// Any other op: what holds for all its channels.
  Channel ofMixed(mlir::Operation *op);

  llvm::DenseMap<mlir::Value, Channels> states;
  llvm::DenseMap<mlir::Operation *, unsigned> layerIndex;
  std::vector<Layer> layers;
  std::map<std::pair<unsigned, int64_t>, double> settled; // by layer and output
};

} // namespace m2c::dead

#endif
