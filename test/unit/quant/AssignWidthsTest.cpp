// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Widths under budgets on a network of four layers: the sums against figures
// worked out by hand, the choice against all choices.
#include "compiler/Quant/AssignWidths.h"
#include "dialects/Nn/Nn.h"
#include "mlir/Parser/Parser.h"
#include "test/unit/Contains.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>
#include <gtest/gtest.h>

using namespace mlir;
using namespace m2c::quant;

namespace {

/// Numbers without a pattern that matters, in MLIR's form.
std::string constant(const char *name, const char *shape, unsigned count) {
  std::string bytes;
  for (unsigned i = 0; i < count; ++i) {
    float value = std::sin(1.7f * float(i * i + 1)) / 4;
    bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
  }
  return std::string("  %") + name + " = nn.constant dense<\"0x" +
         llvm::toHex(bytes) + "\"> : tensor<" + shape + "xf32>\n";
}

/// x -> a -> b, a + b -> depthwise -> dense -> softmax.
std::string network() {
  return "func.func @main(%x: tensor<1x6x6x4xf32> {nn.name = \"x\", nn.shape "
         "= array<i64: 1, 6, 6, 4>}) -> (tensor<1x4xf32> {nn.name = \"y\", "
         "nn.shape = array<i64: 1, 4>}) {\n" +
         constant("wa", "4x3x3x4", 144) + constant("wb", "4x3x3x4", 144) +
         constant("wd", "3x3x4", 36) + constant("wf", "4x144", 576) + R"(
  %a = nn.conv2d %x, %wa {pads = array<i64: 1, 1, 1, 1>, act = #nn<act relu>}
    : (tensor<1x6x6x4xf32>, tensor<4x3x3x4xf32>) -> tensor<1x6x6x4xf32>
  %b = nn.conv2d %a, %wb {pads = array<i64: 1, 1, 1, 1>}
    : (tensor<1x6x6x4xf32>, tensor<4x3x3x4xf32>) -> tensor<1x6x6x4xf32>
  %s = nn.add %a, %b
    : (tensor<1x6x6x4xf32>, tensor<1x6x6x4xf32>) -> tensor<1x6x6x4xf32>
  %d = nn.depthwise_conv2d %s, %wd {pads = array<i64: 1, 1, 1, 1>}
    : (tensor<1x6x6x4xf32>, tensor<3x3x4xf32>) -> tensor<1x6x6x4xf32>
  %r = nn.reshape %d : (tensor<1x6x6x4xf32>) -> tensor<1x144xf32>
  %f = nn.dense %r, %wf : (tensor<1x144xf32>, tensor<4x144xf32>) -> tensor<1x4xf32>
  %y = nn.softmax %f {axis = 1 : i64} : (tensor<1x4xf32>) -> tensor<1x4xf32>
  return %y : tensor<1x4xf32>
})";
}

class AssignWidths : public ::testing::Test {
protected:
  AssignWidths() {
    context.loadDialect<func::FuncDialect, m2c::nn::NnDialect>();
    module = parseSourceString<ModuleOp>(network(), &context);
    auto function = module->lookupSymbol<func::FuncOp>("main");
    QuantOptions options;
    options.rounding = Rounding::Nearest;
    Samples samples;
    samples.count = 4;
    samples.inputs.emplace_back();
    for (int i = 0; i < 4 * 144; ++i)
      samples.inputs[0].push_back(std::cos(0.9f * float(i)));
    prepared = llvm::cantFail(prepare(
        std::move(*QuantGraph::create(function, true)), samples, options));
    names.layers = {"a", "b", "d", "f"};
    for (size_t i = 0; i < prepared->graph.groups.size(); ++i)
      names.groups.push_back("g" + std::to_string(i));
    for (size_t i = 0; i < prepared->graph.nodes.size(); ++i)
      names.nodes.push_back("n" + std::to_string(i));
    options4.activationBits = {4, 8};
    options4.repair = false;
  }

  /// Costs that differ from thing to thing; 4 bits cost more than 8.
  Sensitivities costs(unsigned seed) const {
    Sensitivities result;
    auto next = [&] {
      seed = seed * 1664525u + 1013904223u;
      return 0.001 + double(seed >> 8) / (1 << 24);
    };
    for (size_t i = 0; i < prepared->graph.layers.size(); ++i)
      result.layers.push_back({next(), 0.0});
    for (size_t i = 0; i < prepared->graph.groups.size(); ++i)
      result.groups.push_back({next(), 0.0005});
    return result;
  }

