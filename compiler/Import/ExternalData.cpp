// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// External data files: where they may be, and which bytes a tensor gets.
#include "compiler/Import/ExternalData.h"
#include "compiler/Import/ImportErrors.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace m2c;

static Error externalError(const Twine &message) {
  return make_error<StringError>(message, inconvertibleErrorCode());
}

ExternalFiles::ExternalFiles(StringRef modelPath)
    : folder(sys::path::parent_path(modelPath)) {
  if (folder.empty())
    folder = ".";
}

/// The values of `external_data`; absent numbers are absent.
struct ExternalInfo {
  StringRef location;
  uint64_t offset = 0;
  std::optional<uint64_t> length;
};

static Expected<ExternalInfo> parseInfo(const pb::TensorProto &tensor) {
  ExternalInfo info;
  for (const pb::StringStringEntryProto &entry : tensor.external_data()) {
    uint64_t number = 0;
    if (entry.key() == "location") {
      info.location = entry.value();
      continue;
    }
    if (entry.key() != "offset" && entry.key() != "length")
      continue; // "checksum" and whatever else may come
    if (StringRef(entry.value()).getAsInteger(10, number))
      return externalError("expected a number as " + entry.key() +
                           " of the external data, got " +
                           quoteName(entry.value()));
    if (entry.key() == "offset")
      info.offset = number;
    else
      info.length = number;
  }
  return info;
}

/// Checks the text of the location; links are checked on the real path.
static Error checkLocation(StringRef location) {
  if (location.empty())
    return externalError("expected external data with a location, got none");
  // A location with NUL would name another file than it seems to.
  if (sys::path::is_absolute(location) || location.contains('\0') ||
      llvm::is_contained(
          make_range(sys::path::begin(location), sys::path::end(location)),
          ".."))
    return externalError("expected external data inside the model's folder, "
                         "got location " +
                         quoteName(location));
  return Error::success();
}

Expected<std::shared_ptr<MemoryBuffer>>
ExternalFiles::open(StringRef location) {
  if (Error error = checkLocation(location))
    return std::move(error);
  SmallString<256> path(folder), realFolder, realPath;
  sys::path::append(path, location);
  auto failed = [&](const Twine &message) {
    return externalError("external data file " + quoteName(path) + ": " +
                         message);
  };
  if (std::error_code error = sys::fs::real_path(folder, realFolder))
    return failed(error.message());
  if (std::error_code error = sys::fs::real_path(path, realPath))
    return failed(error.message());
  StringRef inside = realPath;
  bool isInside =
      inside.consume_front(realFolder) &&
      (inside.empty() || inside.starts_with("/") || realFolder.ends_with("/"));
  if (!isInside)
    return failed("expected a file inside the model's folder, got a link to " +
                  quoteName(realPath));
  if (!sys::fs::is_regular_file(realPath))
    return failed("expected a regular file");

  std::shared_ptr<MemoryBuffer> &file = files[realPath];
  if (file)
    return file;
  ErrorOr<std::unique_ptr<MemoryBuffer>> buffer = MemoryBuffer::getFile(
      realPath, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return failed(buffer.getError().message());
  file = std::move(*buffer);
  total += file->getBufferSize();
  return file;
}

Expected<ExternalFiles::Slice>
ExternalFiles::read(const pb::TensorProto &tensor, uint64_t size) {
  Expected<ExternalInfo> info = parseInfo(tensor);
  if (!info)
    return info.takeError();
  Expected<std::shared_ptr<MemoryBuffer>> file = open(info->location);
  if (!file)
    return file.takeError();
  if (info->length && *info->length != size)
    return externalError("expected " + Twine(size) +
                         " bytes of external data for the shape, got length " +
                         Twine(*info->length));
  uint64_t fileSize = (*file)->getBufferSize();
  if (info->offset > fileSize || size > fileSize - info->offset)
    return externalError("external data file " + quoteName(info->location) +
                         ": expected " + Twine(size) + " bytes at offset " +
                         Twine(info->offset) + ", got a file of " +
                         Twine(fileSize) + " bytes");
  ArrayRef<char> bytes((*file)->getBufferStart() + info->offset, size);
  return Slice{*file, bytes};
}
