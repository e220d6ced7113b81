// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Backward analysis: the channels that must stay.
#ifndef M2C_PASSES_GRAPH_DEADCHANNELS_CHANNELLIVENESS_H
#define M2C_PASSES_GRAPH_DEADCHANNELS_CHANNELLIVENESS_H

#include "passes/Graph/DeadChannels/ChannelBounds.h"
#include "llvm/ADT/BitVector.h"

namespace m2c::dead {

class ChannelLiveness {
public:
  /// `borderClasses`: a known channel may also be folded where it adds different
  /// values to different positions.
  ChannelLiveness(mlir::func::FuncOp graph, const ChannelBounds &bounds,
                  bool borderClasses);

  /// The channels of a value that stay; at least one. Constants keep all.
  const llvm::BitVector &kept(mlir::Value value) const {
    return live.find(value)->second;
  }
  /// The layer computes nothing for this output: its sum is known and the same
  /// at all positions.
  bool needsNoInput(const Layer &layer, int64_t out) const;

private:
  void visit(mlir::Operation *op);
  void visitLayer(const Layer &layer);
  void visitDepthwise(const Layer &layer);
  void visitBinary(mlir::Operation *op);
  void visitReshape(mlir::Operation *op);
  void visitConcat(mlir::Operation *op);
  void decideMaps(const Layer &layer);
  bool canFold(const Layer &layer, int64_t in) const;
  void keep(mlir::Value value, int64_t channel);
  void keepAll(mlir::Value value);
  /// Channel x of `a` stays if and only if channel y of `b` does.
  void tie(mlir::Value a, int64_t x, mlir::Value b, int64_t y);
  void tieAll(mlir::Value a, mlir::Value b);
  bool isKept(mlir::Value value, int64_t channel) const;

  const ChannelBounds &bounds;
  bool borderClasses;
  bool changed = false;
  llvm::DenseMap<mlir::Value, llvm::BitVector> live;
  /// Layers whose known inputs may become a map of biases.
  llvm::DenseMap<mlir::Operation *, bool> takesMap;
};

} // namespace m2c::dead

#endif
