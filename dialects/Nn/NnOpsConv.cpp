// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shapes, checks and kernel calls of the ops that multiply by weights. The
// labels c1, c2... are the constraints of NnOpsConv.td.
#include "dialects/Nn/NnQuantCalls.h"

using namespace mlir;

namespace m2c::nn {

FailureOr<std::pair<int64_t, int64_t>>
inferWindow(std::optional<Location> loc, StringRef op, ArrayRef<int64_t> map,
            ArrayRef<int64_t> kernel, ArrayRef<int64_t> strides,
            ArrayRef<int64_t> dilations, ArrayRef<int64_t> pads) {
  if (kernel.size() != 2 || strides.size() != 2 || dilations.size() != 2 ||
      pads.size() != 4)
    return emitOptionalError(
        loc, op,
        " expected 2 kernel sizes, 2 strides, 2 dilations and 4 pads"
        ", got ",
        kernel.size(), ", ", strides.size(), ", ", dilations.size(), " and ",
        pads.size());
  int64_t out[2];
  for (int i = 0; i < 2; ++i) {
    constexpr int64_t kLimit = int64_t(1) << 24;
    if (kernel[i] < 1 || strides[i] < 1 || dilations[i] < 1 ||
        kernel[i] > kLimit || strides[i] > kLimit || dilations[i] > kLimit)
      return emitOptionalError(
          loc, op,
          " expected kernel, strides and dilations of at least 1, got ",
          kernel[i], ", ", strides[i], " and ", dilations[i]);
    if (pads[i] < 0 || pads[i + 2] < 0 || pads[i] > kLimit ||
        pads[i + 2] > kLimit)
      return emitOptionalError(loc, op, " expected pads of at least 0, got ",
                               pads[i], " and ", pads[i + 2]);
    int64_t extent = dilations[i] * (kernel[i] - 1) + 1;
    int64_t padded = map[i + 1] + pads[i] + pads[i + 2];
    if (extent > padded)
      return emitOptionalError(
          loc, op, " expected a kernel that fits into the padded map, got ",
          extent, i == 0 ? " rows for a map of " : " columns for a map of ",
          padded);
    out[i] = (padded - extent) / strides[i] + 1;
  }
  return std::make_pair(out[0], out[1]);
}

RowWindow rowWindow(Value input, Value output, int64_t kernelH, int64_t stride,
                    int64_t dilation, int64_t padTop, bool zeroOutside) {
  ArrayRef<int64_t> in = shapeOf(input), out = shapeOf(output);
  return {in[0],   in[1],  in[2] * in[3], out[1], out[2] * out[3],
          kernelH, stride, dilation,      padTop, zeroOutside};
}

static LogicalResult checkBias(std::optional<Location> loc, StringRef op,
                               Value bias, int64_t count) {
  if (bias && (shapeOf(bias).size() != 1 || shapeOf(bias)[0] != count))
    return emitOptionalError(loc, op, " expected a bias of ", count,
                             " values, got ", bias.getType());
  return success();
}

static PackedConst packedBias(Value bias, int64_t count) {
  return {"bias", bias, {count}, {0}};
}

LogicalResult Conv2dOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> loc,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  ArrayRef<int64_t> map = shapeOf(adaptor.getInput()),
                    weights = shapeOf(adaptor.getWeights());
  if (map.size() != 4 || weights.size() != 4)
    return emitOptionalError(loc,
                             "conv2d expected input and weights of rank 4");
  int64_t group = adaptor.getGroup();
  if (group < 1 || map[3] % group != 0 || map[3] / group != weights[3]) // c1
    return emitOptionalError(
        loc, "conv2d expected input channels = group * weight channels, got ",
        map[3], " = ", group, " * ", weights[3]);
  if (weights[0] % group != 0) // c2
    return emitOptionalError(
        loc, "conv2d expected output channels divisible by group, got ",
        weights[0], " and ", group);
  if (failed(checkBias(loc, "conv2d", adaptor.getBias(), weights[0]))) // c3
    return failure();
  auto out =
      inferWindow(loc, "conv2d", map, weights.slice(1, 2), adaptor.getStrides(),
                  adaptor.getDilations(), adaptor.getPads()); // c4, c5
  if (failed(out))
    return failure();
  types.push_back(RankedTensorType::get(
      {map[0], out->first, out->second, weights[0]},
      getElementTypeOrSelf(adaptor.getInput().getType())));
  return success();
}

