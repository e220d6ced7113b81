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

struct NnFoldPadPass : impl::NnFoldPadBase<NnFoldPadPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns
        .add<FoldIntoConv<nn::Conv2dOp>, FoldIntoConv<nn::DepthwiseConv2dOp>>(
            &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace m2c
