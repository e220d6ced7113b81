// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The evaluator of nn graphs: values worked out by hand, interface names,
// buffers that are used again, callbacks, and what it refuses.
#include "compiler/Eval/Evaluator.h"
#include "../Contains.h"
#include "EvalTest.h"

using namespace mlir;

namespace m2c::eval {
namespace {

class EvaluatorTest : public ModuleTest {
protected:
  /// Runs @main on one input and returns the first output.
  std::vector<float> run(StringRef text, std::vector<float> input) {
    auto module = parse(text);
    auto model = EvalModel::create(*module);
    EXPECT_TRUE(succeeded(model)) << messages;
    std::vector<std::vector<float>> outputs;
    if (succeeded(model))
      EXPECT_FALSE(bool((*model)->run({input}, outputs)));
    return outputs.empty() ? std::vector<float>() : outputs.front();
  }

  void expectRefused(StringRef text, StringRef message) {
    auto module = parse(text);
    ASSERT_TRUE(module);
    EXPECT_TRUE(failed(EvalModel::create(*module)));
    EXPECT_TRUE(contains(messages, message));
  }
};

TEST_F(EvaluatorTest, ConvReluDense) {
  // 3x3 map of 1..9, kernel 2x2 of ones minus 20: sums 12, 16, 24, 28.
  expectEqual(run(R"(
    func.func @main(%x: tensor<1x3x3x1xf32>) -> tensor<1x1xf32> {
      %w = nn.constant dense<1.0> : tensor<1x2x2x1xf32>
      %b = nn.constant dense<-20.0> : tensor<1xf32>
      %y = nn.conv2d %x, %w, %b {act = #nn<act relu>}
         : (tensor<1x3x3x1xf32>, tensor<1x2x2x1xf32>, tensor<1xf32>) -> tensor<1x2x2x1xf32>
      %f = nn.reshape %y : (tensor<1x2x2x1xf32>) -> tensor<1x4xf32>
      %v = nn.constant dense<[[1.0, 10.0, 100.0, 1000.0]]> : tensor<1x4xf32>
      %z = nn.dense %f, %v : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x1xf32>
      return %z : tensor<1x1xf32>
    })",
                  {1, 2, 3, 4, 5, 6, 7, 8, 9}),
              {8400.0f});
}

TEST_F(EvaluatorTest, NamesAndShapesOfTheOnnxGraph) {
  auto module = parse(R"(
    func.func @main(%a: tensor<1x4x4x3xf32> {nn.name = "image", nn.shape = array<i64: 1, 3, 4, 4>},
                    %b: tensor<2xf32>)
        -> (tensor<2xf32> {nn.name = "probs", nn.shape = array<i64: 1, 2>}) {
      %0 = nn.relu %b : (tensor<2xf32>) -> tensor<2xf32>
      return %0 : tensor<2xf32>
    })");
  auto model = EvalModel::create(*module);
  ASSERT_TRUE(succeeded(model));
  ASSERT_EQ((*model)->inputs().size(), 2u);
  EXPECT_EQ((*model)->inputs()[0].name, "image");
  EXPECT_EQ((*model)->inputs()[0].shape, (SmallVector<int64_t>{1, 3, 4, 4}));
  EXPECT_EQ((*model)->inputs()[1].name, "arg1");
  EXPECT_EQ((*model)->outputs()[0].name, "probs");
  EXPECT_EQ((*model)->outputs()[0].shape, (SmallVector<int64_t>{1, 2}));
}

TEST_F(EvaluatorTest, BuffersAreUsedAgainOnlyWhenDead) {
  // %a lives across the whole chain, %b and the others follow one another.
  StringRef text = R"(
    func.func @main(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<2x2xf32>) {
      %one = nn.constant dense<1.0> : tensor<1xf32>
      %a = nn.add %x, %one : (tensor<4xf32>, tensor<1xf32>) -> tensor<4xf32>
      %b = nn.add %a, %one : (tensor<4xf32>, tensor<1xf32>) -> tensor<4xf32>
      %r = nn.reshape %b : (tensor<4xf32>) -> tensor<2x2xf32>
      %c = nn.mul %b, %b : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
      %d = nn.sub %c, %one : (tensor<4xf32>, tensor<1xf32>) -> tensor<4xf32>
      %dead = nn.relu %d : (tensor<4xf32>) -> tensor<4xf32>
      %e = nn.add %d, %a : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
      return %e, %r : tensor<4xf32>, tensor<2x2xf32>
    })";
  auto module = parse(text);
  auto model = EvalModel::create(*module);
  ASSERT_TRUE(succeeded(model));
  // Twice: what the first run left behind must not matter.
  for (float scale : {1.0f, 2.0f}) {
    std::vector<float> input = {0, scale, 2 * scale, 3 * scale};
    std::vector<std::vector<float>> outputs;
    ASSERT_FALSE(bool((*model)->run({input}, outputs)));
    ASSERT_EQ(outputs.size(), 2u);
    for (int i = 0; i < 4; ++i) {
      float x = i * scale, b = x + 2;
      EXPECT_EQ(outputs[0][i], b * b - 1 + x + 1);
      EXPECT_EQ(outputs[1][i], b);
    }
  }
}

TEST_F(EvaluatorTest, ReturnsInputsAndConstants) {
  auto module = parse(R"(
    func.func @main(%x: tensor<2xf32>) -> (tensor<1x2xf32>, tensor<2xf32>) {
      %r = nn.reshape %x : (tensor<2xf32>) -> tensor<1x2xf32>
      %c = nn.constant dense<[5.0, 6.0]> : tensor<2xf32>
      return %r, %c : tensor<1x2xf32>, tensor<2xf32>
    })");
  auto model = EvalModel::create(*module);
  ASSERT_TRUE(succeeded(model));
  std::vector<std::vector<float>> outputs;
  ASSERT_FALSE(bool((*model)->run({{1.0f, 2.0f}}, outputs)));
  expectEqual(outputs[0], {1, 2});
  expectEqual(outputs[1], {5, 6});
}

TEST_F(EvaluatorTest, CallbackSeesEveryValue) {
  auto module = parse(R"(
    func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
      %0 = nn.relu %x : (tensor<2xf32>) -> tensor<2xf32>
      %1 = nn.add %0, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
      return %1 : tensor<2xf32>
    })");
  auto model = Evaluator::create(*module);
  ASSERT_TRUE(succeeded(model));
  std::vector<std::string> seen;
  std::vector<std::vector<float>> outputs;
  ASSERT_FALSE(bool((*model)->run(
      {{-1.0f, 3.0f}}, outputs, [&](Value value, TensorView tensor) {
        Operation *op = value.getDefiningOp();
        EXPECT_EQ(tensor.shape, ArrayRef<int64_t>({2}));
        seen.push_back((op ? op->getName().getStringRef().str() : "input") +
                       " " + std::to_string(int(tensor.values[0])) + " " +
                       std::to_string(int(tensor.values[1])));
      })));
  EXPECT_EQ(seen, (std::vector<std::string>{"input -1 3", "nn.relu 0 3",
                                            "nn.add -1 6"}));
}

