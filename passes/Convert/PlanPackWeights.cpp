// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Weights in the order and form in which the target's kernels read them, where
// that is another one than the portable kernels'.
#include "compiler/Quant/Depthwise3x3.h"
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

/// Inputs of one output of a convolution without groups.
int32_t windowSize(const CallFields &fields) {
  return fields.int32("kernel_h") * fields.int32("kernel_w") *
         fields.int32("in_c");
}

DepthwiseShape depthwiseShape(const CallFields &fields) {
  return {fields.integer("in_c"),       fields.integer("channel_multiplier"),
          fields.integer("kernel_h"),   fields.integer("kernel_w"),
          fields.integer("dilation_w"), fields.integer("stride_w")};
}

/// Weights [channels][k], of 8 bits or of 4, where their sums fit.
Packed packDspRowsOf(const CallFields &fields, int64_t channels, int64_t k,
                     int64_t scratch) {
  std::vector<int64_t> weights = weightsOf(fields, channels, k);
  bool halves = fields.hasHalfWeights();
  if (!(halves ? fitsDspDigits(weights, channels, k)
               : fitsDspDot(weights, channels, k)))
    return {};
  return ofWords("packed",
                 halves ? packDspDigits(weights, channels, k)
                        : packDspDot(weights, channels, k),
                 scratch);
}

Packed packDspConv2d(const CallFields &fields, bool tight) {
  int64_t scratch =
      m2c_dsp_cut_conv2d(fields.int32("kernel_h"), fields.int32("kernel_w"),
                         fields.int32("in_c"), fields.int32("out_w"),
                         fields.int32("out_c"))
          .bytes;
  if (fields.int32("group") != 1 || (tight && scratch > kTightScratch))
    return {};
  return packDspRowsOf(fields, fields.integer("out_c"), windowSize(fields),
                       scratch);
}

Packed packDspDense(const CallFields &fields, bool) {
  return packDspRowsOf(fields, fields.integer("out_n"), fields.integer("in_n"),
                       0);
}

