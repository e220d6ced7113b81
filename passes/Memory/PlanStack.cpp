// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The most stack that an external function of the emitted C takes.
#include "compiler/Targets/Stack.h"
#include "compiler/Targets/Target.h"
#include "dialects/Plan/RowSchedule.h"
#include "passes/Passes.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_PLANSTACK
#include "passes/Passes.h.inc"

namespace {

struct PlanStackPass : impl::PlanStackBase<PlanStackPass> {
  void runOnOperation() override {
    plan::ModelOp model = getOperation();
    const Target *target = lookupTarget(model.getTarget());
    if (!target) {
      model.emitOpError("expected a known target, got '")
          << model.getTarget() << "'";
      return signalPassFailure();
    }
    pointer = target->pointerBits / 8;
    // The host's pointers are longer than those it compiles for.
    if (target->archMacro.empty())
      pointer = 8;
    int64_t arrays = 0, deepest = 0;
    for (ArrayRef<plan::CallOp> segment : plan::segmentsOf(model)) {
      arrays += arraysOf(segment);
      for (plan::CallOp call : segment) {
        std::optional<int64_t> kernel =
            kernelStackBytes(target->name, call.getKernel());
        if (!kernel) {
          call.emitOpError("expected a kernel whose stack was measured, got '")
              << call.getKernel() << "'";
          return signalPassFailure();
        }
        deepest = std::max(deepest, *kernel + rowPointers(call));
      }
    }
    int64_t bytes = baseStackBytes(target->name) + arrays + deepest;
    model.setStackBytesAttr(
        Builder(&getContext()).getI64IntegerAttr(llvm::alignTo(bytes, 8)));
  }

  /// In the external function, without optimisation each in a place of its own:
  /// the buffers of a segment and the rows that its calls have made.
  int64_t arraysOf(ArrayRef<plan::CallOp> segment) const {
    if (!plan::CallOp(segment.front()).getSegment())
      return 0;
    llvm::SetVector<Operation *> buffers;
    for (plan::CallOp call : segment)
      for (Value operand : call->getOperands())
        if (Operation *storage = plan::storageOf(operand);
            isa<plan::BufferOp>(storage))
          buffers.insert(storage);
    return pointer * static_cast<int64_t>(buffers.size()) +
           4 * static_cast<int64_t>(segment.size());
  }

  /// In the step.
  int64_t rowPointers(plan::CallOp call) const {
    int64_t rows = call.getWindow()
                       ? static_cast<int64_t>(call.getWindow()->getKernel())
                       : 1;
    return pointer * std::max<int64_t>(
                         rows, static_cast<int64_t>(call.getInputs().size()));
  }

  int64_t pointer = 4;
};

} // namespace
} // namespace m2c
