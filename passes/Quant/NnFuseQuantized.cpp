// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Integer ops from float ops between nn.dequantize and nn.quantize. First the
// pairs are moved through ops that only move values, towards the ops that
// compute; then an op whose operands all come from integers and whose result
// goes to integers takes the integers itself. What has no integer form stays
// float between the two.
#include "dialects/Nn/NnWeights.h"
#include "dialects/Support/Constants.h"
#include "passes/Passes.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_NNFUSEQUANTIZED
#include "passes/Passes.h.inc"

namespace {

/// The integers behind a float value, or null.
Value integersOf(Value value) {
  auto dequantize = value.getDefiningOp<nn::DequantizeOp>();
  return dequantize ? dequantize.getInput() : Value();
}

/// An activation computed at run time.
Value activationOf(Value value) {
  Value integers = integersOf(value);
  return integers && !constantValue(integers) &&
                 nn::isPerTensor(integers.getType())
             ? integers
             : Value();
}

Value dequantize(OpBuilder &builder, Location loc, Value integers) {
  return nn::DequantizeOp::create(
      builder, loc, nn::withElement(integers.getType(), builder.getF32Type()),
      integers);
}

/// A copy of `op` on other operands, whose result has other elements.
Value cloneWith(OpBuilder &builder, Operation *op, ValueRange operands,
                Type element) {
  Operation *clone = builder.clone(*op);
  clone->setOperands(operands);
  clone->getResult(0).setType(
      nn::withElement(op->getResult(0).getType(), element));
  return clone->getResult(0);
}

/// The type that all users quantise the op's result to, or null.
Type quantizedResult(Operation *op) {
  Type type;
  for (Operation *user : op->getUsers()) {
    auto quantize = dyn_cast<nn::QuantizeOp>(user);
    if (!quantize || (type && type != quantize.getType()))
      return {};
    type = quantize.getType();
  }
  return type;
}

/// Ops that select among the values of their inputs: rounding first or last is
/// the same.
bool isMove(Operation *op) {
  if (auto pool = dyn_cast<nn::MaxPool2dOp>(op))
    return pool.getAct() == nn::Act::none;
  return isa<nn::ReshapeOp, nn::TransposeOp, nn::SliceOp, nn::ConcatOp>(op);
}

/// move(dequantize(x)) -> dequantize(move(x)), where all inputs are of one type.
struct MoveIntegers : RewritePattern {
  explicit MoveIntegers(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), 2, context) {}
  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isMove(op) || op->getNumOperands() == 0)
      return failure();
    SmallVector<Value> integers;
    for (Value operand : op->getOperands()) {
      Value value = activationOf(operand);
      if (!value ||
          getElementTypeOrSelf(value) !=
              getElementTypeOrSelf(integers.empty() ? value : integers.front()))
        return failure();
      integers.push_back(value);
    }
    Value moved = cloneWith(rewriter, op, integers,
                            getElementTypeOrSelf(integers.front()));
    rewriter.replaceOp(op, dequantize(rewriter, op->getLoc(), moved));
    return success();
  }
};

/// quantize(move(x)) -> move(quantize(x)), where nothing else reads the float.
struct MoveQuantize : OpRewritePattern<nn::QuantizeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::QuantizeOp op,
                                PatternRewriter &rewriter) const override {
    Operation *move = op.getInput().getDefiningOp();
    if (!move || !isMove(move) || nn::isQuantized(op.getInput()) ||
        quantizedResult(move) != op.getType())
      return failure();
    Type element = getElementTypeOrSelf(op.getType());
    rewriter.setInsertionPoint(move);
    SmallVector<Value> operands;
    for (Value operand : move->getOperands())
      operands.push_back(nn::QuantizeOp::create(
          rewriter, op.getLoc(), nn::withElement(operand.getType(), element),
          operand));
    rewriter.replaceOp(op, cloneWith(rewriter, move, operands, element));
    return success();
  }
};

/// quantize(dequantize(x)) -> x or a change of scale.
struct CancelPair : OpRewritePattern<nn::QuantizeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::QuantizeOp op,
                                PatternRewriter &rewriter) const override {
    Value integers = activationOf(op.getInput());
    if (!integers)
      return failure();
    if (integers.getType() == op.getType())
      rewriter.replaceOp(op, integers);
    else
      rewriter.modifyOpInPlace(op, [&] { op.setOperand(integers); });
    return success();
  }
};

/// The bias as int32 in steps of input scale * weight scale. Integers that were
/// made with these scales up to their rounding are taken as they are, as ONNX
/// Runtime does.
FailureOr<Value> integerBias(OpBuilder &builder, Value bias, float inputScale,
                             ArrayRef<float> weightScales) {
  SmallVector<float> scales;
  for (float scale : weightScales)
    scales.push_back(inputScale * scale);
  int64_t count = cast<RankedTensorType>(bias.getType()).getNumElements();
  std::vector<int64_t> values(count);
  Value integers = integersOf(bias);
  bool taken = integers && nn::storageBits(integers.getType()) == 32;
  if (taken) {
    SmallVector<float> given = nn::channelScales(integers.getType(), count);
    for (int64_t i = 0; i < count; ++i)
      taken &= std::abs(given[i] - scales[i]) <= 1e-4f * scales[i];
  }
  if (taken) {
    FailureOr<std::vector<int64_t>> stored =
        intElements(constantValue(integers));
    if (failed(stored))
      return failure();
    values = *stored;
  } else {
    ElementsAttr constant = constantValue(integers ? integers : bias);
    FailureOr<std::vector<float>> floats = failure();
    if (constant)
      floats = floatElements(constant);
    if (failed(floats))
      return failure();
    SmallVector<float> given =
        integers ? nn::channelScales(integers.getType(), count)
                 : SmallVector<float>(count, 1.0f);
    for (int64_t i = 0; i < count; ++i) {
      double value =
          std::nearbyint(double((*floats)[i]) * given[i] / scales[i]);
      if (!(std::abs(value) < 0x1p31))
        return failure();
      values[i] = static_cast<int64_t>(value);
    }
  }
  return nn::makeQuantConstant(
      builder, bias.getLoc(), {count},
      nn::quantElement(builder.getContext(), 32, scales, 0), values, "bias");
}

