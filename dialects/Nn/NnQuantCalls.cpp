// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Parameters and constants of the integer kernels: folded biases, scales in the
// operation order of ONNX Runtime, tables.
#include "dialects/Nn/NnQuantCalls.h"
#include "dialects/Support/Constants.h"
#include "runtime/include/m2c/m2c_scratch.h"
#include <cmath>

using namespace mlir;

namespace m2c::nn {

/// "s8", "s8w4", "s4", "s4w4".
static std::string layerSuffix(Value input, Value weights) {
  std::string suffix = moveSuffix(input.getType()).str();
  return suffix + (storageBits(weights.getType()) == 4 ? "w4" : "");
}

static PackedConst literal(StringRef field, ElementsAttr value) {
  PackedConst packed;
  packed.field = field.str();
  packed.literal = value;
  return packed;
}

static PackedConst floats(MLIRContext *context, StringRef field,
                          ArrayRef<float> values) {
  auto type = RankedTensorType::get({static_cast<int64_t>(values.size())},
                                    Float32Type::get(context));
  return literal(field, DenseElementsAttr::get(type, values));
}

static PackedConst bytes(MLIRContext *context, StringRef field,
                         ArrayRef<int8_t> values) {
  auto type = RankedTensorType::get({static_cast<int64_t>(values.size())},
                                    IntegerType::get(context, 8));
  return literal(field, DenseElementsAttr::get(type, values));
}

/// The output's zero point, bounds and width.
template <typename OpT>
static void addOutput(ParamWriter &writer, OpT op, bool zero = true) {
  TensorQuant out = tensorQuant(op.getOutput());
  auto [low, high] = activationBounds(out, static_cast<unsigned>(op.getAct()),
                                      op.getActA().convertToFloat(),
                                      op.getActB().convertToFloat());
  if (zero)
    writer.add("out_zero", out.zero);
  writer.add("out_min", low).add("out_max", high).add("out_bits", out.bits);
}

/// Where the scales may become integer multipliers (plan-fixed-point), the sums
/// perhaps clamped first.
static void addScales(MLIRContext *context, ArrayRef<float> scales,
                      KernelCall &call, bool sumMax) {
  ParamWriter writer(context, call);
  writer.add("split", 0);
  if (sumMax)
    writer.add("sum_max", 0);
  call.consts.push_back(floats(context, "scale", scales));
}

/// Weights [channels][k], or [k][channels] if `channelsLast`; the bias with the
/// input's zero point folded in; the scales of the requantisation.
template <typename OpT>
static void addLayerConsts(OpT op, int64_t channels, int64_t k,
                           bool channelsLast, KernelCall &call) {
  MLIRContext *context = op.getContext();
  TensorQuant in = tensorQuant(op.getInput()),
              out = tensorQuant(op.getOutput());
  std::vector<float> weights = *floatElements(constantValue(op.getWeights()));
  SmallVector<int64_t> bias(channels, 0);
  if (op.getBias())
    bias = SmallVector<int64_t>(
        llvm::map_range(*intElements(constantValue(op.getBias())),
                        [](int64_t value) { return value; }));
  for (int64_t c = 0; c < channels; ++c)
    for (int64_t i = 0; i < k; ++i)
      bias[c] -=
          in.zero * static_cast<int64_t>(
                        weights[channelsLast ? i * channels + c : c * k + i]);
  SmallVector<float> scales =
      channelScales(op.getWeights().getType(), channels);
  for (float &scale : scales)
    scale = in.scale * scale / out.scale;
  call.weightBits = storageBits(op.getWeights().getType());
  call.activationBits = in.bits;
  PackedConst packed{"weights", op.getWeights(), {channels, k}, {0, 1}};
  if (channelsLast)
    packed.view = {k, channels};
  packed.packed = call.weightBits == 4;
  call.consts.push_back(packed);
  auto type = RankedTensorType::get({channels}, IntegerType::get(context, 32));
  SmallVector<int32_t> folded(bias.begin(), bias.end());
  call.consts.push_back(
      literal("bias", DenseElementsAttr::get(type, ArrayRef<int32_t>(folded))));
  addScales(context, scales, call, /*sumMax=*/true);
}

/// Whether some output column reads beyond the row.
template <typename OpT>
static bool readsBorder(OpT op, int64_t kernelW) {
  int64_t last = (shapeOf(op.getOutput())[2] - 1) * op.getStrides()[1] -
                 op.getPads()[1] + (kernelW - 1) * op.getDilations()[1];
  return op.getPads()[1] > 0 || last >= shapeOf(op.getInput())[2];
}

/// What conv2d and depthwise_conv2d share.
template <typename OpT>
static ParamWriter beginConv(OpT op, StringRef kernel, int64_t kernelH,
                             int64_t kernelW, KernelCall &call) {
  ArrayRef<int64_t> map = shapeOf(op.getInput());
  call.kernel =
      (kernel + "_" + layerSuffix(op.getInput(), op.getWeights())).str();
  call.inputs = {op.getInput()};
  ParamWriter writer(op.getContext(), call);
  writer.add("in_w", map[2])
      .add("in_c", map[3])
      .add("out_w", shapeOf(op.getOutput())[2])
      .add("kernel_h", kernelH)
      .add("kernel_w", kernelW)
      .add("stride_w", op.getStrides()[1])
      .add("dilation_w", op.getDilations()[1])
      .add("pad_left", op.getPads()[1])
      .add("in_zero", tensorQuant(op.getInput()).zero);
  addOutput(writer, op);
  call.window =
      rowWindow(op.getInput(), op.getOutput(), kernelH, op.getStrides()[0],
                op.getDilations()[0], op.getPads()[0], /*zeroOutside=*/true);
  call.window->outside = tensorQuant(op.getInput()).zero;
  return writer;
}

void buildQuantized(Conv2dOp op, KernelCalls &calls) {
  ArrayRef<int64_t> map = shapeOf(op.getInput()),
                    weights = shapeOf(op.getWeights());
  KernelCall &call = calls.emplace_back();
  beginConv(op, "conv2d", weights[1], weights[2], call)
      .add("out_c", weights[0])
      .add("group", op.getGroup());
  addLayerConsts(op, weights[0], weights[1] * weights[2] * weights[3],
                 /*channelsLast=*/false, call);
  call.scratchBytes = m2c_scratch_conv2d_s8(
      weights[1], weights[2], map[2], map[3], shapeOf(op.getOutput())[2],
      weights[0], op.getGroup(), readsBorder(op, weights[2]),
      call.activationBits, call.weightBits, tensorQuant(op.getOutput()).bits);
}

void buildQuantized(DepthwiseConv2dOp op, KernelCalls &calls) {
  ArrayRef<int64_t> map = shapeOf(op.getInput()),
                    weights = shapeOf(op.getWeights());
  KernelCall &call = calls.emplace_back();
  beginConv(op, "depthwise_conv2d", weights[0], weights[1], call)
      .add("channel_multiplier", weights[2] / map[3]);
  addLayerConsts(op, weights[2], weights[0] * weights[1],
                 /*channelsLast=*/true, call);
  call.scratchBytes = m2c_scratch_depthwise_conv2d_s8(
      weights[0], weights[1], map[2], map[3], shapeOf(op.getOutput())[2],
      weights[2], call.activationBits, call.weightBits,
      tensorQuant(op.getOutput()).bits);
}

void buildQuantized(DenseOp op, KernelCalls &calls) {
  ArrayRef<int64_t> in = shapeOf(op.getInput()),
                    weights = shapeOf(op.getWeights());
  KernelCall &call = calls.emplace_back();
  call.kernel = "dense_" + layerSuffix(op.getInput(), op.getWeights());
  call.inputs = {op.getInput()};
  ParamWriter writer(op.getContext(), call);
  writer.add("in_n", in[1]).add("out_n", weights[0]);
  addOutput(writer, op);
  addLayerConsts(op, weights[0], weights[1], /*channelsLast=*/false, call);
  call.window = RowWindow{1, in[0], in[1], in[0], weights[0], 1, 1, 1, 0, true};
  call.scratchBytes = m2c_scratch_dense_s8(
      in[1], weights[0], call.activationBits, tensorQuant(op.getOutput()).bits);
}

void buildQuantized(MatmulOp op, KernelCalls &calls) {
  ArrayRef<int64_t> a = shapeOf(op.getLhs()), b = shapeOf(op.getRhs());
  TensorQuant qa = tensorQuant(op.getLhs()), qb = tensorQuant(op.getRhs()),
              out = tensorQuant(op.getOutput());
  KernelCall &call = calls.emplace_back();
  call.kernel = "matmul_s8";
  call.inputs = {op.getLhs(), op.getRhs()};
  ParamWriter(op.getContext(), call)
      .add("batch", a[0])
      .add("m", a[1])
      .add("k", a[2])
      .add("n", b[2])
      .add("rhs_batch", b[0])
      .add("a_zero", qa.zero)
      .add("b_zero", qb.zero)
      .add("out_zero", out.zero)
      .add("out_min", out.min())
      .add("out_max", out.max())
      .add("out_bits", out.bits);
  addScales(op.getContext(), {qa.scale * qb.scale / out.scale}, call,
            /*sumMax=*/true);
  call.weightBits = qb.bits;
  call.activationBits = qa.bits;
  call.scratchBytes =
      m2c_scratch_whole_s8(0, countOf(op.getOutput()), 8, out.bits);
}

template <typename OpT>
static ParamWriter beginPool(OpT op, StringRef kernel, KernelCall &call) {
  ArrayRef<int64_t> map = shapeOf(op.getInput());
  TensorQuant in = tensorQuant(op.getInput());
  call.kernel = kernel.str();
  call.inputs = {op.getInput()};
  ParamWriter writer(op.getContext(), call);
  writer.add("in_w", map[2])
      .add("channels", map[3])
      .add("out_w", shapeOf(op.getOutput())[2])
      .add("kernel_h", op.getKernel()[0])
      .add("kernel_w", op.getKernel()[1])
      .add("stride_w", op.getStrides()[1])
      .add("dilation_w", op.getDilations()[1])
      .add("pad_left", op.getPads()[1])
      .add("in_bits", in.bits);
  call.activationBits = in.bits;
  call.window = rowWindow(op.getInput(), op.getOutput(), op.getKernel()[0],
                          op.getStrides()[0], op.getDilations()[0],
                          op.getPads()[0], /*zeroOutside=*/false);
  call.scratchBytes = m2c_scratch_pool2d_s8(
      op.getKernel()[0], map[2], shapeOf(op.getOutput())[2], map[3], in.bits,
      tensorQuant(op.getOutput()).bits);
  return writer;
}

void buildQuantized(MaxPool2dOp op, KernelCalls &calls) {
  ParamWriter writer = beginPool(op, "max_pool2d_s8", calls.emplace_back());
  addOutput(writer, op, /*zero=*/false);
}

/// Fewest and most taps inside the map along axis `i` (0: rows, 1: columns).
static std::pair<int64_t, int64_t> tapsInside(AvgPool2dOp op, int i) {
  int64_t size = shapeOf(op.getInput())[i + 1], fewest = INT64_MAX, most = 0;
  for (int64_t out = 0; out < shapeOf(op.getOutput())[i + 1]; ++out) {
    int64_t inside = 0;
    for (int64_t tap = 0; tap < op.getKernel()[i]; ++tap) {
      int64_t at = out * op.getStrides()[i] - op.getPads()[i] +
                   tap * op.getDilations()[i];
      inside += at >= 0 && at < size;
    }
    fewest = std::min(fewest, inside);
    most = std::max(most, inside);
  }
  return {fewest, most};
}

std::pair<int64_t, int64_t> windowCounts(AvgPool2dOp op) {
  auto [fewestRows, mostRows] = tapsInside(op, 0);
  auto [fewestColumns, mostColumns] = tapsInside(op, 1);
  return {std::max<int64_t>(1, fewestRows * fewestColumns),
          std::max<int64_t>(1, mostRows * mostColumns)};
}

void buildQuantized(AvgPool2dOp op, KernelCalls &calls) {
  KernelCall &call = calls.emplace_back();
  TensorQuant in = tensorQuant(op.getInput()),
              out = tensorQuant(op.getOutput());
  auto [fewest, most] = windowCounts(op);
  ParamWriter writer = beginPool(op, "avg_pool2d_s8", call);
  writer.add("in_zero", in.zero).add("count_min", fewest);
  addOutput(writer, op);
  SmallVector<float> scales;
  for (int64_t count = fewest; count <= most; ++count)
    scales.push_back(in.scale / (out.scale * static_cast<float>(count)));
  addScales(op.getContext(), scales, call, /*sumMax=*/false);
}

void buildQuantized(ReduceMeanOp op, KernelCalls &calls) {
  KernelCall &call = calls.front(); // begun by ReduceMeanOp::buildCalls
  TensorQuant in = tensorQuant(op.getInput()),
              out = tensorQuant(op.getOutput());
  call.kernel = "reduce_mean_s8";
  ParamWriter writer(op.getContext(), call);
  writer.add("in_zero", in.zero).add("in_bits", in.bits);
  addOutput(writer, op);
  call.activationBits = in.bits;
  int64_t reduce = countOf(op.getInput()) / countOf(op.getOutput());
  addScales(op.getContext(),
            {in.scale / (out.scale * static_cast<float>(reduce))}, call,
            /*sumMax=*/false);
}

/// exp(-i * scale); what would round to a denormal, which some cores flush, is
/// 0: nothing beside the 1 at i = 0.
static SmallVector<float> expTable(const TensorQuant &in) {
  SmallVector<float> table;
  for (int64_t i = 0; i <= int64_t(in.max()) - in.min(); ++i) {
    double value = std::exp(-static_cast<double>(in.scale) * i);
    table.push_back(value < 1e-30 ? 0.0f : static_cast<float>(value));
  }
  return table;
}

void buildQuantized(SoftmaxOp op, KernelCalls &calls) {
  KernelCall &call = calls.front(); // begun by SoftmaxOp::buildCalls
  TensorQuant in = tensorQuant(op.getInput());
  bool toFloat = !isQuantized(op.getOutput());
  call.kernel = toFloat ? "softmax_s8_f32" : "softmax_s8";
  call.activationBits = in.bits;
  ParamWriter writer(op.getContext(), call);
  writer.add("in_bits", in.bits);
  call.consts.push_back(floats(op.getContext(), "exp_table", expTable(in)));
  unsigned outBits = 8;
  if (!toFloat) {
    TensorQuant out = tensorQuant(op.getOutput());
    outBits = out.bits;
    writer.add("out_zero", out.zero)
        .add("out_min", out.min())
        .add("out_max", out.max())
        .add("out_bits", out.bits)
        .add("out_inverse", llvm::APFloat(std::floor(1.0f / out.scale)));
  }
  call.scratchBytes = m2c_scratch_whole_s8(
      countOf(op.getInput()), toFloat ? 0 : countOf(op.getOutput()), in.bits,
      outBits);
}

void buildTable(Operation *op, function_ref<double(double)> function,
                KernelCalls &calls) {
  TensorQuant in = tensorQuant(op->getOperand(0)),
              out = tensorQuant(op->getResult(0));
  KernelCall &call = calls.emplace_back();
  call.kernel = "lut_s8";
  call.inputs = {op->getOperand(0)};
  call.activationBits = in.bits;
  ParamWriter(op->getContext(), call)
      .add("n", countOf(op->getResult(0)))
      .add("in_bits", in.bits)
      .add("out_bits", out.bits);
  // The kernel sees signed bytes, whatever the elements are.
  SmallVector<int8_t> table;
  int32_t half = 1 << (in.bits - 1);
  for (int32_t stored = -half; stored < half; ++stored) {
    int32_t q = in.isSigned ? stored : stored & (2 * half - 1);
    double y = function(static_cast<double>(in.dequantize(q)));
    table.push_back(static_cast<int8_t>(out.quantize(static_cast<float>(y))));
  }
  call.consts.push_back(bytes(op->getContext(), "table", table));
}

void addBinaryParams(Operation *op, BinaryKind kind, Act act, float a, float b,
                     KernelCall &call) {
  TensorQuant qa = tensorQuant(op->getOperand(0)),
              qb = tensorQuant(op->getOperand(1)),
              out = tensorQuant(op->getResult(0));
  auto [low, high] = activationBounds(out, static_cast<unsigned>(act), a, b);
  float aScale =
      kind.product ? qa.scale * qb.scale / out.scale : qa.scale / out.scale;
  float bScale = kind.product ? 0.0f : qb.scale / out.scale;
  // QLinearAdd's constant, in its order; docs/numerics.md.
  float fixed = 0.0f;
  if (!kind.product)
    fixed = static_cast<float>(out.zero) -
            std::fma(aScale, static_cast<float>(qa.zero),
                     kind.sign * bScale * static_cast<float>(qb.zero));
  ParamWriter(op->getContext(), call)
      .add("a_bits", qa.bits)
      .add("b_bits", qb.bits)
      .add("a_zero", qa.zero)
      .add("b_zero", qb.zero)
      .add("out_zero", out.zero)
      .add("out_min", low)
      .add("out_max", high)
      .add("out_bits", out.bits)
      .add("a_scale", llvm::APFloat(aScale))
      .add("b_scale", llvm::APFloat(bScale))
      .add("fixed", llvm::APFloat(fixed))
      .add("a_multiplier", 0)
      .add("b_multiplier", 0)
      .add("offset_high", 0)
      .add("offset_low", 0)
      .add("split", 0)
      .add("shift", -1);
  call.activationBits = qa.bits;
}

/// From the 16-bit integers of a sensor.
static void buildFromSamples(QuantizeOp op, const TensorQuant &in,
                             const TensorQuant &out, KernelCalls &calls) {
  KernelCall &call = calls.emplace_back();
  call.kernel = "quantize_s16_s8";
  call.inputs = {op.getInput()};
  call.activationBits = 16;
  ParamWriter(op.getContext(), call)
      .add("n", countOf(op.getOutput()))
      .add("in_zero", in.zero)
      .add("out_zero", out.zero)
      .add("out_min", out.min())
      .add("out_max", out.max())
      .add("out_bits", out.bits)
      .add("in_scale", llvm::APFloat(in.scale))
      .add("scale", llvm::APFloat(out.scale));
}

/// From floats, from another width or scale, and (a shift by 128) between
/// signed and unsigned bytes.
void QuantizeOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  TensorQuant out = tensorQuant(getOutput());
  if (isQuantized(getInput())) {
    TensorQuant in = tensorQuant(getInput());
    if (in.bits == 16)
      return buildFromSamples(*this, in, out, calls);
    if (in.isSigned == out.isSigned)
      return buildTable(*this, [](double x) { return x; }, calls);
    KernelCall &call = calls.emplace_back();
    call.kernel = in.isSigned ? "convert_s8_u8" : "convert_u8_s8";
    call.inputs = {getInput()};
    call.activationBits = 8;
    ParamWriter(getContext(), call).add("n", countOf(getOutput()));
    return;
  }
  KernelCall &call = calls.emplace_back();
  call.kernel = "quantize_f32_s8";
  call.inputs = {getInput()};
  ParamWriter(getContext(), call)
      .add("n", countOf(getOutput()))
      .add("out_zero", out.zero)
      .add("out_min", out.min())
      .add("out_max", out.max())
      .add("out_bits", out.bits)
      .add("scale", llvm::APFloat(out.scale));
}

void DequantizeOp::buildCalls(SmallVectorImpl<KernelCall> &calls) {
  TensorQuant in = tensorQuant(getInput());
  KernelCall &call = calls.emplace_back();
  call.kernel = in.bits == 16 ? "dequantize_s16_f32" : "dequantize_s8_f32";
  call.inputs = {getInput()};
  call.activationBits = in.bits;
  ParamWriter writer(getContext(), call);
  writer.add("n", countOf(getOutput()))
      .add("in_zero", in.zero)
      .add("scale", llvm::APFloat(in.scale));
  if (in.bits != 16)
    writer.add("in_bits", in.bits);
}

} // namespace m2c::nn
