// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Weights in the order and form in which the target's kernels read them, where
// that is another one than the portable kernels'.
#include "compiler/Quant/DspPacking.h"
#include "compiler/Support/RuntimeFiles.h"
#include "dialects/Support/Constants.h"
#include "passes/Convert/CallFields.h"
#include "passes/Passes.h"
#include "runtime/include/m2c/m2c_scratch.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_PLANPACKWEIGHTS
#include "passes/Passes.h.inc"

namespace {

/// What a kernel reads in place of its weights; no words: it keeps them.
struct Packed {
  std::vector<int32_t> words;
  int64_t scratchBytes = 0;
  std::optional<int32_t> strip; ///< the parameter of that name
};

/// Bytes of scratch that a kernel may take where memory comes before speed: six
/// columns of a depthwise convolution.
constexpr int64_t kTightScratch = 192;

std::vector<int64_t> weightsOf(const CallFields &fields) {
  return *intElements(fields.constant("weights").getValue());
}

Packed packDspConv2d(const CallFields &fields, bool tight) {
  auto field = [&](StringRef name) {
    return static_cast<int32_t>(fields.integer(name));
  };
  int32_t k = field("kernel_h") * field("kernel_w") * field("in_c");
  std::vector<int64_t> weights = weightsOf(fields);
  if (field("group") != 1 || field("out_bits") != 8 ||
      !fitsDspDot(weights, field("out_c"), k))
    return {};
  int64_t scratch =
      m2c_dsp_cut_conv2d(field("kernel_h"), field("kernel_w"), field("in_c"),
                         field("out_w"), field("out_c"))
          .bytes;
  if (tight && scratch > kTightScratch)
    return {};
  return {packDspDot(weights, field("out_c"), k), scratch, std::nullopt};
}

Packed packDspDense(const CallFields &fields, bool) {
  std::vector<int64_t> weights = weightsOf(fields);
  int64_t k = fields.integer("in_n"), channels = fields.integer("out_n");
  if (fields.integer("out_bits") != 8 || !fitsDspDot(weights, channels, k))
    return {};
  return {packDspDot(weights, channels, k), 0, std::nullopt};
}

/// Two taps at a time, where there are 3x3 without dilation and at least four
/// channels.
Packed packDspDepthwise(const CallFields &fields, bool tight) {
  int64_t channels = fields.integer("in_c");
  if (fields.integer("out_bits") != 8 ||
      !fitsDspDepthwise(channels, fields.integer("channel_multiplier"),
                        fields.integer("kernel_h"), fields.integer("kernel_w"),
                        fields.integer("dilation_w")))
    return {};
  auto outW = static_cast<int32_t>(fields.integer("out_w")),
       stride = static_cast<int32_t>(fields.integer("stride_w"));
  // What two strips share is widened twice: long ones are faster.
  int32_t columns = tight ? kTightScratch / 32 : 14;
  int32_t strip =
      std::min(outW, std::max(1, (columns - 3) / std::max(stride, 1) + 1));
  return {packDspDepthwise3x3(weightsOf(fields), channels),
          m2c_scratch_dsp_depthwise_conv2d_s8(strip, stride), strip};
}

struct Packing {
  llvm::StringLiteral set, kernel;
  Packed (*pack)(const CallFields &fields, bool tight);
};

constexpr Packing kPackings[] = {
    {"dsp", "conv2d_s8", packDspConv2d},
    {"dsp", "dense_s8", packDspDense},
    {"dsp", "depthwise_conv2d_s8", packDspDepthwise},
};

struct PlanPackWeightsPass : impl::PlanPackWeightsBase<PlanPackWeightsPass> {
  using PlanPackWeightsBase::PlanPackWeightsBase;

  void runOnOperation() override {
    llvm::MapVector<Operation *, Value> made;
    for (auto call :
         llvm::make_early_inc_range(getOperation().getOps<plan::CallOp>())) {
      StringRef set = kernelSetOf(call.getKernel(), sets);
      for (const Packing &packing : kPackings)
        if (packing.set == set && packing.kernel == call.getKernel())
          pack(call, packing, made);
    }
    for (const auto &[weights, packed] : made)
      if (weights->use_empty())
        weights->erase();
  }

private:
  void pack(plan::CallOp call, const Packing &packing,
            llvm::MapVector<Operation *, Value> &made) {
    CallFields fields(call);
    plan::ConstOp weights = fields.constant("weights");
    if (!weights)
      return; // packed already
    Packed packed = packing.pack(fields, tight);
    if (packed.words.empty())
      return;
    Value &value = made[weights];
    if (!value)
      value = makeConst(weights, packed.words);
    SmallVector<Value> consts;
    SmallVector<StringRef> names;
    for (auto [name, old] :
         llvm::zip_equal(call.getConstFields(), call.getConsts())) {
      bool replaced = old == weights.getBuffer();
      consts.push_back(replaced ? value : old);
      names.push_back(replaced ? "packed" : cast<StringAttr>(name).getValue());
    }
    call.getConstsMutable().assign(consts);
    call.setConstFieldsAttr(OpBuilder(call).getStrArrayAttr(names));
    if (packed.strip) {
      NamedAttrList params(call.getParams());
      params.set("strip", OpBuilder(call).getI32IntegerAttr(*packed.strip));
      call.setParamsAttr(params.getDictionary(call.getContext()));
    }
    if (packed.scratchBytes > 0)
      setScratch(call, packed.scratchBytes);
  }

  Value makeConst(plan::ConstOp weights, ArrayRef<int32_t> words) {
    OpBuilder builder(weights);
    auto count = static_cast<int64_t>(words.size());
    StringRef stem = weights.getName();
    stem.consume_back("_weights");
    std::string name = (stem + "_packed").str();
    return plan::ConstOp::create(
        builder, weights.getLoc(),
        plan::BufferType::get(builder.getContext(), {count},
                              builder.getI32Type()),
        builder.getStringAttr(name),
        makeInt32Constant(builder.getContext(), {count}, words, name));
  }

  void setScratch(plan::CallOp call, int64_t bytes) {
    OpBuilder builder(call);
    auto type = plan::BufferType::get(builder.getContext(), {bytes},
                                      builder.getI8Type());
    if (Value scratch = call.getScratch()) {
      scratch.setType(type);
      return;
    }
    call.getScratchMutable().assign(plan::BufferOp::create(
        builder, call.getLoc(), type,
        builder.getStringAttr(call.getName().value_or("") + "_scratch")));
  }
};

} // namespace
} // namespace m2c
