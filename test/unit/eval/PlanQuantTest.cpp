// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The integer kernels in plans: every one against the evaluator of graphs, and
// against values worked out by hand where a layout or a formula could be wrong
// in both.
#include "../Contains.h"
#include "EvalTest.h"
#include "PlanOfNn.h"
#include "compiler/Eval/FixedForm.h"
#include "compiler/Eval/PlanEvaluator.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace m2c::eval {
namespace {

/// "1x4x4x2" and "i8:f32, 0.5:3" make the tensor type.
std::string quant(StringRef shape, StringRef element) {
  return ("tensor<" + shape + "x!quant.uniform<" + element + ">>").str();
}

int64_t countOf(StringRef shape) {
  SmallVector<StringRef> dims;
  shape.split(dims, 'x');
  int64_t count = 1;
  for (StringRef dim : dims)
    count *= std::stoll(dim.str());
  return count;
}

/// `%name = nn.constant` with integers in [-half, half).
std::string integers(StringRef name, StringRef shape, StringRef element,
                     int half, uint32_t seed) {
  bool bias = element.starts_with("i32");
  std::string bytes;
  for (float value : randomValues(countOf(shape), seed)) {
    int32_t integer = static_cast<int32_t>(std::floor(value * half));
    for (int byte = 0; byte < (bias ? 4 : 1); ++byte)
      bytes.push_back(static_cast<char>(integer >> (8 * byte)));
  }
  return ("%" + name + " = nn.constant dense<\"0x" + llvm::toHex(bytes) +
          "\"> : tensor<" + shape + (bias ? "xi32" : "xi8") + "> as " +
          quant(shape, element) + "\n")
      .str();
}

class PlanQuantTest : public ModuleTest {
protected:
  std::vector<float> run(ModuleOp module, float scale) {
    auto model = EvalModel::create(module);
    EXPECT_TRUE(succeeded(model)) << messages;
    std::vector<std::vector<float>> inputs, outputs(1);
    if (failed(model))
      return {};
    uint32_t seed = 1;
    for (const TensorSpec &spec : (*model)->inputs()) {
      inputs.push_back(randomValues(eval::countOf(spec.shape), seed++));
      for (float &value : inputs.back())
        value *= scale;
    }
    std::vector<ArrayRef<float>> views(inputs.begin(), inputs.end());
    EXPECT_FALSE(bool((*model)->run(views, outputs)));
    return outputs[0];
  }

