// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The stack that the emitted C takes, as measured for each kernel and target.
#ifndef M2C_TARGETS_STACK_H
#define M2C_TARGETS_STACK_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>

namespace m2c {

/// Bytes below a step that calls `kernel`, the most over the target's compilers
/// and levels of optimisation; nothing where it was not measured.
std::optional<int64_t> kernelStackBytes(llvm::StringRef target,
                                        llvm::StringRef kernel);

/// Bytes of the functions above: NAME_run, a segment and a step, apart from
/// their arrays.
int64_t baseStackBytes(llvm::StringRef target);

} // namespace m2c

#endif
