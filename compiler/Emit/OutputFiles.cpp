// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// All files of the library, and writing them all or none.
#include "compiler/Emit/Emit.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Signals.h"

using namespace llvm;

namespace m2c {

Error checkNames(plan::ModelOp model) {
  SmallVector<StringRef> names = {model.getSymName()};
  for (auto input : model.getOps<plan::InputOp>())
    names.push_back(input.getCName());
  for (auto output : model.getOps<plan::OutputOp>())
    names.push_back(output.getCName());
  for (auto constant : model.getOps<plan::ConstOp>())
    names.push_back(constant.getName());
  auto inC = [](char c) { return isAlnum(c) || c == '_'; };
  for (StringRef name : names)
    if (name.empty() || !isAlpha(name.front()) || !all_of(name, inC))
      return createStringError("expected C identifiers in the plan, got '" +
                               name + "'");
  return Error::success();
}

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

/// Makes `dir`; `made` gets the folders that were not there, innermost first.
static Error makeFolders(StringRef dir, SmallVectorImpl<std::string> &made) {
  SmallVector<StringRef> missing;
  for (StringRef path = dir; !path.empty() && !sys::fs::exists(path);
       path = sys::path::parent_path(path))
    missing.push_back(path);
  for (StringRef path : reverse(missing)) {
    std::error_code ec =
        sys::fs::create_directory(path, /*IgnoreExisting=*/false);
    if (!ec)
      made.insert(made.begin(), path.str());
    else if (ec != std::errc::file_exists) // as "new/.." does once "new" does
      return cannotWrite(path, ec);
  }
  if (!sys::fs::is_directory(dir))
    return cannotWrite(dir, std::make_error_code(std::errc::not_a_directory));
  return Error::success();
}

/// Writes `text` to `path`; registered to go when a signal ends the program.
static Error writePart(StringRef path, StringRef text) {
  sys::RemoveFileOnSignal(path);
  std::error_code ec;
  raw_fd_ostream os(path, ec, sys::fs::OF_None);
  if (ec)
    return cannotWrite(path, ec);
  os << text;
  os.close();
  if (!os.has_error())
    return Error::success();
  ec = os.error();
  os.clear_error(); // else the stream ends the program
  return cannotWrite(path, ec);
}

Error writeOutputFiles(StringRef dir, ArrayRef<OutputFile> files) {
  SmallVector<std::string> folders, parts;
  scope_exit cleanUp([&] {
    for (const std::string &part : parts) {
      sys::fs::remove(part);
      sys::DontRemoveFileOnSignal(part);
    }
    for (const std::string &folder : folders)
      sys::fs::remove(folder); // only where it is empty
  });
  if (Error error = makeFolders(dir, folders))
    return error;
  // Everything is written beside its place; only then is it moved there.
  for (const OutputFile &file : files) {
    SmallString<128> path(dir);
    sys::path::append(path, file.name);
    // What would make a move fail is found before the first of them.
    if (sys::fs::is_directory(path))
      return cannotWrite(path, std::make_error_code(std::errc::is_a_directory));
    parts.push_back((path + ".part").str());
    if (Error error = writePart(parts.back(), file.text))
      return error;
  }
  folders.clear();
  while (!parts.empty()) {
    StringRef part = parts.back(), path = part.drop_back(strlen(".part"));
    if (std::error_code ec = sys::fs::rename(part, path))
      return cannotWrite(path, ec);
    sys::DontRemoveFileOnSignal(part);
    parts.pop_back();
  }
  return Error::success();
}

} // namespace m2c
