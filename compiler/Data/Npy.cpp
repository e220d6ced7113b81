// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The .npy header is a Python dictionary literal; a parser for exactly the
// three keys that numpy writes reads it. Data is normalised to C order,
// little-endian.
#include "compiler/Data/Npy.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <cmath>
#include <cstring>

using namespace llvm;
using namespace m2c;

static constexpr StringLiteral npyMagic("\x93NUMPY");
static constexpr unsigned maxRank = 64; // numpy's own limit

static Error npyError(const Twine &message) {
  return make_error<StringError>(message, inconvertibleErrorCode());
}

static std::optional<NpyType> parseTypeCode(StringRef code) {
  return StringSwitch<std::optional<NpyType>>(code)
      .Case("b1", NpyType::Bool)
      .Case("i1", NpyType::Int8)
      .Case("u1", NpyType::UInt8)
      .Case("i2", NpyType::Int16)
      .Case("u2", NpyType::UInt16)
      .Case("i4", NpyType::Int32)
      .Case("u4", NpyType::UInt32)
      .Case("i8", NpyType::Int64)
      .Case("u8", NpyType::UInt64)
      .Case("f2", NpyType::Float16)
      .Case("f4", NpyType::Float32)
      .Case("f8", NpyType::Float64)
      .Default(std::nullopt);
}

static StringRef typeCode(NpyType type) {
  static constexpr StringLiteral codes[] = {"|b1", "|i1", "|u1", "<i2",
                                            "<u2", "<i4", "<u4", "<i8",
                                            "<u8", "<f2", "<f4", "<f8"};
  return codes[static_cast<unsigned>(type)];
}

namespace {
/// Parser of the header's dictionary text.
class HeaderParser {
public:
  HeaderParser(StringRef text, NpyHeader &header)
      : rest(text), header(header) {}

  Error parse() {
    if (!consume("{"))
      return malformed("a dictionary");
    while (!consume("}")) {
      if (Error error = parseEntry())
        return error;
      if (!consume(",") && !rest.starts_with("}"))
        return malformed("',' or '}'");
    }
    if (!rest.trim().empty())
      return malformed("nothing behind the dictionary");
    if (!seenType || !seenOrder || !seenShape)
      return malformed("the keys 'descr', 'fortran_order' and 'shape'");
    return Error::success();
  }

private:
  bool consume(StringRef token) {
    rest = rest.ltrim();
    if (!rest.consume_front(token))
      return false;
    rest = rest.ltrim();
    return true;
  }

  static Error malformed(const Twine &expected) {
    return npyError("malformed .npy header, expected " + expected);
  }

  std::optional<StringRef> parseString() {
    rest = rest.ltrim();
    if (rest.empty() || (rest[0] != '\'' && rest[0] != '"'))
      return std::nullopt;
    size_t end = rest.find(rest[0], 1);
    if (end == StringRef::npos)
      return std::nullopt;
    StringRef value = rest.slice(1, end);
    rest = rest.drop_front(end + 1);
    return value;
  }

  Error parseEntry() {
    std::optional<StringRef> key = parseString();
    if (!key || !consume(":"))
      return malformed("'key': value");
    bool *seen = StringSwitch<bool *>(*key)
                     .Case("descr", &seenType)
                     .Case("fortran_order", &seenOrder)
                     .Case("shape", &seenShape)
                     .Default(nullptr);
    if (!seen || *seen)
      return malformed("each of 'descr', 'fortran_order' and 'shape' once");
    *seen = true;
    if (seen == &seenType)
      return parseType();
    if (seen == &seenShape)
      return parseShape();
    header.fortranOrder = consume("True");
    if (!header.fortranOrder && !consume("False"))
      return malformed("True or False for 'fortran_order'");
    return Error::success();
  }

  Error parseType() {
    if (rest.starts_with("["))
      return npyError("unsupported structured dtype; expected an array of "
                      "bool, integers or floats");
    std::optional<StringRef> descr = parseString();
    if (!descr)
      return malformed("a string for 'descr'");
    StringRef code = *descr;
    header.bigEndian = code.consume_front(">");
    if (!header.bigEndian && !code.consume_front("<") &&
        !code.consume_front("|"))
      code.consume_front("=");
    std::optional<NpyType> type = parseTypeCode(code);
    if (!type) {
      std::string shown;
      raw_string_ostream os(shown);
      printEscapedString(descr->take_front(16), os);
      return npyError("unsupported dtype '" + shown +
                      "'; expected bool, int8 to int64, uint8 to uint64, or "
                      "float16, float32, float64");
    }
    header.dtype = *type;
    return Error::success();
  }

