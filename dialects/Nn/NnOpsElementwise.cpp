// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shapes, checks and kernel calls of the element-by-element ops. The labels
// c1, c2... are the constraints of NnOpsElementwise.td.
#include "dialects/Nn/NnQuantCalls.h"
#include "mlir/Dialect/Traits.h"
#include <cmath>

using namespace mlir;

namespace m2c::nn {

/// Broadcast operands after merging neighbouring axes that both operands walk
/// alike: output dims and the operands' element strides (0 = repeated).
struct Broadcast {
  SmallVector<int64_t> dims, lhs, rhs;
};

static Broadcast mergeBroadcast(ArrayRef<int64_t> a, ArrayRef<int64_t> b) {
  size_t rank = std::max(a.size(), b.size());
  auto dim = [&](ArrayRef<int64_t> shape, size_t i) -> int64_t {
    return i + shape.size() < rank ? 1 : shape[i + shape.size() - rank];
  };
  Broadcast merged;
  int64_t strideA = 1, strideB = 1;
  for (size_t i = rank; i-- > 0;) {
    int64_t da = dim(a, i), db = dim(b, i), out = da == 1 ? db : da;
    int64_t sa = da == 1 ? 0 : strideA, sb = db == 1 ? 0 : strideB;
    strideA *= da;
    strideB *= db;
    if (out == 1)
      continue;
    if (!merged.dims.empty() && sa == merged.lhs.back() * merged.dims.back() &&
        sb == merged.rhs.back() * merged.dims.back()) {
      merged.dims.back() *= out;
      continue;
    }
    merged.dims.push_back(out);
    merged.lhs.push_back(sa);
    merged.rhs.push_back(sb);
  }
  if (merged.dims.empty()) {
    merged.dims.push_back(1);
    merged.lhs.push_back(1);
    merged.rhs.push_back(1);
  }
  return merged; // innermost axis first
}

template <typename Adaptor>
static LogicalResult inferBinary(std::optional<Location> loc, StringRef name,
                                 Adaptor adaptor,
                                 SmallVectorImpl<Type> &types) {
  ArrayRef<int64_t> a = shapeOf(adaptor.getLhs()),
                    b = shapeOf(adaptor.getRhs());
  SmallVector<int64_t> out;
  if (!OpTrait::util::getBroadcastedShape(a, b, out)) // c1
    return emitOptionalError(loc, name, " expected shapes that broadcast, got ",
                             adaptor.getLhs().getType(), " and ",
                             adaptor.getRhs().getType());
  if (mergeBroadcast(a, b).dims.size() > 4) // c1
    return emitOptionalError(
        loc, name, " expected a broadcast of at most 4 blocks of axes, got ",
        adaptor.getLhs().getType(), " and ", adaptor.getRhs().getType(),
        "; reshape the operands to fewer axes");
  types.push_back(RankedTensorType::get(
      out, getElementTypeOrSelf(adaptor.getLhs().getType())));
  return success();
}

template <typename OpT>
static void buildBinaryCall(OpT op, StringRef kernel,
                            SmallVectorImpl<KernelCall> &calls) {
  Broadcast merged = mergeBroadcast(shapeOf(op.getLhs()), shapeOf(op.getRhs()));
  KernelCall &call = calls.emplace_back();
  call.kernel = (kernel + "_f32").str();
  call.inputs = {op.getLhs(), op.getRhs()};
  ParamWriter writer(op.getContext(), call);
  writer.add("n", countOf(op.getOutput()));
  // d3 is the innermost axis.
  for (int i = 0; i < 4; ++i) {
    size_t from = static_cast<size_t>(3 - i);
    bool used = from < merged.dims.size();
    std::string digit = std::to_string(i);
    writer.add("d" + digit, used ? merged.dims[from] : 1)
        .add("a_s" + digit, used ? merged.lhs[from] : 0)
        .add("b_s" + digit, used ? merged.rhs[from] : 0);
  }
  if (!isQuantized(op.getLhs())) {
    writer.addActivation(op);
    return;
  }
  call.kernel = (kernel + "_s8").str();
  BinaryKind kind;
  kind.sign = kernel == "sub" ? -1.0f : 1.0f;
  kind.product = kernel == "mul";
  addBinaryParams(op, kind, op.getAct(), op.getActA().convertToFloat(),
                  op.getActB().convertToFloat(), call);
}

#define M2C_BINARY(OP, NAME)                                                   \
  LogicalResult OP::inferReturnTypes(                                          \
      MLIRContext *, std::optional<Location> loc, Adaptor adaptor,             \
      SmallVectorImpl<Type> &types) {                                          \
    return inferBinary(loc, NAME, adaptor, types);                             \
  }                                                                            \
  void OP::buildCalls(SmallVectorImpl<KernelCall> &calls) {                    \
    buildBinaryCall(*this, NAME, calls);                                       \
  }
M2C_BINARY(AddOp, "add")
M2C_BINARY(SubOp, "sub")
M2C_BINARY(MulOp, "mul")
M2C_BINARY(DivOp, "div")
#undef M2C_BINARY

#define M2C_SAME_TYPE(OP)                                                      \
  LogicalResult OP::inferReturnTypes(MLIRContext *, std::optional<Location>,   \
                                     Adaptor adaptor,                          \
                                     SmallVectorImpl<Type> &types) {           \
    types.push_back(adaptor.getInput().getType());                             \
    return success();                                                          \
  }
M2C_SAME_TYPE(ReluOp)
M2C_SAME_TYPE(LeakyReluOp)
M2C_SAME_TYPE(SigmoidOp)
M2C_SAME_TYPE(TanhOp)
M2C_SAME_TYPE(ClipOp)
M2C_SAME_TYPE(HardSigmoidOp)
M2C_SAME_TYPE(HardSwishOp)
M2C_SAME_TYPE(SoftmaxOp)
M2C_SAME_TYPE(BatchNormOp)
#undef M2C_SAME_TYPE

/// A kernel over all elements; the caller appends further parameters.
static KernelCall &flatCall(Operation *op, StringRef kernel,
                            SmallVectorImpl<KernelCall> &calls) {
  KernelCall &call = calls.emplace_back();
  call.kernel = (kernel + "_f32").str();
  call.inputs = {op->getOperand(0)};
  ParamWriter(op->getContext(), call).add("n", countOf(op->getResult(0)));
  return call;
}

void ReluOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  if (isQuantized(getInput()))
    return buildTable(*this, [](double x) { return std::max(x, 0.0); }, calls);
  flatCall(*this, "relu", calls);
}
void SigmoidOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  if (isQuantized(getInput()))
    return buildTable(
        *this, [](double x) { return 1.0 / (1.0 + std::exp(-x)); }, calls);
  flatCall(*this, "sigmoid", calls);
}
void TanhOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  if (isQuantized(getInput()))
    return buildTable(*this, [](double x) { return std::tanh(x); }, calls);
  flatCall(*this, "tanh", calls);
}
void HardSwishOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  if (isQuantized(getInput()))
    return buildTable(
        *this, [](double x) { return x * std::clamp(x / 6.0 + 0.5, 0.0, 1.0); },
        calls);
  flatCall(*this, "hard_swish", calls);
}
void LeakyReluOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  double alpha = getAlpha().convertToFloat();
  if (isQuantized(getInput()))
    return buildTable(
        *this, [&](double x) { return x < 0.0 ? alpha * x : x; }, calls);
  ParamWriter(getContext(), flatCall(*this, "leaky_relu", calls))
      .add("alpha", getAlpha());
}
void ClipOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  double low = getMin().convertToFloat(), high = getMax().convertToFloat();
  if (isQuantized(getInput()))
    return buildTable(
        *this, [&](double x) { return std::min(std::max(x, low), high); },
        calls);
  ParamWriter(getContext(), flatCall(*this, "clip", calls))
      .add("min", getMin())
      .add("max", getMax());
}
void HardSigmoidOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  double alpha = getAlpha().convertToFloat(), beta = getBeta().convertToFloat();
  if (isQuantized(getInput()))
    return buildTable(
        *this, [&](double x) { return std::clamp(alpha * x + beta, 0.0, 1.0); },
        calls);
  ParamWriter(getContext(), flatCall(*this, "hard_sigmoid", calls))
      .add("alpha", getAlpha())
      .add("beta", getBeta());
}

