// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Closes the memory phase. Works from the calls alone: a call may touch a
// buffer only while no other buffer that is still needed lies on its bytes.
#include "passes/Passes.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_PLANVERIFY
#include "passes/Passes.h.inc"

namespace {
struct PlanVerifyPass : impl::PlanVerifyBase<PlanVerifyPass> {
  void runOnOperation() override {
    plan::ModelOp model = getOperation();
    int64_t bytes = model.getArenaBytes().value_or(0);
    SmallVector<plan::BufferOp> buffers = llvm::to_vector(model.getOps<plan::BufferOp>());
    for (plan::BufferOp buffer : buffers) {
      int64_t offset = buffer.getOffset().value_or(-1);
      if (offset < 0 || offset % model.getArenaAlign() != 0 ||
          offset + buffer.getBuffer().getType().getBytes() > bytes) {
        buffer.emitOpError("expected an aligned offset inside the arena of ")
            << bytes << " bytes, got " << offset;
        return signalPassFailure();
      }
    }
    // Uses by position in the block; a buffer is needed between its first and
    // last use.
    auto range = [](plan::BufferOp buffer) {
      std::pair<Operation *, Operation *> uses{nullptr, nullptr};
      SmallVector<Value> values{buffer.getBuffer()};
      while (!values.empty())
        for (Operation *user : values.pop_back_val().getUsers()) {
          if (auto view = dyn_cast<plan::ViewOp>(user)) {
            values.push_back(view.getBuffer());
            continue;
          }
          if (!uses.first || user->isBeforeInBlock(uses.first))
            uses.first = user;
          if (!uses.second || uses.second->isBeforeInBlock(user))
            uses.second = user;
        }
      return uses;
    };
    for (size_t i = 0; i < buffers.size(); ++i) {
      auto [firstI, lastI] = range(buffers[i]);
      int64_t beginI = *buffers[i].getOffset();
      int64_t endI = beginI + buffers[i].getBuffer().getType().getBytes();
      for (size_t j = 0; j < i; ++j) {
        auto [firstJ, lastJ] = range(buffers[j]);
        int64_t beginJ = *buffers[j].getOffset();
        int64_t endJ = beginJ + buffers[j].getBuffer().getType().getBytes();
        bool apart = !firstI || !firstJ || lastI->isBeforeInBlock(firstJ) ||
                     lastJ->isBeforeInBlock(firstI);
        if (!apart && beginI < endJ && beginJ < endI) {
          buffers[i].emitOpError("expected live buffers not to overlap, got bytes ")
                  << beginI << ".." << endI << " on '" << buffers[j].getName() << "' with bytes "
                  << beginJ << ".." << endJ;
          return signalPassFailure();
        }
      }
    }
  }
};
} // namespace
} // namespace m2c
