// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Closes the memory phase. Works from the calls alone: a call may touch a
// buffer only while no other buffer that is still needed lies on its bytes.
#include "passes/Passes.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_PLANVERIFY
#include "passes/Passes.h.inc"

namespace {

/// A buffer's bytes and the first and last op that use it, null without uses.
struct Placed {
  plan::BufferOp op;
  int64_t begin, end;
  Operation *first = nullptr, *last = nullptr;
};

/// Uses by position in the block, through views.
void findUses(Placed &buffer) {
  SmallVector<Value> values{buffer.op.getBuffer()};
  while (!values.empty())
    for (Operation *user : values.pop_back_val().getUsers()) {
      if (auto view = dyn_cast<plan::ViewOp>(user)) {
        values.push_back(view.getBuffer());
        continue;
      }
      if (!buffer.first || user->isBeforeInBlock(buffer.first))
        buffer.first = user;
      if (!buffer.last || buffer.last->isBeforeInBlock(user))
        buffer.last = user;
    }
}

/// The buffer's place, or a diagnostic.
FailureOr<Placed> placeOf(plan::BufferOp buffer, int64_t arenaBytes,
                          int64_t alignment) {
  int64_t offset = buffer.getOffset().value_or(-1);
  int64_t size = buffer.getBuffer().getType().getBytes();
  // No sum of the two: an offset near the largest integer would overflow it.
  if (offset < 0 || offset % alignment != 0 || size > arenaBytes ||
      offset > arenaBytes - size)
    return buffer.emitOpError("expected an aligned offset inside the arena of ")
           << arenaBytes << " bytes, got " << offset << " for " << size
           << " bytes";
  return Placed{buffer, offset, offset + size};
}

bool overlap(const Placed &a, const Placed &b) {
  bool apart = !a.first || !b.first || a.last->isBeforeInBlock(b.first) ||
               b.last->isBeforeInBlock(a.first);
  // A buffer without bytes lies on nothing.
  return !apart && a.begin < b.end && b.begin < a.end && a.begin < a.end &&
         b.begin < b.end;
}

struct PlanVerifyPass : impl::PlanVerifyBase<PlanVerifyPass> {
  void runOnOperation() override {
    plan::ModelOp model = getOperation();
    int64_t bytes = model.getArenaBytes().value_or(0);
    SmallVector<Placed> placed;
    for (plan::BufferOp buffer : model.getOps<plan::BufferOp>()) {
      FailureOr<Placed> place = placeOf(buffer, bytes, model.getArenaAlign());
      if (failed(place))
        return signalPassFailure();
      findUses(*place);
      for (Placed &other : placed)
        if (overlap(*place, other)) {
          buffer.emitOpError("expected live buffers not to overlap, got bytes ")
              << place->begin << ".." << place->end << " on '"
              << other.op.getName() << "' with bytes " << other.begin << ".."
              << other.end;
          return signalPassFailure();
        }
      placed.push_back(*place);
    }
  }
};

} // namespace
} // namespace m2c
