// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From an nn op on quantised tensors to the function that computes it.
#ifndef M2C_EVAL_BINDNNQUANT_H
#define M2C_EVAL_BINDNNQUANT_H

#include "compiler/Eval/BindNn.h"
#include "dialects/Nn/Nn.h"

namespace m2c::eval {

/// For ops with a quantised operand or result; operands and results are arrays
/// of the stored integers. Empty for ops that only move values, which bindNnOp
/// binds whatever they move.
OpFunction bindQuantizedNnOp(mlir::Operation *op);

/// Of floats and of integers.
OpFunction bindResize2d(nn::Resize2dOp op);

} // namespace m2c::eval

#endif