  /// As graph and as plan the same values, of which at least three are
  /// different. `scale` makes the inputs fill their range.
  void expectSame(const std::string &arguments, const std::string &result,
                  const std::string &body, float scale = 1.1f) {
    auto module = parse("func.func @main(" + arguments + ") -> " + result +
                        " {\n" + body + "\nreturn %y : " + result + " }");
    ASSERT_TRUE(module) << messages;
    auto plan = planOfNn(*module);
    ASSERT_TRUE(succeeded(verify(*plan))) << messages;
    std::vector<float> want = run(*module, scale), got = run(*plan, scale);
    EXPECT_FALSE(hasNan(got));
    expectEqual(got, want);
    std::sort(got.begin(), got.end());
    EXPECT_GE(std::unique(got.begin(), got.end()) - got.begin(), 3) << body;
  }
};

const char *kIn[] = {"i8:f32, 0.0078125:5", "i4:f32, 0.125:1"};
const char *kWeights[] = {"i8:f32:{0}, {{0.0078125, 0.015625, 0.0078125, "
                          "0.00390625, 0.0078125, 0.015625}",
                          "i4:f32:{0}, {{0.125, 0.0625, 0.125, 0.25, 0.125, "
                          "0.0625}"};

std::string weightsOf(int narrow, int axis) {
  return llvm::formatv(kWeights[narrow], axis).str();
}

/// Input scale times weight scale, for each width of both.
std::string biasOf(int narrowIn, int narrowWeights) {
  float in = narrowIn ? 0.125f : 0.0078125f, weights[6] = {};
  const float wide[] = {0.0078125f,  0.015625f,  0.0078125f,
                        0.00390625f, 0.0078125f, 0.015625f},
              narrow[] = {0.125f, 0.0625f, 0.125f, 0.25f, 0.125f, 0.0625f};
  std::string text;
  for (int i = 0; i < 6; ++i) {
    weights[i] = in * (narrowWeights ? narrow : wide)[i];
    text += llvm::formatv("{0}{1}", i ? ", " : "",
                          llvm::format("%.12e", weights[i]));
  }
  return "i32:f32:0, {" + text + "}";
}

TEST_F(PlanQuantTest, Conv2d) {
  for (int in : {0, 1})
    for (int weights : {0, 1})
      for (const char *out : {"i8:f32, 0.03125:-7", "i4:f32, 0.5:-2"}) {
        std::string x = quant("2x5x6x4", kIn[in]),
                    w = quant("6x2x2x2", weightsOf(weights, 0)),
                    b = quant("6", biasOf(in, weights)),
                    y = quant("2x3x6x6", out);
        expectSame("%x: " + x, y,
                   integers("w", "6x2x2x2", weightsOf(weights, 0),
                            weights ? 8 : 128, 20) +
                       integers("b", "6", biasOf(in, weights),
                                in && weights ? 30 : 2000, 21) +
                       R"(
    %y = nn.conv2d %x, %w, %b {group = 2 : i64, strides = array<i64: 2, 1>,
        dilations = array<i64: 1, 2>, pads = array<i64: 1, 1, 0, 1>,
        act = #nn<act relu>} : ()" +
                       x + ", " + w + ", " + b + ") -> " + y);
      }
}

TEST_F(PlanQuantTest, DepthwiseConv2d) {
  for (int in : {0, 1})
    for (int weights : {0, 1}) {
      std::string x = quant("2x5x6x3", in ? "i4:f32, 0.125:1" : kIn[0]),
                  w = quant("3x2x6", weightsOf(weights, 2)),
                  b = quant("6", biasOf(in, weights)),
                  y = quant("2x5x3x6", "i8:f32, 0.015625:3");
      expectSame(
          "%x: " + x, y,
          integers("w", "3x2x6", weightsOf(weights, 2), weights ? 8 : 128, 20) +
              integers("b", "6", biasOf(in, weights), in && weights ? 30 : 2000,
                       21) +
              R"(
    %y = nn.depthwise_conv2d %x, %w, %b {strides = array<i64: 1, 2>,
        pads = array<i64: 1, 0, 1, 0>, act = #nn<act clip>, act_a = -0.5 : f32, act_b = 0.5 : f32}
      : ()" + x +
              ", " + w + ", " + b + ") -> " + y);
    }
}

TEST_F(PlanQuantTest, Dense) {
  for (int in : {0, 1})
    for (int weights : {0, 1}) {
      // Rows of an odd number of weights end with half a byte.
      std::string x = quant("3x8", kIn[in]), oddX = quant("1x7", kIn[0]),
                  element = weightsOf(weights, 0), w = quant("6x8", element),
                  y = quant("3x6", "i8:f32, 0.03125:3");
      expectSame("%x: " + x, y,
                 integers("w", "6x8", element, weights ? 8 : 128, 20) +
                     "%y = nn.dense %x, %w : (" + x + ", " + w + ") -> " + y);
      expectSame("%x: " + oddX, quant("1x6", "i8:f32, 0.03125:3"),
                 integers("w", "6x7", element, weights ? 8 : 128, 20) +
                     "%y = nn.dense %x, %w : (" + oddX + ", " +
                     quant("6x7", element) + ") -> " +
                     quant("1x6", "i8:f32, 0.03125:3"));
    }
}

TEST_F(PlanQuantTest, Matmul) {
  std::string a = quant("2x3x4", "i8:f32, 0.0078125:5"),
              b = quant("2x4x6", "i8:f32, 0.015625:-9"),
              y = quant("2x3x6", "i8:f32, 0.015625:1");
  expectSame("%a: " + a + ", %b: " + b, y,
             "%y = nn.matmul %a, %b : (" + a + ", " + b + ") -> " + y);
}

TEST_F(PlanQuantTest, Pools) {
  for (StringRef in : {"i8:f32, 0.0078125:5", "i4:f32, 0.125:1"}) {
    std::string x = quant("2x5x6x3", in);
    // Corners, edges and the middle have 3, 4, 6 and other counts.
    for (const std::string op : {"max_pool2d", "avg_pool2d"}) {
      std::string y =
          quant("2x3x4x3", op == "max_pool2d"     ? in
                           : in.starts_with("i8") ? "i8:f32, 0.01171875:-3"
                                                  : "i4:f32, 0.1875:-1");
      expectSame("%x: " + x, y,
                 "%y = nn." + op + R"( %x {kernel = array<i64: 3, 2>,
        strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, act = #nn<act relu>} : ()" +
                     x + ") -> " + y);
    }
  }
}

TEST_F(PlanQuantTest, Resize) {
  for (StringRef in : {"i8:f32, 0.0078125:5", "i4:f32, 0.125:1"})
    for (const std::string mode : {"linear", "prefer_floor"}) {
      std::string x = quant("2x5x6x3", in),
                  y = quant("2x8x4x3",
                            mode == "linear" ? "i8:f32, 0.01171875:-3" : in);
      expectSame("%x: " + x, y,
                 "%y = nn.resize2d %x {size = array<i64: 8, 4>, "
                 "mode = #nn<resize " +
                     mode +
                     ">, coordinates = #nn<coordinates half_pixel>} : (" + x +
                     ") -> " + y);
    }
}

TEST_F(PlanQuantTest, ReduceMean) {
  for (StringRef in : {"i8:f32, 0.0078125:5", "i4:f32, 0.125:1"}) {
    std::string x = quant("2x3x4x6", in),
                y = quant("2x6", "i8:f32, 0.00390625:-3");
    expectSame("%x: " + x, y,
               R"(
    %y = nn.reduce_mean %x {axes = array<i64: 1, 2>, keepdims = false} : ()" +
                   x + ") -> " + y);
  }
}

TEST_F(PlanQuantTest, Binary) {
  for (const std::string op : {"add", "sub", "mul"})
    for (StringRef b : {"i8:f32, 0.01171875:-7", "i4:f32, 0.1875:-1"}) {
      std::string x = quant("2x3x4x6", kIn[0]), z = quant("3x1x6", b),
                  y = quant("2x3x4x6", "i8:f32, 0.0146484375:9");
      expectSame("%a: " + x + ", %b: " + z, y,
                 "%y = nn." + op + " %a, %b {act = #nn<act relu>} : (" + x +
                     ", " + z + ") -> " + y);
    }
}

TEST_F(PlanQuantTest, Softmax) {
  for (StringRef in : {"i8:f32, 0.0625:5", "i4:f32, 0.5:1"}) {
    std::string x = quant("2x6x4", in);
    expectSame("%x: " + x, "tensor<2x6x4xf32>",
               "%y = nn.softmax %x {axis = 1 : i64} : (" + x +
                   ") -> tensor<2x6x4xf32>",
               8.0f);
    std::string y = quant("2x6x4", "i8:f32, 0.00390625:-128");
    expectSame("%x: " + x, y,
               "%y = nn.softmax %x {axis = 1 : i64} : (" + x + ") -> " + y,
               8.0f);
  }
}

TEST_F(PlanQuantTest, TablesAndConversions) {
  for (StringRef in : {"i8:f32, 0.03125:5", "i4:f32, 0.5:1"})
    for (StringRef out : {"i8:f32, 0.0078125:-7", "i4:f32, 0.125:-2"}) {
      std::string x = quant("3x6", in), y = quant("3x6", out);
      for (const std::string op : {"sigmoid", "tanh", "quantize"})
        expectSame("%x: " + x, y, "%y = nn." + op + " %x : (" + x + ") -> " + y,
                   4.0f);
      expectSame("%x: tensor<3x6xf32>", y,
                 "%y = nn.quantize %x : (tensor<3x6xf32>) -> " + y, 1.5f);
      expectSame("%x: " + x, "tensor<3x6xf32>",
                 "%y = nn.dequantize %x : (" + x + ") -> tensor<3x6xf32>",
                 4.0f);
    }
  std::string s = quant("3x6", "i8:f32, 0.03125:5"),
              u = quant("3x6", "u8:f32, 0.03125:133");
  expectSame("%x: " + s, u, "%y = nn.quantize %x : (" + s + ") -> " + u, 4.0f);
  expectSame("%x: " + u, s, "%y = nn.quantize %x : (" + u + ") -> " + s, 4.0f);
}

TEST_F(PlanQuantTest, MovingNibbles) {
  // Pieces of three elements: halves of bytes change hands.
  std::string x = quant("1x2x2x3", kIn[1]), y = quant("1x2x2x9", kIn[1]),
              t = quant("1x2x2x6", kIn[1]);
  expectSame("%x: " + x, y,
             R"(
    %0 = nn.transpose %x {perm = array<i64: 0, 2, 1, 3>} : ()" +
                 x + ") -> " + x + R"(
    %1 = nn.pad %0 {before = array<i64: 0, 0, 0, 3>, after = array<i64: 0, 0, 0, 0>, value = 0.25 : f32}
      : ()" + x + ") -> " +
                 t + R"(
    %y = nn.concat %x, %1 {axis = 3 : i64} : ()" +
                 x + ", " + t + ") -> " + y);
}

/// A dense layer 3 -> 2 with the given scales in place; weights of 4 bits
/// (1, -2, 3) and (-8, 7, 5), bias (10, -3).
std::string denseModel(StringRef consts, StringRef values, StringRef params,
                       StringRef fields) {
  return ("plan.model @m target \"generic\" arena_align 1 {\n"
          "%x = plan.input \"x\" shape [1, 3] c_name \"x\" {scale = 0.5 : f32, "
          "zero_point = 4 : i64} : !plan.buffer<1x3xi8>\n"
          "%y = plan.output \"y\" shape [1, 2] c_name \"y\" {scale = 2.0 : "
          "f32, zero_point = -1 : i64, exact} : !plan.buffer<1x2xi8>\n"
          "%w = plan.const \"w\" dense<[[-31, 3], [120, 5]]> : tensor<2x2xi8> "
          ": !plan.buffer<2x2xi8>\n"
          "%b = plan.const \"b\" dense<[10, -3]> : tensor<2xi32> : "
          "!plan.buffer<2xi32>\n" +
          values +
          "plan.call \"dense_s8w4\" out(%y) in(%x) {in_n = 3 : i32, out_n = 2 "
          ": i32, out_zero = -1 : i32, out_min = -20 : i32, out_max = 127 : "
          "i32, out_bits = 8 : i32" +
          params + "} consts(%w, %b, " + consts +
          ") {const_fields = [\"weights\", \"bias\", " + fields +
          "]} : (!plan.buffer<1x2xi8>, !plan.buffer<1x3xi8>, "
          "!plan.buffer<2x2xi8>, !plan.buffer<2xi32>, " +
          (consts.contains(",") ? "!plan.buffer<2xi32>, !plan.buffer<2xi8>)"
                                : "!plan.buffer<2xf32>)") +
          "\n}")
      .str();
}

/// x = (3, -1, 5): 10 + 3 + 2 + 15 = 30 and -3 - 24 - 7 + 25 = -9. As floats x is
/// (-0.5, -2.5, 0.5).
void expectDense(EvalModel &model, std::vector<float> want) {
  std::vector<std::vector<float>> outputs;
  ASSERT_FALSE(bool(model.run({{-0.5f, -2.5f, 0.5f}}, outputs)));
  expectEqual(outputs[0], want);
}

TEST_F(PlanQuantTest, DenseByHand) {
  // 30 * 0.25 = 7.5 -> 8, less 1; -9 * 4 = -36, clamped to -20 with the zero
  // point.
  auto module = parse(
      denseModel("%s",
                 "%s = plan.const \"s\" dense<[0.25, 4.0]> : tensor<2xf32> : "
                 "!plan.buffer<2xf32>\n",
                 ", split = 0 : i32, sum_max = 0 : i32", "\"scale\""));
  auto model = EvalModel::create(*module);
  ASSERT_TRUE(succeeded(model)) << messages;
  EXPECT_EQ((*model)->inputQuant(0)->zero, 4);
  EXPECT_EQ((*model)->outputQuant(0)->scale, 2.0f);
  expectDense(**model, {(7.0f + 1.0f) * 2.0f, (-20.0f + 1.0f) * 2.0f});
}

TEST_F(PlanQuantTest, DenseByIntegers) {
  // (30 * 5 + 8) >> 4 = 9, less 1; the second channel by the bits of 0.25:
  // -9 * 0.25 = -2.25 -> -2, less 1.
  std::string values =
      "%m = plan.const \"m\" dense<[5, 1048576000]> : tensor<2xi32> : "
      "!plan.buffer<2xi32>\n"
      "%h = plan.const \"h\" dense<[4, -1]> : tensor<2xi8> : "
      "!plan.buffer<2xi8>\n";
  auto module =
      parse(denseModel("%m, %h", values, ", split = 2 : i32, sum_max = 0 : i32",
                       "\"multiplier\", \"shift\""));
  auto model = EvalModel::create(*module);
  ASSERT_TRUE(succeeded(model)) << messages;
  expectDense(**model, {(8.0f + 1.0f) * 2.0f, (-3.0f + 1.0f) * 2.0f});
  // Sums are clamped to +-7: (7 * 5 + 8) >> 4 = 2; -7 * 0.25 -> -2.
  module =
      parse(denseModel("%m, %h", values, ", split = 2 : i32, sum_max = 7 : i32",
                       "\"multiplier\", \"shift\""));
  model = EvalModel::create(*module);
  ASSERT_TRUE(succeeded(model)) << messages;
  expectDense(**model, {(1.0f + 1.0f) * 2.0f, (-3.0f + 1.0f) * 2.0f});
}

TEST_F(PlanQuantTest, RefusesElementsOfAnotherWidth) {
  std::string text =
      denseModel("%s",
                 "%s = plan.const \"s\" dense<[0.25, 4.0]> : tensor<2xf32> : "
                 "!plan.buffer<2xf32>\n",
                 ", split = 0 : i32, sum_max = 0 : i32", "\"scale\"");
  for (size_t at; (at = text.find("1x3xi8")) != std::string::npos;)
    text.replace(at, 6, "1x3xui8");
  auto module = parse(text);
  EXPECT_TRUE(failed(EvalModel::create(*module)));
  EXPECT_TRUE(contains(messages, "expected input 0 of i8, got ui8"));
}

TEST(FixedForm, ScalesAsTheProductSays) {
  // 1000 * 12345 / 2^10 = 12055.66..., and ties go up.
  EXPECT_EQ(scaleFixed(1000, 12345, 10, 0), 12056);
  EXPECT_EQ(scaleFixed(-1000, 12345, 10, 0), -12056);
  EXPECT_EQ(scaleFixed(3, 1, 1, 0), 2);
  EXPECT_EQ(scaleFixed(-3, 1, 1, 0), -1);
  for (int64_t sum : {-30000, -77, 0, 1, 12345})
    for (int64_t split : {1, 7, 13})
      EXPECT_EQ(scaleFixed(sum, 54321, 20, split),
                scaleFixed(sum, 54321, 20, 0));
  // 64 more: the split does not count.
  EXPECT_EQ(scaleFixed(1 << 30, 1 << 30, 64 + 40, 10), 1 << 20);
}

TEST(FixedForm, StepsThatOverflowGiveNothing) {
  EXPECT_EQ(scaleFixed(1 << 20, 1 << 20, 20, 5), std::nullopt);
  EXPECT_EQ(sumFixed({1 << 30, 0, 0, 0, 16}, 1 << 20, 0), std::nullopt);
  EXPECT_EQ(sumFixed({3 << 16, -(2 << 16), 1, 5, 16}, 100, 50), 201);
}

} // namespace
} // namespace m2c::eval