/// Whether |bias| + sum |w| * 255 of every channel fits int32.
bool sumsFit(Value weights, Value bias, int64_t channelAxis) {
  FailureOr<std::vector<float>> values = floatElements(constantValue(weights));
  if (failed(values))
    return false;
  ArrayRef<int64_t> shape =
      cast<RankedTensorType>(weights.getType()).getShape();
  int64_t inner = 1;
  for (int64_t dim : shape.drop_front(channelAxis + 1))
    inner *= dim;
  std::vector<double> norms(shape[channelAxis], 0.0);
  for (auto [i, value] : llvm::enumerate(*values))
    norms[i / inner % norms.size()] += 255.0 * std::abs(value);
  if (bias)
    for (auto [i, value] : llvm::enumerate(*intElements(constantValue(bias))))
      norms[i] += std::abs(static_cast<double>(value));
  return llvm::all_of(norms, [](double norm) { return norm < 0x1p31; });
}

bool isFusable(nn::Act act) {
  return act == nn::Act::none || act == nn::Act::relu || act == nn::Act::clip;
}

/// A convolution or dense layer with constant weights.
template <typename OpT>
struct FuseLayer : OpRewritePattern<OpT> {
  FuseLayer(MLIRContext *context, int64_t channelAxis)
      : OpRewritePattern<OpT>(context), channelAxis(channelAxis) {}

  LogicalResult matchAndRewrite(OpT op,
                                PatternRewriter &rewriter) const override {
    Value input = activationOf(op.getInput()),
          weights = integersOf(op.getWeights());
    Type result = quantizedResult(op);
    if (!input || !weights || !result || !constantValue(weights) ||
        !isFusable(op.getAct()) || !takesWeights(weights.getType()))
      return failure();
    SmallVector<Value> operands{input, weights};
    if (op.getBias()) {
      int64_t count =
          cast<RankedTensorType>(op.getBias().getType()).getNumElements();
      FailureOr<Value> bias =
          integerBias(rewriter, op.getBias(), nn::tensorQuant(input).scale,
                      nn::channelScales(weights.getType(), count));
      if (failed(bias))
        return failure();
      operands.push_back(*bias);
    }
    if (!sumsFit(weights, operands.size() > 2 ? operands[2] : Value(),
                 channelAxis))
      return failure();
    Value fused =
        cloneWith(rewriter, op, operands, getElementTypeOrSelf(result));
    for (Operation *user : llvm::make_early_inc_range(op->getUsers()))
      rewriter.replaceOp(user, fused);
    rewriter.eraseOp(op);
    return success();
  }

  bool takesWeights(Type type) const {
    if (nn::storageBits(type) > 8)
      return false;
    return nn::isPerTensor(type) ? nn::tensorQuant(type).zero == 0
                                 : nn::channelAxis(type) == channelAxis;
  }

  int64_t channelAxis;
};

/// Other ops that compute, all operands from integers.
struct FuseOp : RewritePattern {
  explicit FuseOp(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}

  static bool hasIntegerForm(Operation *op) {
    return llvm::TypeSwitch<Operation *, bool>(op)
        .Case<nn::AddOp, nn::SubOp, nn::MulOp, nn::AvgPool2dOp,
              nn::ReduceMeanOp>([](auto op) { return isFusable(op.getAct()); })
        .Case<nn::MatmulOp, nn::SoftmaxOp, nn::ReluOp, nn::ClipOp,
              nn::LeakyReluOp, nn::SigmoidOp, nn::TanhOp, nn::HardSigmoidOp,
              nn::HardSwishOp>([](auto) { return true; })
        .Default(false);
  }

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!hasIntegerForm(op))
      return failure();
    SmallVector<Value> operands;
    for (Value operand : op->getOperands()) {
      Value integers = integersOf(operand);
      if (!integers || !nn::isPerTensor(integers.getType()) ||
          nn::storageBits(integers.getType()) > 8)
        return failure();
      operands.push_back(integers);
    }
    Type result = quantizedResult(op);
    // Probabilities are most often given to the caller as floats.
    if (!result && isa<nn::SoftmaxOp>(op)) {
      rewriter.replaceOp(
          op, cloneWith(rewriter, op, operands, rewriter.getF32Type()));
      return success();
    }
    if (!result)
      return failure();
    Value fused =
        cloneWith(rewriter, op, operands, getElementTypeOrSelf(result));
    for (Operation *user : llvm::make_early_inc_range(op->getUsers()))
      rewriter.replaceOp(user, fused);
    rewriter.eraseOp(op);
    return success();
  }
};

struct NnFuseQuantizedPass : impl::NnFuseQuantizedBase<NnFuseQuantizedPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<MoveIntegers, MoveQuantize, CancelPair, FuseOp>(&getContext());
    patterns.add<FuseLayer<nn::Conv2dOp>, FuseLayer<nn::DenseOp>>(&getContext(),
                                                                  0);
    patterns.add<FuseLayer<nn::DepthwiseConv2dOp>>(&getContext(), 2);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace m2c
