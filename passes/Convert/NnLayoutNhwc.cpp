// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Moves transposes and unit-axis reshapes down until they cancel. One pattern
// per kind of op; canonicalisation merges what meets.
#include "dialects/Support/Constants.h"
#include "passes/Passes.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_NNLAYOUTNHWC
#include "passes/Passes.h.inc"

namespace {

ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

SmallVector<int64_t> inverse(ArrayRef<int64_t> perm) {
  SmallVector<int64_t> out(perm.size());
  for (auto [i, axis] : llvm::enumerate(perm))
    out[axis] = static_cast<int64_t>(i);
  return out;
}

SmallVector<int64_t> permuted(ArrayRef<int64_t> values,
                              ArrayRef<int64_t> perm) {
  SmallVector<int64_t> out;
  for (int64_t axis : perm)
    out.push_back(values[axis]);
  return out;
}

/// Merges with the transposes that make the input: patterns look at single
/// ones, and two that cancel would seem to be one to move.
Value transpose(OpBuilder &builder, Location loc, Value input,
                ArrayRef<int64_t> perm) {
  SmallVector<int64_t> axes(perm);
  while (auto inner = input.getDefiningOp<nn::TransposeOp>()) {
    axes = permuted(inner.getPerm(), axes);
    input = inner.getInput();
  }
  if (llvm::equal(axes, llvm::seq<int64_t>(0, axes.size())))
    return input;
  auto type = cast<RankedTensorType>(input.getType());
  return nn::TransposeOp::create(
      builder, loc,
      RankedTensorType::get(permuted(type.getShape(), axes),
                            type.getElementType()),
      input, builder.getDenseI64ArrayAttr(axes));
}

Value reshape(OpBuilder &builder, Location loc, Value input,
              ArrayRef<int64_t> shape) {
  if (shapeOf(input) == shape)
    return input;
  auto type = cast<RankedTensorType>(input.getType());
  return nn::ReshapeOp::create(
      builder, loc, RankedTensorType::get(shape, type.getElementType()), input);
}

/// A copy of an elementwise op on other operands, with another result shape.
Value cloneOn(OpBuilder &builder, Operation *op, ValueRange operands,
              ArrayRef<int64_t> shape) {
  Operation *clone = builder.clone(*op);
  clone->setOperands(operands);
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  clone->getResult(0).setType(
      RankedTensorType::get(shape, type.getElementType()));
  return clone->getResult(0);
}

bool isUnary(Operation *op) {
  return isa<nn::ReluOp, nn::LeakyReluOp, nn::SigmoidOp, nn::TanhOp, nn::ClipOp,
             nn::HardSigmoidOp, nn::HardSwishOp, nn::QuantizeOp,
             nn::DequantizeOp>(op);
}
bool isBinary(Operation *op) {
  return isa<nn::AddOp, nn::SubOp, nn::MulOp, nn::DivOp>(op);
}

/// Elementwise ops with one operand: op(view(x)) -> view(op(x)).
struct SinkThroughUnary : RewritePattern {
  explicit SinkThroughUnary(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}
  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isUnary(op))
      return failure();
    Operation *view = op->getOperand(0).getDefiningOp();
    if (!isa_and_nonnull<nn::TransposeOp, nn::ReshapeOp>(view))
      return failure();
    Value source = view->getOperand(0);
    // A reshape that changes what integers mean stays where it is.
    if (getElementTypeOrSelf(source) !=
        getElementTypeOrSelf(view->getResult(0)))
      return failure();
    Value result = cloneOn(rewriter, op, source, shapeOf(source));
    Operation *moved = rewriter.clone(*view);
    moved->setOperand(0, result);
    moved->getResult(0).setType(op->getResult(0).getType());
    rewriter.replaceOp(op, moved->getResults());
    return success();
  }
};

/// The value behind any number of transposes and reshapes.
Value rootOf(Value value) {
  while (isa_and_nonnull<nn::TransposeOp, nn::ReshapeOp>(value.getDefiningOp()))
    value = value.getDefiningOp()->getOperand(0);
  return value;
}

/// What a transpose of the value costs: nothing for a constant; one copy for an
/// input of the model, which most often has it already; else work that the
/// layout should avoid. Transposes move towards lower ranks only, or two
/// operands would hand theirs to each other for ever.
int rankOf(Value value) {
  Value root = rootOf(value);
  return constantValue(root) ? 0 : isa<BlockArgument>(root) ? 1 : 2;
}

/// Two operands: the transpose of one moves below, the other gets its inverse,
/// which folds for constants and cancels for values turned alike. Another value
/// takes it only where that brings the layout nearer to channels last.
struct SinkThroughBinary : RewritePattern {
  explicit SinkThroughBinary(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}