TEST_F(EvaluatorTest, InputsOfTheWrongSizeAreErrors) {
  auto module = parse(R"(
    func.func @main(%x: tensor<2xf32> {nn.name = "audio"}) -> tensor<2xf32> {
      return %x : tensor<2xf32>
    })");
  auto model = EvalModel::create(*module);
  ASSERT_TRUE(succeeded(model));
  std::vector<std::vector<float>> outputs;
  EXPECT_EQ(llvm::toString((*model)->run({}, outputs)),
            "expected 1 inputs, got 0");
  EXPECT_EQ(llvm::toString((*model)->run({{1.0f, 2.0f, 3.0f}}, outputs)),
            "expected 2 values for input 'audio', got 3");
}

TEST_F(EvaluatorTest, RefusesOnnx) {
  expectRefused(R"(
    func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
      %0 = onnx.node "Relu" version 13 (%x) {} : (tensor<2xf32>) -> tensor<2xf32>
      return %0 : tensor<2xf32>
    })",
                "convert it with onnx-to-nn first");
}

TEST_F(EvaluatorTest, RefusesOtherOpsAllAtOnce) {
  expectRefused(R"(
    func.func private @f(tensor<2xf32>) -> tensor<2xf32>
    func.func private @g(tensor<2xf32>) -> tensor<2xf32>
    func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
      %0 = call @f(%x) : (tensor<2xf32>) -> tensor<2xf32>
      %1 = call @g(%0) : (tensor<2xf32>) -> tensor<2xf32>
      return %1 : tensor<2xf32>
    })",
                "the evaluator expected an nn op, got 'func.call'\n"
                "the evaluator expected an nn op, got 'func.call'\n");
}

TEST_F(EvaluatorTest, RefusesWhatHasNoMain) {
  expectRefused("func.func private @main(tensor<2xf32>)",
                "expected a function @main");
}

TEST_F(EvaluatorTest, RefusesOtherTypes) {
  expectRefused(R"(
    func.func @main(%x: tensor<2xi32>) -> tensor<2xi32> {
      return %x : tensor<2xi32>
    })",
                "expected a tensor of f32 or quantised elements with "
                "static shape");
}

TEST_F(EvaluatorTest, RefusesHugeTensors) {
  expectRefused(R"(
    func.func @main(%x: tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xf32> {
      %0 = nn.pad %x {before = array<i64: 0, 0, 0, 0>, after = array<i64: 0, 9999999, 9999999, 0>}
        : (tensor<1x1x1x1xf32>) -> tensor<1x10000000x10000000x1xf32>
      return %x : tensor<1x1x1x1xf32>
    })",
                "expected a tensor of at most 536870912 bytes");
}

TEST_F(EvaluatorTest, RefusesMuchInAll) {
  expectRefused(R"(
    func.func @main(%x: tensor<1x1xf32>) -> (tensor<16000000x6xf32>, tensor<16000000x6xf32>) {
      %0 = nn.pad %x {before = array<i64: 0, 0>, after = array<i64: 15999999, 5>}
        : (tensor<1x1xf32>) -> tensor<16000000x6xf32>
      %1 = nn.relu %0 : (tensor<16000000x6xf32>) -> tensor<16000000x6xf32>
      return %0, %1 : tensor<16000000x6xf32>, tensor<16000000x6xf32>
    })",
                "expected at most 536870912 bytes of activations");
}

TEST_F(EvaluatorTest, RefusesConstantsWithoutValues) {
  expectRefused(R"(
    func.func @main() -> tensor<2xf32> {
      %0 = nn.constant dense_resource<nothing> : tensor<2xf32>
      return %0 : tensor<2xf32>
    })",
                "got none or too few");
}

TEST_F(EvaluatorTest, RefusesShapesThatDoNotFit) {
  expectRefused(R"(
    func.func @main(%x: tensor<2xf32> {nn.name = "x", nn.shape = array<i64: 3>}) -> tensor<2xf32> {
      return %x : tensor<2xf32>
    })",
                "expected nn.shape of 'x' to have as many elements");
}

} // namespace
} // namespace m2c::eval
