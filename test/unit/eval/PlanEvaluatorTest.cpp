// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The evaluator of plans: against the evaluator of graphs for every kernel,
// against values worked out by hand for the packed layouts, and on plans that
// are wrong.
#include "compiler/Eval/PlanEvaluator.h"
#include "../Contains.h"
#include "EvalTest.h"
#include "PlanOfNn.h"

using namespace mlir;

namespace m2c::eval {
namespace {

class PlanEvaluatorTest : public ModuleTest {
protected:
  std::vector<std::vector<float>> run(ModuleOp module, uint32_t seed = 1) {
    auto model = EvalModel::create(module);
    EXPECT_TRUE(succeeded(model)) << messages;
    std::vector<std::vector<float>> inputs, outputs;
    if (failed(model))
      return outputs;
    for (const TensorSpec &spec : (*model)->inputs())
      inputs.push_back(randomValues(countOf(spec.shape), seed++));
    std::vector<ArrayRef<float>> views(inputs.begin(), inputs.end());
    EXPECT_FALSE(bool((*model)->run(views, outputs)));
    return outputs;
  }

  /// Wraps the lines of a body in @main, runs it as graph and as plan, and
  /// expects the same values.
  void expectSame(StringRef arguments, StringRef result, StringRef body) {
    auto module = parse(("func.func @main(" + arguments + ") -> " + result +
                         " {\n" + body + "\nreturn %y : " + result + " }")
                            .str());
    ASSERT_TRUE(module);
    auto plan = planOfNn(*module);
    ASSERT_TRUE(succeeded(verify(*plan))) << messages;
    auto want = run(*module), got = run(*plan);
    ASSERT_EQ(got.size(), 1u);
    EXPECT_FALSE(hasNan(got[0]));
    expectEqual(got[0], want[0]);
  }

