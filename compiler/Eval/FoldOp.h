// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Constant folding: the evaluator on one op.
#ifndef M2C_EVAL_FOLDOP_H
#define M2C_EVAL_FOLDOP_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Operation.h"

namespace m2c {

/// The value of an nn op whose operands are all constant, with the same bits on
/// every machine (it ends up in the emitted C). Failure without a diagnostic
/// when `op` is no such op or a constant has no values.
mlir::FailureOr<mlir::ElementsAttr> foldOp(mlir::Operation *op);

} // namespace m2c

#endif
