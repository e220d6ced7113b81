// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reading and making constant tensors. Weights stay in resource blobs, which
// MLIR owns once; only a pass that changes weights makes new ones.
#include "dialects/Support/Constants.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/APFloat.h"

using namespace mlir;

namespace m2c {

/// Constants of at most this many elements are printed in place.
static constexpr size_t kInlineElements = 16;

std::optional<int64_t> elementCount(ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (int64_t dim : shape) {
    if (dim < 0)
      return std::nullopt;
    if (dim != 0 && count > (int64_t(1) << 40) / dim)
      return std::nullopt;
    count *= dim;
  }
  return count;
}

/// The bytes of a resource attribute, empty when absent or too short.
static ArrayRef<char> resourceBytes(DenseResourceElementsAttr attr) {
  AsmResourceBlob *blob = attr.getRawHandle().getBlob();
  if (!blob)
    return {};
  int64_t bits = attr.getType().getElementTypeBitWidth();
  if (blob->getData().size() * 8 <
      static_cast<uint64_t>(attr.getNumElements() * bits))
    return {};
  return blob->getData();
}

template <typename T>
static std::vector<float> widen(ArrayRef<char> bytes, size_t count) {
  std::vector<float> out(count);
  for (size_t i = 0; i < count; ++i) {
    T value;
    std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
    out[i] = static_cast<float>(value);
  }
  return out;
}

static std::vector<float> widenHalf(ArrayRef<char> bytes, size_t count) {
  std::vector<float> out(count);
  for (size_t i = 0; i < count; ++i) {
    uint16_t bits;
    std::memcpy(&bits, bytes.data() + i * 2, 2);
    APFloat value(APFloat::IEEEhalf(), APInt(16, bits));
    out[i] = value.convertToFloat();
  }
  return out;
}

static FailureOr<std::vector<float>>
resourceFloats(DenseResourceElementsAttr attr) {
  size_t count = attr.getNumElements();
  ArrayRef<char> bytes = resourceBytes(attr);
  if (bytes.empty() && count != 0)
    return failure();
  Type type = attr.getElementType();
  if (type.isF32())
    return widen<float>(bytes, count);
  if (type.isF64())
    return widen<double>(bytes, count);
  if (type.isF16())
    return widenHalf(bytes, count);
  if (type.isInteger(64))
    return widen<int64_t>(bytes, count);
  if (type.isInteger(32))
    return widen<int32_t>(bytes, count);
  if (type.isUnsignedInteger(8))
    return widen<uint8_t>(bytes, count);
  if (type.isInteger(8))
    return widen<int8_t>(bytes, count);
  return failure();
}

FailureOr<std::vector<float>> floatElements(ElementsAttr attr) {
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr))
    return resourceFloats(resource);
  auto dense = dyn_cast<DenseElementsAttr>(attr);
  if (!dense)
    return failure();
  std::vector<float> out;
  out.reserve(dense.getNumElements());
  if (isa<FloatType>(dense.getElementType())) {
    for (const APFloat &element : dense.getValues<APFloat>()) {
      APFloat value = element;
      bool losesInfo;
      value.convert(APFloat::IEEEsingle(), APFloat::rmNearestTiesToEven,
                    &losesInfo);
      out.push_back(value.convertToFloat());
    }
    return out;
  }
  if (!isa<IntegerType>(dense.getElementType()))
    return failure();
  bool isUnsigned = dense.getElementType().isUnsignedInteger() ||
                    dense.getElementType().isInteger(1);
  for (const APInt &element : dense.getValues<APInt>())
    out.push_back(isUnsigned ? static_cast<float>(element.getZExtValue())
                             : static_cast<float>(element.getSExtValue()));
  return out;
}

FailureOr<ArrayRef<float>> viewFloats(ElementsAttr attr,
                                      std::vector<float> &storage) {
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr)) {
    ArrayRef<char> bytes = resourceBytes(resource);
    bool aligned =
        reinterpret_cast<uintptr_t>(bytes.data()) % alignof(float) == 0;
    if (resource.getElementType().isF32() && !bytes.empty() && aligned)
      return ArrayRef<float>(reinterpret_cast<const float *>(bytes.data()),
                             resource.getNumElements());
  }
  FailureOr<std::vector<float>> values = floatElements(attr);
  if (failed(values))
    return failure();
  storage = std::move(*values);
  return ArrayRef<float>(storage);
}

