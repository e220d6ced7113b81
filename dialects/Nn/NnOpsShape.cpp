// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shapes, checks and kernel calls of the ops that move values. The labels c1,
// c2... are the constraints of NnOpsShape.td.
#include "dialects/Nn/NnQuantCalls.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"

using namespace mlir;

namespace m2c::nn {

/// Most axes that m2c_copy_strided_f32 and m2c_fill_f32 walk.
static constexpr size_t kCopyAxes = 6;

/// One strided copy: dims with the strides of source and destination, outermost
/// first, neighbouring axes merged where both sides allow.
struct StridedCopy {
  SmallVector<int64_t> dims, in, out;
  int64_t inOffset = 0, outOffset = 0;

  void merge() {
    StridedCopy merged;
    for (size_t i = 0; i < dims.size(); ++i) {
      if (dims[i] == 1)
        continue;
      if (!merged.dims.empty() && merged.in.back() == in[i] * dims[i] &&
          merged.out.back() == out[i] * dims[i]) {
        merged.dims.back() *= dims[i];
        merged.in.back() = in[i];
        merged.out.back() = out[i];
        continue;
      }
      merged.dims.push_back(dims[i]);
      merged.in.push_back(in[i]);
      merged.out.push_back(out[i]);
    }
    dims = merged.dims;
    in = merged.in;
    out = merged.out;
  }
};

static SmallVector<int64_t> stridesOf(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;)
    strides[i - 1] = strides[i] * shape[i];
  return strides;
}

/// Unused leading axes have size 1 and stride 0.
static void addAxes(ParamWriter &writer, StringRef prefix,
                    ArrayRef<int64_t> values, int64_t fill) {
  size_t lead = kCopyAxes - values.size();
  for (size_t i = 0; i < kCopyAxes; ++i)
    writer.add((prefix + std::to_string(i)).str(),
               i < lead ? fill : values[i - lead]);
}

static void addCopy(Operation *op, Value input, StridedCopy copy,
                    SmallVectorImpl<KernelCall> &calls) {
  copy.merge();
  KernelCall &call = calls.emplace_back();
  call.kernel = ("copy_strided_" + moveSuffix(input.getType())).str();
  call.inputs = {input};
  ParamWriter writer(op->getContext(), call);
  addAxes(writer, "d", copy.dims, 1);
  addAxes(writer, "in_s", copy.in, 0);
  addAxes(writer, "out_s", copy.out, 0);
  writer.add("in_offset", copy.inOffset).add("out_offset", copy.outOffset);
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

LogicalResult ConstantOp::verify() {
  auto stored = cast<RankedTensorType>(getValue().getType());
  if (stored == getType())
    return success();
  if (!isQuantized(getType()) ||
      stored.getShape() != cast<RankedTensorType>(getType()).getShape() ||
      !stored.getElementType().isInteger(storageBits(getType()) <= 8 ? 8 : 32))
    return emitOpError("expected values of the type ") // c1
           << getType() << " or of the integers that it is stored in, got "
           << stored;
  return success();
}

LogicalResult ReshapeOp::verify() {
  if (countOf(getInput()) != countOf(getOutput())) // c1
    return emitOpError("expected a result of ")
           << countOf(getInput()) << " elements, got " << countOf(getOutput());
  return success();
}

/// Scales per channel follow their axis.
static Type transposedElement(Type element, ArrayRef<int64_t> perm) {
  auto quant = dyn_cast<quant::UniformQuantizedPerAxisType>(element);
  if (!quant)
    return element;
  auto axis = llvm::find(perm, quant.getQuantizedDimension()) - perm.begin();
  return quantElement(element.getContext(), storageBits(element),
                      channelScales(element, 0), axis);
}

LogicalResult TransposeOp::inferReturnTypes(MLIRContext *,
                                            std::optional<Location> loc,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  ArrayRef<int64_t> in = shapeOf(adaptor.getInput()), perm = adaptor.getPerm();
  SmallVector<int64_t> sorted(perm), out;
  llvm::sort(sorted);
  for (size_t i = 0; i < sorted.size(); ++i)
    if (sorted.size() != in.size() ||
        sorted[i] != static_cast<int64_t>(i)) // c1
      return emitOptionalError(
          loc, "transpose expected perm to be a permutation of ", in.size(),
          " axes");
  if (sorted.size() != in.size())
    return emitOptionalError(loc, "transpose expected perm of ", in.size(),
                             " axes, got ", perm.size());
  for (int64_t axis : perm)
    out.push_back(in[axis]);
  StridedCopy copy{out, {}, stridesOf(out)};
  for (int64_t axis : perm)
    copy.in.push_back(stridesOf(in)[axis]);
  copy.merge();
  if (copy.dims.size() > kCopyAxes) // c1
    return emitOptionalError(loc, "transpose expected at most ", kCopyAxes,
                             " axes after merging, got ", copy.dims.size());
  types.push_back(RankedTensorType::get(
      out, transposedElement(getElementTypeOrSelf(adaptor.getInput().getType()),
                             perm)));
  return success();
}

void TransposeOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  StridedCopy copy{SmallVector<int64_t>(shapeOf(getOutput())),
                   {},
                   stridesOf(shapeOf(getOutput()))};
  for (int64_t axis : getPerm())
    copy.in.push_back(stridesOf(shapeOf(getInput()))[axis]);
  addCopy(*this, getInput(), copy, calls);
}

