// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// --verify-passes on networks that get integers: rounding is measured, and what
// was rounded must stay.
#include "compiler/Driver/PhaseCheck.h"
#include "../Contains.h"
#include "compiler/Pipeline.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "gtest/gtest.h"

using namespace mlir;

namespace m2c {
namespace {

class PhaseCheckTest : public testing::Test {
protected:
  // runPhases takes MLIR's own flags into account.
  static void SetUpTestSuite() { registerPassManagerCLOptions(); }

  PhaseCheckTest()
      : handler(&context, [this](Diagnostic &diagnostic) {
          messages += diagnostic.str() + "\n";
        }) {
    DialectRegistry registry;
    registerDialects(registry);
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
  }

  /// One input of 64 values in [-1, 1] and one output, made by `body` from %x.
  OwningOpRef<ModuleOp> network(const std::string &body) {
    return parseSourceString<ModuleOp>(
        R"(func.func @main(%x: tensor<1x64xf32> {nn.name = "x", nn.shape = array<i64: 1, 64>})
               -> (tensor<1x64xf32> {nn.name = "y", nn.shape = array<i64: 1, 64>}) {)" +
            body + "return %y : tensor<1x64xf32> }",
        &context);
  }

  OwningOpRef<ModuleOp> floats() {
    return network("%y = nn.relu %x : (tensor<1x64xf32>) -> "
                   "tensor<1x64xf32>\n");
  }

  /// The same, with relu on integers of this scale.
  OwningOpRef<ModuleOp> integers(const std::string &scale) {
    std::string type = "tensor<1x64x!quant.uniform<i8:f32, " + scale + ">>";
    return network("%q = nn.quantize %x : (tensor<1x64xf32>) -> " + type +
                   "\n%r = nn.relu %q : (" + type + ") -> " + type +
                   "\n%y = nn.dequantize %r : (" + type +
                   ") -> tensor<1x64xf32>\n");
  }

  OwningOpRef<ModuleOp> plan(const std::string &scale) {
    OwningOpRef<ModuleOp> module = integers(scale);
    auto nothing = [](Phase, ModuleOp) { return success(); };
    Options all;
    all.select.name = "net";
    all.stopAfter = Phase::Memory;
    EXPECT_TRUE(succeeded(runPhases(*module, Phase::Convert, all, nothing)))
        << messages;
    return module;
  }

  MLIRContext context;
  std::string messages;
  ScopedDiagnosticHandler handler;
  Options options;
};

TEST_F(PhaseCheckTest, MeasuresWhatQuantisingChanges) {
  options.quant.data = "none.npz"; // the probe is made up
  PhaseCheck check(options);
  OwningOpRef<ModuleOp> before = floats(), after = integers("0.25");
  ASSERT_TRUE(before && after) << messages;
  EXPECT_TRUE(succeeded(check.compare(Phase::Graph, *before))) << messages;
  EXPECT_EQ(check.divergence(), "");
  EXPECT_TRUE(succeeded(check.compare(Phase::Quant, *after))) << messages;
  EXPECT_TRUE(
      contains(check.divergence().str(), "quantising moved the outputs"));
  EXPECT_FALSE(check.differs());
}

TEST_F(PhaseCheckTest, IntegersStayExact) {
  options.quant.data = "none.npz";
  PhaseCheck check(options);
  OwningOpRef<ModuleOp> before = floats(), after = integers("0.25"),
                        same = plan("0.25"),
                        other = plan("0.250000476837158203125");
  ASSERT_TRUE(before && after && same && other) << messages;
  EXPECT_TRUE(succeeded(check.compare(Phase::Graph, *before))) << messages;
  EXPECT_TRUE(succeeded(check.compare(Phase::Quant, *after))) << messages;
  EXPECT_TRUE(succeeded(check.compare(Phase::Memory, *same))) << messages;
  // Far within the tolerance of floats.
  EXPECT_TRUE(failed(check.compare(Phase::Memory, *other)));
  EXPECT_TRUE(check.differs());
  EXPECT_TRUE(contains(messages, "the phase 'memory' changed the network's "
                                 "results"));
  EXPECT_TRUE(contains(messages, "expected exactly"));
}

TEST_F(PhaseCheckTest, ModelsWithOwnScalesStayClose) {
  for (auto [scale, isClose] : {std::pair("0.0078125", true), {"1.0", false}}) {
    PhaseCheck check(options);
    OwningOpRef<ModuleOp> before = floats(), after = integers(scale);
    ASSERT_TRUE(before && after) << messages;
    EXPECT_TRUE(succeeded(check.compare(Phase::Graph, *before))) << messages;
    EXPECT_EQ(succeeded(check.compare(Phase::Quant, *after)), isClose);
    EXPECT_EQ(check.differs(), !isClose);
  }
}

TEST_F(PhaseCheckTest, FloatsStayWithinTheTolerance) {
  PhaseCheck check(options);
  OwningOpRef<ModuleOp> before = floats();
  OwningOpRef<ModuleOp> after =
      network("%y = nn.tanh %x : (tensor<1x64xf32>) -> tensor<1x64xf32>\n");
  ASSERT_TRUE(before && after) << messages;
  EXPECT_TRUE(succeeded(check.compare(Phase::Convert, *before))) << messages;
  EXPECT_TRUE(failed(check.compare(Phase::Quant, *after)));
  EXPECT_TRUE(check.differs());
}

} // namespace
} // namespace m2c
