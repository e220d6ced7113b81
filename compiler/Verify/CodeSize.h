// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How much flash the emitted code takes.
#ifndef M2C_VERIFY_CODESIZE_H
#define M2C_VERIFY_CODESIZE_H

#include "compiler/Targets/Target.h"
#include "llvm/Support/Error.h"

namespace m2c {

/// Compiles `name`.c in `dir` with the target's compiler at -Os and returns the
/// bytes of its sections that are loaded (code, constants, initial values; not
/// the C library's functions that it calls). Every error is a VerifyError; a
/// missing compiler is one of kind Tool.
llvm::Expected<int64_t> codeBytes(const Target &target, StringRef dir,
                                  StringRef name);

} // namespace m2c

#endif // M2C_VERIFY_CODESIZE_H
