// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads and writes numpy's .npy format, versions 1 to 3, and converts arrays to
// float32. Every size in a header is checked before memory is taken for it.
#ifndef M2C_DATA_NPY_H
#define M2C_DATA_NPY_H

#include "compiler/Data/Array.h"
#include "llvm/Support/Error.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace m2c {

/// What a .npy header says about the data behind it.
struct NpyHeader {
  NpyType dtype = NpyType::Float32;
  bool bigEndian = false;
  bool fortranOrder = false;
  llvm::SmallVector<int64_t> shape;
  /// Offset of the first data byte, and number of data bytes that the shape
  /// asks for.
  uint64_t dataOffset = 0;
  uint64_t dataBytes = 0;
};

/// The longest prefix of a file that `parseNpyHeader` needs.
constexpr uint64_t maxNpyHeaderBytes = 12 + 65535;

/// Parses the header at the start of `file`, which may be cut after
/// `maxNpyHeaderBytes`. Errors: no .npy magic, unknown version, malformed or
/// cut header, dtype other than the fixed-size numbers of NpyType, more than 64
/// dimensions, a shape whose bytes do not fit 63 bits. Messages carry no file
/// name; the caller adds it.
llvm::Expected<NpyHeader> parseNpyHeader(llvm::StringRef file);

/// Turns the data bytes behind a header into an array: element bytes are
/// swapped and Fortran order becomes C order where needed. Error: `data` is
/// not exactly `header.dataBytes` long.
llvm::Expected<NpyArray> finishNpy(const NpyHeader &header,
                                   std::vector<uint8_t> data);

/// Reads a whole .npy file that is already in memory.
llvm::Expected<NpyArray> readNpy(llvm::StringRef file);

/// Reads the .npy file at `path`; messages begin with the path.
llvm::Expected<NpyArray> readNpyFile(llvm::StringRef path);

/// Writes `array` as .npy version 1, C order, little-endian. The bytes depend
/// on the array only.
void writeNpy(const NpyArray &array, llvm::raw_ostream &os);

/// Appends the first `count` elements of `array` to `out` as float32, rounded
/// to nearest even where float32 is too narrow; bool becomes 0 or 1.
void appendAsFloat32(const NpyArray &array, uint64_t count,
                     std::vector<float> &out);

/// Element `index` as int64; -1 where its value is no int64 (fractions, NaN,
/// out of range).
int64_t elementAsInt64(const NpyArray &array, uint64_t index);

} // namespace m2c

#endif // M2C_DATA_NPY_H
