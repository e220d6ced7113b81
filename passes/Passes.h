// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every pass of m2c (passes/Passes.td): createXxx() and their registration.
#ifndef M2C_PASSES_PASSES_H
#define M2C_PASSES_PASSES_H

#include "dialects/Nn/Nn.h"
#include "dialects/Onnx/Onnx.h"
#include "dialects/Plan/Plan.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace m2c {
#define GEN_PASS_DECL
#include "passes/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "passes/Passes.h.inc"
} // namespace m2c

#endif
