// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The zip side of .npz, on libzip: stored, deflated and zip64 archives. Sizes
// that an archive claims are never trusted for an allocation.
#include "compiler/Data/Npz.h"
#include "compiler/Data/Npy.h"
#include "compiler/Support/Text.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/raw_ostream.h"
#include <zip.h>

using namespace llvm;
using namespace m2c;

static Error npzError(const Twine &message) {
  return make_error<StringError>(message, inconvertibleErrorCode());
}

static std::string zipMessage(zip_error_t *error) {
  return StringRef(zip_error_strerror(error)).lower();
}

void NpzReader::Close::operator()(struct zip *archive) const {
  zip_discard(archive);
}

Expected<NpzReader> NpzReader::open(StringRef path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> buffer = MemoryBuffer::getFile(
      path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return npzError(path + ": " + buffer.getError().message());
  return open(std::move(*buffer));
}

Expected<NpzReader> NpzReader::open(std::unique_ptr<MemoryBuffer> buffer) {
  NpzReader reader;
  reader.buffer = std::move(buffer);
  std::string path = reader.buffer->getBufferIdentifier().str();
  if (reader.buffer->getBufferSize() == 0) // to libzip an archive of nothing
    return npzError(path + ": expected an .npz (zip) archive: empty file");
  zip_error_t error;
  zip_error_init(&error);
  scope_exit finishError([&] { zip_error_fini(&error); });
  zip_source_t *source =
      zip_source_buffer_create(reader.buffer->getBufferStart(),
                               reader.buffer->getBufferSize(), 0, &error);
  if (!source)
    return npzError(path + ": " + zipMessage(&error));
  reader.archive.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
  if (!reader.archive) {
    zip_source_free(source);
    return npzError(path +
                    ": expected an .npz (zip) archive: " + zipMessage(&error));
  }
  zip_int64_t count = zip_get_num_entries(reader.archive.get(), 0);
  for (zip_int64_t entry = 0; entry < count; ++entry) {
    const char *raw = zip_get_name(reader.archive.get(), entry, 0);
    StringRef name = raw ? raw : "";
    if (!name.consume_back(".npy"))
      continue;
    if (!reader.entries.emplace(name.str(), entry).second)
      return npzError(path + ": holds the array " + quoteName(name) + " twice");
  }
  for (const auto &[name, entry] : reader.entries)
    reader.arrayNames.push_back(name);
  return reader;
}

/// Reads up to `size` bytes and appends them to `out`, which grows with the
/// data that arrives, not with what the archive claims.
static Error appendBytes(zip_file_t *file, uint64_t size,
                         std::vector<uint8_t> &out) {
  constexpr uint64_t firstStep = uint64_t(1) << 20;
  for (uint64_t done = 0; done < size;) {
    uint64_t step = std::min(size - done, std::max(firstStep, done));
    size_t start = out.size();
    out.resize(start + step);
    zip_int64_t got = zip_fread(file, out.data() + start, step);
    if (got < 0)
      return npzError("damaged data: " + zipMessage(zip_file_get_error(file)));
    out.resize(start + got);
    done += got;
    if (got == 0)
      return Error::success();
  }
  return Error::success();
}

Expected<NpyArray> NpzReader::readEntry(uint64_t entry) const {
  zip_stat_t info;
  if (zip_stat_index(archive.get(), entry, 0, &info) != 0 ||
      !(info.valid & ZIP_STAT_SIZE))
    return npzError("entry without a size");
  zip_file_t *file = zip_fopen_index(archive.get(), entry, 0);
  if (!file)
    return npzError(zipMessage(zip_get_error(archive.get())));
  scope_exit closeFile([&] { zip_fclose(file); });
  std::vector<uint8_t> data;
  if (Error error = appendBytes(
          file, std::min<uint64_t>(info.size, maxNpyHeaderBytes), data))
    return std::move(error);
  Expected<NpyHeader> header = parseNpyHeader(toStringRef(data));
  if (!header)
    return header.takeError();
  if (header->dataBytes > maxNpzArrayBytes)
    return npzError("array of " + Twine(header->dataBytes) +
                    " bytes, expected at most " + Twine(maxNpzArrayBytes));
  data.erase(data.begin(),
             data.begin() + static_cast<std::ptrdiff_t>(header->dataOffset));
  // One byte more than expected: it shows data behind the array, and reaching
  // the end of the entry is what makes libzip compare the checksum.
  uint64_t left = header->dataBytes + 1 -
                  std::min<uint64_t>(data.size(), header->dataBytes + 1);
  if (Error error = appendBytes(file, left, data))
    return std::move(error);
  return finishNpy(*header, std::move(data));
}

Expected<NpyArray> NpzReader::read(StringRef name) const {
  StringRef path = buffer->getBufferIdentifier();
  auto found = entries.find(name);
  if (found == entries.end())
    return npzError(path + ": no array " + quoteName(name));
  Expected<NpyArray> array = readEntry(found->second);
  if (!array)
    return npzError(path + ": array " + quoteName(name) + ": " +
                    toString(array.takeError()));
  return array;
}

/// Adds one entry whose bytes must live until the archive is closed.
static Error addEntry(zip_t *archive, const std::string &name, StringRef bytes,
                      bool compress) {
  zip_source_t *source =
      zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
  if (!source)
    return npzError(zipMessage(zip_get_error(archive)));
  zip_int64_t entry =
      zip_file_add(archive, (name + ".npy").c_str(), source, ZIP_FL_ENC_UTF_8);
  if (entry < 0) {
    zip_source_free(source);
    return npzError("array " + quoteName(name) + ": " +
                    zipMessage(zip_get_error(archive)));
  }
  // DOS date of 1980-01-01, the first day that zip knows.
  constexpr zip_uint16_t dosDate = (1 << 5) | 1;
  constexpr zip_uint32_t unixMode = 0100644u << 16;
  zip_int32_t method = compress ? ZIP_CM_DEFLATE : ZIP_CM_STORE;
  if (zip_file_set_dostime(archive, entry, 0, dosDate, 0) != 0 ||
      zip_set_file_compression(archive, entry, method, 6) != 0 ||
      zip_file_set_external_attributes(archive, entry, 0, ZIP_OPSYS_UNIX,
                                       unixMode) != 0)
    return npzError(zipMessage(zip_get_error(archive)));
  return Error::success();
}

static Expected<std::vector<char>> readBack(zip_source_t *source) {
  zip_stat_t info;
  std::vector<char> bytes;
  if (zip_source_stat(source, &info) == 0 && zip_source_open(source) == 0) {
    bytes.resize(info.size);
    zip_int64_t got = zip_source_read(source, bytes.data(), bytes.size());
    zip_source_close(source);
    if (got == static_cast<zip_int64_t>(bytes.size()))
      return bytes;
  }
  return npzError(zipMessage(zip_source_error(source)));
}

Expected<std::vector<char>> m2c::writeNpz(ArrayRef<NamedArray> arrays,
                                          bool compress) {
  if (arrays.empty()) // libzip would write no file at all
    return npzError("expected at least one array to write");
  zip_error_t error;
  zip_error_init(&error);
  scope_exit finishError([&] { zip_error_fini(&error); });
  std::unique_ptr<zip_source_t, decltype(&zip_source_free)> source(
      zip_source_buffer_create(nullptr, 0, 0, &error), zip_source_free);
  if (!source)
    return npzError(zipMessage(&error));
  zip_source_keep(source.get()); // the archive frees its own reference
  zip_t *archive = zip_open_from_source(source.get(), ZIP_TRUNCATE, &error);
  if (!archive) {
    zip_source_free(source.get());
    return npzError(zipMessage(&error));
  }
  std::vector<std::string> files(arrays.size());
  for (auto [file, named] : zip_equal(files, arrays)) {
    raw_string_ostream os(file);
    writeNpy(named.array, os);
    if (Error failed = addEntry(archive, named.name, file, compress)) {
      zip_discard(archive);
      return std::move(failed);
    }
  }
  if (zip_close(archive) != 0) {
    std::string message = zipMessage(zip_get_error(archive));
    zip_discard(archive);
    return npzError(message);
  }
  return readBack(source.get());
}

Error m2c::writeNpzFile(StringRef path, ArrayRef<NamedArray> arrays,
                        bool compress) {
  Expected<std::vector<char>> bytes = writeNpz(arrays, compress);
  if (!bytes)
    return npzError(path + ": " + toString(bytes.takeError()));
  Error error = writeToOutput(path, [&](raw_ostream &os) {
    os.write(bytes->data(), bytes->size());
    return Error::success();
  });
  if (error)
    return npzError(path + ": " + toString(std::move(error)));
  return Error::success();
}
