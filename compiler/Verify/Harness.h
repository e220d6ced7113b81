// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The generated files of a verify build: what board/harness.c and
// board/board.ld.in leave open.
#ifndef M2C_VERIFY_HARNESS_H
#define M2C_VERIFY_HARNESS_H

#include "compiler/Support/EmbeddedFile.h"
#include "compiler/Verify/BuildAndRun.h"

namespace m2c {

/// The files of board/.
ArrayRef<EmbeddedFile> verifyBoardFiles();

/// The text of harness_model.h; the harness reads `inputFile` and writes
/// `outputFile`.
std::string harnessModelHeader(const BuildAndRunRequest &request,
                               StringRef inputFile, StringRef outputFile);

/// The text of the linker script for the board of `run`.
std::string boardLinkerScript(const TargetRunner &run);

} // namespace m2c

#endif // M2C_VERIFY_HARNESS_H
