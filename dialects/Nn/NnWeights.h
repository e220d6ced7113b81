// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Weights as layers have them before and after they become integers: a float
// constant, or (in a model that came quantised) the dequantised integers.
#ifndef M2C_DIALECTS_NN_NNWEIGHTS_H
#define M2C_DIALECTS_NN_NNWEIGHTS_H

#include "dialects/Nn/Nn.h"

namespace m2c::nn {

/// nn.constant, or nn.dequantize of one.
bool isConstantWeights(mlir::Value value);

/// A constant of integers with a quantised type, 4 or 8 bits as bytes, else as
/// 32-bit integers.
mlir::Value makeQuantConstant(mlir::OpBuilder &builder, mlir::Location loc,
                              llvm::ArrayRef<int64_t> shape, mlir::Type element,
                              llvm::ArrayRef<int64_t> values,
                              llvm::StringRef name);

/// Constant weights viewed with `shape`, transposed by `perm`, and given the
/// shape `result`. Scales per channel follow their axis, which must be the same
/// one in the view; a `result` of lower rank drops leading axes of size 1.
/// Failure where the values are not at hand, or 32-bit integers would move.
mlir::FailureOr<mlir::Value>
permuteWeights(mlir::OpBuilder &builder, mlir::Value weights,
               llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> perm,
               llvm::ArrayRef<int64_t> result, llvm::StringRef name);

} // namespace m2c::nn

#endif