int64_t Conv2dOp::getMacs() {
  ArrayRef<int64_t> weights = shapeOf(getWeights());
  return countOf(getOutput()) * weights[1] * weights[2] * weights[3];
}

void Conv2dOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  if (isQuantized(getInput()))
    return buildQuantized(*this, calls);
  ArrayRef<int64_t> map = shapeOf(getInput()), weights = shapeOf(getWeights());
  int64_t group = getGroup(), outC = weights[0];
  KernelCall &call = calls.emplace_back();
  call.kernel = "conv2d_f32";
  call.inputs = {getInput()};
  ParamWriter(getContext(), call)
      .add("in_w", map[2])
      .add("in_c", map[3])
      .add("out_w", shapeOf(getOutput())[2])
      .add("out_c", outC)
      .add("kernel_h", weights[1])
      .add("kernel_w", weights[2])
      .add("stride_w", getStrides()[1])
      .add("dilation_w", getDilations()[1])
      .add("pad_left", getPads()[1])
      .add("group", group)
      .addActivation(*this);
  // [O, KH, KW, I] -> [group][KH][KW][I][O / group]: outputs innermost.
  call.consts.push_back(
      {"weights",
       getWeights(),
       {group, outC / group, weights[1], weights[2], weights[3]},
       {0, 2, 3, 4, 1}});
  call.consts.push_back(packedBias(getBias(), outC));
  call.window =
      rowWindow(getInput(), getOutput(), weights[1], getStrides()[0],
                getDilations()[0], getPads()[0], /*zeroOutside=*/true);
}

LogicalResult
DepthwiseConv2dOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                    Adaptor adaptor,
                                    SmallVectorImpl<Type> &types) {
  ArrayRef<int64_t> map = shapeOf(adaptor.getInput()),
                    weights = shapeOf(adaptor.getWeights());
  if (map.size() != 4 || weights.size() != 3)
    return emitOptionalError(
        loc,
        "depthwise_conv2d expected an input of rank 4 and weights of rank 3");
  if (map[3] == 0 || weights[2] % map[3] != 0 || weights[2] == 0) // c1
    return emitOptionalError(
        loc,
        "depthwise_conv2d expected output channels divisible by input "
        "channels, got ",
        weights[2], " and ", map[3]);
  if (failed(checkBias(loc, "depthwise_conv2d", adaptor.getBias(),
                       weights[2]))) // c2
    return failure();
  auto out = inferWindow(loc, "depthwise_conv2d", map, weights.take_front(2),
                         adaptor.getStrides(), adaptor.getDilations(),
                         adaptor.getPads()); // c3, c4
  if (failed(out))
    return failure();
  types.push_back(RankedTensorType::get(
      {map[0], out->first, out->second, weights[2]},
      getElementTypeOrSelf(adaptor.getInput().getType())));
  return success();
}

int64_t DepthwiseConv2dOp::getMacs() {
  ArrayRef<int64_t> weights = shapeOf(getWeights());
  return countOf(getOutput()) * weights[0] * weights[1];
}

