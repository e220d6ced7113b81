// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Requantisation in integers where it is proved to be the same: for cores
// without FPU, and of sums of two tensors for all. From each call's constants
// follows which sums can occur; compiler/Quant/FixedPoint proves the rest.
#include "compiler/Quant/FixedPoint.h"
#include "dialects/Support/Constants.h"
#include "passes/Convert/CallFields.h"
#include "passes/Passes.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_PLANFIXEDPOINT
#include "passes/Passes.h.inc"

namespace {

struct Range {
  int64_t least = 0, most = 0;

  /// Adds what `weight` times a value of `other` can be.
  void addProduct(int64_t weight, const Range &other) {
    least += std::min(weight * other.least, weight * other.most);
    most += std::max(weight * other.least, weight * other.most);
  }
};

/// The values of an operand's elements as they are stored.
Range stored(const CallFields &fields, unsigned input) {
  int64_t half = int64_t(1) << (fields.bits(input) - 1);
  return {-half, half - 1};
}

/// Weights as a kernel has them packed, one to an element.
std::vector<int64_t> unpackedWeights(plan::ConstOp constant, bool packed,
                                     int64_t rows, int64_t columns) {
  std::vector<int64_t> stored = *intElements(constant.getValue());
  if (!packed)
    return stored;
  std::vector<int64_t> weights;
  int64_t rowBytes = llvm::divideCeil(columns, 2);
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t i = 0; i < columns; ++i) {
      auto byte = static_cast<uint8_t>(stored[row * rowBytes + i / 2]);
      int nibble = i % 2 ? byte >> 4 : byte & 15;
      weights.push_back(nibble >= 8 ? nibble - 16 : nibble);
    }
  return weights;
}

/// Sums of a layer with weights [channels][k], or [k][channels].
std::vector<Range> layerSums(const CallFields &fields, StringRef kernel) {
  bool depthwise = kernel.starts_with("depthwise");
  std::vector<int64_t> bias = *intElements(fields.constant("bias").getValue());
  auto channels = static_cast<int64_t>(bias.size());
  int64_t k = kernel.starts_with("dense")
                  ? fields.integer("in_n")
                  : fields.integer("kernel_h") * fields.integer("kernel_w");
  if (kernel.starts_with("conv2d"))
    k *= fields.integer("in_c") / fields.integer("group");
  std::vector<int64_t> weights =
      unpackedWeights(fields.constant("weights"), kernel.ends_with("w4"),
                      depthwise ? k : channels, depthwise ? channels : k);
  std::vector<Range> sums;
  for (int64_t c = 0; c < channels; ++c) {
    Range &sum = sums.emplace_back(Range{bias[c], bias[c]});
    for (int64_t i = 0; i < k; ++i)
      sum.addProduct(weights[depthwise ? i * channels + c : c * k + i],
                     stored(fields, 0));
  }
  return sums;
}

Range centred(Range stored, int64_t zero) {
  return {stored.least - zero, stored.most - zero};
}

/// `count` values added up.
Range times(Range one, int64_t count) {
  return {one.least * count, one.most * count};
}

Range product(Range a, Range b) {
  auto [least, most] = std::minmax(
      {a.least * b.least, a.least * b.most, a.most * b.least, a.most * b.most});
  return {least, most};
}

/// The sums that can occur, one range per scale; none for kernels without any.
std::vector<Range> sumsOf(plan::CallOp call, const CallFields &fields) {
  StringRef kernel = call.getKernel();
  if (kernel.starts_with("conv2d_s") || kernel.starts_with("dense_s") ||
      kernel.starts_with("depthwise_conv2d_s"))
    return layerSums(fields, kernel);
  if (kernel == "matmul_s8")
    return {times(product(centred(stored(fields, 0), fields.integer("a_zero")),
                          centred(stored(fields, 1), fields.integer("b_zero"))),
                  fields.integer("k"))};
  if (kernel == "reduce_mean_s8")
    return {times(centred(stored(fields, 0), fields.integer("in_zero")),
                  fields.integer("reduce"))};
  if (kernel == "avg_pool2d_s8") {
    std::vector<Range> sums;
    int64_t scales =
        fields.constant("scale").getBuffer().getType().getNumElements();
    for (int64_t i = 0; i < scales; ++i)
      sums.push_back(
          times(centred(stored(fields, 0), fields.integer("in_zero")),
                fields.integer("count_min") + i));
    return sums;
  }
  return {};
}

class Rewriter {
public:
  explicit Rewriter(plan::CallOp call)
      : call(call), fields(call), builder(call) {}

  /// scale -> multiplier, shift, split.
  void fixScales() {
    plan::ConstOp scale = fields.constant("scale");
    std::vector<Range> sums = sumsOf(call, fields);
    if (!scale || sums.empty())
      return;
    std::vector<float> scales = *floatElements(scale.getValue());
    quant::Requant formula;
    formula.zero = static_cast<int32_t>(fields.integer("out_zero"));
    formula.low = static_cast<int32_t>(fields.integer("out_min"));
    formula.high = static_cast<int32_t>(fields.integer("out_max"));
    Range all = sums.front();
    for (const Range &sum : sums)
      all = {std::min(all.least, sum.least), std::max(all.most, sum.most)};
    quant::Split split = quant::splitFor(
        *std::min_element(scales.begin(), scales.end()),
        static_cast<int32_t>(all.least), static_cast<int32_t>(all.most));
    if (!fields.has("sum_max"))
      split.sumMax = 0;
    std::vector<int32_t> multipliers;
    std::vector<int8_t> shifts;
    for (auto [value, sum] : llvm::zip_equal(scales, sums)) {
      formula.scale = value;
      quant::ChannelConstants constants =
          quant::channelConstants(formula, static_cast<int32_t>(sum.least),
                                  static_cast<int32_t>(sum.most), split);
      multipliers.push_back(constants.multiplier);
      shifts.push_back(constants.shift);
    }
    replaceScale(scale, multipliers, shifts);
    setParam("split", split.bits);
    if (fields.has("sum_max"))
      setParam("sum_max", split.sumMax);
  }

