// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Removes channels that are constant or unread: bounds forward, liveness
// backward, one rewrite; again until nothing changes.
#include "passes/Graph/DeadChannels/ChannelRewrite.h"
#include "passes/Passes.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_NNELIMINATEDEADCHANNELS
#include "passes/Passes.h.inc"

namespace {

struct NnEliminateDeadChannelsPass
    : impl::NnEliminateDeadChannelsBase<NnEliminateDeadChannelsPass> {
  using NnEliminateDeadChannelsBase::NnEliminateDeadChannelsBase;

  void runOnOperation() override {
    func::FuncOp graph = getOperation();
    if (!graph.getBody().hasOneBlock())
      return;
    // Each round removes channels or zeroes weights, so there is a last one.
    double bound = inputBound > 0 ? double(inputBound)
                                  : std::numeric_limits<double>::infinity();
    bool changed = true;
    while (changed) {
      dead::ChannelBounds bounds(graph, bound);
      dead::ChannelLiveness liveness(graph, bounds, borderClasses);
      changed = dead::removeChannels(graph, bounds, liveness);
    }
  }
};

} // namespace
} // namespace m2c
