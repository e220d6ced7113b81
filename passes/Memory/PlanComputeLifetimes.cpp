// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sets the first and last call that touches each arena buffer.
#include "dialects/Plan/RowSchedule.h"
#include "passes/Passes.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_PLANCOMPUTELIFETIMES
#include "passes/Passes.h.inc"

namespace {
struct PlanComputeLifetimesPass
    : impl::PlanComputeLifetimesBase<PlanComputeLifetimesPass> {
  void runOnOperation() override {
    llvm::MapVector<Operation *, std::pair<int64_t, int64_t>> live;
    int64_t begin = 0;
    // The rows of a segment's calls come interleaved, so that what one of them
    // touches lives as long as all of them.
    for (ArrayRef<plan::CallOp> segment : plan::segmentsOf(getOperation())) {
      int64_t end = begin + static_cast<int64_t>(segment.size());
      for (plan::CallOp call : segment)
        for (Value operand : call->getOperands())
          if (Operation *storage = plan::storageOf(operand);
              isa<plan::BufferOp>(storage)) {
            auto [it, isNew] = live.try_emplace(storage, begin, end - 1);
            it->second.second = end - 1;
          }
      begin = end;
    }
    Builder builder(&getContext());
    for (auto &[op, range] : live) {
      auto buffer = cast<plan::BufferOp>(op);
      buffer.setFirstAttr(builder.getI64IntegerAttr(range.first));
      buffer.setLastAttr(builder.getI64IntegerAttr(range.second));
    }
    // Views of untouched buffers go first: they are later in the block.
    for (Operation &op : llvm::make_early_inc_range(
             llvm::reverse(getOperation().getBody().front())))
      if (isa<plan::BufferOp, plan::ViewOp>(op) && op.use_empty())
        op.erase();
  }
};
} // namespace
} // namespace m2c
