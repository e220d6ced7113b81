// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// TensorProto to plain array. The protobuf parser accepts any shape and any
// amount of data, so both are compared here before anything is copied.
#include "compiler/Import/TensorFile.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cstring>
#include <limits>
#include <onnx/onnx_pb.h>

using namespace llvm;
using namespace m2c;
using ::onnx::TensorProto;

static Error tensorError(const Twine &message) {
  return make_error<StringError>(message, inconvertibleErrorCode());
}

/// Element type in the file; bfloat16 is stored as UInt16 until it is widened.
static std::optional<NpyType> storedType(int type) {
  switch (type) {
  case TensorProto::BOOL:
    return NpyType::Bool;
  case TensorProto::INT8:
    return NpyType::Int8;
  case TensorProto::UINT8:
    return NpyType::UInt8;
  case TensorProto::INT16:
    return NpyType::Int16;
  case TensorProto::UINT16:
  case TensorProto::BFLOAT16:
    return NpyType::UInt16;
  case TensorProto::INT32:
    return NpyType::Int32;
  case TensorProto::UINT32:
    return NpyType::UInt32;
  case TensorProto::INT64:
    return NpyType::Int64;
  case TensorProto::UINT64:
    return NpyType::UInt64;
  case TensorProto::FLOAT16:
    return NpyType::Float16;
  case TensorProto::FLOAT:
    return NpyType::Float32;
  case TensorProto::DOUBLE:
    return NpyType::Float64;
  default:
    return std::nullopt;
  }
}

static std::string typeName(int type) {
  if (TensorProto::DataType_IsValid(type))
    return StringRef(TensorProto::DataType_Name(
                         static_cast<TensorProto::DataType>(type)))
        .lower();
  return "number " + std::to_string(type);
}

/// Copies `values` as elements of type T.
template <typename T, typename Field>
static Error copyValues(const Field &values, NpyArray &array) {
  uint64_t expected = array.bytes.size() / sizeof(T);
  if (static_cast<uint64_t>(values.size()) != expected)
    return tensorError("expected " + Twine(expected) + " values for shape " +
                       formatShape(array.shape) + ", got " +
                       Twine(values.size()));
  uint8_t *to = array.bytes.data();
  for (auto value : values) {
    if constexpr (std::is_integral_v<T>)
      if (value < std::numeric_limits<T>::min() ||
          value > std::numeric_limits<T>::max())
        return tensorError("value " + Twine(value) + " does not fit " +
                           npyTypeName(array.dtype));
    T element = static_cast<T>(value);
    std::memcpy(to, &element, sizeof(T));
    to += sizeof(T);
  }
  return Error::success();
}

/// The ONNX rule which typed field holds which type (onnx.proto, TensorProto).
static Error copyTypedField(const TensorProto &tensor, NpyArray &array) {
  switch (array.dtype) {
  case NpyType::Bool:
    return copyValues<uint8_t>(tensor.int32_data(), array);
  case NpyType::Int8:
    return copyValues<int8_t>(tensor.int32_data(), array);
  case NpyType::UInt8:
    return copyValues<uint8_t>(tensor.int32_data(), array);
  case NpyType::Int16:
    return copyValues<int16_t>(tensor.int32_data(), array);
  case NpyType::UInt16:
  case NpyType::Float16: // the bits of the float
    return copyValues<uint16_t>(tensor.int32_data(), array);
  case NpyType::Int32:
    return copyValues<int32_t>(tensor.int32_data(), array);
  case NpyType::Int64:
    return copyValues<int64_t>(tensor.int64_data(), array);
  case NpyType::UInt32:
    return copyValues<uint32_t>(tensor.uint64_data(), array);
  case NpyType::UInt64:
    return copyValues<uint64_t>(tensor.uint64_data(), array);
  case NpyType::Float32:
    return copyValues<float>(tensor.float_data(), array);
  case NpyType::Float64:
    return copyValues<double>(tensor.double_data(), array);
  }
  llvm_unreachable("unknown element type");
}

