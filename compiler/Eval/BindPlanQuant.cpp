// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The integer kernels: parameters, packed weights, folded biases and the forms
// of their scales. As BindPlan.cpp, from the documentation of the kernels.
#include "compiler/Eval/BindPlanQuant.h"
#include "compiler/Eval/FixedForm.h"
#include "compiler/Eval/OpsQuant.h"
#include "compiler/Eval/ReadWeights.h"
#include "llvm/ADT/StringSwitch.h"
#include <algorithm>
#include <cmath>

using namespace mlir;

namespace m2c::eval {

static Element signedOf(int64_t bits) {
  return {Element::Signed, static_cast<uint8_t>(bits)};
}

/// A parameter that is the width of elements.
static int64_t readBits(CallReader &reader, StringRef name) {
  int64_t bits = reader.integer(name, 4);
  reader.expect(bits == 4 || bits == 8,
                "'" + name + "' of 4 or 8, got " + Twine(bits));
  return bits;
}

/// A zero point: within the width.
static int32_t readZero(CallReader &reader, StringRef name, int64_t bits = 8) {
  int64_t half = int64_t(1) << (bits - 1);
  int64_t zero = reader.integer(name, -half);
  reader.expect(zero < half,
                "'" + name + "' below " + Twine(half) + ", got " + Twine(zero));
  return static_cast<int32_t>(zero);
}

void readBounds(CallReader &reader, int32_t &low, int32_t &high) {
  int64_t bits = readBits(reader, "out_bits");
  low = readZero(reader, "out_min", bits);
  high = readZero(reader, "out_max", bits);
  reader.expect(low <= high, "'out_min' of at most 'out_max'");
  reader.expectOutputElements(signedOf(bits));
}

/// The integer form in place of scales.
static void readFixed(CallReader &reader, int64_t channels, Requant &requant) {
  requant.multiplier = reader.integers("multiplier", channels);
  requant.shift = reader.integers("shift", channels);
  for (auto [multiplier, shift] :
       llvm::zip(requant.multiplier, requant.shift)) {
    reader.expect(multiplier >= 0,
                  "'multiplier' of at least 0, got " + Twine(multiplier));
    reader.expect(shift < 0 || isScaleShift(shift, requant.split),
                  "'shift' in range, got " + Twine(shift));
  }
}

/// scale, or multiplier and shift, of so many channels, and what the output is.
static Requant readRequant(CallReader &reader, int64_t channels, bool sumMax) {
  Requant requant;
  requant.zero = readZero(reader, "out_zero");
  readBounds(reader, requant.low, requant.high);
  requant.split = reader.integer("split");
  if (sumMax)
    requant.sumMax = reader.integer("sum_max");
  reader.expect(requant.split <= 30, "'split' of at most 30");
  if (reader.hasConstant("scale"))
    requant.scale = reader.constant("scale", channels);
  else
    readFixed(reader, channels, requant);
  return requant;
}

/// What the bias was before -zero * (sum of the channel's weights) was added to
/// it; weight i of channel c is at c * channelStep + i * step.
static std::vector<int64_t> unfoldBias(std::vector<int64_t> bias, int32_t zero,
                                       ArrayRef<float> weights,
                                       int64_t channelStep, int64_t step) {
  int64_t n = bias.empty() ? 0 : weights.size() / bias.size();
  for (auto [channel, value] : llvm::enumerate(bias))
    for (int64_t i = 0; i < n; ++i)
      value += zero *
               static_cast<int64_t>(weights[channel * channelStep + i * step]);
  return bias;
}

static CallFunction bindConv2d(CallReader &reader, StringRef kernel) {
  Conv2dParams params;
  params.in.w = reader.integer("in_w", 1);
  params.in.c = reader.integer("in_c", 1);
  params.outW = reader.integer("out_w");
  params.outC = reader.integer("out_c", 1);
  params.window = reader.window();
  params.group = reader.integer("group", 1);
  reader.expect(params.in.c % params.group == 0 &&
                    params.outC % params.group == 0,
                "channels that are multiples of the group");
  int32_t zero = readZero(reader, "in_zero", inputBits(kernel));
  Requant requant = readRequant(reader, params.outC, /*sumMax=*/true);
  int64_t taps = sizeOf({params.window.kernelH, params.window.kernelW,
                         params.in.c / params.group});
  std::vector<float> weights = readRows(
      reader, kernel, params.outC, params.window, params.in.c / params.group);
  std::vector<int64_t> bias = reader.integers("bias", params.outC);
  CallReader::Rows rows =
      reader.rows(params.window, sizeOf({params.in.w, params.in.c}),
                  sizeOf({params.outW, params.outC}), /*zeroOutside=*/true,
                  /*outside=*/zero);
  reader.expectInputs(1);
  reader.expectElements(0, signedOf(inputBits(kernel)));
  if (failed(reader.finish()))
    return {};
  params.in.n = rows.batch;
  params.in.h = rows.inH;
  params.outH = rows.outH;
  bias = unfoldBias(std::move(bias), zero, weights, taps, 1);
  return [params, zero, requant, weights,
          bias](OpContext &context, ArrayRef<Values> in, MutableValues out) {
    quantConv2d(context, params, zero, requant, in[0], weights, bias, out);
  };
}

static CallFunction bindDepthwise(CallReader &reader, StringRef kernel) {
  DepthwiseParams params;
  params.in.w = reader.integer("in_w", 1);
  params.in.c = reader.integer("in_c", 1);
  params.outW = reader.integer("out_w");
  params.multiplier = reader.integer("channel_multiplier", 1);
  params.window = reader.window();
  int64_t outC = sizeOf({params.in.c, params.multiplier});
  int32_t zero = readZero(reader, "in_zero", inputBits(kernel));
  Requant requant = readRequant(reader, outC, /*sumMax=*/true);
  reader.expect(!reader.hasConstant("packed") || params.multiplier == 1,
                "packed weights with a multiplier of 1 only");
  if (reader.hasConstant("packed")) // says how, not what
    reader.integer("strip", 1);
  std::vector<float> weights = readTaps(reader, kernel, params.window, outC);
  std::vector<int64_t> bias = reader.integers("bias", outC);
  CallReader::Rows rows =
      reader.rows(params.window, sizeOf({params.in.w, params.in.c}),
                  sizeOf({params.outW, outC}), /*zeroOutside=*/true,
                  /*outside=*/zero);
  reader.expectInputs(1);
  reader.expectElements(0, signedOf(inputBits(kernel)));
  if (failed(reader.finish()))
    return {};
  params.in.n = rows.batch;
  params.in.h = rows.inH;
  params.outH = rows.outH;
  bias = unfoldBias(std::move(bias), zero, weights, 1, outC);
  return [params, zero, requant, weights,
          bias](OpContext &context, ArrayRef<Values> in, MutableValues out) {
    quantDepthwiseConv2d(context, params, zero, requant, in[0], weights, bias,
                         out);
  };
}

/// One vector, or with a window one vector for each row. The kernel does not
/// need the zero point of its input, which the bias holds.
static CallFunction bindDense(CallReader &reader, StringRef kernel) {
  DenseParams params;
  params.k = reader.integer("in_n", 1);
  params.n = reader.integer("out_n", 1);
  Requant requant = readRequant(reader, params.n, /*sumMax=*/true);
  std::vector<float> weights = readRows(reader, kernel, params.n, {}, params.k);
  std::vector<int64_t> bias = reader.integers("bias", params.n);
  if (reader.hasWindow()) {
    Window window;
    CallReader::Rows rows =
        reader.rows(window, params.k, params.n, /*zeroOutside=*/true);
    reader.expect(window.strideH == 1 && window.padTop == 0 &&
                      rows.inH == rows.outH,
                  "a window that takes the rows one by one");
    params.m = rows.batch * rows.outH;
  }
  reader.expectInputs(1);
  reader.expectInput(0, sizeOf({params.m, params.k}));
  reader.expectOutput(sizeOf({params.m, params.n}));
  reader.expectElements(0, signedOf(inputBits(kernel)));
  if (failed(reader.finish()))
    return {};
  return [params, requant, weights,
          bias](OpContext &context, ArrayRef<Values> in, MutableValues out) {
    quantDense(context, params, 0, requant, in[0], weights, bias, out);
  };
}

static CallFunction bindMatmul(CallReader &reader, StringRef) {
  MatmulParams params;
  params.batch = reader.integer("batch", 1);
  params.m = reader.integer("m", 1);
  params.k = reader.integer("k", 1);
  params.n = reader.integer("n", 1);
  params.rhsBatch = reader.integer("rhs_batch", 1);
  reader.expect(params.rhsBatch == 1 || params.rhsBatch == params.batch,
                "'rhs_batch' of 1 or 'batch'");
  int32_t lhsZero = readZero(reader, "a_zero"),
          rhsZero = readZero(reader, "b_zero");
  Requant requant = readRequant(reader, 1, /*sumMax=*/true);
  reader.expectInputs(2);
  reader.expectInput(0, sizeOf({params.batch, params.m, params.k}));
  reader.expectInput(1, sizeOf({params.rhsBatch, params.k, params.n}));
  reader.expectElements(0, signedOf(8));
  reader.expectElements(1, signedOf(8));
  reader.expectOutput(sizeOf({params.batch, params.m, params.n}));
  if (failed(reader.finish()))
    return {};
  return [params, lhsZero, rhsZero, requant](OpContext &, ArrayRef<Values> in,
                                             MutableValues out) {
    quantMatmul(params, lhsZero, rhsZero, requant, in[0], in[1], out);
  };
}

/// What both pools share; the rows outside the map do not exist.
static PoolParams readPool(CallReader &reader) {
  PoolParams params;
  params.in.w = reader.integer("in_w", 1);
  params.in.c = reader.integer("channels", 1);
  params.outW = reader.integer("out_w");
  params.window = reader.window();
  CallReader::Rows rows =
      reader.rows(params.window, sizeOf({params.in.w, params.in.c}),
                  sizeOf({params.outW, params.in.c}),
                  /*zeroOutside=*/false);
  params.in.n = rows.batch;
  params.in.h = rows.inH;
  params.outH = rows.outH;
  reader.expectInputs(1);
  reader.expectElements(0, signedOf(readBits(reader, "in_bits")));
  return params;
}

static CallFunction bindMaxPool(CallReader &reader, StringRef) {
  PoolParams params = readPool(reader);
  int32_t low = 0, high = 0;
  readBounds(reader, low, high);
  if (failed(reader.finish()))
    return {};
  return
      [params, low, high](OpContext &, ArrayRef<Values> in, MutableValues out) {
        quantMaxPool2d(params, low, high, in[0], out);
      };
}

/// Fewest and most taps inside the map of all windows along one axis.
static std::pair<int64_t, int64_t> tapsInside(int64_t out, int64_t stride,
                                              int64_t pad, int64_t dilation,
                                              int64_t taps, int64_t size) {
  int64_t fewest = taps, most = 0;
  for (int64_t i = 0; i < out; ++i) {
    auto [first, last] = insideTaps(i * stride - pad, dilation, taps, size);
    fewest = std::min(fewest, last - first);
    most = std::max(most, last - first);
  }
  return {fewest, most};
}

/// Channel i of the requantisation is for windows with count_min + i positions.
static CallFunction bindAvgPool(CallReader &reader, StringRef) {
  PoolParams params = readPool(reader);
  const Window &w = params.window;
  int32_t zero = readZero(reader, "in_zero");
  int64_t countMin = reader.integer("count_min", 1), entries = 1;
  if (reader.isGood()) {
    auto rows = tapsInside(params.outH, w.strideH, w.padTop, w.dilationH,
                           w.kernelH, params.in.h);
    auto columns = tapsInside(params.outW, w.strideW, w.padLeft, w.dilationW,
                              w.kernelW, params.in.w);
    reader.expect(countMin <= std::max<int64_t>(1, rows.first * columns.first),
                  "'count_min' of at most the positions of any window, got " +
                      Twine(countMin));
    entries = std::max<int64_t>(1, rows.second * columns.second) - countMin + 1;
  }
  Requant requant = readRequant(reader, entries, /*sumMax=*/false);
  if (failed(reader.finish()))
    return {};
  return [params, zero, countMin, requant](OpContext &, ArrayRef<Values> in,
                                           MutableValues out) {
    sumPool2d(params, zero, in[0], out, [&](int64_t sum, int64_t count) {
      return requant.apply(sum, std::max(count, countMin) - countMin);
    });
  };
}

static CallFunction bindReduceMean(CallReader &reader, StringRef) {
  AxisParams params = reader.axis("reduce");
  reader.expectElements(0, signedOf(readBits(reader, "in_bits")));
  int32_t zero = readZero(reader, "in_zero");
  Requant requant = readRequant(reader, 1, /*sumMax=*/false);
  reader.expectOutput(sizeOf({params.outer, params.inner}));
  if (failed(reader.finish()))
    return {};
  return [params, zero, requant](OpContext &, ArrayRef<Values> in,
                                 MutableValues out) {
    quantReduceMean(params, zero, requant, in[0], out);
  };
}

/// Adds a row of columns to sums that a float holds exactly.
static CallFunction bindSumRows(CallReader &reader, StringRef) {
  int64_t width = reader.integer("in_w", 1),
          channels = reader.integer("channels", 1);
  reader.expectInputs(1);
  reader.expectInput(0, sizeOf({width, channels}));
  reader.expectElements(0, signedOf(8));
  reader.expectOutput(channels);
  reader.expectOutputElements(signedOf(32));
  if (failed(reader.finish()))
    return {};
  return [channels](OpContext &, ArrayRef<Values> in, MutableValues out) {
    for (auto [i, x] : llvm::enumerate(in[0]))
      out[i % channels] += x;
  };
}

static CallFunction bindMeanRows(CallReader &reader, StringRef) {
  int64_t channels = reader.integer("channels", 1);
  int64_t count = reader.integer("count", 1);
  int32_t zero = readZero(reader, "in_zero");
  Requant requant = readRequant(reader, 1, /*sumMax=*/false);
  reader.expect(count < (1 << 16), "'count' of less than 65536");
  reader.expectInputs(1);
  reader.expectInput(0, channels);
  reader.expectElements(0, signedOf(32));
  reader.expectOutput(channels);
  reader.expectOutputElements(signedOf(8));
  if (failed(reader.finish()))
    return {};
  return [count, zero, requant](OpContext &, ArrayRef<Values> in,
                                MutableValues out) {
    for (auto [sum, y] : llvm::zip_equal(in[0], out))
      y = std::isnan(sum)
              ? sum
              : requant.apply(static_cast<int64_t>(sum) - count * zero, 0);
  };
}

/// Exponentials by distance from the greatest element.
static std::vector<float> readExpTable(CallReader &reader) {
  int64_t bits = readBits(reader, "in_bits");
  reader.expectElements(0, signedOf(bits));
  return reader.constant("exp_table", int64_t(1) << bits);
}

static CallFunction bindSoftmaxToFloat(CallReader &reader, StringRef) {
  AxisParams params = reader.axis("n");
  std::vector<float> table = readExpTable(reader);
  reader.expectOutput(reader.inputCount(0));
  reader.expectOutputElements(Element());
  if (failed(reader.finish()))
    return {};
  return [params, table](OpContext &, ArrayRef<Values> in, MutableValues out) {
    quantSoftmax(params, table, in[0], out);
  };
}

static CallFunction bindSoftmax(CallReader &reader, StringRef) {
  AxisParams params = reader.axis("n");
  std::vector<float> table = readExpTable(reader);
  Requant requant;
  requant.zero = readZero(reader, "out_zero");
  readBounds(reader, requant.low, requant.high);
  float inverse = reader.real("out_inverse");
  reader.expectOutput(reader.inputCount(0));
  if (failed(reader.finish()))
    return {};
  return [params, table, inverse, requant](OpContext &, ArrayRef<Values> in,
                                           MutableValues out) {
    quantSoftmax(params, table, inverse, requant, in[0], out);
  };
}

/// n elements in and out.
static void expectLine(CallReader &reader) {
  int64_t count = reader.integer("n");
  reader.expectInputs(1);
  reader.expectInput(0, count);
  reader.expectOutput(count);
}

static CallFunction bindTable(CallReader &reader, StringRef) {
  expectLine(reader);
  int64_t bits = readBits(reader, "in_bits");
  reader.expectElements(0, signedOf(bits));
  reader.expectOutputElements(signedOf(readBits(reader, "out_bits")));
  std::vector<float> table = reader.constant("table", int64_t(1) << bits);
  if (failed(reader.finish()))
    return {};
  return [table, lowest = -(1 << (bits - 1))](OpContext &, ArrayRef<Values> in,
                                              MutableValues out) {
    lookUp(table, lowest, in[0], out);
  };
}

static CallFunction bindQuantize(CallReader &reader, StringRef) {
  expectLine(reader);
  Requant requant;
  requant.zero = readZero(reader, "out_zero");
  readBounds(reader, requant.low, requant.high);
  float scale = reader.real("scale");
  reader.expectElements(0, Element());
  if (failed(reader.finish()))
    return {};
  return [=](OpContext &, ArrayRef<Values> in, MutableValues out) {
    quantize(scale, requant, in[0], out);
  };
}

/// From 16-bit integers: to what they mean, divided by the scale.
static CallFunction bindQuantizeS16(CallReader &reader, StringRef) {
  expectLine(reader);
  Requant requant;
  requant.zero = readZero(reader, "out_zero");
  readBounds(reader, requant.low, requant.high);
  int32_t inZero = readZero(reader, "in_zero", 16);
  float inScale = reader.real("in_scale"), scale = reader.real("scale");
  reader.expectElements(0, signedOf(16));
  if (failed(reader.finish()))
    return {};
  return [=](OpContext &, ArrayRef<Values> in, MutableValues out) {
    std::vector<float> meant(in[0].size());
    dequantize(inScale, inZero, in[0], meant);
    quantize(scale, requant, meant, out);
  };
}

static CallFunction bindDequantize(CallReader &reader, StringRef kernel) {
  expectLine(reader);
  int64_t bits =
      kernel == "dequantize_s16_f32" ? 16 : readBits(reader, "in_bits");
  int32_t zero = readZero(reader, "in_zero", bits);
  float scale = reader.real("scale");
  reader.expectElements(0, signedOf(bits));
  reader.expectOutputElements(Element());
  if (failed(reader.finish()))
    return {};
  return [=](OpContext &, ArrayRef<Values> in, MutableValues out) {
    dequantize(scale, zero, in[0], out);
  };
}

/// The zero point goes along by 128, so the values stay.
static CallFunction bindConvert(CallReader &reader, StringRef kernel) {
  expectLine(reader);
  bool fromSigned = kernel == "convert_s8_u8";
  Element u8 = {Element::Unsigned, 8};
  reader.expectElements(0, fromSigned ? signedOf(8) : u8);
  reader.expectOutputElements(fromSigned ? u8 : signedOf(8));
  if (failed(reader.finish()))
    return {};
  return [offset = fromSigned ? 128.0f : -128.0f](
             OpContext &, ArrayRef<Values> in, MutableValues out) {
    std::transform(in[0].begin(), in[0].end(), out.begin(),
                   [=](float x) { return x + offset; });
  };
}

PlanBinder quantBinderOf(StringRef kernel) {
  return llvm::StringSwitch<PlanBinder>(kernel)
      .Cases({"conv2d_s8", "conv2d_s8w4", "conv2d_s4", "conv2d_s4w4"},
             bindConv2d)
      .Cases({"depthwise_conv2d_s8", "depthwise_conv2d_s8w4",
              "depthwise_conv2d_s4", "depthwise_conv2d_s4w4"},
             bindDepthwise)
      .Cases({"dense_s8", "dense_s8w4", "dense_s4", "dense_s4w4"}, bindDense)
      .Case("matmul_s8", bindMatmul)
      .Case("max_pool2d_s8", bindMaxPool)
      .Case("avg_pool2d_s8", bindAvgPool)
      .Case("reduce_mean_s8", bindReduceMean)
      .Case("sum_rows_s8", bindSumRows)
      .Case("mean_rows_s8", bindMeanRows)
      .Case("softmax_s8", bindSoftmax)
      .Case("softmax_s8_f32", bindSoftmaxToFloat)
      .Cases({"add_s8", "sub_s8", "mul_s8"}, bindQuantBinary)
      .Case("lut_s8", bindTable)
      .Case("quantize_f32_s8", bindQuantize)
      .Case("quantize_s16_s8", bindQuantizeS16)
      .Cases({"dequantize_s8_f32", "dequantize_s16_f32"}, bindDequantize)
      .Cases({"convert_s8_u8", "convert_u8_s8"}, bindConvert)
      .Default(nullptr);
}

} // namespace m2c::eval
