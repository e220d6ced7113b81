// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Closes the select phase: every call names a kernel that m2c carries, and no
// buffer is read before it is written.
#include "compiler/Support/RuntimeFiles.h"
#include "passes/Passes.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_PLANVERIFYCALLS
#include "passes/Passes.h.inc"

namespace {
struct PlanVerifyCallsPass : impl::PlanVerifyCallsBase<PlanVerifyCallsPass> {
  void runOnOperation() override {
    llvm::SmallPtrSet<Operation *, 16> written;
    for (auto call : getOperation().getOps<plan::CallOp>()) {
      std::string file = kernelFile("c", call.getKernel());
      if (!findEmbeddedFile(runtimeFiles(), file)) {
        call.emitOpError("expected a kernel of the runtime, got '")
            << call.getKernel() << "'";
        return signalPassFailure();
      }
      for (Value input : call.getInputs()) {
        Operation *storage = plan::storageOf(input);
        if (isa<plan::BufferOp, plan::OutputOp>(storage) &&
            !written.contains(storage)) {
          call.emitOpError("expected inputs that an earlier call writes")
                  .attachNote(storage->getLoc())
              << "this buffer is not written yet";
          return signalPassFailure();
        }
      }
      written.insert(plan::storageOf(call.getOutput()));
    }
    for (auto output : getOperation().getOps<plan::OutputOp>())
      if (!written.contains(output)) {
        output.emitOpError("expected a call that writes it");
        return signalPassFailure();
      }
  }
};
} // namespace
} // namespace m2c
