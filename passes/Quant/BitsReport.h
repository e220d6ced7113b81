// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The choice of bit widths as an attribute, from where the report takes it.
#ifndef M2C_PASSES_QUANT_BITSREPORT_H
#define M2C_PASSES_QUANT_BITSREPORT_H

#include "compiler/Quant/AssignWidths.h"
#include "mlir/IR/BuiltinOps.h"

namespace m2c {

/// Sets `bits` in the module's `onnx.model`: objective, bound, gap, predicted,
/// measured (f64), status, solver, certificate (strings), nodes, repairs,
/// samples, same_class (i64), budgets ({name, use, cap}) and, with a front,
/// pareto ({cap, model_size, predicted, divergence, top1 where known}).
void setBitsReport(mlir::ModuleOp module, const quant::WidthChoice &choice,
                   llvm::ArrayRef<quant::ParetoPoint> front);

} // namespace m2c

#endif