/// Two taps at a time, where there are 3x3 without dilation and at least four
/// channels.
Packed packDspDepthwise(const CallFields &fields, bool tight) {
  if (!depthwiseShape(fields).fitsDsp())
    return {};
  int64_t channels = fields.integer("in_c");
  int32_t outW = fields.int32("out_w"), stride = fields.int32("stride_w");
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

Packed packNeonRows(const CallFields &fields, int64_t channels, int32_t k,
                    int64_t scratch) {
  std::vector<int64_t> weights = weightsOf(fields, channels, k);
  std::vector<int8_t> rows = padNeonRows(weights, channels, k);
  if (fields.hasHalfWeights()) {
    if (!fitsSixteenfold(weights, biasOf(fields)))
      return {};
    rows = shareBytes(rows, llvm::alignTo(k, 16));
    for (int64_t &weight : weights)
      weight *= 16; // what a lane gets
  }
  if (!fitsNeonRows(weights, channels, k))
    return {};
  return ofBytes("padded", std::move(rows), scratch);
}

Packed packNeonConv2d(const CallFields &fields, bool) {
  if (fields.integer("group") != 1)
    return {};
  int32_t k = windowSize(fields);
  return packNeonRows(fields, fields.integer("out_c"), k,
                      m2c_scratch_neon(4, k));
}

Packed packNeonDense(const CallFields &fields, bool) {
  int32_t k = fields.int32("in_n");
  return packNeonRows(fields, fields.integer("out_n"), k,
                      k % 16 != 0 ? m2c_scratch_neon(1, k) : 0);
}

/// The weights as they are, where two taps of each channel fit in a lane.
Packed packNeonDepthwise(const CallFields &fields, bool) {
  int32_t channels = fields.int32("in_c");
  std::vector<int64_t> weights = weightsOf(fields, 9, channels);
  if (!depthwiseShape(fields).fitsNeon() || !fitsNeonTaps(weights, channels))
    return {};
  return ofBytes("padded", std::vector<int8_t>(weights.begin(), weights.end()),
                 m2c_scratch_neon(1, 9 * channels));
}

/// Rows of [h][w][c] weights in sixteens, of 8 bits or of 4 where their sums fit.
Packed packMveRowsOf(const CallFields &fields, int64_t channels, int64_t h,
                     int64_t w, int64_t c, int64_t scratch) {
  std::vector<int64_t> weights = weightsOf(fields, channels, h * w * c);
  std::vector<int8_t> rows = packMveRows(weights, channels, h, w, c);
  if (fields.hasHalfWeights()) {
    if (!fitsSixteenfold(weights, biasOf(fields)))
      return {};
    rows = shareBytes(rows, 16);
  }
  return ofBytes("sixteens", std::move(rows), scratch);
}

Packed packMveConv2d(const CallFields &fields, bool) {
  if (fields.integer("group") != 1)
    return {};
  int32_t h = fields.int32("kernel_h"), w = fields.int32("kernel_w"),
          c = fields.int32("in_c"), channels = fields.int32("out_c");
  m2c_mve_conv2d_cut cut =
      m2c_mve_cut_conv2d(h, w, fields.int32("in_w"), c, fields.int32("out_w"),
                         channels, fields.int32("stride_w"),
                         fields.int32("dilation_w"), fields.int32("pad_left"));
  return packMveRowsOf(fields, channels, h, w, c, cut.bytes);
}

Packed packMveDense(const CallFields &fields, bool) {
  int32_t channels = fields.int32("out_n");
  return packMveRowsOf(fields, channels, 1, 1, fields.integer("in_n"),
                       m2c_scratch_mve_sums(channels, M2C_MVE_DENSE));
}

Packed packMveDepthwise(const CallFields &fields, bool) {
  if (!depthwiseShape(fields).fitsMve())
    return {};
  int32_t channels = fields.int32("in_c");
  m2c_mve_depthwise_cut cut = m2c_mve_cut_depthwise(
      channels, fields.int32("out_w"), fields.int32("stride_w"));
  return ofBytes("sixteens",
                 packMveDepthwise3x3(weightsOf(fields, 9, channels), channels),
                 cut.bytes);
}

Packed packV6mConv2d(const CallFields &fields, bool) {
  if (fields.integer("group") != 1)
    return {};
  int32_t k = windowSize(fields), channels = fields.int32("out_c");
  return ofBytes("raised", raiseV6mRows(weightsOf(fields), channels, k),
                 m2c_scratch_v6m_conv2d(k, fields.int32("out_w"), channels));
}

Packed packV6mDense(const CallFields &fields, bool) {
  int64_t k = fields.integer("in_n");
  return ofWords("raised",
                 raiseV6mQuads(weightsOf(fields), fields.integer("out_n"), k),
                 static_cast<int64_t>(llvm::alignTo(k, 4)));
}

/// The weights as they are, and sums.
Packed packV6mDepthwise(const CallFields &fields, bool) {
  Packed packed;
  if (depthwiseShape(fields).is3x3())
    packed.scratchBytes =
        m2c_scratch_v6m_depthwise(fields.int32("out_w"), fields.int32("in_c"));
  return packed;
}

/// Of a kernel's 8-bit weights and, where the set has that kernel too, of 4-bit ones.
struct Packing {
  llvm::StringLiteral set, kernel;
  Packed (*pack)(const CallFields &fields, bool tight);
};

constexpr Packing kPackings[] = {
    {"dsp", "conv2d_s8", packDspConv2d},
    {"dsp", "dense_s8", packDspDense},
    {"dsp", "depthwise_conv2d_s8", packDspDepthwise},
    {"mve", "conv2d_s8", packMveConv2d},
    {"mve", "dense_s8", packMveDense},
    {"mve", "depthwise_conv2d_s8", packMveDepthwise},
    {"neon", "conv2d_s8", packNeonConv2d},
    {"neon", "dense_s8", packNeonDense},
    {"neon", "depthwise_conv2d_s8", packNeonDepthwise},
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
      StringRef kernel = call.getKernel(), set = kernelSetOf(kernel, sets);
      kernel.consume_back("w4");
      for (const Packing &packing : kPackings)
        if (packing.set == set && packing.kernel == kernel)
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
    // Packed already, or made for outputs of 8 bits only.
    if (!weights || fields.integer("out_bits") != 8)
      return;
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
