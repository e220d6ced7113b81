// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs a program and keeps what it printed.
#include "compiler/Verify/Process.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

using namespace m2c;

ProcessResult m2c::runProcess(llvm::ArrayRef<std::string> command,
                              llvm::StringRef logFile,
                              unsigned timeoutSeconds) {
  llvm::SmallVector<llvm::StringRef> arguments(command.begin(), command.end());
  const std::optional<llvm::StringRef> redirects[] = {llvm::StringRef(""),
                                                      logFile, logFile};
  ProcessResult result;
  result.code =
      llvm::sys::ExecuteAndWait(command.front(), arguments, std::nullopt,
                                redirects, timeoutSeconds, 0, &result.reason);
  if (auto buffer = llvm::MemoryBuffer::getFile(logFile, /*IsText=*/false,
                                                /*RequiresNullTerminator=*/
                                                false))
    result.output = (*buffer)->getBuffer().str();
  return result;
}

std::string m2c::firstLines(llvm::StringRef text, unsigned count) {
  llvm::SmallVector<llvm::StringRef> lines;
  text.split(lines, '\n', -1, /*KeepEmpty=*/false);
  size_t kept = std::min<size_t>(count, lines.size());
  std::string result = llvm::join(llvm::ArrayRef(lines).take_front(kept), "\n");
  if (kept < lines.size())
    result += "\n(" + std::to_string(lines.size() - kept) + " more lines)";
  return result;
}
