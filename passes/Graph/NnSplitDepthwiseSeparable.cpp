// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Depthwise ops from grouped convolutions; depthwise + pointwise from dense
// convolutions whose kernels are separable.
#include "dialects/Nn/NnWeights.h"
#include "dialects/Support/Constants.h"
#include "passes/Passes.h"
#include <cmath>

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_NNSPLITDEPTHWISESEPARABLE
#include "passes/Passes.h.inc"

namespace {

ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

Value makeConstant(OpBuilder &builder, Location loc, ArrayRef<int64_t> shape,
                   ArrayRef<float> values, StringRef name) {
  return nn::ConstantOp::create(
      builder, loc,
      makeFloatConstant(builder.getContext(), shape, values, name));
}

/// group = input channels: [O, KH, KW, 1] -> [KH, KW, O].
struct GroupedToDepthwise : OpRewritePattern<nn::Conv2dOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::Conv2dOp op,
                                PatternRewriter &rewriter) const override {
    ArrayRef<int64_t> shape = shapeOf(op.getWeights());
    if (op.getGroup() == 1 || shape[3] != 1)
      return failure();
    FailureOr<Value> weights = nn::permuteWeights(
        rewriter, op.getWeights(), shape.take_front(3), {1, 2, 0},
        {shape[1], shape[2], shape[0]}, "depthwise_weights");
    if (failed(weights))
      return failure();
    rewriter.replaceOpWithNewOp<nn::DepthwiseConv2dOp>(
        op, op.getType(), op.getInput(), *weights, op.getBias(),
        op.getStrides(), op.getDilations(), op.getPads(), op.getAct(),
        op.getActA(), op.getActB());
    return success();
  }
};

/// Factors of weights[o, p, i] = point[o, i] * depth[p, i], p a kernel position.
struct Factors {
  std::vector<float> depth, point;
};

/// Rank one per input channel, around the pivot of largest magnitude: the
/// factors reproduce the pivot's row and column exactly.
std::optional<Factors> factorize(ArrayRef<float> weights, int64_t outs,
                                 int64_t taps, int64_t ins, double tolerance) {
  Factors factors{std::vector<float>(taps * ins),
                  std::vector<float>(outs * ins)};
  auto at = [&](int64_t o, int64_t p, int64_t i) -> double {
    return weights[(o * taps + p) * ins + i];
  };
  for (int64_t i = 0; i < ins; ++i) {
    int64_t pivotO = 0, pivotP = 0;
    for (int64_t o = 0; o < outs; ++o)
      for (int64_t p = 0; p < taps; ++p)
        if (std::abs(at(o, p, i)) > std::abs(at(pivotO, pivotP, i)))
          pivotO = o, pivotP = p;
    double pivot = at(pivotO, pivotP, i);
    if (pivot == 0.0)
      continue;
    if (!std::isfinite(pivot))
      return std::nullopt;
    for (int64_t p = 0; p < taps; ++p)
      factors.depth[p * ins + i] = static_cast<float>(at(pivotO, p, i));
    for (int64_t o = 0; o < outs; ++o)
      factors.point[o * ins + i] = static_cast<float>(at(o, pivotP, i) / pivot);
    for (int64_t o = 0; o < outs; ++o)
      for (int64_t p = 0; p < taps; ++p) {
        double product = static_cast<double>(factors.depth[p * ins + i]) *
                         factors.point[o * ins + i];
        if (!(std::abs(product - at(o, p, i)) <= tolerance * std::abs(pivot)))
          return std::nullopt;
      }
  }
  return factors;
}

struct SplitSeparable : OpRewritePattern<nn::Conv2dOp> {
  SplitSeparable(MLIRContext *context, double tolerance)
      : OpRewritePattern(context), tolerance(tolerance) {}
  double tolerance;

  LogicalResult matchAndRewrite(nn::Conv2dOp op,
                                PatternRewriter &rewriter) const override {
    ArrayRef<int64_t> shape = shapeOf(op.getWeights());
    int64_t outs = shape[0], taps = shape[1] * shape[2], ins = shape[3];
    bool fewerMacs = taps + outs < outs * taps;
    if (op.getGroup() != 1 || ins == 1 || taps == 1 || !fewerMacs)
      return failure();
    ElementsAttr attr = constantValue(op.getWeights());
    std::vector<float> storage;
    FailureOr<ArrayRef<float>> weights = failure();
    if (attr)
      weights = viewFloats(attr, storage);
    if (failed(weights))
      return failure();
    std::optional<Factors> factors =
        factorize(*weights, outs, taps, ins, tolerance);
    if (!factors)
      return failure();
    Location loc = op.getLoc();
    Value depth = makeConstant(rewriter, loc, {shape[1], shape[2], ins},
                               factors->depth, "split_depth");
    Value point = makeConstant(rewriter, loc, {outs, 1, 1, ins}, factors->point,
                               "split_point");
    SmallVector<int64_t> map(shapeOf(op.getOutput()));
    map[3] = ins;
    auto depthwise = nn::DepthwiseConv2dOp::create(
        rewriter, loc, RankedTensorType::get(map, rewriter.getF32Type()),
        op.getInput(), depth, Value(), op.getStrides(), op.getDilations(),
        op.getPads(), nn::Act::none, llvm::APFloat(0.0f), llvm::APFloat(0.0f));
    rewriter.replaceOpWithNewOp<nn::Conv2dOp>(
        op, op.getType(), depthwise, point, op.getBias(),
        ArrayRef<int64_t>{1, 1}, ArrayRef<int64_t>{1, 1},
        ArrayRef<int64_t>{0, 0, 0, 0}, 1, op.getAct(), op.getActA(),
        op.getActB());
    return success();
  }
};

struct NnSplitDepthwiseSeparablePass
    : impl::NnSplitDepthwiseSeparableBase<NnSplitDepthwiseSeparablePass> {
  using NnSplitDepthwiseSeparableBase::NnSplitDepthwiseSeparableBase;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<GroupedToDepthwise>(&getContext());
    patterns.add<SplitSeparable>(&getContext(), tolerance);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace m2c
