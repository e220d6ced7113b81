// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes ONNX TensorProto files in protobuf's wire format by hand, so that the
// reader is not checked against the classes that it is made of.
#ifndef M2C_TEST_DATA_TENSORBYTES_H
#define M2C_TEST_DATA_TENSORBYTES_H

#include "DataTestUtils.h"

namespace m2c {

inline std::string varint(uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7)
    bytes += static_cast<char>(value | 0x80);
  return bytes + static_cast<char>(value);
}

/// Field numbers of TensorProto in onnx.proto.
enum TensorField : unsigned {
  DataType = 2,
  Segment = 3,
  FloatData = 4,
  Int32Data = 5,
  Int64Data = 7,
  Name = 8,
  RawData = 9,
  DoubleData = 10,
  Uint64Data = 11,
  DataLocation = 14
};

/// Values of TensorProto.DataType.
enum OnnxType : unsigned {
  Float = 1,
  Uint8 = 2,
  Int8 = 3,
  Uint16 = 4,
  Int16 = 5,
  Int32 = 6,
  Int64 = 7,
  String = 8,
  Bool = 9,
  Float16 = 10,
  Double = 11,
  Uint32 = 12,
  Uint64 = 13,
  Bfloat16 = 16,
  Float8 = 17
};

inline std::string number(TensorField field, uint64_t value) {
  return varint(field << 3) + varint(value);
}

inline std::string block(TensorField field, llvm::StringRef bytes) {
  return varint(field << 3 | 2) + varint(bytes.size()) + bytes.str();
}

inline std::string packed(TensorField field,
                          std::initializer_list<int64_t> values) {
  std::string bytes;
  for (int64_t value : values)
    bytes += varint(static_cast<uint64_t>(value));
  return block(field, bytes);
}

/// dims and data_type, to be followed by the data.
inline std::string tensorHead(OnnxType type, llvm::ArrayRef<int64_t> dims) {
  std::string bytes;
  for (int64_t dim : dims)
    bytes += varint(1 << 3) + varint(static_cast<uint64_t>(dim));
  return bytes + number(DataType, type);
}

/// A float tensor with raw data.
inline std::string floatTensor(llvm::StringRef name,
                               llvm::ArrayRef<int64_t> dims,
                               std::initializer_list<float> values) {
  return tensorHead(Float, dims) + block(Name, name) +
         block(RawData, bytesOf(values));
}

} // namespace m2c

#endif // M2C_TEST_DATA_TENSORBYTES_H
