// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Weights in the order and form in which the target's kernels read them, where
// that is another one than the portable kernels'.
#include "compiler/Quant/DspPacking.h"
#include "compiler/Quant/HalfWeights.h"
#include "compiler/Quant/MvePacking.h"
#include "compiler/Quant/NeonPacking.h"
#include "compiler/Quant/V6mPacking.h"
#include "compiler/Support/RuntimeFiles.h"
#include "dialects/Support/Constants.h"
#include "passes/Convert/CallFields.h"
#include "passes/Passes.h"
#include "runtime/include/m2c/m2c_scratch_mve.h"
#include "runtime/include/m2c/m2c_scratch_v6m.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace m2c {
#define GEN_PASS_DEF_PLANPACKWEIGHTS
#include "passes/Passes.h.inc"

namespace {

/// What a kernel reads in place of its weights, in words or in bytes; without a
/// field it keeps them.
struct Packed {
  llvm::StringLiteral field = "";
  std::vector<int32_t> words = {};
  std::vector<int8_t> bytes = {};
  int64_t scratchBytes = 0;
  std::optional<int32_t> strip = {}; ///< the parameter of that name
};

Packed ofWords(llvm::StringLiteral field, std::vector<int32_t> words,
               int64_t scratchBytes) {
  return {field, std::move(words), {}, scratchBytes, {}};
}

Packed ofBytes(llvm::StringLiteral field, std::vector<int8_t> bytes,
               int64_t scratchBytes) {
  return {field, {}, std::move(bytes), scratchBytes, {}};
}

/// Bytes of scratch that a kernel may take where memory comes before speed: six
/// columns of a depthwise convolution.
constexpr int64_t kTightScratch = 192;

/// [rows][n] weights; those of 4 bits are two to a byte, each row from a whole one
/// on.
std::vector<int64_t> weightsOf(const CallFields &fields, int64_t rows = 0,
                               int64_t n = 0) {
  std::vector<int64_t> bytes =
      *intElements(fields.constant("weights").getValue());
  if (!fields.hasHalfWeights())
    return bytes;
  int64_t pitch = static_cast<int64_t>(llvm::divideCeil(n, 2));
  std::vector<int64_t> weights;
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t i = 0; i < n; ++i)
      weights.push_back(
          llvm::SignExtend64<4>(bytes[row * pitch + i / 2] >> (i % 2 * 4)));
  return weights;
}

std::vector<int64_t> biasOf(const CallFields &fields) {
  return *intElements(fields.constant("bias").getValue());
}

/// Weights [channels][k], of 8 bits or of 4, where their sums fit.
Packed packDspRowsOf(const CallFields &fields, int64_t channels, int64_t k,
                     int64_t scratch) {
  std::vector<int64_t> weights = weightsOf(fields, channels, k);
  bool halves = fields.hasHalfWeights();
  if (fields.integer("out_bits") != 8 ||
      !(halves ? fitsDspDigits(weights, channels, k)
               : fitsDspDot(weights, channels, k)))
    return {};
  return ofWords("packed",
                 halves ? packDspDigits(weights, channels, k)
                        : packDspDot(weights, channels, k),
                 scratch);
}

Packed packDspConv2d(const CallFields &fields, bool tight) {
  auto field = [&](StringRef name) {
    return static_cast<int32_t>(fields.integer(name));
  };
  int64_t scratch =
      m2c_dsp_cut_conv2d(field("kernel_h"), field("kernel_w"), field("in_c"),
                         field("out_w"), field("out_c"))
          .bytes;
  if (field("group") != 1 || (tight && scratch > kTightScratch))
    return {};
  return packDspRowsOf(fields, field("out_c"),
                       field("kernel_h") * field("kernel_w") * field("in_c"),
                       scratch);
}

Packed packDspDense(const CallFields &fields, bool) {
  return packDspRowsOf(fields, fields.integer("out_n"), fields.integer("in_n"),
                       0);
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
  Packed packed = ofWords(
      "packed", packDspDepthwise3x3(weightsOf(fields, 9, channels), channels),
      m2c_scratch_dsp_depthwise_conv2d_s8(strip, stride));
  packed.strip = strip;
  return packed;
}

int32_t kernelSize(const CallFields &fields) {
  return static_cast<int32_t>(fields.integer("kernel_h") *
                              fields.integer("kernel_w"));
}