  static bool isMovable(Value from, Value other, Type result) {
    auto turn = from.getDefiningOp<nn::TransposeOp>();
    // Only a full-rank operand says how the result is laid out.
    if (!turn || turn.getType() != result)
      return false;
    auto otherTurn = other.getDefiningOp<nn::TransposeOp>();
    return (otherTurn && otherTurn.getPerm() == turn.getPerm()) ||
           other.getType() != result || rankOf(other) < rankOf(from);
  }

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isBinary(op))
      return failure();
    Value left = op->getOperand(0), right = op->getOperand(1);
    Type type = op->getResult(0).getType();
    Value movable = isMovable(left, right, type)   ? left
                    : isMovable(right, left, type) ? right
                                                   : Value();
    if (!movable)
      return failure();
    auto from = movable.getDefiningOp<nn::TransposeOp>();
    ArrayRef<int64_t> shape = shapeOf(op->getResult(0));
    SmallVector<int64_t> perm(from.getPerm()), back = inverse(perm);
    SmallVector<Value> operands;
    for (Value operand : op->getOperands()) {
      if (operand == movable) {
        operands.push_back(from.getInput());
        continue;
      }
      SmallVector<int64_t> full(shape.size() - shapeOf(operand).size(), 1);
      llvm::append_range(full, shapeOf(operand));
      operands.push_back(
          transpose(rewriter, op->getLoc(),
                    reshape(rewriter, op->getLoc(), operand, full), back));
    }
    Value result = cloneOn(rewriter, op, operands, permuted(shape, back));
    rewriter.replaceOp(op, transpose(rewriter, op->getLoc(), result, perm));
    return success();
  }
};

/// Two operands reshaped from equal shapes: op(reshape(a), reshape(b)) ->
/// reshape(op(a, b)).
struct SinkReshapeThroughBinary : RewritePattern {
  explicit SinkReshapeThroughBinary(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}
  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isBinary(op))
      return failure();
    auto left = op->getOperand(0).getDefiningOp<nn::ReshapeOp>();
    auto right = op->getOperand(1).getDefiningOp<nn::ReshapeOp>();
    if (!left || !right || left.getType() != right.getType() ||
        left.getInput().getType() != right.getInput().getType())
      return failure();
    ArrayRef<int64_t> shape = shapeOf(left.getInput());
    Value result =
        cloneOn(rewriter, op, {left.getInput(), right.getInput()}, shape);
    rewriter.replaceOp(
        op, reshape(rewriter, op->getLoc(), result, shapeOf(op->getResult(0))));
    return success();
  }
};

/// The axis of a reshape's source that is `axis` of its result, where the two
/// shapes differ only in axes of size 1.
std::optional<int64_t> sourceAxis(nn::ReshapeOp op, int64_t axis) {
  ArrayRef<int64_t> from = shapeOf(op.getInput()), to = shapeOf(op.getOutput());
  auto isUnit = [](int64_t dim) { return dim == 1; };
  SmallVector<int64_t> fromDims, toDims, fromAxes, toAxes;
  for (auto [i, dim] : llvm::enumerate(from))
    if (!isUnit(dim))
      fromDims.push_back(dim), fromAxes.push_back(i);
  for (auto [i, dim] : llvm::enumerate(to))
    if (!isUnit(dim))
      toDims.push_back(dim), toAxes.push_back(i);
  if (fromDims != toDims)
    return std::nullopt;
  if (to[axis] != 1)
    return fromAxes[llvm::find(toAxes, axis) - toAxes.begin()];
  // A channel axis of size 1: any axis of size 1 will do, the last one best.
  for (size_t i = from.size(); i-- > 1;)
    if (from[i] == 1)
      return static_cast<int64_t>(i);
  return std::nullopt;
}

struct SinkThroughBatchNorm : OpRewritePattern<nn::BatchNormOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::BatchNormOp op,
                                PatternRewriter &rewriter) const override {
    Operation *view = op.getInput().getDefiningOp();
    std::optional<int64_t> axis;
    if (auto turn = dyn_cast_or_null<nn::TransposeOp>(view))
      axis = turn.getPerm()[op.getAxis()];
    else if (auto shape = dyn_cast_or_null<nn::ReshapeOp>(view))
      axis = sourceAxis(shape, op.getAxis());
    if (!axis)
      return failure();
    Value source = view->getOperand(0);
    Value result =
        nn::BatchNormOp::create(rewriter, op.getLoc(), source.getType(), source,
                                op.getScale(), op.getShift(), *axis);
    Operation *moved = rewriter.clone(*view);
    moved->setOperand(0, result);
    rewriter.replaceOp(op, moved->getResults());
    return success();
  }
};