void DepthwiseConv2dOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  if (isQuantized(getInput()))
    return buildQuantized(*this, calls);
  ArrayRef<int64_t> map = shapeOf(getInput()), weights = shapeOf(getWeights());
  KernelCall &call = calls.emplace_back();
  call.kernel = "depthwise_conv2d_f32";
  call.inputs = {getInput()};
  ParamWriter(getContext(), call)
      .add("in_w", map[2])
      .add("in_c", map[3])
      .add("out_w", shapeOf(getOutput())[2])
      .add("multiplier", weights[2] / map[3])
      .add("kernel_h", weights[0])
      .add("kernel_w", weights[1])
      .add("stride_w", getStrides()[1])
      .add("dilation_w", getDilations()[1])
      .add("pad_left", getPads()[1])
      .addActivation(*this);
  call.consts.push_back({"weights",
                         getWeights(),
                         {weights[0], weights[1], weights[2]},
                         {0, 1, 2}});
  call.consts.push_back(packedBias(getBias(), weights[2]));
  call.window =
      rowWindow(getInput(), getOutput(), weights[0], getStrides()[0],
                getDilations()[0], getPads()[0], /*zeroOutside=*/true);
}

LogicalResult DenseOp::inferReturnTypes(MLIRContext *,
                                        std::optional<Location> loc,
                                        Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  ArrayRef<int64_t> in = shapeOf(adaptor.getInput()),
                    weights = shapeOf(adaptor.getWeights());
  if (in.size() != 2 || weights.size() != 2 || in[1] != weights[1]) // c1
    return emitOptionalError(
        loc, "dense expected input [M, K] and weights [N, K], got ",
        adaptor.getInput().getType(), " and ", adaptor.getWeights().getType());
  if (failed(checkBias(loc, "dense", adaptor.getBias(), weights[0]))) // c2
    return failure();
  types.push_back(RankedTensorType::get(
      {in[0], weights[0]}, getElementTypeOrSelf(adaptor.getInput().getType())));
  return success();
}

int64_t DenseOp::getMacs() {
  return countOf(getInput()) * shapeOf(getWeights())[0];
}

void DenseOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  if (isQuantized(getInput()))
    return buildQuantized(*this, calls);
  ArrayRef<int64_t> in = shapeOf(getInput()), weights = shapeOf(getWeights());
  KernelCall &call = calls.emplace_back();
  call.kernel = "dense_f32";
  call.inputs = {getInput()};
  ParamWriter(getContext(), call)
      .add("in_n", in[1])
      .add("out_n", weights[0])
      .addActivation(*this);
  call.consts.push_back(
      {"weights", getWeights(), {weights[0], weights[1]}, {1, 0}});
  call.consts.push_back(packedBias(getBias(), weights[0]));
  call.window = RowWindow{1, in[0], in[1], in[0], weights[0], 1, 1, 1, 0, true};
}

LogicalResult MatmulOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> loc,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  ArrayRef<int64_t> a = shapeOf(adaptor.getLhs()),
                    b = shapeOf(adaptor.getRhs());
  if (a.size() != 3 || b.size() != 3 || a[2] != b[1]) // c1
    return emitOptionalError(
        loc, "matmul expected lhs [B, M, K] and rhs [B, K, N], got ",
        adaptor.getLhs().getType(), " and ", adaptor.getRhs().getType());
  if (b[0] != 1 && b[0] != a[0]) // c2
    return emitOptionalError(loc, "matmul expected batch 1 or ", a[0],
                             " on the right, got ", b[0]);
  types.push_back(RankedTensorType::get(
      {a[0], a[1], b[2]}, getElementTypeOrSelf(adaptor.getLhs().getType())));
  return success();
}

int64_t MatmulOp::getMacs() { return countOf(getLhs()) * shapeOf(getRhs())[2]; }

void MatmulOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  if (isQuantized(getLhs()))
    return buildQuantized(*this, calls);
  ArrayRef<int64_t> a = shapeOf(getLhs()), b = shapeOf(getRhs());
  KernelCall &call = calls.emplace_back();
  call.kernel = "matmul_f32";
  call.inputs = {getLhs(), getRhs()};
  ParamWriter(getContext(), call)
      .add("batch", a[0])
      .add("m", a[1])
      .add("k", a[2])
      .add("n", b[2])
      .add("rhs_batch", b[0]);
}

} // namespace m2c::nn