Packed packNeonRows(const CallFields &fields, int64_t channels, int32_t k,
                    int64_t scratch) {
  std::vector<int64_t> weights = weightsOf(fields, channels, k);
  if (fields.integer("out_bits") != 8)
    return {};
  if (fields.hasHalfWeights()) {
    // A lane gets 16 times a weight, as do sums.
    std::vector<int64_t> sixteenfold;
    for (int64_t weight : weights)
      sixteenfold.push_back(16 * weight);
    if (!fitsNeonRows(sixteenfold, channels, k) ||
        !fitsSixteenfold(weights, biasOf(fields)))
      return {};
    auto run = static_cast<size_t>(llvm::alignTo(k, 16));
    return ofBytes("padded", shareBytes(padNeonRows(weights, channels, k), run),
                   scratch);
  }
  if (!fitsNeonRows(weights, channels, k))
    return {};
  return ofBytes("padded", padNeonRows(weights, channels, k), scratch);
}

Packed packNeonConv2d(const CallFields &fields, bool) {
  auto k = static_cast<int32_t>(kernelSize(fields) * fields.integer("in_c"));
  if (fields.integer("group") != 1)
    return {};
  return packNeonRows(fields, fields.integer("out_c"), k,
                      m2c_scratch_neon(4, k));
}

Packed packNeonDense(const CallFields &fields, bool) {
  auto k = static_cast<int32_t>(fields.integer("in_n"));
  return packNeonRows(fields, fields.integer("out_n"), k,
                      k % 16 != 0 ? m2c_scratch_neon(1, k) : 0);
}

/// The weights as they are, where two taps of each channel fit in a lane.
Packed packNeonDepthwise(const CallFields &fields, bool) {
  int64_t channels = fields.integer("in_c");
  std::vector<int64_t> weights = weightsOf(fields, 9, channels);
  if (fields.integer("out_bits") != 8 ||
      fields.integer("channel_multiplier") != 1 || channels < 8 ||
      fields.integer("kernel_h") != 3 || fields.integer("kernel_w") != 3 ||
      fields.integer("dilation_w") != 1 || !fitsNeonTaps(weights, channels))
    return {};
  return ofBytes("padded", std::vector<int8_t>(weights.begin(), weights.end()),
                 m2c_scratch_neon(1, static_cast<int32_t>(9 * channels)));
}

/// Rows of [h][w][c] weights in sixteens, of 8 bits or of 4 where their sums fit.
Packed packMveRowsOf(const CallFields &fields, int64_t channels, int64_t h,
                     int64_t w, int64_t c, int64_t scratch) {
  std::vector<int64_t> weights = weightsOf(fields, channels, h * w * c);
  if (fields.hasHalfWeights() && !fitsSixteenfold(weights, biasOf(fields)))
    return {};
  std::vector<int8_t> rows = packMveRows(weights, channels, h, w, c);
  return ofBytes("sixteens",
                 fields.hasHalfWeights() ? shareBytes(rows, 16) : rows,
                 scratch);
}

Packed packMveConv2d(const CallFields &fields, bool) {
  auto field = [&](StringRef name) {
    return static_cast<int32_t>(fields.integer(name));
  };
  if (field("group") != 1 || field("out_bits") != 8)
    return {};
  int32_t h = field("kernel_h"), w = field("kernel_w"), c = field("in_c");
  m2c_mve_conv2d_cut cut = m2c_mve_cut_conv2d(
      h, w, field("in_w"), c, field("out_w"), field("out_c"), field("stride_w"),
      field("dilation_w"), field("pad_left"));
  return packMveRowsOf(fields, field("out_c"), h, w, c, cut.bytes);
}

Packed packMveDense(const CallFields &fields, bool) {
  auto channels = static_cast<int32_t>(fields.integer("out_n"));
  if (fields.integer("out_bits") != 8)
    return {};
  return packMveRowsOf(fields, channels, 1, 1, fields.integer("in_n"),
                       m2c_scratch_mve_sums(channels, M2C_MVE_DENSE));
}

Packed packMveDepthwise(const CallFields &fields, bool) {
  int64_t channels = fields.integer("in_c"),
          stride = fields.integer("stride_w");
  if (fields.integer("out_bits") != 8 ||
      !fitsMveDepthwise(channels, fields.integer("channel_multiplier"),
                        fields.integer("kernel_h"), fields.integer("kernel_w"),
                        fields.integer("dilation_w"), stride))
    return {};
  m2c_mve_depthwise_cut cut =
      m2c_mve_cut_depthwise(static_cast<int32_t>(channels),
                            static_cast<int32_t>(fields.integer("out_w")),
                            static_cast<int32_t>(stride));
  return ofBytes("sixteens",
                 packMveDepthwise3x3(weightsOf(fields, 9, channels), channels),
                 cut.bytes);
}