LogicalResult ConcatOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> loc,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  if (adaptor.getInputs().empty())
    return emitOptionalError(loc, "concat expected at least one input");
  SmallVector<int64_t> out(shapeOf(adaptor.getInputs().front()));
  int64_t axis = adaptor.getAxis();
  if (axis < 0 || axis >= static_cast<int64_t>(out.size())) // c1
    return emitOptionalError(loc, "concat expected axis in [0, ", out.size(),
                             "), got ", axis);
  for (Value input : adaptor.getInputs().drop_front()) {
    ArrayRef<int64_t> shape = shapeOf(input);
    for (size_t i = 0; i < out.size(); ++i)
      if (shape.size() != out.size() ||
          (static_cast<int64_t>(i) != axis && shape[i] != out[i])) // c2
        return emitOptionalError(
            loc, "concat expected inputs that agree but for axis ", axis,
            ", got ", adaptor.getInputs().front().getType(), " and ",
            input.getType());
    out[axis] += shape[axis];
  }
  types.push_back(RankedTensorType::get(
      out, getElementTypeOrSelf(adaptor.getInputs().front().getType())));
  return success();
}

void ConcatOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  SmallVector<int64_t> outStrides = stridesOf(shapeOf(getOutput()));
  int64_t offset = 0;
  for (Value input : getInputs()) {
    ArrayRef<int64_t> shape = shapeOf(input);
    StridedCopy copy{SmallVector<int64_t>(shape), stridesOf(shape), outStrides,
                     0, offset};
    offset += shape[getAxis()] * outStrides[getAxis()];
    if (countOf(input) != 0)
      addCopy(*this, input, copy, calls);
  }
}

LogicalResult SliceOp::inferReturnTypes(MLIRContext *,
                                        std::optional<Location> loc,
                                        Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  ArrayRef<int64_t> in = shapeOf(adaptor.getInput()),
                    begins = adaptor.getBegins(), sizes = adaptor.getSizes(),
                    steps = adaptor.getSteps();
  if (begins.size() != in.size() || sizes.size() != in.size() ||
      steps.size() != in.size()) // c1
    return emitOptionalError(loc, "slice expected ", in.size(),
                             " begins, sizes and steps, got ", begins.size(),
                             ", ", sizes.size(), " and ", steps.size());
  for (size_t i = 0; i < in.size(); ++i) {
    // Bounded before they are multiplied: the product could overflow.
    bool bounded = sizes[i] >= 1 && sizes[i] <= in[i] &&
                   (sizes[i] == 1 || (-in[i] < steps[i] && steps[i] < in[i]));
    int64_t last = bounded && sizes[i] > 1
                       ? begins[i] + (sizes[i] - 1) * steps[i]
                       : begins[i];
    if (!bounded || steps[i] == 0 || begins[i] < 0 || begins[i] >= in[i] ||
        last < 0 || last >= in[i]) // c2, c3
      return emitOptionalError(loc, "slice expected a part of axis ", i,
                               " of size ", in[i], ", got begin ", begins[i],
                               ", size ", sizes[i], ", step ", steps[i]);
  }
  types.push_back(RankedTensorType::get(
      sizes, getElementTypeOrSelf(adaptor.getInput().getType())));
  return success();
}

void SliceOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  SmallVector<int64_t> in = stridesOf(shapeOf(getInput()));
  StridedCopy copy{SmallVector<int64_t>(getSizes()), in, stridesOf(getSizes())};
  for (size_t i = 0; i < in.size(); ++i) {
    copy.inOffset += getBegins()[i] * in[i];
    copy.in[i] *= getSteps()[i];
  }
  addCopy(*this, getInput(), copy, calls);
}

LogicalResult PadOp::inferReturnTypes(MLIRContext *,
                                      std::optional<Location> loc,
                                      Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  ArrayRef<int64_t> in = shapeOf(adaptor.getInput()),
                    before = adaptor.getBefore(), after = adaptor.getAfter();
  if (before.size() != in.size() || after.size() != in.size()) // c1
    return emitOptionalError(loc, "pad expected ", in.size(),
                             " entries before and after, got ", before.size(),
                             " and ", after.size());
  SmallVector<int64_t> out(in);
  for (size_t i = 0; i < in.size(); ++i) {
    constexpr int64_t kLimit = int64_t(1) << 24;
    if (before[i] < 0 || after[i] < 0 || before[i] > kLimit ||
        after[i] > kLimit) // c2
      return emitOptionalError(loc, "pad expected pads of at least 0, got ",
                               before[i], " and ", after[i], " for axis ", i);
    out[i] += before[i] + after[i];
  }
  types.push_back(RankedTensorType::get(
      out, getElementTypeOrSelf(adaptor.getInput().getType())));
  return success();
}

void PadOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  KernelCall &fill = calls.emplace_back();
  fill.kernel = ("fill_" + moveSuffix(getType())).str();
  ParamWriter writer(getContext(), fill);
  addAxes(writer, "d", {countOf(getOutput())}, 1);
  addAxes(writer, "out_s", {1}, 0);
  writer.add("out_offset", 0);
  if (isQuantized(getInput()))
    writer.add("value",
               tensorQuant(getInput()).quantize(getValue().convertToFloat()));
  else
    writer.add("value", getValue());
  if (countOf(getInput()) == 0)
    return;
  SmallVector<int64_t> out = stridesOf(shapeOf(getOutput()));
  StridedCopy copy{SmallVector<int64_t>(shapeOf(getInput())),
                   stridesOf(shapeOf(getInput())), out};
  for (size_t i = 0; i < out.size(); ++i)
    copy.outOffset += getBefore()[i] * out[i];
  addCopy(*this, getInput(), copy, calls);
}

} // namespace m2c::nn