  void expectRefused(StringRef text, StringRef message) {
    auto module = parse(text);
    ASSERT_TRUE(module);
    EXPECT_TRUE(failed(EvalModel::create(*module)));
    EXPECT_TRUE(contains(messages, message));
  }
};

/// `%name = nn.constant` with random values; `shape` as in "2x3".
std::string constant(StringRef name, StringRef shape, uint32_t seed) {
  SmallVector<StringRef> dims;
  shape.split(dims, 'x');
  int64_t count = 1;
  for (StringRef dim : dims)
    count *= std::stoll(dim.str());
  std::vector<float> values = randomValues(count, seed);
  StringRef bytes(reinterpret_cast<const char *>(values.data()),
                  values.size() * sizeof(float));
  return ("%" + name + " = nn.constant dense<\"0x" + llvm::toHex(bytes) +
          "\"> : tensor<" + shape + "xf32>\n")
      .str();
}

TEST_F(PlanEvaluatorTest, Conv2d) {
  expectSame("%x: tensor<2x5x6x4xf32>", "tensor<2x3x6x6xf32>",
             constant("w", "6x2x2x2", 20) + constant("b", "6", 21) + R"(
    %y = nn.conv2d %x, %w, %b {group = 2 : i64, strides = array<i64: 2, 1>,
        dilations = array<i64: 1, 2>, pads = array<i64: 1, 1, 0, 1>,
        act = #nn<act leaky_relu>, act_a = 0.5 : f32}
      : (tensor<2x5x6x4xf32>, tensor<6x2x2x2xf32>, tensor<6xf32>) -> tensor<2x3x6x6xf32>)");
}

TEST_F(PlanEvaluatorTest, Conv2dWithoutBias) {
  expectSame("%x: tensor<1x5x6x4xf32>", "tensor<1x5x6x3xf32>",
             constant("w", "3x1x1x4", 20) + R"(
    %y = nn.conv2d %x, %w {act = #nn<act hard_swish>}
      : (tensor<1x5x6x4xf32>, tensor<3x1x1x4xf32>) -> tensor<1x5x6x3xf32>)");
}

TEST_F(PlanEvaluatorTest, DepthwiseConv2d) {
  expectSame("%x: tensor<2x5x6x3xf32>", "tensor<2x5x3x6xf32>",
             constant("w", "3x2x6", 20) + constant("b", "6", 21) + R"(
    %y = nn.depthwise_conv2d %x, %w, %b {strides = array<i64: 1, 2>,
        pads = array<i64: 1, 0, 1, 0>, act = #nn<act clip>, act_a = -0.5 : f32, act_b = 0.5 : f32}
      : (tensor<2x5x6x3xf32>, tensor<3x2x6xf32>, tensor<6xf32>) -> tensor<2x5x3x6xf32>)");
}

TEST_F(PlanEvaluatorTest, Dense) {
  expectSame("%x: tensor<3x7xf32>", "tensor<3x5xf32>",
             constant("w", "5x7", 20) + constant("b", "5", 21) + R"(
    %y = nn.dense %x, %w, %b {act = #nn<act tanh>}
      : (tensor<3x7xf32>, tensor<5x7xf32>, tensor<5xf32>) -> tensor<3x5xf32>)");
}

TEST_F(PlanEvaluatorTest, Matmul) {
  expectSame("%a: tensor<2x3x4xf32>, %b: tensor<2x4x5xf32>",
             "tensor<2x3x5xf32>", R"(
    %y = nn.matmul %a, %b : (tensor<2x3x4xf32>, tensor<2x4x5xf32>) -> tensor<2x3x5xf32>)");
  expectSame("%a: tensor<2x3x4xf32>", "tensor<2x3x5xf32>",
             constant("b", "1x4x5", 20) + R"(
    %y = nn.matmul %a, %b : (tensor<2x3x4xf32>, tensor<1x4x5xf32>) -> tensor<2x3x5xf32>)");
}

TEST_F(PlanEvaluatorTest, Pools) {
  for (StringRef op : {"max_pool2d", "avg_pool2d"})
    expectSame("%x: tensor<2x5x6x3xf32>", "tensor<2x3x3x3xf32>",
               ("%y = nn." + op + R"( %x {kernel = array<i64: 3, 2>,
        strides = array<i64: 2, 2>, pads = array<i64: 1, 0, 1, 0>, act = #nn<act relu>}
      : (tensor<2x5x6x3xf32>) -> tensor<2x3x3x3xf32>)")
                   .str());
}

TEST_F(PlanEvaluatorTest, Resize) {
  for (StringRef mode : {"linear", "prefer_floor", "prefer_ceil", "ceil"})
    for (StringRef coordinates :
         {"half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"})
      expectSame("%x: tensor<2x5x6x3xf32>", "tensor<2x8x4x3xf32>",
                 ("%y = nn.resize2d %x {size = array<i64: 8, 4>, "
                  "mode = #nn<resize " +
                  mode + ">, coordinates = #nn<coordinates " + coordinates +
                  ">} : (tensor<2x5x6x3xf32>) -> tensor<2x8x4x3xf32>")
                     .str());
}

TEST_F(PlanEvaluatorTest, ReduceMean) {
  expectSame("%x: tensor<2x3x4x5xf32>", "tensor<2x5xf32>", R"(
    %y = nn.reduce_mean %x {axes = array<i64: 1, 2>, keepdims = false, act = #nn<act sigmoid>}
      : (tensor<2x3x4x5xf32>) -> tensor<2x5xf32>)");
}

TEST_F(PlanEvaluatorTest, Binary) {
  for (StringRef op : {"add", "sub", "mul", "div"}) {
    expectSame("%a: tensor<2x3x4x5xf32>", "tensor<2x3x4x5xf32>",
               constant("b", "3x1x5", 20) + ("%y = nn." + op + R"( %a, %b {
        act = #nn<act hard_sigmoid>, act_a = 0.3 : f32, act_b = 0.1 : f32}
      : (tensor<2x3x4x5xf32>, tensor<3x1x5xf32>) -> tensor<2x3x4x5xf32>)")
                                                .str());
    expectSame("%a: tensor<4x1xf32>, %b: tensor<1x6xf32>", "tensor<4x6xf32>",
               ("%y = nn." + op + R"( %a, %b
      : (tensor<4x1xf32>, tensor<1x6xf32>) -> tensor<4x6xf32>)")
                   .str());
  }
}

TEST_F(PlanEvaluatorTest, Unary) {
  for (StringRef op :
       {"relu", "leaky_relu", "sigmoid", "tanh", "clip", "hard_sigmoid",
        "hard_swish", "clip {min = -0.5 : f32, max = 0.25 : f32}",
        "leaky_relu {alpha = 0.3 : f32}",
        "hard_sigmoid {alpha = 0.3 : f32, beta = 0.1 : f32}"}) {
    auto [name, attributes] = op.split(' ');
    expectSame("%x: tensor<3x5xf32>", "tensor<3x5xf32>",
               ("%y = nn." + name + " %x " + attributes +
                " : (tensor<3x5xf32>) -> tensor<3x5xf32>")
                   .str());
  }
}

TEST_F(PlanEvaluatorTest, SoftmaxAndBatchNorm) {
  expectSame("%x: tensor<2x3x4xf32>", "tensor<2x3x4xf32>",
             constant("s", "3", 20) + constant("t", "3", 21) + R"(
    %0 = nn.batch_norm %x, %s, %t {axis = 1 : i64}
      : (tensor<2x3x4xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<2x3x4xf32>
    %y = nn.softmax %0 {axis = 1 : i64} : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>)");
}

TEST_F(PlanEvaluatorTest, MovingValues) {
  expectSame("%x: tensor<1x3x4x5xf32>", "tensor<7x15xf32>", R"(
    %0 = nn.transpose %x {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x3x4x5xf32>) -> tensor<1x4x5x3xf32>
    %1 = nn.reshape %0 : (tensor<1x4x5x3xf32>) -> tensor<4x15xf32>
    %2 = nn.slice %1 {begins = array<i64: 3, 1>, sizes = array<i64: 2, 13>, steps = array<i64: -2, 1>}
      : (tensor<4x15xf32>) -> tensor<2x13xf32>
    %3 = nn.pad %2 {before = array<i64: 1, 0>, after = array<i64: 0, 2>, value = 3.0 : f32}
      : (tensor<2x13xf32>) -> tensor<3x15xf32>
    %y = nn.concat %3, %1 {axis = 0 : i64} : (tensor<3x15xf32>, tensor<4x15xf32>) -> tensor<7x15xf32>)");
}

// The packed layouts by hand: 1x2x2x1 map, kernel 1x2, two outputs.
// Weights [group][KH][KW][I][O]: tap 0 gives (1, 10), tap 1 (100, 1000).
TEST_F(PlanEvaluatorTest, PackedLayouts) {
  auto module = parse(R"(
    plan.model @m target "generic" arena_align 16 attributes {arena_bytes = 32 : i64} {
      %x = plan.input "x" shape [1, 1, 2, 2] c_name "x" : !plan.buffer<1x2x2x1xf32>
      %y = plan.output "y" shape [1, 2] c_name "y" : !plan.buffer<1x2xf32>
      %w = plan.const "w" dense<[[[[[1.0, 10.0]], [[100.0, 1000.0]]]]]> : tensor<1x1x2x1x2xf32> : !plan.buffer<1x1x2x1x2xf32>
      %b = plan.const "b" dense<[0.5, 0.25]> : tensor<2xf32> : !plan.buffer<2xf32>
      %t = plan.buffer "t" {first = 0 : i64, last = 1 : i64, offset = 16 : i64} : !plan.buffer<1x2x1x2xf32>
      plan.call "conv2d_f32" out(%t) in(%x) {in_w = 2 : i32, in_c = 1 : i32, out_w = 1 : i32, out_c = 2 : i32,
          kernel_h = 1 : i32, kernel_w = 2 : i32, stride_w = 1 : i32, dilation_w = 1 : i32, pad_left = 0 : i32,
          group = 1 : i32, act = 0 : i32, act_a = 0.0 : f32, act_b = 0.0 : f32} consts(%w, %b)
        {const_fields = ["weights", "bias"], window = #plan.window<batch = 1, in_h = 2, in_row = 2, out_h = 2,
            out_row = 2, kernel = 1, stride = 1, dilation = 1, pad = 0, zero_outside = true>}
        : (!plan.buffer<1x2x1x2xf32>, !plan.buffer<1x2x2x1xf32>, !plan.buffer<1x1x2x1x2xf32>, !plan.buffer<2xf32>)
      %v = plan.view %t : !plan.buffer<1x2x1x2xf32> -> !plan.buffer<4xf32>
      %d = plan.const "d" dense<[[1.0, 2.0], [0.0, 0.0], [0.0, 0.0], [0.0, 3.0]]> : tensor<4x2xf32> : !plan.buffer<4x2xf32>
      %z = plan.const "z" dense<0.0> : tensor<2xf32> : !plan.buffer<2xf32>
      plan.call "dense_f32" out(%y) in(%v) {in_n = 4 : i32, out_n = 2 : i32, act = 1 : i32, act_a = 0.0 : f32, act_b = 0.0 : f32}
        consts(%d, %z) {const_fields = ["weights", "bias"]}
        : (!plan.buffer<1x2xf32>, !plan.buffer<4xf32>, !plan.buffer<4x2xf32>, !plan.buffer<2xf32>)
    })");
  auto model = PlanEvaluator::create(*module);
  ASSERT_TRUE(succeeded(model)) << messages;
  EXPECT_EQ((*model)->inputs()[0].shape, (SmallVector<int64_t>{1, 1, 2, 2}));
  std::vector<std::vector<float>> outputs, seen;
  ASSERT_FALSE(bool((*model)->run({{1.0f, 2.0f, 3.0f, 4.0f}}, outputs,
                                  [&](plan::CallOp call, TensorView view) {
                                    seen.push_back(view.values.vec());
                                  })));
  ASSERT_EQ(seen.size(), 2u);
  expectEqual(seen[0], {201.5f, 2010.25f, 403.5f, 4030.25f});
  expectEqual(outputs[0], {201.5f, 2 * 201.5f + 3 * 4030.25f});
}

/// y = relu(relu(relu(x))) through two buffers with these attributes.
std::string chain(StringRef model, StringRef t0, StringRef t1) {
  auto call = [](StringRef out, StringRef in) {
    return (" plan.call \"relu_f32\" out(%" + out + ") in(%" + in +
            ") {n = 4 : i32} consts() : (!plan.buffer<4xf32>, "
            "!plan.buffer<4xf32>)\n")
        .str();
  };
  return ("plan.model @m target \"generic\" arena_align 16 " + model + R"( {
      %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
      %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<4xf32>
      %t0 = plan.buffer "t0" )" +
          t0 + R"( : !plan.buffer<4xf32>
      %t1 = plan.buffer "t1" )" +
          t1 + " : !plan.buffer<4xf32>\n" + call("t0", "x") + call("t1", "t0") +
          call("y", "t1") + "}")
      .str();
}

TEST_F(PlanEvaluatorTest, RightPlansGiveTheValues) {
  for (const std::string &text :
       {chain("", "", ""),
        chain("", "{first = 0 : i64, last = 1 : i64}",
              "{first = 1 : i64, last = 2 : i64}"),
        chain("attributes {arena_bytes = 32 : i64}",
              "{first = 0 : i64, last = 1 : i64, offset = 0 : i64}",
              "{first = 1 : i64, last = 2 : i64, offset = 16 : i64}")}) {
    auto module = parse(text);
    auto outputs = run(*module);
    ASSERT_EQ(outputs.size(), 1u);
    EXPECT_FALSE(hasNan(outputs[0])) << text;
  }
}

/// A sum over windows of three rows of the doubled input, row by row, with a
/// ring of so many rows between the two.
std::string rowsPlan(const std::string &ring) {
  const std::string map = "!plan.buffer<1x6x2x1xf32>";
  return R"(plan.model @m target "generic" arena_align 4 {
  %x = plan.input "x" shape [1, 6, 2, 1] c_name "x" : )" +
         map + R"(
  %y = plan.output "y" shape [1, 6, 2, 1] c_name "y" : )" +
         map + R"(
  %w = plan.const "w" dense<1.0> : tensor<3x1x1x1xf32> : !plan.buffer<3x1x1x1xf32>
  %b = plan.const "b" dense<0.0> : tensor<1xf32> : !plan.buffer<1xf32>
  %a = plan.buffer "a" )" +
         ring + " : " + map + R"(
  plan.call "add_f32" out(%a) in(%x, %x) {n = 2 : i32, d0 = 1 : i32, d1 = 1 : i32, d2 = 1 : i32, d3 = 2 : i32, a_s0 = 0 : i32, a_s1 = 0 : i32, a_s2 = 0 : i32, a_s3 = 1 : i32, b_s0 = 0 : i32, b_s1 = 0 : i32, b_s2 = 0 : i32, b_s3 = 1 : i32, act = 0 : i32, act_a = 0.0 : f32, act_b = 0.0 : f32} consts()
    {segment = 0 : i64, window = #plan.window<batch = 1, in_h = 6, in_row = 2, out_h = 6, out_row = 2, kernel = 1, stride = 1, dilation = 1, pad = 0, zero_outside = false>}
    : ()" +
         map + ", " + map + ", " + map + R"()
  plan.call "conv2d_f32" out(%y) in(%a) {in_w = 2 : i32, in_c = 1 : i32, out_w = 2 : i32, out_c = 1 : i32, kernel_h = 3 : i32, kernel_w = 1 : i32, stride_w = 1 : i32, dilation_w = 1 : i32, pad_left = 0 : i32, group = 1 : i32, act = 0 : i32, act_a = 0.0 : f32, act_b = 0.0 : f32} consts(%w, %b)
    {const_fields = ["weights", "bias"], segment = 0 : i64, window = #plan.window<batch = 1, in_h = 6, in_row = 2, out_h = 6, out_row = 2, kernel = 3, stride = 1, dilation = 1, pad = 1, zero_outside = true>}
    : ()" +
         map + ", " + map + R"(, !plan.buffer<3x1x1x1xf32>, !plan.buffer<1xf32>)
})";
}

TEST_F(PlanEvaluatorTest, RowsThroughARing) {
  auto module = parse(rowsPlan("{rows = 3 : i64, row_elements = 2 : i64}"));
  ASSERT_TRUE(module);
  std::vector<float> x = randomValues(12, 1), want;
  for (int y = 0; y < 6; ++y)
    for (int c = 0; c < 2; ++c) {
      float sum = 0;
      for (int row = std::max(0, y - 1); row <= std::min(5, y + 1); ++row)
        sum += 2 * x[row * 2 + c];
      want.push_back(sum);
    }
  auto got = run(*module);
  ASSERT_EQ(got.size(), 1u);
  ASSERT_EQ(got[0].size(), want.size());
  for (size_t i = 0; i < want.size(); ++i)
    EXPECT_NEAR(got[0][i], want[i], 1e-5f) << i;
}

TEST_F(PlanEvaluatorTest, RowThatIsGoneIsNan) {
  auto module = parse(rowsPlan("{rows = 2 : i64, row_elements = 2 : i64}"));
  ASSERT_TRUE(module);
  auto got = run(*module);
  ASSERT_EQ(got.size(), 1u);
  // Rows 1 to 4 need three rows at once; the first and the last two.
  EXPECT_TRUE(hasNan(ArrayRef(got[0]).slice(2, 2)));
  EXPECT_FALSE(hasNan(ArrayRef(got[0]).slice(0, 2)));
}

TEST_F(PlanEvaluatorTest, OverlapOfLiveBuffersIsNan) {
  auto module =
      parse(chain("attributes {arena_bytes = 28 : i64}",
                  "{first = 0 : i64, last = 1 : i64, offset = 0 : i64}",
                  "{first = 1 : i64, last = 2 : i64, offset = 12 : i64}"));
  auto outputs = run(*module);
  ASSERT_EQ(outputs.size(), 1u);
  // The last element of t0 is the first of t1.
  EXPECT_TRUE(std::isnan(outputs[0][3]));
  EXPECT_FALSE(std::isnan(outputs[0][1]));
}

TEST_F(PlanEvaluatorTest, LifetimeThatEndsEarlyIsNan) {
  auto module =
      parse(chain("attributes {arena_bytes = 32 : i64}",
                  "{first = 0 : i64, last = 0 : i64, offset = 0 : i64}",
                  "{first = 1 : i64, last = 2 : i64, offset = 16 : i64}"));
  auto outputs = run(*module);
  ASSERT_EQ(outputs.size(), 1u);
  EXPECT_TRUE(llvm::all_of(outputs[0], [](float x) { return std::isnan(x); }));
}

TEST_F(PlanEvaluatorTest, LifetimeThatBeginsLateIsNanWithoutOffsetsToo) {
  auto module = parse(chain("", "{first = 0 : i64, last = 1 : i64}",
                            "{first = 2 : i64, last = 2 : i64}"));
  auto outputs = run(*module);
  ASSERT_EQ(outputs.size(), 1u);
  EXPECT_TRUE(hasNan(outputs[0]));
}

TEST_F(PlanEvaluatorTest, WhatNobodyWritesIsNan) {
  auto module = parse(R"(
    plan.model @m target "generic" arena_align 16 {
      %x = plan.input "x" shape [4] c_name "x" : !plan.buffer<4xf32>
      %y = plan.output "y" shape [4] c_name "y" : !plan.buffer<4xf32>
      %z = plan.output "z" shape [4] c_name "z" : !plan.buffer<4xf32>
      plan.call "relu_f32" out(%y) in(%x) {n = 4 : i32} consts() : (!plan.buffer<4xf32>, !plan.buffer<4xf32>)
    })");
  auto outputs = run(*module);
  ASSERT_EQ(outputs.size(), 2u);
  EXPECT_FALSE(hasNan(outputs[0]));
  EXPECT_TRUE(hasNan(outputs[1]));
}

TEST_F(PlanEvaluatorTest, RefusesBuffersOutsideTheArena) {
  expectRefused(chain("attributes {arena_bytes = 28 : i64}",
                      "{first = 0 : i64, last = 1 : i64, offset = 0 : i64}",
                      "{first = 1 : i64, last = 2 : i64, offset = 16 : i64}"),
                "expected a buffer inside the arena of 28 bytes, got 16 bytes "
                "at 16");
}

TEST_F(PlanEvaluatorTest, OffsetsNeedNoAlignment) {
  auto module =
      parse(chain("attributes {arena_bytes = 35 : i64}",
                  "{first = 0 : i64, last = 1 : i64, offset = 1 : i64}",
                  "{first = 1 : i64, last = 2 : i64, offset = 19 : i64}"));
  auto outputs = run(*module);
  ASSERT_EQ(outputs.size(), 1u);
  EXPECT_FALSE(hasNan(outputs[0]));
}

/// One call from x to y with these parameters.
std::string oneCall(StringRef kernel, StringRef params,
                    StringRef attributes = "") {
  return ("plan.model @m target \"generic\" arena_align 16 {\n"
          "%x = plan.input \"x\" shape [4] c_name \"x\" : !plan.buffer<4xf32>\n"
          "%y = plan.output \"y\" shape [4] c_name \"y\" : "
          "!plan.buffer<4xf32>\n"
          "plan.call \"" +
          kernel + "\" out(%y) in(%x) {" + params + "} consts() " + attributes +
          " : (!plan.buffer<4xf32>, !plan.buffer<4xf32>) }")
      .str();
}

TEST_F(PlanEvaluatorTest, RefusesUnknownKernels) {
  expectRefused(oneCall("relu9", "n = 4 : i32"),
                "expected a kernel that the evaluator knows, got 'relu9'");
}
TEST_F(PlanEvaluatorTest, RefusesMissingParameters) {
  expectRefused(oneCall("relu_f32", ""),
                "expected a 32-bit integer parameter 'n'");
}
TEST_F(PlanEvaluatorTest, RefusesUnknownParameters) {
  expectRefused(oneCall("relu_f32", "n = 4 : i32, m = 4 : i32"),
                "expected no parameter 'm'");
}
TEST_F(PlanEvaluatorTest, RefusesWindowsWhereTheKernelHasNone) {
  expectRefused(
      oneCall("relu_f32", "n = 4 : i32",
              "{window = #plan.window<batch = 1, in_h = 2, in_row = 2, out_h = "
              "2, out_row = 2, kernel = 1, stride = 1, dilation = 1, pad = 0, "
              "zero_outside = true>}"),
      "expected no window");
}
TEST_F(PlanEvaluatorTest, RefusesBuffersOfTheWrongSize) {
  expectRefused(oneCall("relu_f32", "n = 5 : i32"),
                "expected input 0 of 5 elements, got 4");
}
TEST_F(PlanEvaluatorTest, RefusesCopiesThatLeaveTheBuffers) {
  std::string ones = "d0 = 1 : i32, d1 = 1 : i32, d2 = 1 : i32, d3 = 1 : i32, "
                     "d4 = 2 : i32, d5 = 2 : i32, in_offset = 0 : i32, "
                     "out_offset = 0 : i32";
  for (std::string prefix : {"in_s", "out_s"})
    for (int i = 0; i < 6; ++i)
      ones += ", " + prefix + std::to_string(i) + " = " +
              (i < 4              ? "0"
               : i == 5           ? "1"
               : prefix == "in_s" ? "3"
                                  : "2") +
              " : i32";
  expectRefused(oneCall("copy_strided_f32", ones),
                "expected strides that stay inside input and output");
}

} // namespace
} // namespace m2c::eval