/// Sizes before, at and after `axis`.
static std::tuple<int64_t, int64_t, int64_t> splitAt(ArrayRef<int64_t> shape,
                                                     int64_t axis) {
  int64_t outer = 1, inner = 1;
  for (auto [i, dim] : llvm::enumerate(shape))
    (static_cast<int64_t>(i) < axis ? outer : inner) *=
        static_cast<int64_t>(i) == axis ? 1 : dim;
  return {outer, shape[axis], inner};
}

LogicalResult SoftmaxOp::verify() {
  int64_t rank = static_cast<int64_t>(shapeOf(getInput()).size()),
          axis = getAxis();
  if (axis < 0 || axis >= rank)
    return emitOpError("expected axis in [0, ") << rank << "), got " << axis;
  return success();
}
void SoftmaxOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  auto [outer, n, inner] = splitAt(shapeOf(getInput()), getAxis());
  KernelCall &call = calls.emplace_back();
  call.kernel = "softmax_f32";
  call.inputs = {getInput()};
  ParamWriter(getContext(), call)
      .add("outer", outer)
      .add("n", n)
      .add("inner", inner);
  if (isQuantized(getInput()))
    buildQuantized(*this, calls);
}

LogicalResult BatchNormOp::verify() {
  ArrayRef<int64_t> in = shapeOf(getInput());
  int64_t axis = getAxis();
  if (axis < 0 || axis >= static_cast<int64_t>(in.size())) // c1
    return emitOpError("expected axis in [0, ")
           << in.size() << "), got " << axis;
  if (countOf(getScale()) != in[axis] || countOf(getShift()) != in[axis]) // c2
    return emitOpError("expected ")
           << in[axis] << " scales and shifts, got " << countOf(getScale())
           << " and " << countOf(getShift());
  return success();
}
void BatchNormOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  auto [outer, channels, inner] = splitAt(shapeOf(getInput()), getAxis());
  KernelCall &call = calls.emplace_back();
  call.kernel = "batch_norm_f32";
  call.inputs = {getInput()};
  ParamWriter(getContext(), call)
      .add("outer", outer)
      .add("channels", channels)
      .add("inner", inner);
  call.consts.push_back({"scale", getScale(), {channels}, {0}});
  call.consts.push_back({"shift", getShift(), {channels}, {0}});
}

} // namespace m2c::nn
