// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Compiles for size and adds up the sections.
#include "compiler/Verify/CodeSize.h"
#include "compiler/Verify/Process.h"
#include "compiler/Verify/Toolchain.h"
#include "compiler/Verify/VerifyError.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Object/ELF.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"

namespace m2c {

static constexpr unsigned kShownLines = 10;

/// Bytes of the sections that reach the device's flash.
static llvm::Expected<int64_t> loadedBytes(StringRef object) {
  auto file = llvm::object::ObjectFile::createObjectFile(object);
  if (!file)
    return file.takeError();
  int64_t bytes = 0;
  for (const llvm::object::SectionRef &section :
       file->getBinary()->sections()) {
    llvm::object::ELFSectionRef elf(section);
    // Unwind tables are dropped by the linker of a C program.
    bool isUnwind = elf.getType() == llvm::ELF::SHT_ARM_EXIDX ||
                    llvm::cantFail(section.getName()) == ".eh_frame";
    if ((elf.getFlags() & llvm::ELF::SHF_ALLOC) && !section.isBSS() &&
        !isUnwind)
      bytes += static_cast<int64_t>(section.getSize());
  }
  return bytes;
}

llvm::Expected<int64_t> codeBytes(const Target &target, StringRef dir,
                                  StringRef name) {
  llvm::Expected<Toolchain> tools = findToolchain({target, "", {}});
  if (!tools)
    return tools.takeError();
  llvm::SmallString<128> object;
  if (std::error_code code =
          llvm::sys::fs::createTemporaryFile("m2c-size", "o", object))
    return verifyError(VerifyErrorKind::Internal,
                       "cannot make a temporary file: " + code.message());
  llvm::FileRemover remover(object);
  std::string log = (object + ".log").str();
  llvm::FileRemover logRemover(log);
  std::vector<std::string> command = {tools->compiler};
  llvm::append_range(command, tools->flags);
  for (StringRef flag : {"-std=gnu11", "-Os", "-c"})
    command.push_back(flag.str());
  command.push_back(("-I" + dir).str());
  command.push_back((dir + "/" + name + ".c").str());
  command.push_back("-o");
  command.push_back(object.str().str());
  ProcessResult result = runProcess(command, log);
  if (result.code != 0)
    return verifyError(VerifyErrorKind::Verify,
                       "'" + tools->compiler + "' cannot compile '" + name +
                           ".c' for " + target.name + ": " + result.reason +
                           firstLines(result.output, kShownLines));
  llvm::Expected<int64_t> bytes = loadedBytes(object);
  if (!bytes)
    return verifyError(VerifyErrorKind::Internal,
                       "cannot read what '" + tools->compiler +
                           "' made: " + llvm::toString(bytes.takeError()));
  return *bytes;
}

} // namespace m2c
