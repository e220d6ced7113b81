// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads and writes numpy's .npz archives: zip files whose entries NAME.npy are
// arrays. Reading takes memory only as data really arrives; writing gives the
// same bytes for the same arrays.
#ifndef M2C_DATA_NPZ_H
#define M2C_DATA_NPZ_H

#include "compiler/Data/Array.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <map>
#include <memory>

struct zip;

namespace m2c {

/// An array above this many bytes is refused: a small archive can hold any
/// amount of zeros.
constexpr uint64_t maxNpzArrayBytes = uint64_t(4) << 30;

/// An open archive. Entries are decompressed when they are read.
class NpzReader {
public:
  /// Opens the file at `path`. Errors: cannot be read, no zip archive, damaged
  /// directory, an array name that occurs twice. Messages begin with `path`.
  static llvm::Expected<NpzReader> open(llvm::StringRef path);

  /// The same for an archive in memory; messages begin with the buffer's
  /// identifier.
  static llvm::Expected<NpzReader>
  open(std::unique_ptr<llvm::MemoryBuffer> buffer);

  /// Names of the arrays, sorted, without ".npy". May hold '/' and any UTF-8.
  const std::vector<std::string> &names() const { return arrayNames; }

  /// Reads one array. Errors: no such array, unsupported or damaged entry,
  /// checksum mismatch, and those of `parseNpyHeader`. Messages name the file
  /// and the array.
  llvm::Expected<NpyArray> read(llvm::StringRef name) const;

private:
  struct Close {
    void operator()(struct zip *archive) const;
  };
  llvm::Expected<NpyArray> readEntry(uint64_t entry) const;

  std::unique_ptr<llvm::MemoryBuffer> buffer; // outlives `archive`
  std::unique_ptr<struct zip, Close> archive;
  std::vector<std::string> arrayNames;
  std::map<std::string, uint64_t, std::less<>> entries;
};

/// The bytes of an archive of `arrays` in the given order, deflated unless
/// `compress` is false, with the fixed time stamp 1980-01-01 00:00.
llvm::Expected<std::vector<char>> writeNpz(llvm::ArrayRef<NamedArray> arrays,
                                           bool compress = true);

/// Writes such an archive to `path`; an error leaves no partial file there.
llvm::Error writeNpzFile(llvm::StringRef path,
                         llvm::ArrayRef<NamedArray> arrays,
                         bool compress = true);

} // namespace m2c

#endif // M2C_DATA_NPZ_H