  llvm::Expected<WidthChoice> choose(const WidthOptions &options,
                                     const Sensitivities &costs) const {
    WidthModel model(*prepared, options, names);
    return chooseWidths(model, costs, [](const llvm::Twine &) {});
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  std::unique_ptr<Prepared> prepared;
  WidthNames names;
  WidthOptions options4;
};

TEST_F(AssignWidths, SumsAreThoseWorkedOutByHand) {
  WidthOptions options = options4;
  options.budgets = {1 << 20, 1 << 20, 1 << 30, 1 << 30};
  options.cycles = {1, 2, 3, 4, 10, 100};
  WidthModel model(*prepared, options, names);
  auto use = [&](bool largest) {
    std::map<std::string, int64_t> uses;
    for (const WidthModel::Use &use : model.uses(model.extreme(largest)))
      uses[use.name] = use.use;
    return uses;
  };
  auto at8 = use(true), at4 = use(false);
  // Weights, 8 bytes a channel, the exponentials of the softmax.
  EXPECT_EQ(at8["model-size"], 144 + 144 + 36 + 576 + 8 * 16 + 1024);
  EXPECT_EQ(at4["model-size"], 72 + 72 + 18 + 288 + 8 * 16 + 1024);
  EXPECT_EQ(at8["bops"], (5184 + 5184 + 1296 + 576) * 64);
  // The input stays at 8 bits.
  EXPECT_EQ(at4["bops"], 5184 * 32 + (5184 + 1296 + 576) * 16);
  // The sum and its operands; nothing is widened.
  EXPECT_EQ(at8["ram"], 3 * 144);
  // The second convolution: operands and result packed, 72 bytes aligned to 80;
  // three rows of 24, the weights of two channels, one border window of 36 and
  // the output row widened, 204 bytes aligned to 208. The first one needs as
  // much: 144 for its input, 80, and 132 aligned to 144.
  EXPECT_EQ(at4["ram"], 80 + 80 + 208);
  // 19 rows of layers, 144 + 4 elements of other ops.
  EXPECT_EQ(at8["latency"],
            5184 + 5184 + 1296 + 576 + 100 * (6 * 3 + 1) + 10 * (144 + 4));
}

TEST_F(AssignWidths, NoChoiceIsBetter) {
  for (unsigned seed = 0; seed < 6; ++seed) {
    WidthOptions options = options4;
    options.budgets.modelSize = 1700 + 50 * seed;
    options.budgets.ram = 432 + 8 * seed;
    options.budgets.bops = 400000 + 20000 * seed;
    Sensitivities own = costs(seed);
    WidthModel model(*prepared, options, names);
    auto problem = model.problem(own);
    int64_t best = -1;
    std::vector<unsigned> choice(problem.variables.size(), 0);
    for (bool more = true; more;) {
      int64_t cost = 0;
      for (size_t i = 0; i < choice.size(); ++i)
        cost += problem.variables[i].options[choice[i]].cost;
      if ((best < 0 || cost < best) &&
          llvm::all_of(model.uses(choice), [](const WidthModel::Use &use) {
            return use.use <= use.cap;
          }))
        best = cost;
      size_t i = 0;
      while (i < choice.size() &&
             ++choice[i] == problem.variables[i].options.size())
        choice[i++] = 0;
      more = i < choice.size();
    }
    llvm::Expected<WidthChoice> solved = choose(options, own);
    ASSERT_TRUE(static_cast<bool>(solved))
        << llvm::toString(solved.takeError());
    EXPECT_EQ(solved->solution.objective, best) << "seed " << seed;
    EXPECT_EQ(solved->solution.status, m2c::solvers::BitWidthStatus::Optimal);
  }
}

TEST_F(AssignWidths, TiedWidthsAreEqual) {
  WidthOptions options = options4;
  options.tie = true;
  options.budgets.bops = 500000;
  llvm::Expected<WidthChoice> solved = choose(options, costs(3));
  ASSERT_TRUE(static_cast<bool>(solved)) << llvm::toString(solved.takeError());
  const QuantGraph &graph = prepared->graph;
  bool any4 = false;
  for (auto [i, layer] : llvm::enumerate(graph.layers)) {
    int group = graph.tensors[graph.inputOf(layer)].group;
    EXPECT_EQ(solved->assignment.weightBits[i],
              solved->assignment.activationBits[group]);
    any4 |= solved->assignment.weightBits[i] == 4;
  }
  EXPECT_TRUE(any4);
}

TEST_F(AssignWidths, RepairsWhatWasUnderestimated) {
  WidthOptions options = options4;
  options.activationBits = {8};
  options.budgets.bops = 700000; // 4 bits for one of a and b
  Sensitivities far = costs(2);
  for (auto *list : {&far.layers, &far.groups})
    for (Sensitivities::Pair &pair : *list)
      pair = {pair.at4 * 1e-6, pair.at8 * 1e-6};
  llvm::Expected<WidthChoice> plain = choose(options, far);
  options.repair = true;
  llvm::Expected<WidthChoice> repaired = choose(options, far);
  ASSERT_TRUE(plain && repaired);
  EXPECT_EQ(plain->repairs, 0u);
  EXPECT_GE(repaired->repairs, 1u);
  EXPECT_LE(repaired->repairs, 8u);
  EXPECT_LE(repaired->measured.divergence, plain->measured.divergence);
  EXPECT_LE(repaired->budgets[0].use, 700000);
}

TEST_F(AssignWidths, FrontFallsFromTheSmallestToTheLargest) {
  WidthModel model(*prepared, options4, names);
  std::vector<ParetoPoint> front = paretoFront(
      model, costs(4), prepared->samples, {}, 12, [](const llvm::Twine &) {});
  ASSERT_GE(front.size(), 8u);
  EXPECT_EQ(front.front().modelSize,
            model.modelSize().at(model.extreme(false)));
  EXPECT_EQ(front.back().modelSize, model.modelSize().at(model.extreme(true)));
  for (size_t i = 1; i < front.size(); ++i) {
    EXPECT_LT(front[i - 1].modelSize, front[i].modelSize);
    EXPECT_GT(front[i - 1].predicted, front[i].predicted);
  }
}

TEST_F(AssignWidths, SaysWhatWouldDo) {
  WidthOptions options = options4;
  options.activationBits = {8};
  options.budgets.ram = 431;
  llvm::Expected<WidthChoice> solved = choose(options, costs(1));
  ASSERT_FALSE(static_cast<bool>(solved));
  std::string message = llvm::toString(solved.takeError());
  EXPECT_TRUE(m2c::contains(message, "needs at least 432, the cap is 431"));
  EXPECT_TRUE(m2c::contains(message, "--ram 432 would do"));
  EXPECT_TRUE(m2c::contains(message, "--a-bits 4,8"));
}

} // namespace
