// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Cuts the channels that do not stay out of a graph.
#ifndef M2C_PASSES_GRAPH_DEADCHANNELS_CHANNELREWRITE_H
#define M2C_PASSES_GRAPH_DEADCHANNELS_CHANNELREWRITE_H

#include "passes/Graph/DeadChannels/ChannelLiveness.h"

namespace m2c::dead {

/// Narrows weights, biases and result types to the channels that stay and adds
/// what the others contributed to biases. Returns whether anything changed;
/// the analyses are void afterwards.
bool removeChannels(mlir::func::FuncOp graph, const ChannelBounds &bounds,
                    const ChannelLiveness &liveness);

} // namespace m2c::dead

#endif
