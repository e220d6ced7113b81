// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds the programs that build and run C for a target.
#include "compiler/Verify/Toolchain.h"
#include "compiler/Verify/Process.h"
#include "compiler/Verify/VerifyError.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

using namespace m2c;

namespace {

/// The path of `program`, or an empty string.
std::string findProgram(StringRef program, ArrayRef<std::string> searchPath) {
  llvm::SmallVector<StringRef> paths(searchPath.begin(), searchPath.end());
  auto found = llvm::sys::findProgramByName(program, paths);
  return found ? *found : std::string();
}

llvm::Error missing(const llvm::Twine &what, StringRef package) {
  return verifyError(VerifyErrorKind::Tool,
                     what + "; expected it on PATH (Debian: apt-get install " +
                         package + ")");
}

bool isClang(StringRef program) {
  return llvm::sys::path::filename(program).contains("clang");
}

struct FoundCompiler {
  std::string path;
  ArrayRef<StringRef> flags;
};

llvm::Expected<FoundCompiler> findCompiler(const ToolchainRequest &request) {
  const Target &target = request.target;
  if (!request.compiler.empty()) {
    std::string path = findProgram(request.compiler, request.searchPath);
    if (path.empty())
      return verifyError(VerifyErrorKind::Tool, "cannot find the compiler '" +
                                                    request.compiler +
                                                    "' for " + target.name);
    auto sameKind = [&](const TargetCompiler &candidate) {
      return isClang(candidate.program) == isClang(request.compiler);
    };
    const TargetCompiler *like = llvm::find_if(target.compilers, sameKind);
    return FoundCompiler{path, like == target.compilers.end()
                                   ? ArrayRef<StringRef>()
                                   : like->flags};
  }
  std::vector<std::string> names;
  for (const TargetCompiler &candidate : target.compilers) {
    std::string path = findProgram(candidate.program, request.searchPath);
    if (!path.empty())
      return FoundCompiler{path, candidate.flags};
    names.push_back("'" + candidate.program.str() + "'");
  }
  return missing("cannot find a compiler for " + target.name + " (" +
                     llvm::join(names, " or ") + ")",
                 target.compilers.front().package);
}

/// Where `driver` keeps its C library, or an empty string when it has none. A
/// driver that does not find the file answers with the bare name.
std::string libraryFolder(StringRef driver) {
  llvm::SmallString<128> log;
  if (llvm::sys::fs::createTemporaryFile("m2c-libc", "txt", log))
    return {};
  ProcessResult result =
      runProcess({driver.str(), "-print-file-name=libc.a"}, log);
  (void)llvm::sys::fs::remove(log);
  StringRef path = StringRef(result.output).trim();
  if (result.code != 0 || !llvm::sys::path::has_parent_path(path))
    return {};
  return llvm::sys::path::parent_path(path).str();
}

/// Fills in the linker, and for a compiler without a C library of its own the
/// folder of the linker's headers.
llvm::Error addLinker(const ToolchainRequest &request, Toolchain &toolchain) {
  const Target &target = request.target;
  if (target.linker.empty()) {
    toolchain.linker = toolchain.compiler;
    return llvm::Error::success();
  }
  toolchain.linker = findProgram(target.linker, request.searchPath);
  if (toolchain.linker.empty())
    return missing("cannot find '" + target.linker + "', which links C for " +
                       target.name,
                   target.linkerPackage);
  std::string folder = libraryFolder(toolchain.linker);
  if (folder.empty())
    return missing("cannot find the C library of '" + target.linker +
                       "', which links C for " + target.name,
                   target.linkerPackage);
  if (target.run.kind == RunKind::System && isClang(toolchain.compiler)) {
    llvm::SmallString<128> include(folder);
    llvm::sys::path::append(include, "..", "include");
    toolchain.flags.push_back("-isystem");
    toolchain.flags.push_back(include.str().str());
  }
  return llvm::Error::success();
}

} // namespace

llvm::Expected<Toolchain> m2c::findToolchain(const ToolchainRequest &request) {
  const Target &target = request.target;
  llvm::Expected<FoundCompiler> compiler = findCompiler(request);
  if (!compiler)
    return compiler.takeError();
  Toolchain toolchain;
  toolchain.compiler = compiler->path;
  for (StringRef flag : compiler->flags)
    toolchain.flags.push_back(flag.str());
  for (StringRef flag : target.flags) {
    toolchain.flags.push_back(flag.str());
    toolchain.linkFlags.push_back(flag.str());
  }
  if (llvm::Error error = addLinker(request, toolchain))
    return std::move(error);

  const TargetRunner &run = target.run;
  if (run.kind == RunKind::None)
    return verifyError(VerifyErrorKind::Tool,
                       "nothing on this computer can run code for " +
                           target.name);
  if (run.kind == RunKind::Native)
    return toolchain;
  toolchain.runner = findProgram(run.program, request.searchPath);
  if (toolchain.runner.empty())
    return missing("cannot find '" + run.program + "', which runs code for " +
                       target.name,
                   run.package);
  return toolchain;
}
