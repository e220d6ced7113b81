// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From a kernel call of a plan to the function that computes it.
#ifndef M2C_EVAL_BINDPLAN_H
#define M2C_EVAL_BINDPLAN_H

#include "compiler/Eval/Ops.h"
#include "dialects/Plan/Plan.h"
#include <functional>

namespace m2c::eval {

/// Computes the output of one call, or the part that the call writes, from the
/// call's inputs. Owns the constants in the order that the operators want.
using CallFunction = std::function<void(
    OpContext &context, llvm::ArrayRef<Values> inputs, MutableValues output)>;

/// Reads the kernel's parameters, window and packed constants and nothing else
/// of the call. Failure with a diagnostic when the kernel is unknown, when a
/// parameter is missing, unknown or out of range, or when the buffers are not
/// of the size that the parameters need.
mlir::FailureOr<CallFunction> bindPlanCall(plan::CallOp call);

} // namespace m2c::eval

#endif
