// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Adapter between the plan dialect and the arena planner of compiler/Solvers:
// the arena of NAME_run, those of the entries, and the state between them.
#include "compiler/Solvers/ArenaZ3.h"
#include "passes/Passes.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_PLANARENA
#include "passes/Passes.h.inc"

namespace {
struct PlanArenaPass : impl::PlanArenaBase<PlanArenaPass> {
  using PlanArenaBase::PlanArenaBase;

  void runOnOperation() override {
    plan::ModelOp model = getOperation();
    SmallVector<plan::BufferOp> buffers =
        llvm::to_vector(model.getOps<plan::BufferOp>());
    std::optional<solvers::ArenaPlan> solution = place(model, buffers);
    if (!solution || !placeEntries(model, buffers))
      return signalPassFailure();
    Builder builder(&getContext());
    for (auto [i, buffer] : llvm::enumerate(buffers))
      buffer.setOffsetAttr(builder.getI64IntegerAttr(solution->offsets[i]));
    model.setArenaBytesAttr(builder.getI64IntegerAttr(solution->bytes));
    model.setArenaLowerBoundAttr(
        builder.getI64IntegerAttr(solution->lowerBound));
    model.setArenaStatusAttr(
        builder.getStringAttr(solution->optimal ? "optimal" : "feasible"));
  }

  /// Places the buffers in an arena of their own, or says what is wrong.
  std::optional<solvers::ArenaPlan> place(plan::ModelOp model,
                                          ArrayRef<plan::BufferOp> buffers) {
    solvers::ArenaProblem problem;
    problem.alignment = model.getArenaAlign();
    for (plan::BufferOp buffer : buffers) {
      if (!buffer.getFirst() || !buffer.getLast()) {
        buffer.emitOpError(
            "expected a lifetime; run plan-compute-lifetimes first");
        return std::nullopt;
      }
      problem.buffers.push_back({buffer.getName().str(),
                                 buffer.getStorageBytes(),
                                 static_cast<int64_t>(*buffer.getFirst()),
                                 static_cast<int64_t>(*buffer.getLast())});
    }
    solvers::ArenaLimits limits;
    if (!exact)
      limits.nodes = limits.z3Resources = 0;
    solvers::ArenaPlan solution =
        solvers::planArena(problem, limits, solvers::fitArenaZ3);
    if (std::string wrong = solvers::checkArena(problem, solution);
        !wrong.empty()) {
      model.emitOpError("internal error in the arena planner: ") << wrong;
      return std::nullopt;
    }
    return solution;
  }

  /// The arena of each entry, and the state: a byte for each entry that says
  /// whether it has run, counters of pushed rows, then what entries leave to
  /// others, and what pushed ones keep between rows.
  bool placeEntries(plan::ModelOp model, ArrayRef<plan::BufferOp> buffers) {
    auto entries = llvm::to_vector(model.getOps<plan::EntryOp>());
    if (entries.empty())
      return true;
    Builder builder(&getContext());
    llvm::MapVector<Operation *, llvm::SmallSetVector<StringRef, 2>> users;
    for (auto call : model.getOps<plan::CallOp>())
      for (Value operand : call->getOperands())
        users[plan::storageOf(operand)].insert(call.getEntry().value_or(""));
    int64_t state = llvm::alignTo(entries.size(), kStateAlign);
    for (plan::BufferOp buffer : buffers)
      if (users[buffer].size() > 1) {
        buffer.setStateOffsetAttr(builder.getI64IntegerAttr(state));
        state = llvm::alignTo(state + buffer.getStorageBytes(), kStateAlign);
      }
    for (plan::EntryOp entry : entries) {
      if (entry.getPushed()) {
        entry.setCountersOffsetAttr(builder.getI64IntegerAttr(state));
        state = llvm::alignTo(state + 4 * firstSegmentSize(entry), kStateAlign);
      }
      SmallVector<plan::BufferOp> inArena, inState;
      plan::BufferOp row;
      for (plan::BufferOp buffer : buffers) {
        if (users[buffer].size() != 1 ||
            users[buffer].front() != entry.getName())
          continue;
        if (entry.getPushed() && isRow(entry, buffer))
          row = buffer;
        else if (entry.getPushed() && isKept(entry, buffer))
          inState.push_back(buffer);
        else
          inArena.push_back(buffer);
      }
      std::optional<solvers::ArenaPlan> arena = place(model, inArena);
      std::optional<solvers::ArenaPlan> kept = place(model, inState);
      if (!arena || !kept)
        return false;
      for (auto [buffer, offset] : llvm::zip_equal(inArena, arena->offsets))
        buffer.setEntryOffsetAttr(builder.getI64IntegerAttr(offset));
      // Behind the rest, which is all that a call for a pushed row takes.
      int64_t bytes = arena->bytes;
      if (row) {
        bytes = llvm::alignTo(bytes, model.getArenaAlign());
        row.setEntryOffsetAttr(builder.getI64IntegerAttr(bytes));
        bytes += row.getStorageBytes();
      }
      entry.setArenaBytesAttr(builder.getI64IntegerAttr(bytes));
      for (auto [buffer, offset] : llvm::zip_equal(inState, kept->offsets))
        buffer.setStateOffsetAttr(builder.getI64IntegerAttr(state + offset));
      state = llvm::alignTo(state + kept->bytes, kStateAlign);
    }
    model.setStateBytesAttr(builder.getI64IntegerAttr(state));
    return true;
  }

  static int64_t firstSegmentSize(plan::EntryOp entry) {
    SmallVector<plan::CallOp> calls = entry.getCalls();
    return llvm::count_if(calls, [&](plan::CallOp call) {
      return call.getSegment() == calls.front().getSegment();
    });
  }

  /// Whether it holds one row of the input, which is read where the caller has
  /// it when it is pushed.
  static bool isRow(plan::EntryOp entry, plan::BufferOp buffer) {
    return plan::storageOf(entry.getCalls().front().getOutput()) == buffer &&
           buffer.getRows() == uint64_t(1);
  }

  /// Whether a buffer of a pushed entry holds anything between rows, as scratch
  /// does not.
  static bool isKept(plan::EntryOp entry, plan::BufferOp buffer) {
    SmallVector<plan::CallOp> calls = entry.getCalls();
    return !llvm::all_of(calls, [&](plan::CallOp call) {
      return llvm::all_of(call->getOperands(), [&](Value operand) {
        return plan::storageOf(operand) != buffer ||
               operand == call.getScratch();
      });
    });
  }

  /// Of NAME_state, an array of uint64_t.
  static constexpr int64_t kStateAlign = 8;
};
} // namespace
} // namespace m2c