/// Number of values in the typed fields: what bounds the allocation when there
/// is no raw data.
static uint64_t countTypedValues(const TensorProto &tensor) {
  uint64_t count = 0;
  for (int size : {tensor.float_data_size(), tensor.int32_data_size(),
                   tensor.int64_data_size(), tensor.uint64_data_size(),
                   tensor.double_data_size()})
    count += static_cast<uint64_t>(size);
  return count;
}

static Error copyData(const TensorProto &tensor, NpyArray &array) {
  std::optional<uint64_t> bytes = countBytes(array.shape, array.dtype);
  if (!bytes)
    return tensorError("shape " + formatShape(array.shape) +
                       " is negative or too large for any memory");
  if (tensor.has_raw_data()) {
    const std::string &raw = tensor.raw_data();
    if (raw.size() != *bytes)
      return tensorError(
          "expected " + Twine(*bytes) + " bytes of raw data for shape " +
          formatShape(array.shape) + " of " + npyTypeName(array.dtype) +
          ", got " + Twine(raw.size()));
    array.bytes.assign(raw.begin(), raw.end());
    return Error::success();
  }
  uint64_t count = *bytes / npyTypeSize(array.dtype);
  if (count != countTypedValues(tensor))
    return tensorError("expected " + Twine(count) + " values for shape " +
                       formatShape(array.shape) + ", got " +
                       Twine(countTypedValues(tensor)));
  array.bytes.resize(*bytes);
  return copyTypedField(tensor, array);
}

/// bfloat16 is the upper half of a float32.
static void widenBfloat16(NpyArray &array) {
  std::vector<uint8_t> wide;
  wide.reserve(array.bytes.size() * 2);
  for (size_t at = 0; at + 1 < array.bytes.size(); at += 2)
    wide.insert(wide.end(), {0, 0, array.bytes[at], array.bytes[at + 1]});
  array.dtype = NpyType::Float32;
  array.bytes = std::move(wide);
}

static Expected<NamedArray> convertTensor(const TensorProto &tensor) {
  // An empty file, and most files of another kind, parse as an empty tensor.
  if (tensor.data_type() == TensorProto::UNDEFINED)
    return tensorError("expected an ONNX tensor (TensorProto)");
  std::optional<NpyType> type = storedType(tensor.data_type());
  if (!type)
    return tensorError("unsupported element type " +
                       typeName(tensor.data_type()) +
                       "; expected bool, int8 to int64, uint8 to uint64, "
                       "float16, bfloat16, float or double");
  if (tensor.data_location() == TensorProto::EXTERNAL || tensor.has_segment())
    return tensorError("expected the values inside the file, got external or "
                       "segmented data");
  NamedArray result;
  result.name = tensor.name();
  result.array.dtype = *type;
  result.array.shape.assign(tensor.dims().begin(), tensor.dims().end());
  if (Error error = copyData(tensor, result.array))
    return std::move(error);
  if (tensor.data_type() == TensorProto::BFLOAT16)
    widenBfloat16(result.array);
  return result;
}

Expected<NamedArray> m2c::readTensorFile(StringRef path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> buffer = MemoryBuffer::getFile(
      path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return tensorError(path + ": " + buffer.getError().message());
  size_t size = (*buffer)->getBufferSize();
  TensorProto tensor;
  if (size > static_cast<size_t>(std::numeric_limits<int>::max()))
    return tensorError(path +
                       ": expected at most 2 GiB, the limit of protobuf");
  if (!tensor.ParseFromArray((*buffer)->getBufferStart(),
                             static_cast<int>(size)))
    return tensorError(path +
                       ": truncated or not an ONNX tensor (TensorProto)");
  Expected<NamedArray> result = convertTensor(tensor);
  if (!result)
    return tensorError(path + ": " + toString(result.takeError()));
  return result;
}