Packed packV6mConv2d(const CallFields &fields, bool) {
  auto k = static_cast<int32_t>(kernelSize(fields) * fields.integer("in_c"));
  auto channels = static_cast<int32_t>(fields.integer("out_c"));
  if (fields.integer("group") != 1 || fields.integer("out_bits") != 8)
    return {};
  return ofBytes(
      "raised", raiseV6mRows(weightsOf(fields), channels, k),
      m2c_scratch_v6m_conv2d(k, static_cast<int32_t>(fields.integer("out_w")),
                             channels));
}

Packed packV6mDense(const CallFields &fields, bool) {
  int64_t k = fields.integer("in_n");
  if (fields.integer("out_bits") != 8)
    return {};
  return ofWords("raised",
                 raiseV6mQuads(weightsOf(fields), fields.integer("out_n"), k),
                 static_cast<int64_t>(llvm::alignTo(k, 4)));
}

/// The weights as they are, and sums.
Packed packV6mDepthwise(const CallFields &fields, bool) {
  Packed packed;
  if (fields.integer("out_bits") == 8 && kernelSize(fields) == 9 &&
      fields.integer("kernel_w") == 3 && fields.integer("dilation_w") == 1 &&
      fields.integer("channel_multiplier") == 1)
    packed.scratchBytes =
        m2c_scratch_v6m_depthwise(static_cast<int32_t>(fields.integer("out_w")),
                                  static_cast<int32_t>(fields.integer("in_c")));
  return packed;
}

struct Packing {
  llvm::StringLiteral set, kernel;
  Packed (*pack)(const CallFields &fields, bool tight);
};

constexpr Packing kPackings[] = {
    {"dsp", "conv2d_s8", packDspConv2d},
    {"dsp", "dense_s8", packDspDense},
    {"dsp", "depthwise_conv2d_s8", packDspDepthwise},
    {"dsp", "conv2d_s8w4", packDspConv2d},
    {"dsp", "dense_s8w4", packDspDense},
    {"dsp", "depthwise_conv2d_s8w4", packDspDepthwise},
    {"mve", "conv2d_s8", packMveConv2d},
    {"mve", "dense_s8", packMveDense},
    {"mve", "depthwise_conv2d_s8", packMveDepthwise},
    {"mve", "conv2d_s8w4", packMveConv2d},
    {"mve", "dense_s8w4", packMveDense},
    {"mve", "depthwise_conv2d_s8w4", packMveDepthwise},
    {"neon", "conv2d_s8", packNeonConv2d},
    {"neon", "dense_s8", packNeonDense},
    {"neon", "depthwise_conv2d_s8", packNeonDepthwise},
    {"neon", "conv2d_s8w4", packNeonConv2d},
    {"neon", "dense_s8w4", packNeonDense},
    {"neon", "depthwise_conv2d_s8w4", packNeonDepthwise},
    {"v6m", "conv2d_s8", packV6mConv2d},
    {"v6m", "dense_s8", packV6mDense},
    {"v6m", "depthwise_conv2d_s8", packV6mDepthwise},
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
    if (packed.scratchBytes > 0)
      setScratch(call, packed.scratchBytes);
    if (packed.field.empty())
      return;
    Value &value = made[weights];
    if (!value)
      value = makeConst(weights, packed);
    SmallVector<Value> consts;
    SmallVector<StringRef> names;
    for (auto [name, old] :
         llvm::zip_equal(call.getConstFields(), call.getConsts())) {
      bool replaced = old == weights.getBuffer();
      consts.push_back(replaced ? value : old);
      names.push_back(replaced ? StringRef(packed.field)
                               : cast<StringAttr>(name).getValue());
    }
    call.getConstsMutable().assign(consts);
    call.setConstFieldsAttr(OpBuilder(call).getStrArrayAttr(names));
    if (packed.strip) {
      NamedAttrList params(call.getParams());
      params.set("strip", OpBuilder(call).getI32IntegerAttr(*packed.strip));
      call.setParamsAttr(params.getDictionary(call.getContext()));
    }
  }

  Value makeConst(plan::ConstOp weights, const Packed &packed) {
    OpBuilder builder(weights);
    MLIRContext *context = builder.getContext();
    StringRef stem = weights.getName();
    stem.consume_back("_weights");
    std::string name = (stem + "_" + packed.field).str();
    bool words = !packed.words.empty();
    auto count =
        static_cast<int64_t>(words ? packed.words.size() : packed.bytes.size());
    return plan::ConstOp::create(
        builder, weights.getLoc(),
        plan::BufferType::get(context, {count},
                              words ? builder.getI32Type()
                                    : builder.getI8Type()),
        builder.getStringAttr(name),
        words ? makeInt32Constant(context, {count}, packed.words, name)
              : makeInt8Constant(context, {count}, packed.bytes, name));
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
