// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The weights of the v6m kernel set, bytes of w + 128. Arithmetic alone: it knows
// no MLIR.
#ifndef M2C_COMPILER_QUANT_V6MPACKING_H
#define M2C_COMPILER_QUANT_V6MPACKING_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <vector>

namespace m2c {

/// Weights [channels][k] as m2c_v6m_dot.h reads them: a byte each, rows padded to
/// whole eights.
std::vector<int8_t> raiseV6mRows(llvm::ArrayRef<int64_t> weights,
                                 int64_t channels, int64_t k);
int64_t v6mRowBytes(int64_t channels, int64_t k);

/// Weights [channels][k] as m2c_v6m_dense.h reads them: for each four channels
/// their constants and then, for each k, a word.
std::vector<int32_t> raiseV6mQuads(llvm::ArrayRef<int64_t> weights,
                                   int64_t channels, int64_t k);
int64_t v6mQuadBytes(int64_t channels, int64_t k);

} // namespace m2c

#endif