struct SinkThroughSoftmax : OpRewritePattern<nn::SoftmaxOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::SoftmaxOp op,
                                PatternRewriter &rewriter) const override {
    auto turn = op.getInput().getDefiningOp<nn::TransposeOp>();
    if (!turn)
      return failure();
    int64_t axis = turn.getPerm()[op.getAxis()];
    Value result = nn::SoftmaxOp::create(
        rewriter, op.getLoc(), turn.getInput().getType(), turn.getInput(),
        rewriter.getI64IntegerAttr(axis));
    rewriter.replaceOp(
        op, transpose(rewriter, op.getLoc(), result, turn.getPerm()));
    return success();
  }
};

struct SinkThroughPad : OpRewritePattern<nn::PadOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::PadOp op,
                                PatternRewriter &rewriter) const override {
    auto turn = op.getInput().getDefiningOp<nn::TransposeOp>();
    if (!turn)
      return failure();
    SmallVector<int64_t> back = inverse(turn.getPerm());
    auto type = RankedTensorType::get(permuted(shapeOf(op.getOutput()), back),
                                      rewriter.getF32Type());
    Value result =
        nn::PadOp::create(rewriter, op.getLoc(), type, turn.getInput(),
                          permuted(op.getBefore(), back),
                          permuted(op.getAfter(), back), op.getValue());
    rewriter.replaceOp(
        op, transpose(rewriter, op.getLoc(), result, turn.getPerm()));
    return success();
  }
};

struct SinkThroughSlice : OpRewritePattern<nn::SliceOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::SliceOp op,
                                PatternRewriter &rewriter) const override {
    auto turn = op.getInput().getDefiningOp<nn::TransposeOp>();
    if (!turn)
      return failure();
    SmallVector<int64_t> back = inverse(turn.getPerm());
    SmallVector<int64_t> sizes = permuted(op.getSizes(), back);
    Value result = nn::SliceOp::create(
        rewriter, op.getLoc(),
        RankedTensorType::get(sizes, rewriter.getF32Type()), turn.getInput(),
        permuted(op.getBegins(), back), sizes, permuted(op.getSteps(), back));
    rewriter.replaceOp(
        op, transpose(rewriter, op.getLoc(), result, turn.getPerm()));
    return success();
  }
};

/// All operands turned alike, or constant (turned or not).
struct SinkThroughConcat : OpRewritePattern<nn::ConcatOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::ConcatOp op,
                                PatternRewriter &rewriter) const override {
    nn::TransposeOp first;
    for (Value input : op.getInputs()) {
      if (constantValue(rootOf(input)))
        continue;
      auto turn = input.getDefiningOp<nn::TransposeOp>();
      if (!turn || (first && turn.getPerm() != first.getPerm()))
        return failure();
      first = turn;
    }
    if (!first)
      return failure();
    SmallVector<int64_t> perm(first.getPerm()), back = inverse(perm);
    SmallVector<Value> operands;
    for (Value input : op.getInputs()) {
      operands.push_back(
          constantValue(rootOf(input))
              ? transpose(rewriter, op.getLoc(), input, back)
              : input.getDefiningOp<nn::TransposeOp>().getInput());
    }
    auto type = RankedTensorType::get(permuted(shapeOf(op.getOutput()), back),
                                      rewriter.getF32Type());
    Value result = nn::ConcatOp::create(rewriter, op.getLoc(), type, operands,
                                        perm[op.getAxis()]);
    rewriter.replaceOp(op, transpose(rewriter, op.getLoc(), result, perm));
    return success();
  }
};

/// The mean of neighbouring axes stays one where they are neighbours before
/// the transpose too.
struct SinkThroughMean : OpRewritePattern<nn::ReduceMeanOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::ReduceMeanOp op,
                                PatternRewriter &rewriter) const override {
    auto turn = op.getInput().getDefiningOp<nn::TransposeOp>();
    if (!turn)
      return failure();
    SmallVector<int64_t> axes = permuted(turn.getPerm(), op.getAxes());
    llvm::sort(axes);
    for (size_t i = 1; i < axes.size(); ++i)
      if (axes[i] != axes[i - 1] + 1)
        return failure();
    SmallVector<int64_t> kept(shapeOf(turn.getInput()));
    for (int64_t axis : axes)
      kept[axis] = 1;
    Value result = nn::ReduceMeanOp::create(
        rewriter, op.getLoc(),
        RankedTensorType::get(kept, rewriter.getF32Type()), turn.getInput(),
        axes, /*keepdims=*/true, op.getAct(), op.getActA(), op.getActB());
    result = transpose(rewriter, op.getLoc(), result, turn.getPerm());
    rewriter.replaceOp(
        op, reshape(rewriter, op.getLoc(), result, shapeOf(op.getOutput())));
    return success();
  }
};

