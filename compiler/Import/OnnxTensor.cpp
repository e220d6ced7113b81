// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// TensorProto to ElementsAttr. The protobuf parser accepts any shape with any
// amount of data, so both are compared before anything is allocated.
#include "compiler/Import/OnnxTensor.h"
#include "compiler/Import/OnnxTypes.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/Support/Alignment.h"
#include <cstring>
#include <limits>

using namespace mlir;
using namespace m2c;
using llvm::Error;
using llvm::Expected;

// ONNX stores raw data little-endian; it is handed on as it is.
static_assert(llvm::endianness::native == llvm::endianness::little);

/// Floating-point tensors of at most this many elements are stored in place.
static constexpr int64_t kInlineElements = 16;

/// In-place attributes are hashed and compared as a whole.
static constexpr uint64_t kMaxInlineBytes = uint64_t(256) << 20;

static Error tensorError(const Twine &message) {
  return llvm::make_error<llvm::StringError>(message,
                                             llvm::inconvertibleErrorCode());
}

/// Bytes of an element in memory.
static uint64_t elementBytes(Type type) {
  return llvm::divideCeil(type.getIntOrFloatBitWidth(), 8);
}

static bool isNibble(RankedTensorType type) {
  return type.getElementTypeBitWidth() == 4;
}

/// Bytes of all elements in raw data, where two of 4 bits share a byte.
static uint64_t rawBytes(RankedTensorType type) {
  uint64_t count = type.getNumElements();
  return isNibble(type) ? llvm::divideCeil(count, 2)
                        : count * elementBytes(type.getElementType());
}

/// One byte per element from two; the low half comes first.
static std::vector<char> unpackNibbles(RankedTensorType type,
                                       ArrayRef<char> packed) {
  std::vector<char> values(type.getNumElements());
  bool isUnsigned = type.getElementType().isUnsignedInteger();
  for (size_t i = 0; i < values.size(); ++i) {
    int nibble =
        (static_cast<unsigned char>(packed[i / 2]) >> (i % 2 * 4)) & 15;
    values[i] = static_cast<char>(isUnsigned ? nibble : (nibble ^ 8) - 8);
  }
  return values;
}

namespace {
/// The data of one tensor, where it is stored as it should be or, narrowed, in
/// `storage`.
struct Bytes {
  ArrayRef<char> view;
  std::vector<char> storage;
};
} // namespace

template <typename Field>
static ArrayRef<char> viewField(const Field &field) {
  return {reinterpret_cast<const char *>(field.data()),
          field.size() * sizeof(*field.data())};
}

/// Copies values that the file stores wider than they are.
template <typename T, typename Field>
static Error narrowField(const Field &field, Bytes &bytes) {
  bytes.storage.resize(field.size() * sizeof(T));
  char *to = bytes.storage.data();
  for (auto value : field) {
    if (value < std::numeric_limits<T>::min() ||
        value > std::numeric_limits<T>::max())
      return tensorError("value " + Twine(value) +
                         " does not fit the element type");
    T element = static_cast<T>(value);
    std::memcpy(to, &element, sizeof(T));
    to += sizeof(T);
  }
  bytes.view = bytes.storage;
  return Error::success();
}

/// The typed field that holds the values (onnx.proto, TensorProto).
static Error readTypedField(const pb::TensorProto &tensor, Bytes &bytes) {
  switch (tensor.data_type()) {
  case pb::TensorProto::FLOAT:
    bytes.view = viewField(tensor.float_data());
    return Error::success();
  case pb::TensorProto::DOUBLE:
    bytes.view = viewField(tensor.double_data());
    return Error::success();
  case pb::TensorProto::INT32:
    bytes.view = viewField(tensor.int32_data());
    return Error::success();
  case pb::TensorProto::INT64:
    bytes.view = viewField(tensor.int64_data());
    return Error::success();
  case pb::TensorProto::UINT64:
    bytes.view = viewField(tensor.uint64_data());
    return Error::success();
  case pb::TensorProto::UINT32:
    return narrowField<uint32_t>(tensor.uint64_data(), bytes);
  case pb::TensorProto::INT16:
    return narrowField<int16_t>(tensor.int32_data(), bytes);
  case pb::TensorProto::INT8:
    return narrowField<int8_t>(tensor.int32_data(), bytes);
  case pb::TensorProto::UINT16:
  case pb::TensorProto::FLOAT16: // the bits of the float
    return narrowField<uint16_t>(tensor.int32_data(), bytes);
  case kInt4: // a byte of two
  case kUint4:
  case pb::TensorProto::UINT8:
  case pb::TensorProto::BOOL:
    return narrowField<uint8_t>(tensor.int32_data(), bytes);
  default:
    llvm_unreachable("element type was checked");
  }
}

/// Shape and element type; nothing is allocated for them yet.
static Expected<RankedTensorType> tensorType(MLIRContext *context,
                                             const pb::TensorProto &tensor) {
  Type element = elementType(context, tensor.data_type());
  if (!element)
    return tensorError("unsupported element type " +
                       elementTypeName(tensor.data_type()) + "; expected " +
                       kKnownElementTypes);
  ArrayRef<int64_t> shape(tensor.dims().data(), tensor.dims_size());
  if (!countElements(shape))
    return tensorError("shape " + shapeText(shape) +
                       " is negative or too large for any memory");
  return RankedTensorType::get(shape, element);
}

