// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// All files of the library, and writing them all or none.
#include "compiler/Emit/Emit.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace m2c {

std::vector<OutputFile> emitLibrary(plan::ModelOp model, const EmitInfo &info) {
  std::string name = model.getSymName().str();
  return {{name + ".h", emitHeader(model, info)},
          {name + ".c", emitSource(model, info)},
          {name + "_weights.c", emitWeights(model, info)},
          {name + "_selftest.c", emitSelftest(model, info)},
          {name + ".cmake", emitCMake(model, info)},
          {name + "_report.json", emitReportJson(model, info)},
          {name + "_report.html", emitReportHtml(model, info)},
          {name + "_bits.json", emitBitsJson(model, info)}};
}

static Error cannotWrite(StringRef path, std::error_code ec) {
  return createStringError(ec, "cannot write '" + path + "': " + ec.message());
}

Error writeOutputFiles(StringRef dir, ArrayRef<OutputFile> files) {
  bool existed = sys::fs::is_directory(dir);
  if (std::error_code ec = sys::fs::create_directories(dir))
    return cannotWrite(dir, ec);
  // Everything is written beside its place first; only then renamed into it.
  SmallVector<std::string> parts;
  bool done = false;
  scope_exit cleanUp([&] {
    for (const std::string &part : parts)
      sys::fs::remove(part);
    if (!done && !existed)
      sys::fs::remove(dir);
  });
  for (const OutputFile &file : files) {
    SmallString<128> path(dir);
    sys::path::append(path, file.name + ".part");
    std::error_code ec;
    raw_fd_ostream os(path, ec, sys::fs::OF_None);
    if (ec)
      return cannotWrite(path, ec);
    parts.push_back(path.str().str());
    os << file.text;
    os.close();
    if (os.has_error()) {
      ec = os.error();
      os.clear_error();
      return cannotWrite(path, ec);
    }
  }
  for (const std::string &part : parts)
    if (std::error_code ec = sys::fs::rename(part, StringRef(part).drop_back(strlen(".part"))))
      return cannotWrite(part, ec);
  parts.clear();
  done = true;
  return Error::success();
}

} // namespace m2c
