// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Computes at compile time what depends on constants only, with the evaluator
// in the mode that gives the same bits on every machine.
#include "compiler/Eval/FoldOp.h"
#include "dialects/Support/Constants.h"
#include "passes/Passes.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_NNFOLDCONSTANTS
#include "passes/Passes.h.inc"

namespace {

/// Elements of the largest result that may be larger than its operands.
constexpr int64_t kMostElements = int64_t(1) << 20;
/// MACs of the largest op: the evaluator's plain loops take about 0.3 s.
constexpr int64_t kMostMacs = int64_t(1) << 28;

int64_t elementsOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getNumElements();
}

/// Weights that are moved (transposed, reshaped, cut) are folded at any size,
/// so that a layer finds them constant; what grows is not worth its flash.
bool isWorthwhile(Operation &op) {
  int64_t result = elementsOf(op.getResult(0)), operands = 0;
  for (Value operand : op.getOperands())
    operands += elementsOf(operand);
  auto kernel = dyn_cast<nn::KernelOpInterface>(op);
  return (result <= kMostElements || result <= operands) &&
         (!kernel || kernel.getMacs() <= kMostMacs);
}

bool isFoldable(Operation &op, bool dequantize) {
  return isa<nn::NnDialect>(op.getDialect()) && !isa<nn::ConstantOp>(op) &&
         (dequantize || !isa<nn::DequantizeOp>(op)) &&
         op.getNumResults() == 1 && op.getNumOperands() > 0 &&
         llvm::all_of(op.getOperands(), constantValue) && isWorthwhile(op);
}

struct NnFoldConstantsPass : impl::NnFoldConstantsBase<NnFoldConstantsPass> {
  using NnFoldConstantsBase::NnFoldConstantsBase;

  void runOnOperation() override {
    // In program order, so that chains fold in one go.
    for (Block &block : getOperation().getBody())
      for (Operation &op : llvm::make_early_inc_range(block))
        if (isFoldable(op, dequantize))
          fold(op);
  }

  void fold(Operation &op) {
    FailureOr<ElementsAttr> value = foldOp(&op);
    if (failed(value))
      return;
    OpBuilder builder(&op);
    auto constant = nn::ConstantOp::create(builder, op.getLoc(),
                                           op.getResult(0).getType(), *value);
    llvm::SmallSetVector<Operation *, 4> sources;
    for (Value operand : op.getOperands())
      sources.insert(operand.getDefiningOp());
    op.replaceAllUsesWith(constant);
    op.erase();
    for (Operation *source : sources)
      if (source->use_empty())
        source->erase();
  }
};

} // namespace
} // namespace m2c
