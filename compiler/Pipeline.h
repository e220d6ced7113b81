// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The whole pipeline of m2c, phase by phase. Read Pipeline.cpp.
#ifndef M2C_COMPILER_PIPELINE_H
#define M2C_COMPILER_PIPELINE_H

#include "compiler/Options.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace m2c {

/// Name as `--stop-after` spells it.
llvm::StringRef phaseName(Phase phase);

/// The phases between import and emit, in order.
llvm::ArrayRef<Phase> passPhases();

/// Appends the passes of one phase (Convert ... Memory).
void addPhase(mlir::OpPassManager &manager, Phase phase, const Options &options);

/// Runs the phases from Convert to `options.stopAfter`. `afterPhase` is called
/// after each; its failure ends the run.
mlir::LogicalResult
runPhases(mlir::ModuleOp module, const Options &options,
          llvm::function_ref<mlir::LogicalResult(Phase, mlir::ModuleOp)> afterPhase);

/// All dialects of the pipeline.
void registerDialects(mlir::DialectRegistry &registry);
/// All passes of m2c and the upstream ones that the pipeline uses.
void registerAllPasses();

} // namespace m2c

#endif
