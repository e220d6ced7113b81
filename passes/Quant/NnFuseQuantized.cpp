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

/// What quantises the result of `op` is `fused` from now on.
void replaceUsers(PatternRewriter &rewriter, Operation *op, Value fused) {
  for (Operation *user : llvm::make_early_inc_range(op->getUsers()))
    rewriter.replaceOp(user, fused);
  rewriter.eraseOp(op);
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

/// Whether the tensor `type` with these elements has rows that begin at a byte.
bool packs(Type type, Type element) {
  return nn::hasWholeRows(nn::withElement(type, element));
}

/// Ops that select among the values of their inputs, and 0: rounding first or
/// last is the same. With `rounds` bounds that may be no stored value too.
bool isMove(Operation *op, bool rounds = false) {
  if (auto pool = dyn_cast<nn::MaxPool2dOp>(op))
    return pool.getAct() == nn::Act::none || pool.getAct() == nn::Act::relu ||
           (rounds && pool.getAct() == nn::Act::clip);
  if (auto pad = dyn_cast<nn::PadOp>(op))
    return rounds || pad.getValue().isZero();
  if (auto resize = dyn_cast<nn::Resize2dOp>(op))
    return resize.isNearest();
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
    if (!packs(op->getResult(0).getType(),
               getElementTypeOrSelf(integers.front())))
      return failure();
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
    if (!move || !isMove(move, /*rounds=*/true) ||
        nn::isQuantized(op.getInput()) || quantizedResult(move) != op.getType())
      return failure();
    Type element = getElementTypeOrSelf(op.getType());
    if (!llvm::all_of(move->getOperandTypes(),
                      [&](Type type) { return packs(type, element); }))
      return failure();
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

/// Integers that a layer is going to have as a constant.
struct LayerConstant {
  std::vector<int64_t> values;
  Type element;
};

/// Integers that were made with `scales` up to their rounding are taken as they
/// are, as ONNX Runtime does.
bool hasScales(Value integers, ArrayRef<float> scales) {
  if (!integers || nn::storageBits(integers.getType()) != 32 ||
      (nn::isPerTensor(integers.getType()) &&
       nn::tensorQuant(integers).zero != 0))
    return false;
  SmallVector<float> given = nn::channelScales(
      integers.getType(), static_cast<int64_t>(scales.size()));
  for (auto [have, want] : llvm::zip_equal(given, scales))
    if (!(std::abs(have - want) <= 1e-4f * want))
      return false;
  return true;
}

/// The bias as int32 in steps of input scale * weight scale.
FailureOr<LayerConstant> integerBias(Value bias, float inputScale,
                                     ArrayRef<float> weightScales) {
  SmallVector<float> scales;
  for (float scale : weightScales)
    scales.push_back(inputScale * scale);
  LayerConstant result;
  result.element = nn::quantElement(bias.getContext(), 32, scales, 0);
  Value integers = integersOf(bias);
  ElementsAttr constant = constantValue(integers ? integers : bias);
  if (!constant)
    return failure();
  if (hasScales(integers, scales)) {
    FailureOr<std::vector<int64_t>> stored = intElements(constant);
    if (failed(stored))
      return failure();
    result.values = std::move(*stored);
    return result;
  }
  FailureOr<std::vector<float>> floats = floatElements(constant);
  if (failed(floats))
    return failure();
  bool perTensor = integers && nn::isPerTensor(integers.getType());
  int32_t zero = perTensor ? nn::tensorQuant(integers).zero : 0;
  SmallVector<float> given =
      integers ? nn::channelScales(integers.getType(),
                                   static_cast<int64_t>(floats->size()))
               : SmallVector<float>(floats->size(), 1.0f);
  for (size_t i = 0; i < floats->size(); ++i) {
    double value =
        std::nearbyint((double((*floats)[i]) - zero) * given[i] / scales[i]);
    if (!(std::abs(value) < 0x1p31))
      return failure();
    result.values.push_back(static_cast<int64_t>(value));
  }
  return result;
}

/// Weights for a layer with its channels on `channelAxis`: symmetric ones as
/// they are, others less their zero point where a byte holds that.
FailureOr<LayerConstant> integerWeights(Value weights, int64_t channelAxis) {
  ElementsAttr constant = constantValue(weights);
  if (!constant || nn::storageBits(weights.getType()) > 8)
    return failure();
  bool perTensor = nn::isPerTensor(weights.getType());
  if (!perTensor && nn::channelAxis(weights.getType()) != channelAxis)
    return failure();
  FailureOr<std::vector<int64_t>> values = intElements(constant);
  if (failed(values))
    return failure();
  LayerConstant result{std::move(*values),
                       getElementTypeOrSelf(weights.getType())};
  if (!perTensor)
    return result;
  nn::TensorQuant quant = nn::tensorQuant(weights);
  if (quant.zero == 0)
    return result;
  for (int64_t &value : result.values)
    value -= quant.zero;
  auto fits = [&](unsigned bits) {
    quant.bits = bits;
    return llvm::all_of(result.values, [&](int64_t value) {
      return value >= quant.min() && value <= quant.max();
    });
  };
  if (!(quant.bits == 4 && fits(4)) && !fits(8))
    return failure();
  quant.zero = 0;
  result.element = nn::quantElement(weights.getContext(), quant);
  return result;
}

/// Whether the sums of every channel fit int32 on the way, in any order: the
/// input's zero point is in the bias that they begin with.
bool sumsFit(ArrayRef<int64_t> weights, ArrayRef<int64_t> shape,
             ArrayRef<int64_t> bias, int64_t channelAxis) {
  size_t inner = 1;
  for (int64_t dim : shape.drop_front(channelAxis + 1))
    inner *= dim;
  std::vector<double> norms(shape[channelAxis], 0.0);
  for (auto [i, value] : llvm::enumerate(weights))
    norms[i / inner % norms.size()] += 256.0 * std::abs(double(value));
  for (auto [i, value] : llvm::enumerate(bias))
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
          given = integersOf(op.getWeights());
    Type result = quantizedResult(op);
    if (!input || !given || !result || !isFusable(op.getAct()) ||
        !nn::hasWholeRows(input.getType()) ||
        !packs(op.getType(), getElementTypeOrSelf(result)))
      return failure();
    FailureOr<LayerConstant> weights = integerWeights(given, channelAxis), bias;
    if (failed(weights))
      return failure();
    ArrayRef<int64_t> shape =
        cast<RankedTensorType>(given.getType()).getShape();
    if (op.getBias())
      bias =
          integerBias(op.getBias(), nn::tensorQuant(input).scale,
                      nn::channelScales(given.getType(), shape[channelAxis]));
    if ((op.getBias() && failed(bias)) ||
        !sumsFit(weights->values, shape,
                 op.getBias() ? bias->values : std::vector<int64_t>(),
                 channelAxis))
      return failure();
    SmallVector<Value> operands{input, given};
    if (weights->element != getElementTypeOrSelf(given.getType()))
      operands[1] =
          nn::makeQuantConstant(rewriter, given.getLoc(), shape,
                                weights->element, weights->values, "weights");
    if (op.getBias())
      operands.push_back(nn::makeQuantConstant(
          rewriter, op.getBias().getLoc(), {shape[channelAxis]}, bias->element,
          bias->values, "bias"));
    replaceUsers(
        rewriter, op,
        cloneWith(rewriter, op, operands, getElementTypeOrSelf(result)));
    return success();
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
        .Case([](nn::Resize2dOp resize) { return !resize.isNearest(); })
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
          nn::storageBits(integers.getType()) > 8 ||
          !nn::hasWholeRows(integers.getType()))
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
    if (!result || !nn::hasWholeRows(result))
      return failure();
    replaceUsers(
        rewriter, op,
        cloneWith(rewriter, op, operands, getElementTypeOrSelf(result)));
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
