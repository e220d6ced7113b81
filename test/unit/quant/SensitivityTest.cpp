// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sensitivities: cached prefixes against whole runs, and the Hessian's trace
// against its closed form.
#include "QuantTest.h"

namespace m2c::quant {
namespace {

class SensitivityTest : public QuantTest {};

TEST_F(SensitivityTest, FewerBitsCostMore) {
  QuantGraph graph = graphOf(network(3));
  Samples samples = random(graph, 32, 3);
  auto own = prepared(std::move(graph), samples, {});
  Sensitivities costs = measureSensitivity(*own, SensitivityKind::Direct);
  ASSERT_EQ(costs.layers.size(), 4u);
  ASSERT_EQ(costs.groups.size(), own->graph.groups.size());
  for (const Sensitivities::Pair &pair : costs.layers) {
    EXPECT_GT(pair.at4, 4.0 * pair.at8);
    EXPECT_GE(pair.at8, 0.0);
  }
  for (auto [group, pair] : llvm::zip(own->graph.groups, costs.groups)) {
    if (group.only8)
      EXPECT_EQ(pair.at4, pair.at8);
    else
      EXPECT_GT(pair.at4, 4.0 * pair.at8);
  }
}

/// The suffix of the graph gives what the whole graph gives.
TEST_F(SensitivityTest, PrefixesAreTheSame) {
  QuantGraph graph = graphOf(network(3));
  Samples samples = random(graph, 8, 3);
  Simulation simulation(graph, samples, eval::portableKernels());
  SimSettings exact(graph), changed(graph);
  simulation.computeAll(exact);
  changed.groups[2] = {4, 0.1f, 0};
  changed.layers[3].bias.assign(10, 0.25f);
  auto collect = [&](auto run) {
    std::vector<float> values;
    run([&](size_t, llvm::ArrayRef<eval::Values> outputs) {
      llvm::append_range(values, outputs[0]);
    });
    return values;
  };
  auto whole = collect([&](auto sink) { simulation.run(changed, sink); });
  auto part =
      collect([&](auto sink) { simulation.runChanged(changed, exact, sink); });
  auto before = collect([&](auto sink) { simulation.run(exact, sink); });
  EXPECT_EQ(whole, part);
  EXPECT_NE(whole, before);
}

/// Softmax regression: trace(H) = mean of |x|^2 sum p (1 - p); the sensitivity
/// is that over n times |dW|^2, which is at most n (step / 2)^2.
TEST_F(SensitivityTest, TraceOfSoftmaxRegression) {
  std::string text = R"(
    func.func @main(%x: tensor<1x16xf32>) -> tensor<1x4xf32> {
      %w = nn.constant W : tensor<4x16xf32>
      %0 = nn.dense %x, %w : (tensor<1x16xf32>, tensor<4x16xf32>) -> tensor<1x4xf32>
      %1 = nn.softmax %0 {axis = 1 : i64} : (tensor<1x4xf32>) -> tensor<1x4xf32>
      return %1 : tensor<1x4xf32>
    })";
  std::vector<float> weights = randomValues(64, 11);
  text.replace(text.find("constant W") + 9, 1, dense(weights));
  QuantGraph graph = graphOf(text);
  Samples samples = random(graph, 64, 12);
  QuantOptions options;
  options.probes = 200;
  auto own = prepared(std::move(graph), samples, options);
  double trace = 0.0, change = 0.0;
  for (size_t sample = 0; sample < 64; ++sample) {
    double norm = 0.0, spread = 0.0;
    for (float x : samples.input(0, sample))
      norm += double(x) * x;
    for (float p : own->reference->values(2).slice(sample * 4, 4))
      spread += double(p) * (1.0 - p);
    trace += norm * spread / 64.0;
  }
  for (int channel = 0; channel < 4; ++channel) {
    auto row = llvm::ArrayRef(weights).slice(channel * 16, 16);
    float scale = 0.0f;
    for (float w : row)
      scale = std::max(scale, std::abs(w) / 7.0f);
    for (float w : row)
      change += std::pow(std::nearbyint(w / scale) * scale - w, 2);
  }
  Sensitivities costs = measureSensitivity(*own, SensitivityKind::Hessian);
  EXPECT_NEAR(costs.layers[0].at4 / (trace / 64.0 * change), 1.0, 0.15);
}

} // namespace
} // namespace m2c::quant
