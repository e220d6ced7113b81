// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The plain array that every data file is read into: numpy's element types, a
// shape and bytes. Header only, so that readers of other formats (ONNX tensor
// files) can produce it without linking the data library.
#ifndef M2C_DATA_ARRAY_H
#define M2C_DATA_ARRAY_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MathExtras.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace m2c {

static_assert(llvm::endianness::native == llvm::endianness::little,
              "array bytes are little-endian and are read in place");

/// Element types of a data file, in numpy's terms.
enum class NpyType : uint8_t {
  Bool,
  Int8,
  UInt8,
  Int16,
  UInt16,
  Int32,
  UInt32,
  Int64,
  UInt64,
  Float16,
  Float32,
  Float64,
};

/// Bytes per element: 1, 2, 4 or 8.
inline unsigned npyTypeSize(NpyType type) {
  switch (type) {
  case NpyType::Bool:
  case NpyType::Int8:
  case NpyType::UInt8:
    return 1;
  case NpyType::Int16:
  case NpyType::UInt16:
  case NpyType::Float16:
    return 2;
  case NpyType::Int32:
  case NpyType::UInt32:
  case NpyType::Float32:
    return 4;
  case NpyType::Int64:
  case NpyType::UInt64:
  case NpyType::Float64:
    return 8;
  }
  llvm_unreachable("unknown element type");
}

/// numpy's name of the type: "bool", "int8", ..., "float64".
inline llvm::StringRef npyTypeName(NpyType type) {
  static constexpr llvm::StringLiteral names[] = {
      "bool",   "int8",  "uint8",  "int16",   "uint16",  "int32",
      "uint32", "int64", "uint64", "float16", "float32", "float64"};
  return names[static_cast<unsigned>(type)];
}

/// Elements in `shape` (1 for rank 0). Empty when a dimension is negative or
/// the count does not fit: shapes come from files and may be hostile.
inline std::optional<uint64_t> countElements(llvm::ArrayRef<int64_t> shape) {
  if (llvm::any_of(shape, [](int64_t dim) { return dim < 0; }))
    return std::nullopt;
  if (llvm::is_contained(shape, 0))
    return 0;
  uint64_t count = 1;
  bool overflow = false;
  for (int64_t dim : shape) {
    count =
        llvm::SaturatingMultiply(count, static_cast<uint64_t>(dim), &overflow);
    if (overflow)
      return std::nullopt;
  }
  return count;
}

/// Bytes of an array of `shape`; empty where `countElements` is, or above
/// 2^63 - 1.
inline std::optional<uint64_t> countBytes(llvm::ArrayRef<int64_t> shape,
                                          NpyType type) {
  std::optional<uint64_t> count = countElements(shape);
  if (!count || *count > uint64_t(INT64_MAX) / npyTypeSize(type))
    return std::nullopt;
  return *count * npyTypeSize(type);
}

/// "(2, 3)", "(4,)", "()": the shape as numpy prints it.
inline std::string formatShape(llvm::ArrayRef<int64_t> shape) {
  std::string dims = llvm::join(
      llvm::map_range(shape, [](int64_t dim) { return std::to_string(dim); }),
      ", ");
  return "(" + dims + (shape.size() == 1 ? ",)" : ")");
}

/// An array in C order with little-endian elements;
/// `bytes.size() == *countBytes(shape, dtype)`.
struct NpyArray {
  NpyType dtype = NpyType::Float32;
  llvm::SmallVector<int64_t> shape;
  std::vector<uint8_t> bytes;
};

/// An array with the name that it has in its file (may be empty in ONNX files).
struct NamedArray {
  std::string name;
  NpyArray array;
};

} // namespace m2c

#endif // M2C_DATA_ARRAY_H
