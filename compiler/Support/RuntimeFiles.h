// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The files of runtime/ as bytes inside the program.
#ifndef M2C_COMPILER_SUPPORT_RUNTIMEFILES_H
#define M2C_COMPILER_SUPPORT_RUNTIMEFILES_H

#include "compiler/Support/EmbeddedFile.h"

namespace m2c {
/// Headers as "include/m2c/NAME.h" and kernels as "kernels/SET/m2c_STEM_f32.c".
llvm::ArrayRef<EmbeddedFile> runtimeFiles();
} // namespace m2c

#endif