  Error parseShape() {
    if (!consume("("))
      return malformed("a tuple for 'shape'");
    while (!consume(")")) {
      uint64_t dim;
      if (rest.consumeInteger(10, dim) || dim > uint64_t(INT64_MAX))
        return malformed("sizes from 0 to 2^63 - 1 in 'shape'");
      rest.consume_front("L"); // written by Python 2
      if (header.shape.size() == maxRank)
        return npyError("expected at most " + Twine(maxRank) + " dimensions");
      header.shape.push_back(static_cast<int64_t>(dim));
      if (!consume(",") && !rest.starts_with(")"))
        return malformed("',' or ')' in 'shape'");
    }
    return Error::success();
  }

  StringRef rest;
  NpyHeader &header;
  bool seenType = false, seenOrder = false, seenShape = false;
};
} // namespace

Expected<NpyHeader> m2c::parseNpyHeader(StringRef file) {
  if (!file.starts_with(npyMagic))
    return npyError("not a .npy file, expected it to begin with \\x93NUMPY");
  if (file.size() < 12)
    return npyError("truncated .npy header, got " + Twine(file.size()) +
                    " bytes");
  unsigned version = static_cast<uint8_t>(file[6]);
  if (version < 1 || version > 3)
    return npyError("unsupported .npy version " + Twine(version) +
                    ", expected 1, 2 or 3");
  const char *lengthField = file.data() + 8;
  uint64_t length = version == 1 ? support::endian::read16le(lengthField)
                                 : support::endian::read32le(lengthField);
  NpyHeader header;
  header.dataOffset = (version == 1 ? 10 : 12) + length;
  if (header.dataOffset > maxNpyHeaderBytes)
    return npyError(".npy header of " + Twine(length) +
                    " bytes, expected at most 65535");
  if (header.dataOffset > file.size())
    return npyError("truncated .npy header, expected " +
                    Twine(header.dataOffset) + " bytes, got " +
                    Twine(file.size()));
  StringRef text = file.slice(header.dataOffset - length, header.dataOffset);
  if (Error error = HeaderParser(text, header).parse())
    return std::move(error);
  std::optional<uint64_t> bytes = countBytes(header.shape, header.dtype);
  if (!bytes)
    return npyError("shape " + formatShape(header.shape) +
                    " is too large for any memory");
  header.dataBytes = *bytes;
  return header;
}

static void swapElementBytes(std::vector<uint8_t> &data, unsigned size) {
  for (uint8_t *at = data.data(), *end = at + data.size(); at < end; at += size)
    std::reverse(at, at + size);
}

/// Walks the elements in C order (last index fastest) while keeping the
/// Fortran-order source offset (first index fastest).
static std::vector<uint8_t> toCOrder(ArrayRef<int64_t> shape, unsigned size,
                                     const std::vector<uint8_t> &data) {
  SmallVector<uint64_t> stride(shape.size()), index(shape.size());
  uint64_t step = size;
  for (auto [axis, dim] : enumerate(shape)) {
    stride[axis] = step;
    step *= dim;
  }
  std::vector<uint8_t> result(data.size());
  uint64_t from = 0;
  for (size_t to = 0; to < result.size(); to += size) {
    std::memcpy(&result[to], &data[from], size);
    for (size_t axis = shape.size(); axis-- > 0;) {
      from += stride[axis];
      if (++index[axis] < static_cast<uint64_t>(shape[axis]))
        break;
      from -= stride[axis] * index[axis];
      index[axis] = 0;
    }
  }
  return result;
}

Expected<NpyArray> m2c::finishNpy(const NpyHeader &header,
                                  std::vector<uint8_t> data) {
  if (data.size() != header.dataBytes)
    return npyError("expected " + Twine(header.dataBytes) +
                    " bytes of data for shape " + formatShape(header.shape) +
                    " of " + npyTypeName(header.dtype) + ", got " +
                    Twine(data.size()));
  unsigned size = npyTypeSize(header.dtype);
  if (header.bigEndian && size > 1)
    swapElementBytes(data, size);
  if (header.fortranOrder && header.shape.size() > 1 && !data.empty())
    data = toCOrder(header.shape, size, data);
  return NpyArray{header.dtype, header.shape, std::move(data)};
}

Expected<NpyArray> m2c::readNpy(StringRef file) {
  Expected<NpyHeader> header = parseNpyHeader(file);
  if (!header)
    return header.takeError();
  StringRef data = file.drop_front(header->dataOffset);
  return finishNpy(*header, std::vector<uint8_t>(data.begin(), data.end()));
}

