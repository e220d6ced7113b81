// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Helpers of the data tests: bytes of .npy files written down by hand, a folder
// that goes away again, and the text of errors.
#ifndef M2C_TEST_DATA_DATATESTUTILS_H
#define M2C_TEST_DATA_DATATESTUTILS_H

#include "compiler/Data/Array.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstring>

namespace m2c {

/// The bytes of `values`, host order (little-endian).
template <typename T>
std::string bytesOf(std::initializer_list<T> values) {
  return std::string(reinterpret_cast<const char *>(values.begin()),
                     values.size() * sizeof(T));
}

/// A .npy file of version `version` with exactly this header text.
inline std::string npyFile(llvm::StringRef header, llvm::StringRef data,
                           char version = 1) {
  std::string file = "\x93NUMPY";
  file += version;
  file += '\0';
  for (unsigned byte = 0; byte < (version == 1 ? 2u : 4u); ++byte)
    file += static_cast<char>(header.size() >> (8 * byte) & 0xff);
  return file + header.str() + data.str();
}

/// A .npy header with the usual keys.
inline std::string npyHeader(llvm::StringRef descr, llvm::StringRef shape,
                             bool fortran = false) {
  return ("{'descr': '" + descr + "', 'fortran_order': " +
          (fortran ? "True" : "False") + ", 'shape': " + shape + ", }\n")
      .str();
}

template <typename T>
NpyArray makeArray(NpyType dtype, llvm::ArrayRef<int64_t> shape,
                   std::initializer_list<T> values) {
  std::string bytes = bytesOf(values);
  NpyArray array;
  array.dtype = dtype;
  array.shape.assign(shape.begin(), shape.end());
  array.bytes.assign(bytes.begin(), bytes.end());
  return array;
}

inline bool operator==(const NpyArray &a, const NpyArray &b) {
  return a.dtype == b.dtype && a.shape == b.shape && a.bytes == b.bytes;
}

/// The message of a failed result, "" for success.
template <typename T>
std::string errorOf(llvm::Expected<T> result) {
  return result ? "" : llvm::toString(result.takeError());
}

/// Expects an error whose message holds all of `parts`, on one line.
template <typename T>
void expectError(llvm::Expected<T> result,
                 std::initializer_list<llvm::StringRef> parts) {
  std::string message = errorOf(std::move(result));
  EXPECT_FALSE(message.empty()) << "expected an error";
  for (llvm::StringRef part : parts)
    EXPECT_NE(message.find(part.str()), std::string::npos)
        << "message: " << message << "\nmissing: " << part.str();
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
}

/// A temporary folder.
class TestFolder : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("m2c-data", folder));
  }
  void TearDown() override { llvm::sys::fs::remove_directories(folder); }

  /// Writes a file, with the folders it needs, and returns its path.
  std::string write(const llvm::Twine &name, llvm::StringRef bytes) {
    llvm::SmallString<128> path(folder);
    llvm::sys::path::append(path, name);
    EXPECT_FALSE(
        llvm::sys::fs::create_directories(llvm::sys::path::parent_path(path)));
    std::error_code error;
    llvm::raw_fd_ostream os(path, error);
    EXPECT_FALSE(error) << error.message();
    os << bytes;
    return std::string(path);
  }

  llvm::SmallString<128> folder;
};

} // namespace m2c

#endif // M2C_TEST_DATA_DATATESTUTILS_H
