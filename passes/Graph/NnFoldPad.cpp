// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Folds explicit zero padding into the convolutions that read it.
#include "passes/Passes.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_NNFOLDPAD
#include "passes/Passes.h.inc"

namespace {

/// The pad fits a convolution's own pads: zeros over height and width only.
bool isSpatialZeroPad(nn::PadOp pad) {
  ArrayRef<int64_t> before = pad.getBefore(), after = pad.getAfter();
  return before.size() == 4 && pad.getValue().isZero() && before[0] == 0 &&
         after[0] == 0 && before[3] == 0 && after[3] == 0;
}

/// Pools are left alone: they skip what lies outside instead of reading zeros.
template <typename ConvOp>
struct FoldIntoConv : OpRewritePattern<ConvOp> {
  using OpRewritePattern<ConvOp>::OpRewritePattern;
  LogicalResult matchAndRewrite(ConvOp conv,
                                PatternRewriter &rewriter) const override {
    auto pad = conv.getInput().template getDefiningOp<nn::PadOp>();
    if (!pad || !isSpatialZeroPad(pad))
      return failure();
    // A pad that stays for another reader would keep its copy alive: fold all
    // readers or none.
    for (Operation *user : pad->getUsers())
      if (!isa<nn::Conv2dOp, nn::DepthwiseConv2dOp>(user) ||
          user->getOperand(0) != pad.getOutput())
        return failure();
    SmallVector<int64_t> pads(conv.getPads());
    for (int i = 0; i < 2; ++i) {
      pads[i] += pad.getBefore()[i + 1];
      pads[i + 2] += pad.getAfter()[i + 1];
    }
    // The most that a convolution takes.
    if (llvm::any_of(pads, [](int64_t p) { return p > int64_t(1) << 24; }))
      return failure();
    rewriter.modifyOpInPlace(conv, [&] {
      conv.setPads(pads);
      conv.getInputMutable().assign(pad.getInput());
      conv->setLoc(rewriter.getFusedLoc({conv.getLoc(), pad.getLoc()}));
    });
    if (pad->use_empty())
      rewriter.eraseOp(pad);
    return success();
  }
};

ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

/// All readers take the value as their map, perhaps turned or padded first.
bool onlyFeedsConvs(Value value) {
  return !value.use_empty() &&
         llvm::all_of(value.getUses(), [](OpOperand &use) {
           Operation *user = use.getOwner();
           if (isa<nn::TransposeOp, nn::ReshapeOp, nn::PadOp>(user))
             return onlyFeedsConvs(user->getResult(0));
           return isa<nn::Conv2dOp, nn::DepthwiseConv2dOp>(user) &&
                  use.getOperandNumber() == 0;
         });
}

/// For each axis of the view's result the axis of its operand; -1 for an axis
/// of size 1 that the operand does not have. None for a reshape that does more
/// than adding and dropping such axes.
std::optional<SmallVector<int64_t>> axesOfView(Operation *view) {
  if (auto turn = dyn_cast<nn::TransposeOp>(view))
    return SmallVector<int64_t>(turn.getPerm());
  ArrayRef<int64_t> from = shapeOf(view->getOperand(0)),
                    to = shapeOf(view->getResult(0));
  SmallVector<int64_t> axes;
  size_t axis = 0;
  auto skipUnits = [&] {
    while (axis < from.size() && from[axis] == 1)
      ++axis;
  };
  for (int64_t dim : to) {
    skipUnits();
    bool isUnit = dim == 1;
    if (!isUnit && (axis == from.size() || from[axis] != dim))
      return std::nullopt;
    axes.push_back(isUnit ? -1 : static_cast<int64_t>(axis++));
  }
  skipUnits();
  if (axis != from.size())
    return std::nullopt;
  return axes;
}

/// The layout of a model's first convolution is a transpose (for a 1-D one a
/// reshape too) between it and the pad: view(pad(x)) -> pad(view(x)).
template <typename ViewOp>
struct SinkPadThroughView : OpRewritePattern<ViewOp> {
  using OpRewritePattern<ViewOp>::OpRewritePattern;
  LogicalResult matchAndRewrite(ViewOp view,
                                PatternRewriter &rewriter) const override {
    auto pad = view.getInput().template getDefiningOp<nn::PadOp>();
    if (!pad || !pad->hasOneUse() || !pad.getValue().isZero() ||
        !onlyFeedsConvs(view.getOutput()))
      return failure();
    std::optional<SmallVector<int64_t>> axes = axesOfView(view);
    if (!axes)
      return failure();
    // An axis of size 1 after the pad had no pads.
    SmallVector<int64_t> shape, before, after;
    for (int64_t axis : *axes) {
      shape.push_back(axis < 0 ? 1 : shapeOf(pad.getInput())[axis]);
      before.push_back(axis < 0 ? 0 : pad.getBefore()[axis]);
      after.push_back(axis < 0 ? 0 : pad.getAfter()[axis]);
    }
    Operation *moved = rewriter.clone(*view);
    moved->setOperand(0, pad.getInput());
    moved->getResult(0).setType(
        RankedTensorType::get(shape, rewriter.getF32Type()));
    rewriter
        .replaceOpWithNewOp<nn::PadOp>(view, view.getType(),
                                       moved->getResult(0), before, after,
                                       pad.getValue())
        ->setLoc(pad.getLoc());
    rewriter.eraseOp(pad);
    return success();
  }
};

struct NnFoldPadPass : impl::NnFoldPadBase<NnFoldPadPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns
        .add<FoldIntoConv<nn::Conv2dOp>, FoldIntoConv<nn::DepthwiseConv2dOp>,
             SinkPadThroughView<nn::TransposeOp>,
             SinkPadThroughView<nn::ReshapeOp>>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace m2c
