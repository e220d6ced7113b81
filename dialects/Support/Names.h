// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The names that people know ops by.
#ifndef M2C_DIALECTS_SUPPORT_NAMES_H
#define M2C_DIALECTS_SUPPORT_NAMES_H

#include "mlir/IR/Location.h"
#include "llvm/ADT/SmallVector.h"

namespace m2c {

/// All ONNX node names behind a location, in order of appearance, each once.
void collectNames(mlir::Location loc,
                  llvm::SmallVectorImpl<llvm::StringRef> &names);

} // namespace m2c

#endif
