// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds the programs that build and run C for a target.
#ifndef M2C_VERIFY_TOOLCHAIN_H
#define M2C_VERIFY_TOOLCHAIN_H

#include "compiler/Targets/Target.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace m2c {

struct Toolchain {
  std::string compiler;           ///< path
  std::vector<std::string> flags; ///< for every compilation
  std::string linker;             ///< path of a compiler driver
  std::vector<std::string> linkFlags;
  std::string runner; ///< path of the emulator; empty when run natively
};

/// What a toolchain is searched for with.
struct ToolchainRequest {
  const Target &target;
  /// Name or path of the compiler; empty: the first of the record's that is
  /// installed. A clang gets the flags of the record's clang.
  std::string compiler;
  /// Folders to search in; empty: PATH.
  std::vector<std::string> searchPath;
};

/// Returns a VerifyError of kind Tool that names the missing program and its
/// Debian package.
llvm::Expected<Toolchain> findToolchain(const ToolchainRequest &request);

} // namespace m2c

#endif // M2C_VERIFY_TOOLCHAIN_H
