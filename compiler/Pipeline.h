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
void addPhase(mlir::OpPassManager &manager, Phase phase,
              const Options &options);

/// The last phase that a module has been through, by what it holds: onnx ops
/// (Import), nn ops (Convert), a plan.model without or with an arena (Select,
/// Memory).
Phase reachedPhase(mlir::ModuleOp module);

/// Runs the phases behind `reached` up to `options.stopAfter`. `afterPhase` is
/// called after each; its failure ends the run.
mlir::LogicalResult runPhases(
    mlir::ModuleOp module, Phase reached, const Options &options,
    llvm::function_ref<mlir::LogicalResult(Phase, mlir::ModuleOp)> afterPhase);

/// All dialects of the pipeline.
void registerDialects(mlir::DialectRegistry &registry);
/// All passes of m2c and the upstream ones that the pipeline uses.
void registerAllPasses();

} // namespace m2c

#endif
