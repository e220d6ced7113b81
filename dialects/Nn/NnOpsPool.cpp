// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shapes, checks and kernel calls of pools and reductions. The labels c1,
// c2... are the constraints of NnOpsPool.td.
#include "dialects/Nn/NnQuantCalls.h"

using namespace mlir;

namespace m2c::nn {

template <typename Adaptor>
static LogicalResult inferPool(std::optional<Location> loc, StringRef name,
                               Adaptor adaptor, SmallVectorImpl<Type> &types) {
  ArrayRef<int64_t> map = shapeOf(adaptor.getInput());
  if (map.size() != 4)
    return emitOptionalError(loc, name, " expected an input of rank 4");
  auto out =
      inferWindow(loc, name, map, adaptor.getKernel(), adaptor.getStrides(),
                  adaptor.getDilations(), adaptor.getPads()); // c1, c2
  if (failed(out))
    return failure();
  for (int i = 0; i < 2; ++i) {
    int64_t extent =
        adaptor.getDilations()[i] * (adaptor.getKernel()[i] - 1) + 1;
    if (adaptor.getPads()[i] >= extent || adaptor.getPads()[i + 2] >= extent)
      return emitOptionalError(
          loc, name, " expected pads below the dilated kernel of ", extent,
          ", got ", adaptor.getPads()[i], " and ", adaptor.getPads()[i + 2]);
  }
  types.push_back(RankedTensorType::get(
      {map[0], out->first, out->second, map[3]},
      getElementTypeOrSelf(adaptor.getInput().getType())));
  return success();
}

template <typename OpT>
static void buildPoolCall(OpT op, StringRef kernel,
                          SmallVectorImpl<KernelCall> &calls) {
  ArrayRef<int64_t> map = shapeOf(op.getInput());
  KernelCall &call = calls.emplace_back();
  call.kernel = (kernel + "_f32").str();
  call.inputs = {op.getInput()};
  ParamWriter(op.getContext(), call)
      .add("in_w", map[2])
      .add("channels", map[3])
      .add("out_w", shapeOf(op.getOutput())[2])
      .add("kernel_h", op.getKernel()[0])
      .add("kernel_w", op.getKernel()[1])
      .add("stride_w", op.getStrides()[1])
      .add("dilation_w", op.getDilations()[1])
      .add("pad_left", op.getPads()[1])
      .addActivation(op);
  call.window = rowWindow(op.getInput(), op.getOutput(), op.getKernel()[0],
                          op.getStrides()[0], op.getDilations()[0],
                          op.getPads()[0], /*zeroOutside=*/false);
}

LogicalResult MaxPool2dOp::inferReturnTypes(MLIRContext *,
                                            std::optional<Location> loc,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  return inferPool(loc, "max_pool2d", adaptor, types);
}
void MaxPool2dOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  if (isQuantized(getInput()))
    return buildQuantized(*this, calls);
  buildPoolCall(*this, "max_pool2d", calls);
}

LogicalResult AvgPool2dOp::inferReturnTypes(MLIRContext *,
                                            std::optional<Location> loc,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  return inferPool(loc, "avg_pool2d", adaptor, types);
}
void AvgPool2dOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  if (isQuantized(getInput()))
    return buildQuantized(*this, calls);
  buildPoolCall(*this, "avg_pool2d", calls);
}

LogicalResult ReduceMeanOp::inferReturnTypes(MLIRContext *,
                                             std::optional<Location> loc,
                                             Adaptor adaptor,
                                             SmallVectorImpl<Type> &types) {
  ArrayRef<int64_t> in = shapeOf(adaptor.getInput()), axes = adaptor.getAxes();
  for (size_t i = 0; i < axes.size(); ++i) // c1
    if (axes[i] < 0 || axes[i] >= static_cast<int64_t>(in.size()) ||
        (i > 0 && axes[i] != axes[i - 1] + 1))
      return emitOptionalError(
          loc, "reduce_mean expected sorted neighbouring axes below ",
          in.size(), ", got ", axes[i]);
  SmallVector<int64_t> out;
  for (size_t i = 0; i < in.size(); ++i) {
    if (!llvm::is_contained(axes, static_cast<int64_t>(i)))
      out.push_back(in[i]);
    else if (adaptor.getKeepdims())
      out.push_back(1);
  }
  types.push_back(RankedTensorType::get(
      out, getElementTypeOrSelf(adaptor.getInput().getType())));
  return success();
}

void ReduceMeanOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  ArrayRef<int64_t> in = shapeOf(getInput()), axes = getAxes();
  int64_t outer = 1, reduce = 1, inner = 1;
  for (auto [i, dim] : llvm::enumerate(in)) {
    int64_t axis = static_cast<int64_t>(i);
    if (!axes.empty() && axis > axes.back())
      inner *= dim;
    else if (llvm::is_contained(axes, axis))
      reduce *= dim;
    else
      outer *= dim;
  }
  KernelCall &call = calls.emplace_back();
  call.kernel = "reduce_mean_f32";
  call.inputs = {getInput()};
  ParamWriter(getContext(), call)
      .add("outer", outer)
      .add("reduce", reduce)
      .add("inner", inner);
  if (isQuantized(getInput()))
    return buildQuantized(*this, calls);
  ParamWriter(getContext(), call).addActivation(*this);
}

} // namespace m2c::nn
