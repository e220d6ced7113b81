// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every kernel by its name: which parameters it has and how its constants are
// packed. A second statement of the kernels' interface, made without a look at
// their code, so that the two can be compared.
#include "compiler/Eval/BindPlan.h"
#include "compiler/Eval/BindPlanQuant.h"
#include "compiler/Eval/CallReader.h"
#include "llvm/ADT/StringSwitch.h"
#include <algorithm>

using namespace mlir;

namespace m2c::eval {

/// [group][KH][KW][I / group][O / group] -> [O][KH][KW][I / group].
static std::vector<float> unpackConv(const Conv2dParams &params,
                                     ArrayRef<float> packed) {
  int64_t taps = params.window.kernelH * params.window.kernelW;
  int64_t inC = params.in.c / params.group, outC = params.outC / params.group;
  std::vector<float> weights(packed.size());
  const float *next = packed.data();
  for (int64_t group = 0; group < params.group; ++group)
    for (int64_t tap = 0; tap < taps; ++tap)
      for (int64_t in = 0; in < inC; ++in)
        for (int64_t out = 0; out < outC; ++out)
          weights[((group * outC + out) * taps + tap) * inC + in] = *next++;
  return weights;
}

static CallFunction bindConv2d(CallReader &reader, StringRef) {
  Conv2dParams params;
  params.in.w = reader.integer("in_w");
  params.in.c = reader.integer("in_c", 1);
  params.outW = reader.integer("out_w");
  params.outC = reader.integer("out_c", 1);
  params.window = reader.window();
  params.group = reader.integer("group", 1);
  params.act = reader.activation();
  reader.expect(params.in.c % params.group == 0 &&
                    params.outC % params.group == 0,
                "channels that are multiples of the group");
  std::vector<float> packed = reader.constant(
      "weights", sizeOf({params.window.kernelH, params.window.kernelW,
                         params.in.c / params.group, params.outC}));
  std::vector<float> bias = reader.constant("bias", params.outC);
  CallReader::Rows rows = reader.rows(params.window, params.in.w * params.in.c,
                                      params.outW * params.outC,
                                      /*zeroOutside=*/true);
  reader.expectInputs(1);
  if (failed(reader.finish()))
    return {};
  params.in.n = rows.batch;
  params.in.h = rows.inH;
  params.outH = rows.outH;
  return [params, bias, weights = unpackConv(params, packed)](
             OpContext &context, ArrayRef<Values> in, MutableValues out) {
    conv2d(context, params, in[0], weights, bias, out);
  };
}

static CallFunction bindDepthwise(CallReader &reader, StringRef) {
  DepthwiseParams params;
  params.in.w = reader.integer("in_w");
  params.in.c = reader.integer("in_c", 1);
  params.outW = reader.integer("out_w");
  params.multiplier = reader.integer("multiplier", 1);
  params.window = reader.window();
  params.act = reader.activation();
  int64_t outC = sizeOf({params.in.c, params.multiplier});
  // [KH][KW][C * M], as the operator has it.
  std::vector<float> weights = reader.constant(
      "weights", sizeOf({params.window.kernelH, params.window.kernelW, outC}));
  std::vector<float> bias = reader.constant("bias", outC);
  CallReader::Rows rows =
      reader.rows(params.window, params.in.w * params.in.c,
                  sizeOf({params.outW, outC}), /*zeroOutside=*/true);
  reader.expectInputs(1);
  if (failed(reader.finish()))
    return {};
  params.in.n = rows.batch;
  params.in.h = rows.inH;
  params.outH = rows.outH;
  return [params, bias, weights](OpContext &context, ArrayRef<Values> in,
                                 MutableValues out) {
    depthwiseConv2d(context, params, in[0], weights, bias, out);
  };
}

/// One vector, or with a window one vector for each row.
static CallFunction bindDense(CallReader &reader, StringRef) {
  DenseParams params;
  params.k = reader.integer("in_n");
  params.n = reader.integer("out_n");
  params.act = reader.activation();
  std::vector<float> packed =
      reader.constant("weights", sizeOf({params.k, params.n}));
  std::vector<float> bias = reader.constant("bias", params.n);
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
  if (failed(reader.finish()))
    return {};
  std::vector<float> weights(packed.size()); // [K][N] -> [N][K]
  for (int64_t k = 0; k < params.k; ++k)
    for (int64_t n = 0; n < params.n; ++n)
      weights[n * params.k + k] = packed[k * params.n + n];
  return [params, bias, weights](OpContext &context, ArrayRef<Values> in,
                                 MutableValues out) {
    dense(context, params, in[0], weights, bias, out);
  };
}

static CallFunction bindMatmul(CallReader &reader, StringRef) {
  MatmulParams params;
  params.batch = reader.integer("batch");
  params.m = reader.integer("m");
  params.k = reader.integer("k");
  params.n = reader.integer("n");
  params.rhsBatch = reader.integer("rhs_batch", 1);
  reader.expect(params.rhsBatch == 1 || params.rhsBatch == params.batch,
                "'rhs_batch' of 1 or 'batch'");
  reader.expectInputs(2);
  reader.expectInput(0, sizeOf({params.batch, params.m, params.k}));
  reader.expectInput(1, sizeOf({params.rhsBatch, params.k, params.n}));
  reader.expectOutput(sizeOf({params.batch, params.m, params.n}));
  if (failed(reader.finish()))
    return {};
  return [params](OpContext &context, ArrayRef<Values> in, MutableValues out) {
    matmul(context, params, in[0], in[1], out);
  };
}

static CallFunction bindPool(CallReader &reader, StringRef kernel) {
  PoolParams params;
  params.in.w = reader.integer("in_w");
  params.in.c = reader.integer("channels");
  params.outW = reader.integer("out_w");
  params.window = reader.window();
  params.act = reader.activation();
  CallReader::Rows rows = reader.rows(params.window, params.in.w * params.in.c,
                                      params.outW * params.in.c,
                                      /*zeroOutside=*/false);
  reader.expectInputs(1);
  if (failed(reader.finish()))
    return {};
  params.in.n = rows.batch;
  params.in.h = rows.inH;
  params.outH = rows.outH;
  auto pool = kernel == "max_pool2d_f32" ? maxPool2d : avgPool2d;
  return [params, pool](OpContext &, ArrayRef<Values> in, MutableValues out) {
    pool(params, in[0], out);
  };
}

static CallFunction bindReduceMean(CallReader &reader, StringRef) {
  AxisParams params = reader.axis("reduce");
  Activation act = reader.activation();
  reader.expectOutput(sizeOf({params.outer, params.inner}));
  if (failed(reader.finish()))
    return {};
  return [params, act](OpContext &, ArrayRef<Values> in, MutableValues out) {
    reduceMean(params, act, in[0], out);
  };
}

static CallFunction bindSoftmax(CallReader &reader, StringRef) {
  AxisParams params = reader.axis("n");
  reader.expectOutput(reader.inputCount(0));
  if (failed(reader.finish()))
    return {};
  return [params](OpContext &, ArrayRef<Values> in, MutableValues out) {
    softmax(params, in[0], out);
  };
}

static CallFunction bindBatchNorm(CallReader &reader, StringRef) {
  AxisParams params = reader.axis("channels");
  std::vector<float> scale = reader.constant("scale", params.n);
  std::vector<float> shift = reader.constant("shift", params.n);
  reader.expectOutput(reader.inputCount(0));
  if (failed(reader.finish()))
    return {};
  return [params, scale, shift](OpContext &, ArrayRef<Values> in,
                                MutableValues out) {
    batchNorm(params, in[0], scale, shift, out);
  };
}

/// Whether all elements of the space lie in a buffer of `count`.
bool isInside(ArrayRef<int64_t> dims, ArrayRef<int64_t> strides, int64_t offset,
              int64_t count) {
  if (llvm::is_contained(dims, 0))
    return true;
  // Each bound moves one way only, so it may be checked as it goes; that keeps
  // the sums of 32-bit factors small.
  int64_t low = offset, high = offset;
  for (auto [dim, stride] : llvm::zip(dims, strides)) {
    (stride < 0 ? low : high) += (dim - 1) * stride;
    if (low < 0 || high >= count)
      return false;
  }
  return low >= 0 && high < count;
}

static CallFunction bindBinary(CallReader &reader, StringRef kernel) {
  BinaryParams params;
  params.kind = llvm::StringSwitch<BinaryParams::Kind>(kernel)
                    .Case("add_f32", BinaryParams::Add)
                    .Case("sub_f32", BinaryParams::Sub)
                    .Case("mul_f32", BinaryParams::Mul)
                    .Case("div_f32", BinaryParams::Div);
  int64_t count = reader.integer("n");
  params.dims = reader.axes("d", 4, 0);
  params.lhsStrides = reader.axes("a_s", 4, 0);
  params.rhsStrides = reader.axes("b_s", 4, 0);
  params.act = reader.activation();
  const Shape &d = params.dims;
  reader.expect(sizeOf({d[0], d[1], d[2], d[3]}) == count,
                "dims whose product is 'n'");
  reader.expectInputs(2);
  reader.expect(isInside(d, params.lhsStrides, 0, reader.inputCount(0)) &&
                    isInside(d, params.rhsStrides, 0, reader.inputCount(1)),
                "strides that stay inside the inputs");
  reader.expectOutput(count);
  if (failed(reader.finish()))
    return {};
  return [params](OpContext &, ArrayRef<Values> in, MutableValues out) {
    binary(params, in[0], in[1], out);
  };
}

/// What the kernel does, from its name and the parameters that are its own.
static Activation readUnary(CallReader &reader, StringRef kernel) {
  if (kernel == "leaky_relu_f32")
    return {Activation::LeakyRelu, reader.real("alpha")};
  if (kernel == "clip_f32")
    return {Activation::Clip, reader.real("min"), reader.real("max")};
  if (kernel == "hard_sigmoid_f32")
    return {Activation::HardSigmoid, reader.real("alpha"), reader.real("beta")};
  return {llvm::StringSwitch<Activation::Kind>(kernel)
              .Case("relu_f32", Activation::Relu)
              .Case("sigmoid_f32", Activation::Sigmoid)
              .Case("tanh_f32", Activation::Tanh)
              .Case("hard_swish_f32", Activation::HardSwish)};
}

static CallFunction bindUnary(CallReader &reader, StringRef kernel) {
  Activation act = readUnary(reader, kernel);
  int64_t count = reader.integer("n");
  reader.expectInputs(1);
  reader.expectInput(0, count);
  reader.expectOutput(count);
  if (failed(reader.finish()))
    return {};
  return [act](OpContext &, ArrayRef<Values> in, MutableValues out) {
    std::copy(in[0].begin(), in[0].end(), out.begin());
    applyActivation(act, out);
  };
}

/// Moves do not look at what the elements mean.
static unsigned moveBits(StringRef kernel) {
  return kernel.ends_with("_s4") ? 4 : kernel.ends_with("_s8") ? 8 : 32;
}

static CallFunction bindCopyStrided(CallReader &reader, StringRef kernel) {
  reader.expectSameElements(moveBits(kernel));
  StridedCopy params;
  params.dims = reader.axes("d", 6, 0);
  params.inStrides = reader.axes("in_s", 6, INT32_MIN);
  params.outStrides = reader.axes("out_s", 6, INT32_MIN);
  params.inOffset = reader.integer("in_offset");
  params.outOffset = reader.integer("out_offset");
  reader.expectInputs(1);
  reader.expect(isInside(params.dims, params.inStrides, params.inOffset,
                         reader.inputCount(0)) &&
                    isInside(params.dims, params.outStrides, params.outOffset,
                             reader.outputCount()),
                "strides that stay inside input and output");
  if (failed(reader.finish()))
    return {};
  return [params](OpContext &, ArrayRef<Values> in, MutableValues out) {
    stridedCopy(params, in[0], out);
  };
}

/// A copy of one value that the walk through the source never leaves.
static CallFunction bindFill(CallReader &reader, StringRef kernel) {
  reader.expectSameElements(moveBits(kernel));
  StridedCopy params;
  params.dims = reader.axes("d", 6, 0);
  params.inStrides = Shape(6, 0);
  params.outStrides = reader.axes("out_s", 6, INT32_MIN);
  params.outOffset = reader.integer("out_offset");
  float value = kernel == "fill_f32"
                    ? reader.real("value")
                    : static_cast<float>(reader.integer("value", -128));
  reader.expectInputs(0);
  reader.expect(isInside(params.dims, params.outStrides, params.outOffset,
                         reader.outputCount()),
                "strides that stay inside the output");
  if (failed(reader.finish()))
    return {};
  return [params, value](OpContext &, ArrayRef<Values>, MutableValues out) {
    stridedCopy(params, Values(value), out);
  };
}

static PlanBinder binderOf(StringRef kernel) {
  return llvm::StringSwitch<PlanBinder>(kernel)
      .Case("conv2d_f32", bindConv2d)
      .Case("depthwise_conv2d_f32", bindDepthwise)
      .Case("dense_f32", bindDense)
      .Case("matmul_f32", bindMatmul)
      .Cases({"max_pool2d_f32", "avg_pool2d_f32"}, bindPool)
      .Cases({"resize2d_f32", "resize2d_s8"}, bindResize2d)
      .Case("reduce_mean_f32", bindReduceMean)
      .Case("softmax_f32", bindSoftmax)
      .Case("batch_norm_f32", bindBatchNorm)
      .Cases({"add_f32", "sub_f32", "mul_f32", "div_f32"}, bindBinary)
      .Cases({"relu_f32", "leaky_relu_f32", "sigmoid_f32", "tanh_f32",
              "clip_f32", "hard_sigmoid_f32", "hard_swish_f32"},
             bindUnary)
      .Cases({"copy_strided_f32", "copy_strided_s8", "copy_strided_s4"},
             bindCopyStrided)
      .Cases({"fill_f32", "fill_s8", "fill_s4"}, bindFill)
      .Default(nullptr);
}

/// Whether nothing but floats goes in and out.
static bool isFloatKernel(StringRef kernel) {
  return kernel.ends_with("_f32") && !kernel.contains("_s8");
}

FailureOr<CallFunction> bindPlanCall(plan::CallOp call) {
  PlanBinder binder = binderOf(call.getKernel());
  if (!binder)
    binder = quantBinderOf(call.getKernel());
  if (!binder)
    return call.emitOpError("expected a kernel that the evaluator knows, got '")
           << call.getKernel() << "'";
  CallReader reader(call);
  if (isFloatKernel(call.getKernel()))
    reader.expectFloats();
  CallFunction function = binder(reader, call.getKernel());
  if (!function)
    return failure();
  return function;
}

} // namespace m2c::eval
