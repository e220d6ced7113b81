// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Folds per-channel scale and shift (batch normalisation, or Mul and Add with a
// constant vector) into the weights and bias of the layer after or before it.
// All products are taken in double and rounded once.
#include "dialects/Support/Constants.h"
#include "passes/Passes.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_NNFOLDBATCHNORM
#include "passes/Passes.h.inc"

namespace {

ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

/// y = x * scale[c] + shift[c], c running over `axis` of x.
struct Affine {
  Value input;
  int64_t axis;
  std::vector<double> scale, shift;
};

std::optional<std::vector<double>> constantDoubles(Value value) {
  ElementsAttr attr = constantValue(value);
  if (!attr)
    return std::nullopt;
  FailureOr<std::vector<float>> floats = floatElements(attr);
  if (failed(floats))
    return std::nullopt;
  return std::vector<double>(floats->begin(), floats->end());
}

/// A constant that is one number or one number per channel of the last axis,
/// spread over `channels`.
std::optional<std::vector<double>> channelVector(Value value,
                                                 int64_t channels) {
  auto type = cast<RankedTensorType>(value.getType());
  int64_t count = type.getNumElements();
  bool lastAxis = type.getRank() > 0 && type.getShape().back() == count &&
                  count == channels;
  if (count != 1 && !lastAxis)
    return std::nullopt;
  auto values = constantDoubles(value);
  if (values && count == 1)
    values->assign(channels, values->front());
  return values;
}

/// An arithmetic op with one constant per-channel operand as an Affine.
template <typename OpT>
std::optional<Affine> arithmeticAffine(OpT op) {
  if (op.getAct() != nn::Act::none)
    return std::nullopt;
  bool constantLeft = constantValue(op.getLhs()) && !constantValue(op.getRhs());
  Value input = constantLeft ? op.getRhs() : op.getLhs();
  Value constant = constantLeft ? op.getLhs() : op.getRhs();
  if (input.getType() != op.getType() || shapeOf(input).size() < 2)
    return std::nullopt;
  int64_t channels = shapeOf(input).back();
  auto values = channelVector(constant, channels);
  if (!values)
    return std::nullopt;
  Affine affine{input, static_cast<int64_t>(shapeOf(input).size()) - 1,
                std::vector<double>(channels, 1.0),
                std::vector<double>(channels, 0.0)};
  if constexpr (std::is_same_v<OpT, nn::AddOp>) {
    affine.shift = *values;
  } else if constexpr (std::is_same_v<OpT, nn::MulOp>) {
    affine.scale = *values;
  } else if constexpr (std::is_same_v<OpT, nn::SubOp>) {
    for (int64_t c = 0; c < channels; ++c) {
      affine.scale[c] = constantLeft ? -1.0 : 1.0;
      affine.shift[c] = constantLeft ? (*values)[c] : -(*values)[c];
    }
  } else { // DivOp
    if (constantLeft)
      return std::nullopt;
    for (int64_t c = 0; c < channels; ++c) {
      if ((*values)[c] == 0.0)
        return std::nullopt;
      affine.scale[c] = 1.0 / (*values)[c];
    }
  }
  return affine;
}

std::optional<Affine> affineOf(Operation *op) {
  if (auto norm = dyn_cast_or_null<nn::BatchNormOp>(op)) {
    auto scale = constantDoubles(norm.getScale()),
         shift = constantDoubles(norm.getShift());
    if (!scale || !shift)
      return std::nullopt;
    return Affine{norm.getInput(), static_cast<int64_t>(norm.getAxis()), *scale,
                  *shift};
  }
  if (auto add = dyn_cast_or_null<nn::AddOp>(op))
    return arithmeticAffine(add);
  if (auto mul = dyn_cast_or_null<nn::MulOp>(op))
    return arithmeticAffine(mul);
  if (auto sub = dyn_cast_or_null<nn::SubOp>(op))
    return arithmeticAffine(sub);
  if (auto div = dyn_cast_or_null<nn::DivOp>(op))
    return arithmeticAffine(div);
  return std::nullopt;
}

Value makeConstant(OpBuilder &builder, Location loc, ArrayRef<int64_t> shape,
                   ArrayRef<double> values, StringRef name) {
  std::vector<float> floats(values.begin(), values.end());
  return nn::ConstantOp::create(
      builder, loc,
      makeFloatConstant(builder.getContext(), shape, floats, name));
}

/// Output channels of a layer's weights and the position of weight n's output
/// channel: (n / inner) % count.
template <typename OpT>
std::pair<int64_t, int64_t> outputChannels(OpT op) {
  ArrayRef<int64_t> weights = shapeOf(op.getWeights());
  if constexpr (std::is_same_v<OpT, nn::DepthwiseConv2dOp>)
    return {weights.back(), 1};
  int64_t inner = 1;
  for (int64_t dim : weights.drop_front())
    inner *= dim;
  return {weights.front(), inner};
}

/// norm(layer(x)) -> layer'(x).
template <typename OpT>
struct FoldAfter : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;
  LogicalResult matchAndRewrite(OpT op,
                                PatternRewriter &rewriter) const override {
    if (!op->hasOneUse() || op.getAct() != nn::Act::none)
      return failure();
    Operation *norm = *op->getUsers().begin();
    std::optional<Affine> affine = affineOf(norm);
    if (!affine || affine->input != op.getOutput() ||
        affine->axis !=
            static_cast<int64_t>(shapeOf(op.getOutput()).size()) - 1)
      return failure();
    auto weights = constantDoubles(op.getWeights());
    auto [count, inner] = outputChannels(op);
    auto bias = op.getBias() ? constantDoubles(op.getBias())
                             : std::vector<double>(count, 0.0);
    if (!weights || !bias)
      return failure();
    for (auto [n, weight] : llvm::enumerate(*weights))
      weight *= affine->scale[(n / inner) % count];
    for (int64_t c = 0; c < count; ++c)
      (*bias)[c] = (*bias)[c] * affine->scale[c] + affine->shift[c];
    rewriter.setInsertionPoint(op);
    Value newWeights =
        makeConstant(rewriter, op.getWeights().getLoc(),
                     shapeOf(op.getWeights()), *weights, "folded_weights");
    Value newBias =
        makeConstant(rewriter, op.getLoc(), {count}, *bias, "folded_bias");
    rewriter.modifyOpInPlace(op, [&] {
      op.getWeightsMutable().assign(newWeights);
      op.getBiasMutable().assign(newBias);
      op->setLoc(rewriter.getFusedLoc({op.getLoc(), norm->getLoc()}));
    });
    rewriter.replaceOp(norm, op.getOutput());
    return success();
  }
};

