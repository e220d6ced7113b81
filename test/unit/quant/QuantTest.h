// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the tests of quantisation share: modules from text, random data, and a
// small network of every kind of layer.
#ifndef M2C_QUANT_QUANTTEST_H
#define M2C_QUANT_QUANTTEST_H

#include "compiler/Quant/Simulation.h"
#include "dialects/Nn/Nn.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"
#include <cmath>

namespace m2c::quant {

/// Values in [-1, 1), the same on every machine.
inline std::vector<float> randomValues(int64_t count, uint32_t seed) {
  std::vector<float> values;
  for (int64_t i = 0; i < count; ++i) {
    seed = seed * 1664525u + 1013904223u;
    values.push_back(static_cast<int32_t>(seed) / 2147483648.0f);
  }
  return values;
}

inline std::string dense(llvm::ArrayRef<float> values) {
  // Hexadecimal words, which the parser takes for splat-free constants.
  std::string text = "dense<\"0x";
  for (float value : values) {
    uint32_t bits;
    std::memcpy(&bits, &value, 4);
    for (int byte = 0; byte < 4; ++byte) {
      static const char digits[] = "0123456789ABCDEF";
      uint8_t own = bits >> (8 * byte);
      text += digits[own >> 4];
      text += digits[own & 15];
    }
  }
  return text + "\">";
}

class QuantTest : public testing::Test {
protected:
  QuantTest() { context.loadDialect<mlir::func::FuncDialect, nn::NnDialect>(); }

  QuantGraph graphOf(llvm::StringRef text, bool tieConcat = true) {
    module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
    EXPECT_TRUE(module);
    auto graph = QuantGraph::create(
        module->lookupSymbol<mlir::func::FuncOp>("main"), tieConcat);
    EXPECT_TRUE(mlir::succeeded(graph));
    return std::move(*graph);
  }

  static Samples random(const QuantGraph &graph, size_t count, uint32_t seed) {
    Samples samples;
    samples.count = count;
    for (int input : graph.inputs)
      samples.inputs.push_back(
          randomValues(graph.tensors[input].count * count, seed++));
    return samples;
  }

  /// Maps of a few waves: neighbours are alike, as in pictures and spectra.
  static Samples smooth(const QuantGraph &graph, size_t count, uint32_t seed) {
    Samples samples = random(graph, count, seed);
    for (auto [input, values] : llvm::zip(graph.inputs, samples.inputs)) {
      const Tensor &tensor = graph.tensors[input];
      int64_t w = tensor.shape[2], c = tensor.shape[3];
      for (size_t sample = 0; sample < count; ++sample) {
        std::vector<float> waves = randomValues(4 * c, seed + 31 * sample);
        for (int64_t i = 0; i < tensor.count; ++i) {
          float y = i / (w * c), x = i / c % w, sum = 0.0f;
          for (int wave = 0; wave < 2; ++wave) {
            const float *own = &waves[4 * (i % c) + 2 * wave];
            sum += std::sin(own[0] * y + own[1] * x + 9.0f * own[0]);
          }
          float &value = values[sample * tensor.count + i];
          value = 0.5f * sum + 0.1f * value;
        }
      }
    }
    return samples;
  }

  static std::unique_ptr<Prepared> prepared(QuantGraph graph, Samples samples,
                                            const QuantOptions &options) {
    auto result = prepare(std::move(graph), std::move(samples), options);
    if (!result) {
      ADD_FAILURE() << llvm::toString(result.takeError());
      return nullptr;
    }
    return std::move(*result);
  }

  /// conv, depthwise, pointwise, max pool, dense: 10 classes from 8x8x2.
  static std::string network(uint32_t seed) {
    auto weights = [&](int64_t count, float size) {
      std::vector<float> values = randomValues(count, seed++);
      for (float &value : values)
        value *= size;
      return values;
    };
    std::vector<float> depthwise = weights(9 * 16, 0.6f);
    // Channels of very different size, as folded batch norms leave them.
    for (size_t i = 0; i < depthwise.size(); ++i)
      depthwise[i] *= std::exp2(-float(i % 16) / 3.0f);
    std::string text = R"(
      func.func @main(%x: tensor<1x8x8x2xf32>) -> tensor<1x10xf32> {
        %w0 = nn.constant W0 : tensor<16x3x3x2xf32>
        %b0 = nn.constant B0 : tensor<16xf32>
        %w1 = nn.constant W1 : tensor<3x3x16xf32>
        %w2 = nn.constant W2 : tensor<24x1x1x16xf32>
        %b2 = nn.constant B2 : tensor<24xf32>
        %w3 = nn.constant W3 : tensor<10x384xf32>
        %0 = nn.conv2d %x, %w0, %b0 {pads = array<i64: 1, 1, 1, 1>, act = #nn<act relu>}
          : (tensor<1x8x8x2xf32>, tensor<16x3x3x2xf32>, tensor<16xf32>) -> tensor<1x8x8x16xf32>
        %1 = nn.depthwise_conv2d %0, %w1 {pads = array<i64: 1, 1, 1, 1>}
          : (tensor<1x8x8x16xf32>, tensor<3x3x16xf32>) -> tensor<1x8x8x16xf32>
        %2 = nn.conv2d %1, %w2, %b2 {act = #nn<act relu>}
          : (tensor<1x8x8x16xf32>, tensor<24x1x1x16xf32>, tensor<24xf32>) -> tensor<1x8x8x24xf32>
        %3 = nn.max_pool2d %2 {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>}
          : (tensor<1x8x8x24xf32>) -> tensor<1x4x4x24xf32>
        %4 = nn.reshape %3 : (tensor<1x4x4x24xf32>) -> tensor<1x384xf32>
        %5 = nn.dense %4, %w3 : (tensor<1x384xf32>, tensor<10x384xf32>) -> tensor<1x10xf32>
        %6 = nn.softmax %5 {axis = 1 : i64} : (tensor<1x10xf32>) -> tensor<1x10xf32>
        return %6 : tensor<1x10xf32>
      })";
    auto put = [&](llvm::StringRef name, llvm::ArrayRef<float> values) {
      size_t at = text.find(("constant " + name).str());
      text.replace(at + 9, name.size(), dense(values));
    };
    put("W0", weights(16 * 18, 0.5f));
    put("B0", weights(16, 0.3f));
    put("W1", depthwise);
    put("W2", weights(24 * 16, 0.9f));
    put("B2", weights(24, 0.3f));
    put("W3", weights(3840, 0.25f));
    return text;
  }

  /// Divergence on samples that were not fitted.
  static double divergenceOf(const Prepared &prepared, unsigned weightBits,
                             unsigned activationBits) {
    QuantPlan plan =
        quantize(prepared, prepared.uniform(weightBits, activationBits));
    return evaluatePlan(prepared, plan, smooth(prepared.graph, 100, 777))
        .divergence;
  }

  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

} // namespace m2c::quant

#endif
