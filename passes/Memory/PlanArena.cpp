// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Adapter between the plan dialect and the arena planner of compiler/Solvers.
#include "compiler/Solvers/ArenaZ3.h"
#include "passes/Passes.h"

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
    solvers::ArenaProblem problem;
    problem.alignment = model.getArenaAlign();
    for (plan::BufferOp buffer : buffers) {
      if (!buffer.getFirst() || !buffer.getLast()) {
        buffer.emitOpError(
            "expected a lifetime; run plan-compute-lifetimes first");
        return signalPassFailure();
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
      return signalPassFailure();
    }
    Builder builder(&getContext());
    for (auto [i, buffer] : llvm::enumerate(buffers))
      buffer.setOffsetAttr(builder.getI64IntegerAttr(solution.offsets[i]));
    model.setArenaBytesAttr(builder.getI64IntegerAttr(solution.bytes));
    model.setArenaLowerBoundAttr(
        builder.getI64IntegerAttr(solution.lowerBound));
    model.setArenaStatusAttr(
        builder.getStringAttr(solution.optimal ? "optimal" : "feasible"));
  }
};
} // namespace
} // namespace m2c
