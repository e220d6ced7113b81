// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A plan for a graph of nn, made as plainly as possible for the tests: every
// call of every op, every value in a buffer of its own.
#ifndef M2C_EVAL_PLANOFNN_H
#define M2C_EVAL_PLANOFNN_H

#include "mlir/IR/BuiltinOps.h"

namespace m2c::eval {

/// A module with one plan.model for @main of `module`; no offsets, no
/// lifetimes. Results of @main are copied out by nn ops' own calls only: each
/// must be the result of an op with kernels and used nowhere else.
mlir::OwningOpRef<mlir::ModuleOp> planOfNn(mlir::ModuleOp module);

} // namespace m2c::eval

#endif
