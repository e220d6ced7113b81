// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Archives and folders as sets of arrays. Folder listings are sorted: the order
// in which a file system lists names must not reach any result or message.
#include "compiler/Data/DataSource.h"
#include "compiler/Data/Npy.h"
#include "compiler/Data/Npz.h"
#include "compiler/Support/Text.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <map>

using namespace llvm;
using namespace m2c;

static Error sourceError(const Twine &message) {
  return make_error<StringError>(message, inconvertibleErrorCode());
}

namespace {
class ArchiveSource : public ArraySource {
public:
  explicit ArchiveSource(NpzReader reader) : reader(std::move(reader)) {}

  const std::vector<std::string> &names() const override {
    return reader.names();
  }
  Expected<NpyArray> read(StringRef name) const override {
    return reader.read(name);
  }

private:
  NpzReader reader;
};

class FolderSource : public ArraySource {
public:
  static Expected<std::unique_ptr<ArraySource>> open(StringRef path,
                                                     int levels) {
    auto source = std::make_unique<FolderSource>();
    source->folder = path.str();
    std::error_code error;
    for (sys::fs::recursive_directory_iterator entry(path, error), end;
         entry != end && !error; entry.increment(error)) {
      if (entry.level() + 1 >= levels)
        entry.no_push();
      StringRef file = entry->path();
      if (sys::path::extension(file) == ".npy")
        source->arrayNames.push_back(
            file.drop_front(path.size()).ltrim('/').drop_back(4).str());
    }
    if (error)
      return sourceError(path + ": " + error.message());
    llvm::sort(source->arrayNames);
    return source;
  }

  const std::vector<std::string> &names() const override { return arrayNames; }
  Expected<NpyArray> read(StringRef name) const override {
    SmallString<128> file(folder);
    sys::path::append(file, name + ".npy");
    return readNpyFile(file);
  }

private:
  std::string folder;
  std::vector<std::string> arrayNames;
};
} // namespace

Expected<std::unique_ptr<ArraySource>> m2c::openArchive(StringRef path) {
  Expected<NpzReader> reader = NpzReader::open(path);
  if (!reader)
    return reader.takeError();
  return std::make_unique<ArchiveSource>(std::move(*reader));
}

Expected<std::unique_ptr<ArraySource>>
m2c::openFolder(StringRef path, ArrayRef<StringRef> names) {
  size_t levels = 1;
  for (StringRef name : names)
    levels = std::max(levels, 1 + name.count('/'));
  return FolderSource::open(path,
                            static_cast<int>(std::min<size_t>(levels, 64)));
}

/// Paths of the entries PREFIX<number>SUFFIX of a folder, by number.
using NumberedPaths = std::map<uint64_t, std::string>;

static Expected<NumberedPaths> listNumbered(StringRef folder, StringRef prefix,
                                            StringRef suffix) {
  NumberedPaths found;
  std::error_code error;
  for (sys::fs::directory_iterator entry(folder, error), end;
       entry != end && !error; entry.increment(error)) {
    StringRef number = sys::path::filename(entry->path());
    uint64_t index;
    if (number.consume_front(prefix) && number.consume_back(suffix) &&
        !number.getAsInteger(10, index) && number == std::to_string(index))
      found.emplace(index, entry->path());
  }
  if (error)
    return sourceError(folder + ": " + error.message());
  return found;
}

static Expected<std::vector<std::string>> listTensors(StringRef folder,
                                                      StringRef prefix) {
  Expected<NumberedPaths> found = listNumbered(folder, prefix, ".pb");
  if (!found)
    return found.takeError();
  std::vector<std::string> paths;
  for (const auto &[index, path] : *found) {
    if (index != paths.size())
      return sourceError(folder + ": expected " + prefix + Twine(paths.size()) +
                         ".pb, got " + sys::path::filename(path) + " next");
    paths.push_back(path);
  }
  return paths;
}

static Expected<TestDataFolder> readTestDataFolder(StringRef path) {
  TestDataFolder set;
  set.path = path.str();
  Expected<std::vector<std::string>> inputs = listTensors(path, "input_");
  if (!inputs)
    return inputs.takeError();
  Expected<std::vector<std::string>> outputs = listTensors(path, "output_");
  if (!outputs)
    return outputs.takeError();
  set.inputs = std::move(*inputs);
  set.outputs = std::move(*outputs);
  return set;
}

Expected<std::vector<TestDataFolder>> m2c::findTestData(StringRef path) {
  std::vector<TestDataFolder> sets;
  Expected<TestDataFolder> own = readTestDataFolder(path);
  if (!own)
    return own.takeError();
  if (!own->inputs.empty()) {
    sets.push_back(std::move(*own));
    return sets;
  }
  Expected<NumberedPaths> folders = listNumbered(path, "test_data_set_", "");
  if (!folders)
    return folders.takeError();
  for (const auto &[index, folder] : *folders) {
    Expected<TestDataFolder> set = readTestDataFolder(folder);
    if (!set)
      return set.takeError();
    sets.push_back(std::move(*set));
  }
  return sets;
}