/// Flattened maps in front of a dense layer: the weights take the permutation.
/// The operand may be several flattened maps side by side.
struct TransposeIntoDense : OpRewritePattern<nn::DenseOp> {
  using OpRewritePattern::OpRewritePattern;

  /// The transpose below a flattening reshape [N, ...] -> [N, K].
  static nn::TransposeOp flattened(Value value) {
    auto flat = value.getDefiningOp<nn::ReshapeOp>();
    auto turn =
        flat ? flat.getInput().getDefiningOp<nn::TransposeOp>() : nullptr;
    if (!turn || shapeOf(value).size() != 2 || turn.getPerm().front() != 0 ||
        shapeOf(value)[0] != shapeOf(turn.getOutput())[0])
      return {};
    return turn;
  }

  LogicalResult matchAndRewrite(nn::DenseOp op,
                                PatternRewriter &rewriter) const override {
    auto concat = op.getInput().getDefiningOp<nn::ConcatOp>();
    if (concat && concat.getAxis() != 1)
      return failure();
    SmallVector<Value> parts = concat ? SmallVector<Value>(concat.getInputs())
                                      : SmallVector<Value>{op.getInput()};
    if (llvm::none_of(parts, [](Value part) { return !!flattened(part); }))
      return failure();
    ElementsAttr attr = constantValue(op.getWeights());
    FailureOr<std::vector<float>> weights = failure();
    if (attr)
      weights = floatElements(attr);
    if (failed(weights))
      return failure();
    int64_t outs = shapeOf(op.getWeights())[0],
            ins = shapeOf(op.getWeights())[1], column = 0;
    for (Value &part : parts) {
      int64_t width = shapeOf(part)[1];
      if (nn::TransposeOp turn = flattened(part)) {
        permuteColumns(*weights, outs, ins, column, width, turn);
        part = reshape(rewriter, op.getLoc(), turn.getInput(), shapeOf(part));
      }
      column += width;
    }
    Value input = parts.front();
    if (concat)
      input = nn::ConcatOp::create(rewriter, concat.getLoc(), concat.getType(),
                                   parts, 1);
    Value packed = nn::ConstantOp::create(
        rewriter, op.getWeights().getLoc(),
        makeFloatConstant(getContext(), shapeOf(op.getWeights()), *weights,
                          "permuted_weights"));
    rewriter.modifyOpInPlace(op, [&] {
      op.getInputMutable().assign(input);
      op.getWeightsMutable().assign(packed);
    });
    return success();
  }

  static void permuteColumns(std::vector<float> &weights, int64_t outs,
                             int64_t ins, int64_t column, int64_t width,
                             nn::TransposeOp turn) {
    SmallVector<int64_t> view(shapeOf(turn.getOutput()).drop_front()), perm,
        back = inverse(turn.getPerm());
    for (int64_t axis : ArrayRef(back).drop_front())
      perm.push_back(axis - 1);
    for (int64_t row = 0; row < outs; ++row) {
      float *begin = weights.data() + row * ins + column;
      std::vector<float> moved =
          transposeElements(ArrayRef<float>(begin, width), view, perm);
      llvm::copy(moved, begin);
    }
  }
};

struct NnLayoutNhwcPass : impl::NnLayoutNhwcBase<NnLayoutNhwcPass> {
  void runOnOperation() override {
    MLIRContext *context = &getContext();
    RewritePatternSet patterns(context);
    patterns.add<SinkThroughUnary, SinkThroughBinary, SinkReshapeThroughBinary,
                 SinkThroughBatchNorm, SinkThroughSoftmax, SinkThroughPad,
                 SinkThroughSlice, SinkThroughConcat, SinkThroughMean,
                 TransposeIntoDense>(context);
    nn::TransposeOp::getCanonicalizationPatterns(patterns, context);
    nn::ReshapeOp::getCanonicalizationPatterns(patterns, context);
    // Each step leaves a correct graph. The limit, far above what any network
    // needs, ends rewrites that trade transposes for ever.
    size_t ops = getOperation().getBody().front().getOperations().size();
    GreedyRewriteConfig config;
    config.setMaxNumRewrites(static_cast<int64_t>(64 * ops + 1024));
    (void)applyPatternsGreedily(getOperation(), std::move(patterns), config);
  }
};

} // namespace
} // namespace m2c
