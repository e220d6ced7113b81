// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Quantised element types, and the verifier of their mixes. MLIR's own check of
// these types leaves gaps (zero point in range, axis, number of scales); they
// are closed here.
#include "dialects/Nn/NnQuant.h"
#include "dialects/Nn/Nn.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace mlir;

namespace m2c::nn {

static quant::QuantizedType elementOf(Type type) {
  return dyn_cast<quant::QuantizedType>(getElementTypeOrSelf(type));
}

bool sameShapes(TypeRange l, TypeRange r) {
  return l.size() == r.size() && llvm::all_of(llvm::zip(l, r), [](auto pair) {
           return cast<RankedTensorType>(std::get<0>(pair)).getShape() ==
                  cast<RankedTensorType>(std::get<1>(pair)).getShape();
         });
}

bool isQuantized(Type type) { return !!elementOf(type); }

bool isPerTensor(Type type) {
  return isa<quant::UniformQuantizedType>(elementOf(type));
}

int64_t channelAxis(Type type) {
  return cast<quant::UniformQuantizedPerAxisType>(elementOf(type))
      .getQuantizedDimension();
}

int32_t TensorQuant::quantize(float x) const {
  if (std::isnan(x))
    return min();
  float steps = std::nearbyint(x / scale);
  // Compared before the conversion, which has no room for infinity.
  float low = static_cast<float>(int64_t(min()) - zero),
        high = static_cast<float>(int64_t(max()) - zero);
  if (!(steps > low))
    return min();
  if (!(steps < high))
    return max();
  return static_cast<int32_t>(steps) + zero;
}

TensorQuant tensorQuant(Type type) {
  auto element = cast<quant::UniformQuantizedType>(elementOf(type));
  return {static_cast<float>(element.getScale()),
          static_cast<int32_t>(element.getZeroPoint()),
          element.getStorageTypeIntegralWidth(), element.isSigned()};
}

SmallVector<float> channelScales(Type type, int64_t count) {
  if (auto axis = dyn_cast<quant::UniformQuantizedPerAxisType>(elementOf(type)))
    return llvm::map_to_vector(axis.getScales(), [](double scale) {
      return static_cast<float>(scale);
    });
  return SmallVector<float>(count, tensorQuant(type).scale);
}

unsigned storageBits(Type type) {
  return elementOf(type).getStorageTypeIntegralWidth();
}

Type quantElement(MLIRContext *context, const TensorQuant &quant) {
  return quant::UniformQuantizedType::get(
      quant.isSigned ? quant::QuantizationFlags::Signed : 0,
      IntegerType::get(context, quant.bits), Float32Type::get(context),
      quant.scale, quant.zero, quant.min(), quant.max());
}

Type quantElement(MLIRContext *context, unsigned bits, ArrayRef<float> scales,
                  int64_t axis) {
  TensorQuant range{1.0f, 0, bits, true};
  SmallVector<double> exact(scales.begin(), scales.end());
  return quant::UniformQuantizedPerAxisType::get(
      quant::QuantizationFlags::Signed, IntegerType::get(context, bits),
      Float32Type::get(context), exact, SmallVector<int64_t>(scales.size(), 0),
      static_cast<int32_t>(axis), range.min(), range.max());
}

bool hasWholeRows(Type type) {
  if (!isQuantized(type) || storageBits(type) != 4)
    return true;
  ArrayRef<int64_t> shape = cast<RankedTensorType>(type).getShape();
  int64_t row = shape.size() == 4
                    ? shape[2] * shape[3]
                    : cast<RankedTensorType>(type).getNumElements();
  return row % 2 == 0;
}

RankedTensorType withElement(Type type, Type element) {
  return RankedTensorType::get(cast<RankedTensorType>(type).getShape(),
                               element);
}

std::pair<int32_t, int32_t> activationBounds(const TensorQuant &quant,
                                             unsigned act, float a, float b) {
  int32_t low = quant.min(), high = quant.max();
  if (act == static_cast<unsigned>(Act::relu))
    low = std::max(low, quant.zero);
  if (act == static_cast<unsigned>(Act::clip)) {
    low = quant.quantize(a);
    high = quant.quantize(b);
    low = std::min(low, high); // max wins where min > max
  }
  return {low, high};
}

bool isByteShift(const TensorQuant &a, const TensorQuant &b) {
  return a.bits == 8 && b.bits == 8 && a.scale == b.scale &&
         a.isSigned != b.isSigned && a.zero - a.min() == b.zero - b.min();
}

StringRef moveSuffix(Type type) {
  if (!isQuantized(type))
    return "f32";
  return storageBits(type) == 4 ? "s4" : "s8";
}

/// Scales in range, zero points inside the storage, one scale per channel.
static LogicalResult verifyParameters(Operation *op, Type type) {
  auto tensor = cast<RankedTensorType>(type);
  if (auto axis = dyn_cast<quant::UniformQuantizedPerAxisType>(
          tensor.getElementType())) {
    int64_t dim = axis.getQuantizedDimension();
    if (dim < 0 || dim >= tensor.getRank() ||
        tensor.getDimSize(dim) != static_cast<int64_t>(axis.getScales().size()))
      return op->emitOpError("expected one scale for each index of axis ")
             << dim << ", got " << axis.getScales().size() << " for " << type;
    if (!axis.isSigned() ||
        llvm::any_of(axis.getZeroPoints(), [](int64_t z) { return z != 0; }))
      return op->emitOpError("expected symmetric scales per channel, got ")
             << type;
    return success();
  }
  auto uniform = dyn_cast<quant::UniformQuantizedType>(tensor.getElementType());
  if (!uniform)
    return op->emitOpError("expected scales per tensor or per axis, got ")
           << type;
  TensorQuant quant = tensorQuant(type);
  if (!(quant.scale >= 0x1p-126f) || !std::isfinite(quant.scale) ||
      static_cast<double>(quant.scale) != uniform.getScale())
    return op->emitOpError("expected a scale that binary32 holds, got ")
           << uniform.getScale();
  if (uniform.getZeroPoint() < quant.min() ||
      uniform.getZeroPoint() > quant.max())
    return op->emitOpError("expected a zero point in [")
           << quant.min() << ", " << quant.max() << "], got "
           << uniform.getZeroPoint();
  return success();
}

/// What kernels take as elements of an activation.
static LogicalResult verifyStored(Operation *op, Type type) {
  auto uniform =
      dyn_cast<quant::UniformQuantizedType>(getElementTypeOrSelf(type));
  if (!uniform || !uniform.isSigned() ||
      !llvm::is_contained({4u, 8u}, uniform.getStorageTypeIntegralWidth()))
    return op->emitOpError("expected activations of i8 or i4 with one scale, "
                           "got ")
           << type;
  return success();
}

/// An activation that kernels take.
static LogicalResult verifyActivation(Operation *op, Type type) {
  if (failed(verifyStored(op, type)))
    return failure();
  if (!hasWholeRows(type))
    return op->emitOpError("expected rows of an even number of 4-bit elements, "
                           "got ")
           << type;
  return success();
}

/// Weights with the channel axis `axis` and the bias of a layer.
static LogicalResult verifyLayer(Operation *op, int64_t axis) {
  Type input = op->getOperand(0).getType(),
       weights = op->getOperand(1).getType();
  auto element = elementOf(weights);
  if (!element || !element.isSigned() ||
      !llvm::is_contained({4u, 8u}, element.getStorageTypeIntegralWidth()))
    return op->emitOpError("expected weights of i8 or i4, got ") << weights;
  auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(element);
  if (perAxis ? perAxis.getQuantizedDimension() != axis
              : tensorQuant(weights).zero != 0)
    return op->emitOpError("expected symmetric weights, scales on axis ")
           << axis << ", got " << weights;
  if (!isQuantized(input) || !isQuantized(op->getResult(0).getType()))
    return op->emitOpError("expected input and result to be quantised as the "
                           "weights are, got ")
           << input << " and " << op->getResult(0).getType();
  if (failed(verifyActivation(op, input)) ||
      failed(verifyActivation(op, op->getResult(0).getType())))
    return failure();
  if (op->getNumOperands() < 3)
    return success();
  Type bias = op->getOperand(2).getType();
  if (!isQuantized(bias) || storageBits(bias) != 32)
    return op->emitOpError("expected a bias of i32, got ") << bias;
  int64_t count = cast<RankedTensorType>(bias).getNumElements();
  SmallVector<float> scales = channelScales(weights, count),
                     got = channelScales(bias, count);
  for (int64_t i = 0; i < count; ++i)
    if (got[i] != tensorQuant(input).scale * scales[i])
      return op->emitOpError("expected bias scales of input scale * weight "
                             "scale, got another at channel ")
             << i;
  return success();
}

static LogicalResult verifySameElements(Operation *op) {
  Type element = getElementTypeOrSelf(op->getResult(0).getType());
  for (Type type : op->getOperandTypes())
    if (getElementTypeOrSelf(type) != element)
      return op->emitOpError("expected operands with the elements of the "
                             "result, got ")
             << type << " and " << op->getResult(0).getType();
  return success();
}

static bool sameStorage(Type a, Type b) {
  return isQuantized(a) && isQuantized(b) && isPerTensor(a) && isPerTensor(b) &&
         storageBits(a) == storageBits(b) &&
         elementOf(a).isSigned() == elementOf(b).isSigned();
}

static LogicalResult verifyActivations(Operation *op) {
  for (Type type : llvm::concat<Type>(SmallVector<Type>(op->getOperandTypes()),
                                      SmallVector<Type>(op->getResultTypes())))
    if (failed(verifyActivation(op, type)))
      return failure();
  return success();
}

/// Integers bound a value from both sides; other functions have a table.
template <typename OpT>
static LogicalResult verifyFused(OpT op) {
  if (llvm::is_contained({Act::none, Act::relu, Act::clip}, op.getAct()))
    return success();
  return op.emitOpError("expected act none, relu or clip with quantised "
                        "tensors, got ")
         << stringifyAct(op.getAct());
}

/// Bytes without sign and 16 bits occur at the interface only. Rows may be odd
/// until the layout is known; nn-verify-quant has the last word.
static LogicalResult verifyQuantize(QuantizeOp op) {
  if (isQuantized(op.getInput()) && !isPerTensor(op.getInput().getType()))
    return op.emitOpError("expected an input with one scale, got ")
           << op.getInput().getType();
  if (!isQuantized(op.getType()) || !isPerTensor(op.getType()))
    return verifyStored(op, op.getType());
  TensorQuant out = tensorQuant(op.getOutput());
  bool inSigned =
      !isQuantized(op.getInput()) || tensorQuant(op.getInput()).isSigned;
  if (inSigned && out.isSigned)
    return verifyStored(op, op.getType());
  if (isQuantized(op.getInput()) &&
      isByteShift(tensorQuant(op.getInput()), out))
    return success();
  return op.emitOpError("expected bytes without sign to change by 128 to "
                        "signed ones or back, got ")
         << op.getInput().getType() << " and " << op.getType();
}

static LogicalResult verifyQuantized(Operation *op) {
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case<Conv2dOp, DenseOp>([&](auto typed) {
        return success(succeeded(verifyLayer(op, 0)) &&
                       succeeded(verifyFused(typed)));
      })
      .Case([&](DepthwiseConv2dOp typed) {
        return success(succeeded(verifyLayer(op, 2)) &&
                       succeeded(verifyFused(typed)));
      })
      .Case<AddOp, SubOp, MulOp, AvgPool2dOp, ReduceMeanOp>([&](auto typed) {
        return success(succeeded(verifyActivations(op)) &&
                       succeeded(verifyFused(typed)));
      })
      .Case([&](MaxPool2dOp typed) {
        return success(succeeded(verifyActivations(op)) &&
                       succeeded(verifySameElements(op)) &&
                       succeeded(verifyFused(typed)));
      })
      .Case([&](Resize2dOp resize) {
        return success(
            succeeded(verifyActivations(op)) &&
            (!resize.isNearest() || succeeded(verifySameElements(op))));
      })
      .Case<TransposeOp, SliceOp, ConcatOp, PadOp>(
          [&](auto) { return verifySameElements(op); })
      .Case([&](ReshapeOp reshape) {
        if (sameStorage(reshape.getInput().getType(), reshape.getType()))
          return success();
        return verifySameElements(op);
      })
      .Case<MatmulOp, ReluOp, ClipOp, LeakyReluOp, SigmoidOp, TanhOp,
            HardSigmoidOp, HardSwishOp>(
          [&](auto) { return verifyActivations(op); })
      .Case([&](SoftmaxOp softmax) {
        if (!isQuantized(softmax.getOutput()))
          return verifyActivation(op, softmax.getInput().getType());
        return verifyActivations(op);
      })
      .Case([&](QuantizeOp quantize) { return verifyQuantize(quantize); })
      .Case<DequantizeOp, ConstantOp>([](auto) { return success(); })
      .Default([](Operation *op) {
        return op->emitOpError("has no quantised form; expected floats");
      });
}

LogicalResult verifyElements(Operation *op) {
  bool any = false;
  for (Type type :
       llvm::concat<Type>(SmallVector<Type>(op->getOperandTypes()),
                          SmallVector<Type>(op->getResultTypes()))) {
    if (!isQuantized(type))
      continue;
    any = true;
    if (failed(verifyParameters(op, type)))
      return failure();
  }
  return any ? verifyQuantized(op) : success();
}

} // namespace m2c::nn