/// No position outside the map is read, where the shift would be missing.
bool readsOnlyInside(nn::Conv2dOp op) {
  return llvm::all_of(op.getPads(), [](int64_t pad) { return pad == 0; });
}
bool readsOnlyInside(nn::DepthwiseConv2dOp op) {
  return llvm::all_of(op.getPads(), [](int64_t pad) { return pad == 0; });
}
bool readsOnlyInside(nn::DenseOp) { return true; }

/// Input channel (of `channels`) and output channel that weight n connects.
std::pair<int64_t, int64_t> connects(nn::Conv2dOp op, size_t n, int64_t,
                                     int64_t) {
  ArrayRef<int64_t> w = shapeOf(op.getWeights());
  int64_t out = n / (w[1] * w[2] * w[3]),
          perGroup = w[0] / static_cast<int64_t>(op.getGroup());
  return {(out / perGroup) * w[3] + n % w[3], out};
}
std::pair<int64_t, int64_t> connects(nn::DepthwiseConv2dOp op, size_t n,
                                     int64_t channels, int64_t) {
  int64_t outputs = shapeOf(op.getWeights())[2], out = n % outputs;
  return {out / (outputs / channels), out};
}
std::pair<int64_t, int64_t> connects(nn::DenseOp op, size_t n, int64_t channels,
                                     int64_t inner) {
  int64_t in = shapeOf(op.getWeights())[1];
  return {(static_cast<int64_t>(n) % in / inner) % channels, n / in};
}

/// layer(norm(x)) -> layer'(x), through a flattening reshape for dense layers.
template <typename OpT>
struct FoldBefore : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;
  LogicalResult matchAndRewrite(OpT op,
                                PatternRewriter &rewriter) const override {
    auto reshape = op.getInput().template getDefiningOp<nn::ReshapeOp>();
    Value normed = reshape ? Value(reshape.getInput()) : Value(op.getInput());
    Operation *norm = normed.getDefiningOp();
    if (!norm || !norm->hasOneUse() || (reshape && !reshape->hasOneUse()) ||
        !readsOnlyInside(op))
      return failure();
    std::optional<Affine> affine = affineOf(norm);
    if (!affine || affine->axis == 0)
      return failure();
    ArrayRef<int64_t> in = shapeOf(affine->input);
    if (reshape && (!std::is_same_v<OpT, nn::DenseOp> ||
                    in[0] != shapeOf(op.getInput())[0]))
      return failure();
    int64_t inner = 1;
    for (int64_t dim : in.drop_front(affine->axis + 1))
      inner *= dim;
    // Not `inner != 1`: in a map of width 1 the rows are not channels either.
    bool isLastAxis = affine->axis + 1 == static_cast<int64_t>(in.size());
    if (!std::is_same_v<OpT, nn::DenseOp> && !isLastAxis)
      return failure();
    auto weights = constantDoubles(op.getWeights());
    int64_t count = outputChannels(op).first;
    auto bias = op.getBias() ? constantDoubles(op.getBias())
                             : std::vector<double>(count, 0.0);
    if (!weights || !bias)
      return failure();
    for (auto [n, weight] : llvm::enumerate(*weights)) {
      auto [from, to] = connects(op, n, in[affine->axis], inner);
      (*bias)[to] += weight * affine->shift[from];
      weight *= affine->scale[from];
    }
    rewriter.setInsertionPoint(op);
    Value newWeights =
        makeConstant(rewriter, op.getWeights().getLoc(),
                     shapeOf(op.getWeights()), *weights, "folded_weights");
    Value newBias =
        makeConstant(rewriter, op.getLoc(), {count}, *bias, "folded_bias");
    rewriter.modifyOpInPlace(op, [&] {
      op.getWeightsMutable().assign(newWeights);
      op.getBiasMutable().assign(newBias);
      op->setLoc(rewriter.getFusedLoc({op.getLoc(), norm->getLoc()}));
    });
    rewriter.replaceOp(norm, affine->input);
    return success();
  }
};

struct NnFoldBatchNormPass : impl::NnFoldBatchNormBase<NnFoldBatchNormPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FoldAfter<nn::Conv2dOp>, FoldAfter<nn::DepthwiseConv2dOp>,
                 FoldAfter<nn::DenseOp>, FoldBefore<nn::Conv2dOp>,
                 FoldBefore<nn::DepthwiseConv2dOp>, FoldBefore<nn::DenseOp>>(
        &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace m2c
