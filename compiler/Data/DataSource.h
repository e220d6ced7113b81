// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where arrays come from: one interface over an .npz archive and a folder of
// .npy files, and the search for ONNX test data folders.
#ifndef M2C_DATA_DATASOURCE_H
#define M2C_DATA_DATASOURCE_H

#include "compiler/Data/Array.h"
#include "llvm/Support/Error.h"
#include <memory>

namespace m2c {

/// A set of named arrays in a file or folder.
class ArraySource {
public:
  virtual ~ArraySource() = default;

  /// Sorted names of the arrays, without ".npy".
  virtual const std::vector<std::string> &names() const = 0;

  /// Reads the array `name`; messages name file and array.
  virtual llvm::Expected<NpyArray> read(llvm::StringRef name) const = 0;

  bool has(llvm::StringRef name) const {
    return llvm::binary_search(names(), name);
  }
};

/// Opens an .npz file.
llvm::Expected<std::unique_ptr<ArraySource>> openArchive(llvm::StringRef path);

/// Lists the .npy files of a folder, going down as many levels of folders as
/// `names` have levels ("a/b" has two).
llvm::Expected<std::unique_ptr<ArraySource>>
openFolder(llvm::StringRef path, llvm::ArrayRef<llvm::StringRef> names);

/// The .pb files of one ONNX test data set, in order of their numbers.
struct TestDataFolder {
  std::string path;
  std::vector<std::string> inputs, outputs;
};

/// The test data sets at `path`: itself if it holds input_N.pb, else its
/// folders test_data_set_N by number. Empty if there are none. Error: the
/// folder cannot be read, or the numbers of its files have a gap.
llvm::Expected<std::vector<TestDataFolder>> findTestData(llvm::StringRef path);

} // namespace m2c

#endif // M2C_DATA_DATASOURCE_H
