// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The files of runtime/ as bytes inside the program.
#ifndef M2C_COMPILER_SUPPORT_RUNTIMEFILES_H
#define M2C_COMPILER_SUPPORT_RUNTIMEFILES_H

#include "compiler/Support/EmbeddedFile.h"
#include "llvm/ADT/Twine.h"
#include <string>

namespace m2c {
/// Headers as "include/m2c/NAME.h" and kernels as "kernels/SET/m2c_STEM_f32.c".
llvm::ArrayRef<EmbeddedFile> runtimeFiles();

/// The name of a kernel's file in a set.
inline std::string kernelFile(llvm::StringRef set, llvm::StringRef kernel) {
  return ("kernels/" + set + "/m2c_" + kernel + ".c").str();
}

/// The first of `sets` (a target's, best first) that has the kernel; "c" where
/// none has.
template <typename Sets>
llvm::StringRef kernelSetOf(llvm::StringRef kernel, const Sets &sets) {
  for (llvm::StringRef set : sets)
    if (findEmbeddedFile(runtimeFiles(), kernelFile(set, kernel)))
      return set;
  return "c";
}
} // namespace m2c

#endif
