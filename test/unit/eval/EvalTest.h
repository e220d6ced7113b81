// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the tests of the evaluator share: data, comparisons, modules from text.
#ifndef M2C_EVAL_EVALTEST_H
#define M2C_EVAL_EVALTEST_H

#include "compiler/Eval/Ops.h"
#include "dialects/Nn/Nn.h"
#include "dialects/Onnx/Onnx.h"
#include "dialects/Plan/Plan.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>
#include <string>

namespace m2c::eval {

/// Values in [-1, 1), the same on every machine.
inline std::vector<float> randomValues(int64_t count, uint32_t seed) {
  std::vector<float> values;
  for (int64_t i = 0; i < count; ++i) {
    seed = seed * 1664525u + 1013904223u;
    values.push_back(static_cast<int32_t>(seed) / 2147483648.0f);
  }
  return values;
}

/// Relative to 1: sums of some hundred products of values below 1.
inline void expectNear(Values got, const std::vector<double> &want,
                       double tolerance = 1e-5) {
  ASSERT_EQ(got.size(), want.size());
  for (size_t i = 0; i < want.size(); ++i)
    ASSERT_NEAR(got[i], want[i], tolerance * std::max(1.0, std::abs(want[i])))
        << "element " << i;
}

inline void expectEqual(Values got, std::vector<float> want) {
  EXPECT_EQ(std::vector<float>(got.begin(), got.end()), want);
}

inline const float kNan = std::numeric_limits<float>::quiet_NaN();

inline bool hasNan(Values values) {
  return llvm::any_of(values, [](float value) { return std::isnan(value); });
}

/// Parses modules and keeps what was reported while the test lasted.
class ModuleTest : public testing::Test {
protected:
  ModuleTest()
      : handler(&context, [this](mlir::Diagnostic &diagnostic) {
          messages += diagnostic.str() + "\n";
        }) {
    context.loadDialect<mlir::func::FuncDialect, nn::NnDialect,
                        onnx::OnnxDialect, plan::PlanDialect>();
  }

  mlir::OwningOpRef<mlir::ModuleOp> parse(llvm::StringRef text) {
    auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
    EXPECT_TRUE(module) << messages;
    return module;
  }

  mlir::MLIRContext context;
  std::string messages;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace m2c::eval

#endif
