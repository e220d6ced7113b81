// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Folding of single ops.
#include "compiler/Eval/FoldOp.h"
#include "EvalTest.h"
#include "dialects/Support/Constants.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;

namespace m2c::eval {
namespace {

class FoldOpTest : public ModuleTest {
protected:
  /// Folds the op whose value @main returns.
  FailureOr<ElementsAttr> fold(StringRef text) {
    module = parse(text);
    auto main = module->lookupSymbol<func::FuncOp>("main");
    return foldOp(main.front().getTerminator()->getOperand(0).getDefiningOp());
  }

  OwningOpRef<ModuleOp> module;
};

TEST_F(FoldOpTest, ComputesTheValue) {
  auto value = fold(R"(
    func.func @main() -> tensor<3x2xf32> {
      %0 = nn.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
      %1 = nn.transpose %0 {perm = array<i64: 1, 0>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
      return %1 : tensor<3x2xf32>
    })");
  ASSERT_TRUE(succeeded(value));
  expectEqual(*floatElements(*value), {1, 4, 2, 5, 3, 6});
  EXPECT_EQ(cast<ShapedType>(value->getType()).getShape(),
            ArrayRef<int64_t>({3, 2}));
}

TEST_F(FoldOpTest, ReshapeSharesTheResource) {
  auto value = fold(R"(
    func.func @main() -> tensor<2x1xf32> {
      %0 = nn.constant dense_resource<weights> : tensor<2xf32>
      %1 = nn.reshape %0 : (tensor<2xf32>) -> tensor<2x1xf32>
      return %1 : tensor<2x1xf32>
    }
    {-# dialect_resources: { builtin: { weights: "0x040000000000803F00000040" } } #-})");
  ASSERT_TRUE(succeeded(value));
  auto resource = dyn_cast<DenseResourceElementsAttr>(*value);
  ASSERT_TRUE(resource);
  EXPECT_EQ(resource.getRawHandle().getKey(), "weights");
  expectEqual(*floatElements(*value), {1, 2});
}

TEST_F(FoldOpTest, LargeResultsAreResourcesNamedAfterTheNode) {
  auto value = fold(R"(
    func.func @main() -> tensor<1x32xf32> {
      %0 = nn.constant dense<1.0> : tensor<1x2xf32>
      %1 = nn.pad %0 {before = array<i64: 0, 30>, after = array<i64: 0, 0>, value = 0.5 : f32}
        : (tensor<1x2xf32>) -> tensor<1x32xf32> loc("frame")
      return %1 : tensor<1x32xf32>
    })");
  ASSERT_TRUE(succeeded(value));
  auto resource = dyn_cast<DenseResourceElementsAttr>(*value);
  ASSERT_TRUE(resource);
  EXPECT_EQ(resource.getRawHandle().getKey(), "frame");
  std::vector<float> want(32, 0.5f);
  want[30] = want[31] = 1.0f;
  expectEqual(*floatElements(*value), want);
}

TEST_F(FoldOpTest, SumsInDoubleInIndexOrder) {
  // In float 2^24 + 1 + ... + 1 stays 2^24, in any order but the last first.
  auto value = fold(R"(
    func.func @main() -> tensor<1x1xf32> {
      %0 = nn.constant dense<[[16777216.0, 1.0, 1.0, 1.0, 1.0]]> : tensor<1x5xf32>
      %1 = nn.constant dense<1.0> : tensor<1x5xf32>
      %2 = nn.dense %0, %1 : (tensor<1x5xf32>, tensor<1x5xf32>) -> tensor<1x1xf32>
      return %2 : tensor<1x1xf32>
    })");
  ASSERT_TRUE(succeeded(value));
  expectEqual(*floatElements(*value), {16777220.0f});
}

TEST_F(FoldOpTest, LeavesWhatIsNotConstant) {
  EXPECT_TRUE(failed(fold(R"(
    func.func @main() -> tensor<1xf32> {
      %0 = nn.constant dense<1.0> : tensor<1xf32>
      return %0 : tensor<1xf32>
    })")));
  EXPECT_TRUE(failed(fold(R"(
    func.func @main(%x: tensor<1xf32>) -> tensor<1xf32> {
      %0 = nn.constant dense<1.0> : tensor<1xf32>
      %1 = nn.add %0, %x : (tensor<1xf32>, tensor<1xf32>) -> tensor<1xf32>
      return %1 : tensor<1xf32>
    })")));
  EXPECT_TRUE(failed(fold(R"(
    func.func @main() -> tensor<1xf32> {
      %0 = nn.constant dense_resource<nothing> : tensor<1xf32>
      %1 = nn.relu %0 : (tensor<1xf32>) -> tensor<1xf32>
      return %1 : tensor<1xf32>
    })")));
  EXPECT_EQ(messages, "");
}

} // namespace
} // namespace m2c::eval
