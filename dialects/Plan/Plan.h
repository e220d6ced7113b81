// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// C++ face of the plan dialect (dialects/Plan/PlanOps.td).
#ifndef M2C_DIALECTS_PLAN_PLAN_H
#define M2C_DIALECTS_PLAN_PLAN_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/Plan/PlanDialect.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/Plan/PlanAttrs.h.inc"
#define GET_TYPEDEF_CLASSES
#include "dialects/Plan/PlanTypes.h.inc"
#define GET_OP_CLASSES
#include "dialects/Plan/PlanOps.h.inc"

namespace m2c::plan {
/// The op that owns the memory of a buffer value: plan.input, plan.output,
/// plan.const or plan.buffer, through any number of views.
mlir::Operation *storageOf(mlir::Value buffer);
} // namespace m2c::plan

#endif
