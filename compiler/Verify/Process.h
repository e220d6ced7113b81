// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs a program and keeps what it printed.
#ifndef M2C_VERIFY_PROCESS_H
#define M2C_VERIFY_PROCESS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace m2c {

struct ProcessResult {
  /// The exit code; -1 when the program could not be started and -2 when a
  /// signal or the time limit ended it, `reason` then says which.
  int code;
  std::string reason;
  std::string output; ///< standard output and error, in order
};

/// Runs `command`, whose first string is the path of the program, without
/// standard input. Its output goes through the file `logFile`. `timeoutSeconds`
/// ends a program that hangs; 0 waits forever.
ProcessResult runProcess(llvm::ArrayRef<std::string> command,
                         llvm::StringRef logFile, unsigned timeoutSeconds = 0);

/// The first `count` lines of `text` that are not empty, and a remark when
/// there are more.
std::string firstLines(llvm::StringRef text, unsigned count);

} // namespace m2c

#endif // M2C_VERIFY_PROCESS_H
