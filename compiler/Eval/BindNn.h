// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From an nn op to the function that computes it.
#ifndef M2C_EVAL_BINDNN_H
#define M2C_EVAL_BINDNN_H

#include "compiler/Eval/Ops.h"
#include "mlir/IR/Operation.h"
#include <functional>

namespace m2c::eval {

/// Computes an op's result from its operands, in the order of the op. The
/// function keeps no pointer to the op, but to shapes that live in its context.
using OpFunction = std::function<void(
    OpContext &context, llvm::ArrayRef<Values> operands, MutableValues result)>;

/// Empty when `op` is not an op of nn with a value to compute (nn.constant has
/// none). The op must have passed its verifier.
OpFunction bindNnOp(mlir::Operation *op);

} // namespace m2c::eval

#endif
