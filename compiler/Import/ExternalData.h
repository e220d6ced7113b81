// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Weights that a model keeps in files of their own. The model names these
// files, so a hostile one must not reach anything outside its own folder.
#ifndef M2C_IMPORT_EXTERNALDATA_H
#define M2C_IMPORT_EXTERNALDATA_H

#include "compiler/Import/Proto.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>

namespace m2c {

/// Maps each external file once, read-only.
class ExternalFiles {
public:
  /// `bytes` live as long as `file`.
  struct Slice {
    std::shared_ptr<llvm::MemoryBuffer> file;
    llvm::ArrayRef<char> bytes;
  };

  /// Files are looked for in the folder of `modelPath`.
  explicit ExternalFiles(llvm::StringRef modelPath);

  /// The `size` bytes that the tensor's external_data names. Errors: no,
  /// absolute or climbing location, a link out of the folder, no regular file,
  /// malformed offset or length, a length that is not `size`, a slice that
  /// leaves the file.
  llvm::Expected<Slice> read(const pb::TensorProto &tensor, uint64_t size);

  /// Sum of the sizes of the files opened so far.
  uint64_t totalBytes() const { return total; }

private:
  llvm::Expected<std::shared_ptr<llvm::MemoryBuffer>>
  open(llvm::StringRef location);

  std::string folder;
  llvm::StringMap<std::shared_ptr<llvm::MemoryBuffer>> files; // by real path
  uint64_t total = 0;
};

} // namespace m2c

#endif // M2C_IMPORT_EXTERNALDATA_H
