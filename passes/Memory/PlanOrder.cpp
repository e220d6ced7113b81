// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The order of calls that needs the fewest bytes at once.
#include "compiler/Solvers/OperatorOrder.h"
#include "passes/Memory/OrderCalls.h"
#include "passes/Passes.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_PLANORDER
#include "passes/Passes.h.inc"

namespace {

/// The calls of one entry.
class EntryOrder {
public:
  EntryOrder(plan::ModelOp model, SmallVector<plan::CallOp> calls)
      : model(model), calls(std::move(calls)) {}

  solvers::OrderSolution solve() {
    for (plan::CallOp call : calls)
      addOperation(call);
    for (auto &[storage, tensor] : tensors)
      markEnds(storage, problem.tensors[tensor]);
    return solvers::orderOperations(problem);
  }

  int64_t givenPeak() const {
    std::vector<size_t> given(calls.size());
    std::iota(given.begin(), given.end(), size_t(0));
    return solvers::peakOfOrder(problem, given);
  }

private:
  size_t tensorOf(Operation *storage) {
    auto [it, isNew] = tensors.try_emplace(storage, problem.tensors.size());
    if (isNew) {
      auto buffer = cast<plan::BufferOp>(storage);
      problem.tensors.push_back(
          {static_cast<int64_t>(
               llvm::alignTo(buffer.getStorageBytes(), model.getArenaAlign())),
           false, false});
    }
    return it->second;
  }

  void addOperation(plan::CallOp call) {
    solvers::Operation op;
    for (Value input : call.getInputs())
      if (Operation *storage = plan::storageOf(input);
          isa<plan::BufferOp>(storage))
        op.reads.push_back(tensorOf(storage));
    if (Operation *storage = plan::storageOf(call.getOutput());
        isa<plan::BufferOp>(storage))
      op.writes.push_back(tensorOf(storage));
    if (Value scratch = call.getScratch())
      op.scratch =
          cast<plan::BufferOp>(plan::storageOf(scratch)).getStorageBytes();
    bool isPushed =
        llvm::any_of(model.getOps<plan::EntryOp>(), [&](plan::EntryOp entry) {
          return entry.getPushed() && entry.getName() == call.getEntry();
        });
    for (size_t i = 0; i < problem.operations.size(); ++i)
      if (mustFollow(calls[i], call) || (isPushed && i == 0))
        op.after.push_back(i);
    problem.operations.push_back(std::move(op));
  }

  /// Both touch a tensor, and not only to read it or to fill slices of it.
  static bool mustFollow(plan::CallOp earlier, plan::CallOp later) {
    auto reads = [](plan::CallOp call, Operation *storage) {
      return llvm::any_of(call.getInputs(), [&](Value input) {
        return plan::storageOf(input) == storage;
      });
    };
    Operation *first = plan::storageOf(earlier.getOutput());
    Operation *second = plan::storageOf(later.getOutput());
    bool slices = earlier.getKernel().starts_with("copy_strided") &&
                  later.getKernel().starts_with("copy_strided");
    return reads(later, first) || reads(earlier, second) ||
           (first == second && !slices);
  }

  /// What calls of other entries touch is there before or after.
  void markEnds(Operation *storage, solvers::OrderTensor &tensor) {
    bool inside = false;
    for (auto call : model.getOps<plan::CallOp>()) {
      if (call == calls.front())
        inside = true;
      bool isOwn = inside && call.getEntry() == calls.front().getEntry();
      bool touches = llvm::any_of(call->getOperands(), [&](Value operand) {
        return plan::storageOf(operand) == storage;
      });
      if (touches && !isOwn)
        (inside ? tensor.isKept : tensor.isGiven) = true;
    }
  }

  plan::ModelOp model;
  SmallVector<plan::CallOp> calls;
  llvm::MapVector<Operation *, size_t> tensors;
  solvers::OrderProblem problem;
};

/// Buffers and views before all calls, so that these can move.
void hoistBuffers(plan::ModelOp model) {
  auto calls = model.getOps<plan::CallOp>();
  if (calls.empty())
    return;
  Operation *first = *calls.begin();
  SmallVector<Operation *> hoisted;
  for (Operation &op : model.getBody().front())
    if (isa<plan::BufferOp, plan::ViewOp>(op))
      hoisted.push_back(&op);
  for (Operation *op : hoisted)
    op->moveBefore(first);
}

} // namespace

bool orderCalls(plan::ModelOp model) {
  llvm::MapVector<StringRef, SmallVector<plan::CallOp>> entries;
  for (auto call : model.getOps<plan::CallOp>())
    entries[call.getEntry().value_or("")].push_back(call);
  int64_t peak = 0, bound = 0;
  bool moved = false;
  for (auto &entry : entries) {
    SmallVector<plan::CallOp> &calls = entry.second;
    EntryOrder order(model, calls);
    solvers::OrderSolution solution = order.solve();
    peak = std::max(peak, solution.peak);
    bound = std::max(bound, solution.lowerBound);
    if (solution.peak >= order.givenPeak())
      continue;
    if (!moved)
      hoistBuffers(model);
    moved = true;
    Operation *behind = calls.back()->getNextNode();
    for (size_t number : solution.order)
      if (behind)
        calls[number]->moveBefore(behind);
      else
        calls[number]->moveBefore(&model.getBody().front(),
                                  model.getBody().front().end());
  }
  Builder builder(model.getContext());
  model.setOrderPeakAttr(builder.getI64IntegerAttr(peak));
  model.setOrderLowerBoundAttr(builder.getI64IntegerAttr(bound));
  model.setOrderStatusAttr(
      builder.getStringAttr(peak == bound ? "optimal" : "feasible"));
  return moved;
}

namespace {

struct PlanOrderPass : impl::PlanOrderBase<PlanOrderPass> {
  void runOnOperation() override { orderCalls(getOperation()); }
};

} // namespace
} // namespace m2c
