// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// --verify: the emitted C, built and run, against the evaluator and DATA.
#ifndef M2C_COMPILER_DRIVER_CHECKEMITTED_H
#define M2C_COMPILER_DRIVER_CHECKEMITTED_H

#include "compiler/Data/DataSet.h"
#include "compiler/Eval/Runner.h"
#include "compiler/Options.h"
#include "compiler/Targets/Target.h"
#include "dialects/Plan/Plan.h"

namespace m2c {

/// Returns what to tell the user on success. Errors: VerifyError (no compiler,
/// does not build, crashes) with its kind, of kind Verify when outputs differ.
llvm::Expected<std::string>
checkEmitted(plan::ModelOp model, EvalModel &reference, const DataSet &data,
             const Target &target, const Options &options);

} // namespace m2c

#endif