/// The number of bytes must be exactly that of the shape.
static Error checkSize(RankedTensorType type, const pb::TensorProto &tensor,
                       size_t size, bool isRaw) {
  uint64_t expected = rawBytes(type);
  if (size == expected)
    return Error::success();
  uint64_t unit = isRaw ? 1 : elementBytes(type.getElementType());
  return tensorError("expected " + Twine(expected / unit) +
                     (isRaw            ? " bytes of raw data"
                      : isNibble(type) ? " bytes of two values"
                                       : " values") +
                     " for shape " + shapeText(type.getShape()) + " of " +
                     elementTypeName(tensor.data_type()) + ", got " +
                     Twine(size / unit));
}

std::string TensorLoader::resourceName(StringRef name) {
  // MLIR makes names unique too, but in quadratic time.
  std::string clean =
      name.empty() ? "constant" : cleanName(name.take_front(200));
  unsigned uses = ++resourceNames[clean];
  return uses == 1 ? clean : clean + "_" + std::to_string(uses);
}

static bool isResource(RankedTensorType type) {
  return isa<FloatType>(type.getElementType()) &&
         type.getNumElements() > kInlineElements;
}

Expected<ElementsAttr> TensorLoader::makeElements(RankedTensorType type,
                                                  ArrayRef<char> bytes,
                                                  StringRef name) {
  if (isResource(type)) {
    AsmResourceBlob blob = HeapAsmResourceBlob::allocateAndCopyWithAlign(
        bytes, elementBytes(type.getElementType()), /*dataIsMutable=*/false);
    return DenseResourceElementsAttr::get(type, resourceName(name),
                                          std::move(blob));
  }
  if (bytes.size() > kMaxInlineBytes)
    return tensorError("expected an integer tensor of at most 256 MiB, got " +
                       Twine(bytes.size()) + " bytes");
  if (isNibble(type))
    return DenseElementsAttr::getFromRawBuffer(type,
                                               unpackNibbles(type, bytes));
  if (!type.getElementType().isInteger(1))
    return DenseElementsAttr::getFromRawBuffer(type, bytes);
  SmallVector<bool> bits(llvm::map_range(bytes, [](char c) { return c != 0; }));
  return DenseElementsAttr::get(type, ArrayRef<bool>(bits));
}

Expected<ElementsAttr>
TensorLoader::convertExternal(const pb::TensorProto &tensor,
                              RankedTensorType type, StringRef name) {
  uint64_t elementSize = elementBytes(type.getElementType());
  Expected<ExternalFiles::Slice> slice =
      externalFiles.read(tensor, rawBytes(type));
  if (!slice)
    return slice.takeError();
  if (isResource(type) &&
      llvm::isAddrAligned(llvm::Align(elementSize), slice->bytes.data())) {
    auto release = [file = slice->file](void *, size_t, size_t) mutable {
      file.reset();
    };
    AsmResourceBlob blob(slice->bytes, elementSize, std::move(release),
                         /*dataIsMutable=*/false);
    return DenseResourceElementsAttr::get(type, resourceName(name),
                                          std::move(blob));
  }
  // A small file could otherwise fill the memory with overlapping tensors.
  copiedExternalBytes += slice->bytes.size();
  if (copiedExternalBytes > 4 * externalFiles.totalBytes() + (1 << 20))
    return tensorError("expected external tensors that share few bytes, got "
                       "more than four times the size of their files");
  return makeElements(type, slice->bytes, name);
}

Expected<ElementsAttr> TensorLoader::convert(const pb::TensorProto &tensor,
                                             StringRef name) {
  Expected<RankedTensorType> type = tensorType(context, tensor);
  if (!type)
    return type.takeError();
  if (tensor.has_segment())
    return tensorError("expected a whole tensor, got a segment of one");
  if (tensor.data_location() == pb::TensorProto::EXTERNAL)
    return convertExternal(tensor, *type, name);
  Bytes bytes;
  bool isRaw = !tensor.raw_data().empty();
  if (isRaw)
    bytes.view = ArrayRef(tensor.raw_data().data(), tensor.raw_data().size());
  else if (Error error = readTypedField(tensor, bytes))
    return std::move(error);
  if (Error error = checkSize(*type, tensor, bytes.view.size(), isRaw))
    return std::move(error);
  return makeElements(*type, bytes.view, name);
}

Expected<ElementsAttr> TensorLoader::load(const pb::TensorProto &tensor,
                                          StringRef name) {
  auto found = cache.find(&tensor);
  if (found != cache.end())
    return found->second;
  Expected<ElementsAttr> elements = convert(tensor, name);
  if (elements)
    cache[&tensor] = *elements;
  return elements;
}

int64_t m2c::countFloatBytes(const pb::GraphProto &graph) {
  int64_t values = 0;
  for (const pb::TensorProto &tensor : graph.initializer()) {
    ArrayRef<int64_t> shape(tensor.dims().data(), tensor.dims_size());
    switch (tensor.data_type()) {
    case pb::TensorProto::FLOAT:
    case pb::TensorProto::FLOAT16:
    case pb::TensorProto::DOUBLE:
      values += countElements(shape).value_or(0);
      break;
    default:
      break;
    }
  }
  return 4 * values;
}
