// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Valid C and C++ identifiers from ONNX names, by the rule that docs/names.md
// tells the user.
#ifndef M2C_COMPILER_SUPPORT_CNAMES_H
#define M2C_COMPILER_SUPPORT_CNAMES_H

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"
#include <string>

namespace m2c {

/// Each run of characters outside [A-Za-z0-9] becomes one '_'; leading and
/// trailing '_' go; a leading digit gets 'n' before it; a C or C++ keyword, and
/// a word that is or may be a macro of a C header, gets '_' behind it; nothing
/// left becomes `fallback`.
std::string cIdentifier(llvm::StringRef name, llvm::StringRef fallback);

/// As cIdentifier, for the name of a library: the stem of a standard header gets
/// '_' behind it too, because NAME.h would be found in that header's place.
std::string cLibraryName(llvm::StringRef name);

/// Hands out identifiers that differ, also without regard to case (they become
/// macros in upper case): a clash gets _2, _3... Linear in the names, however
/// many are equal.
class CNames {
public:
  /// A name that begins with `macroPrefix` (the library's macros do) gets '_'
  /// behind it; empty: none does.
  explicit CNames(std::string macroPrefix = "")
      : macroPrefix(std::move(macroPrefix)) {}

  std::string unique(llvm::StringRef name, llvm::StringRef fallback);

private:
  std::string macroPrefix;
  llvm::StringSet<> taken;
  llvm::StringMap<unsigned> next; ///< by base: the first number to try
};

} // namespace m2c

#endif