template <typename T>
static std::vector<int64_t> integers(ArrayRef<char> bytes, size_t count) {
  std::vector<int64_t> out(count);
  for (size_t i = 0; i < count; ++i) {
    T value;
    std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
    out[i] = static_cast<int64_t>(value);
  }
  return out;
}

static FailureOr<std::vector<int64_t>>
resourceInts(DenseResourceElementsAttr attr) {
  size_t count = attr.getNumElements();
  ArrayRef<char> bytes = resourceBytes(attr);
  if (bytes.empty() && count != 0)
    return failure();
  Type type = attr.getElementType();
  if (type.isUnsignedInteger(8))
    return integers<uint8_t>(bytes, count);
  if (type.isInteger(8))
    return integers<int8_t>(bytes, count);
  if (type.isInteger(32))
    return integers<int32_t>(bytes, count);
  if (type.isInteger(64))
    return integers<int64_t>(bytes, count);
  return failure();
}

FailureOr<std::vector<int64_t>> intElements(ElementsAttr attr) {
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr))
    return resourceInts(resource);
  auto dense = dyn_cast<DenseElementsAttr>(attr);
  if (!dense || !isa<IntegerType>(dense.getElementType()))
    return failure();
  bool isUnsigned = dense.getElementType().isUnsignedInteger() ||
                    dense.getElementType().isInteger(1);
  std::vector<int64_t> out;
  out.reserve(dense.getNumElements());
  for (const APInt &element : dense.getValues<APInt>())
    out.push_back(isUnsigned ? static_cast<int64_t>(element.getZExtValue())
                             : element.getSExtValue());
  return out;
}

template <typename T>
static ElementsAttr makeConstant(Type element, ArrayRef<int64_t> shape,
                                 ArrayRef<T> values, StringRef name) {
  auto type = RankedTensorType::get(shape, element);
  if (values.size() <= kInlineElements)
    return DenseElementsAttr::get(type, values);
  AsmResourceBlob blob = HeapAsmResourceBlob::allocateAndCopyInferAlign(values);
  return DenseResourceElementsAttr::get(type, name, std::move(blob));
}

ElementsAttr makeFloatConstant(MLIRContext *context, ArrayRef<int64_t> shape,
                               ArrayRef<float> values, StringRef name) {
  return makeConstant(Float32Type::get(context), shape, values, name);
}

ElementsAttr makeInt8Constant(MLIRContext *context, ArrayRef<int64_t> shape,
                              ArrayRef<int8_t> values, StringRef name) {
  return makeConstant(IntegerType::get(context, 8), shape, values, name);
}

ElementsAttr makeInt32Constant(MLIRContext *context, ArrayRef<int64_t> shape,
                               ArrayRef<int32_t> values, StringRef name) {
  return makeConstant(IntegerType::get(context, 32), shape, values, name);
}

ElementsAttr constantValue(Value value) {
  Attribute attr;
  if (!value || !matchPattern(value, m_Constant(&attr)))
    return {};
  return dyn_cast<ElementsAttr>(attr);
}

std::vector<float> transposeElements(ArrayRef<float> values,
                                     ArrayRef<int64_t> shape,
                                     ArrayRef<int64_t> perm) {
  size_t rank = shape.size();
  SmallVector<int64_t> strides(rank, 1), dims(rank), steps(rank),
      index(rank, 0);
  for (size_t i = rank; i-- > 1;)
    strides[i - 1] = strides[i] * shape[i];
  for (size_t i = 0; i < rank; ++i) {
    dims[i] = shape[perm[i]];
    steps[i] = strides[perm[i]];
  }
  std::vector<float> out;
  out.reserve(values.size());
  int64_t offset = 0;
  for (size_t n = 0; n < values.size(); ++n) {
    out.push_back(values[offset]);
    for (size_t i = rank; i-- > 0;) {
      offset += steps[i];
      if (++index[i] < dims[i])
        break;
      offset -= steps[i] * dims[i];
      index[i] = 0;
    }
  }
  return out;
}

std::vector<float> nchwToNhwc(ArrayRef<float> values, ArrayRef<int64_t> shape) {
  return transposeElements(values, shape, {0, 2, 3, 1});
}

std::vector<float> nhwcToNchw(ArrayRef<float> values, ArrayRef<int64_t> shape) {
  return transposeElements(values, {shape[0], shape[2], shape[3], shape[1]},
                           {0, 3, 1, 2});
}

} // namespace m2c
