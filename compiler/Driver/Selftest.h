// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What NAME_selftest feeds and expects.
#ifndef M2C_COMPILER_DRIVER_SELFTEST_H
#define M2C_COMPILER_DRIVER_SELFTEST_H

#include "compiler/Emit/Emit.h"
#include "compiler/Eval/Evaluator.h"

namespace m2c {

/// Fills in the inputs, what `evaluator` makes of them, and the checksums of
/// what each step of the plan in `module` makes.
llvm::Error addSelftest(mlir::ModuleOp module, EvalModel &evaluator,
                        EmitInfo &info);

} // namespace m2c

#endif