Expected<NpyArray> m2c::readNpyFile(StringRef path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> buffer = MemoryBuffer::getFile(
      path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return npyError(path + ": " + buffer.getError().message());
  Expected<NpyArray> array = readNpy((*buffer)->getBuffer());
  if (!array)
    return npyError(path + ": " + toString(array.takeError()));
  return array;
}

void m2c::writeNpy(const NpyArray &array, raw_ostream &os) {
  std::string header;
  raw_string_ostream text(header);
  text << "{'descr': '" << typeCode(array.dtype)
       << "', 'fortran_order': False, 'shape': " << formatShape(array.shape)
       << ", }";
  // The data begins at a multiple of 64, as numpy asks for memory mapping.
  size_t padded = alignTo(10 + header.size() + 1, 64) - 10;
  header.append(padded - header.size() - 1, ' ');
  header += '\n';
  char length[2];
  support::endian::write16le(length, static_cast<uint16_t>(padded));
  os << npyMagic << '\x01' << '\0' << StringRef(length, 2) << header;
  os.write(reinterpret_cast<const char *>(array.bytes.data()),
           array.bytes.size());
}

/// Exact: every binary16 value is a binary32 value.
static float halfToFloat(uint16_t half) {
  uint32_t magnitude = half & 0x7fffu;
  float value;
  if (magnitude < 0x400u) {
    value = static_cast<float>(magnitude) * 0x1p-24f;
  } else {
    uint32_t bits = magnitude >= 0x7c00u
                        ? 0x7f800000u | (magnitude & 0x3ffu) << 13
                        : (magnitude << 13) + (112u << 23);
    value = bit_cast<float>(bits);
  }
  return half & 0x8000u ? -value : value;
}

template <typename T>
static T loadElement(const NpyArray &array, uint64_t index) {
  T value;
  std::memcpy(&value, array.bytes.data() + index * sizeof(T), sizeof(T));
  return value;
}

/// Calls `function` with a value of the C++ type of the elements; the value
/// itself means nothing.
template <typename Function>
static auto visitType(NpyType type, Function function) {
  switch (type) {
  case NpyType::Int8:
    return function(int8_t());
  case NpyType::Bool:
  case NpyType::UInt8:
    return function(uint8_t());
  case NpyType::Int16:
    return function(int16_t());
  case NpyType::UInt16:
  case NpyType::Float16:
    return function(uint16_t());
  case NpyType::Int32:
    return function(int32_t());
  case NpyType::UInt32:
    return function(uint32_t());
  case NpyType::Int64:
    return function(int64_t());
  case NpyType::UInt64:
    return function(uint64_t());
  case NpyType::Float32:
    return function(float());
  case NpyType::Float64:
    return function(double());
  }
  llvm_unreachable("unknown element type");
}

void m2c::appendAsFloat32(const NpyArray &array, uint64_t count,
                          std::vector<float> &out) {
  assert(count * npyTypeSize(array.dtype) <= array.bytes.size());
  size_t start = out.size();
  out.resize(start + count);
  float *to = out.data() + start;
  visitType(array.dtype, [&](auto kind) {
    using T = decltype(kind);
    for (uint64_t index = 0; index < count; ++index) {
      T value = loadElement<T>(array, index);
      if (array.dtype == NpyType::Float16)
        to[index] = halfToFloat(static_cast<uint16_t>(value));
      else if (array.dtype == NpyType::Bool)
        to[index] = value != T(0) ? 1.0f : 0.0f;
      else
        to[index] = static_cast<float>(value);
    }
  });
}

/// The int64 equal to `value`, or -1. 2^63 is the first value out of range.
static int64_t wholeNumber(double value) {
  bool inRange = value >= -0x1p63 && value < 0x1p63; // false for NaN
  return inRange && value == std::trunc(value) ? static_cast<int64_t>(value)
                                               : -1;
}

int64_t m2c::elementAsInt64(const NpyArray &array, uint64_t index) {
  return visitType(array.dtype, [&](auto kind) -> int64_t {
    using T = decltype(kind);
    T value = loadElement<T>(array, index);
    if constexpr (std::is_floating_point_v<T>)
      return wholeNumber(value);
    else if (array.dtype == NpyType::Float16)
      return wholeNumber(halfToFloat(static_cast<uint16_t>(value)));
    else if (array.dtype == NpyType::Bool)
      return value != 0;
    else if (std::is_same_v<T, uint64_t> &&
             static_cast<uint64_t>(value) > uint64_t(INT64_MAX))
      return -1;
    else
      return static_cast<int64_t>(value);
  });
}