  /// add and sub: equal for all pairs of operands, or left as they are.
  void fixSum() {
    quant::AddFormula formula;
    formula.aScale = fields.real("a_scale");
    formula.bScale = fields.real("b_scale");
    if (call.getKernel() == "sub_s8")
      formula.bScale = -formula.bScale;
    formula.fixed = fields.real("fixed");
    formula.low = static_cast<int32_t>(fields.integer("out_min"));
    formula.high = static_cast<int32_t>(fields.integer("out_max"));
    Range a = stored(fields, 0), b = stored(fields, 1);
    auto fixed = quant::findAddFixedPoint(
        formula, static_cast<int32_t>(std::min(a.least, b.least)),
        static_cast<int32_t>(std::max(a.most, b.most)));
    if (!fixed)
      return;
    setParam("shift", fixed->shift);
    setParam("a_multiplier", fixed->aMultiplier);
    setParam("b_multiplier", fixed->bMultiplier);
    setParam("offset_high", fixed->offset >> 16);
    setParam("offset_low", fixed->offset & 0xffff);
  }

  void fixProduct() {
    quant::Requant formula;
    formula.scale = fields.real("a_scale");
    formula.zero = static_cast<int32_t>(fields.integer("out_zero"));
    formula.low = static_cast<int32_t>(fields.integer("out_min"));
    formula.high = static_cast<int32_t>(fields.integer("out_max"));
    formula.zeroInside = true;
    Range sum = product(centred(stored(fields, 0), fields.integer("a_zero")),
                        centred(stored(fields, 1), fields.integer("b_zero")));
    auto least = static_cast<int32_t>(sum.least),
         most = static_cast<int32_t>(sum.most);
    quant::Split split = quant::splitFor(formula.scale, least, most);
    split.sumMax = 0;
    quant::ChannelConstants constants =
        quant::channelConstants(formula, least, most, split);
    if (constants.shift < 0)
      return;
    setParam("shift", constants.shift);
    setParam("a_multiplier", constants.multiplier);
    setParam("split", split.bits);
  }

private:
  void setParam(StringRef name, int64_t value) {
    NamedAttrList params(call.getParams());
    params.set(name, builder.getI32IntegerAttr(static_cast<int32_t>(value)));
    call.setParamsAttr(params.getDictionary(builder.getContext()));
  }

  void replaceScale(plan::ConstOp scale, ArrayRef<int32_t> multipliers,
                    ArrayRef<int8_t> shifts) {
    StringRef stem = scale.getName();
    stem.consume_back("_scale");
    builder.setInsertionPoint(scale);
    auto count = static_cast<int64_t>(multipliers.size());
    auto add = [&](const Twine &name, Type element, ElementsAttr value) {
      return plan::ConstOp::create(
          builder, scale.getLoc(),
          plan::BufferType::get(builder.getContext(), {count}, element),
          builder.getStringAttr(name), value);
    };
    std::string multiplierName = (stem + "_multiplier").str();
    Value multiplier = add(multiplierName, builder.getI32Type(),
                           makeInt32Constant(builder.getContext(), {count},
                                             multipliers, multiplierName));
    std::string shiftName = (stem + "_shift").str();
    Value shift =
        add(shiftName, builder.getI8Type(),
            makeInt8Constant(builder.getContext(), {count}, shifts, shiftName));
    SmallVector<Value> consts;
    SmallVector<Attribute> names;
    for (auto [name, value] :
         llvm::zip_equal(call.getConstFields(), call.getConsts()))
      if (value != scale.getBuffer()) {
        consts.push_back(value);
        names.push_back(name);
      }
    consts.append({multiplier, shift});
    names.append(
        {builder.getStringAttr("multiplier"), builder.getStringAttr("shift")});
    call.getConstsMutable().assign(consts);
    call.setConstFieldsAttr(builder.getArrayAttr(names));
    if (scale->use_empty())
      scale->erase();
  }

  plan::CallOp call;
  CallFields fields;
  OpBuilder builder;
};

struct PlanFixedPointPass : impl::PlanFixedPointBase<PlanFixedPointPass> {
  using PlanFixedPointBase::PlanFixedPointBase;

  void runOnOperation() override {
    for (auto call :
         llvm::make_early_inc_range(getOperation().getOps<plan::CallOp>())) {
      StringRef kernel = call.getKernel();
      if (kernel == "add_s8" || kernel == "sub_s8")
        Rewriter(call).fixSum();
      else if (kernel == "mul_s8" && !fpu)
        Rewriter(call).fixProduct();
      else if (!fpu)
        Rewriter(call).fixScales();
    }
  }
};

} // namespace
} // namespace m2c
