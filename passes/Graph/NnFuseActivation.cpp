// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fuses activations into the op that makes their operand, where they cost
// nothing: the kernel applies them to the finished row.
#include "passes/Passes.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_NNFUSEACTIVATION
#include "passes/Passes.h.inc"

namespace {

struct Activation {
  nn::Act kind;
  llvm::APFloat a{0.0f}, b{0.0f};
};

std::optional<Activation> activationOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, std::optional<Activation>>(op)
      .Case([](nn::ReluOp) { return Activation{nn::Act::relu}; })
      .Case([](nn::SigmoidOp) { return Activation{nn::Act::sigmoid}; })
      .Case([](nn::TanhOp) { return Activation{nn::Act::tanh}; })
      .Case([](nn::HardSwishOp) { return Activation{nn::Act::hard_swish}; })
      .Case([](nn::ClipOp op) {
        return Activation{nn::Act::clip, op.getMin(), op.getMax()};
      })
      .Case([](nn::LeakyReluOp op) {
        return Activation{nn::Act::leaky_relu, op.getAlpha()};
      })
      .Case([](nn::HardSigmoidOp op) {
        return Activation{nn::Act::hard_sigmoid, op.getAlpha(), op.getBeta()};
      })
      .Default([](Operation *) { return std::nullopt; });
}

/// relu, clip... of an op with `act = none` and no other user. Reshapes and
/// transposes between the two do not matter: activations work element by element.
struct FuseIntoProducer : RewritePattern {
  FuseIntoProducer(MLIRContext *context, bool boundsOnly)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context),
        boundsOnly(boundsOnly) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    std::optional<Activation> activation = activationOf(op);
    if (!activation || (boundsOnly && activation->kind != nn::Act::relu &&
                        activation->kind != nn::Act::clip))
      return failure();
    Value value = op->getOperand(0);
    while (value.hasOneUse() && isa_and_nonnull<nn::ReshapeOp, nn::TransposeOp>(
                                    value.getDefiningOp()))
      value = value.getDefiningOp()->getOperand(0);
    Operation *producer = value.getDefiningOp();
    if (!producer || !value.hasOneUse())
      return failure();
    auto act = producer->getAttrOfType<nn::ActAttr>("act");
    bool takesActivation =
        producer->getPropertiesAsAttribute() &&
        llvm::is_contained(producer->getName().getAttributeNames(), "act");
    if (!takesActivation || (act && act.getValue() != nn::Act::none))
      return failure();
    rewriter.modifyOpInPlace(producer, [&] {
      producer->setAttr("act",
                        nn::ActAttr::get(getContext(), activation->kind));
      producer->setAttr(
          "act_a", rewriter.getFloatAttr(rewriter.getF32Type(), activation->a));
      producer->setAttr(
          "act_b", rewriter.getFloatAttr(rewriter.getF32Type(), activation->b));
      producer->setLoc(
          rewriter.getFusedLoc({producer->getLoc(), op->getLoc()}));
    });
    rewriter.replaceOp(op, op->getOperand(0));
    return success();
  }

  bool boundsOnly;
};

struct NnFuseActivationPass : impl::NnFuseActivationBase<NnFuseActivationPass> {
  using NnFuseActivationBase::NnFuseActivationBase;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FuseIntoProducer>(&getContext(), boundsOnly);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace m2c
