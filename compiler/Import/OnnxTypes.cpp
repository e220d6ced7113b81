// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Element types, shapes and the dimensions given by the user.
#include "compiler/Import/OnnxTypes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <limits>

using namespace mlir;
using namespace m2c;

/// Dimensions that an error message lists.
static constexpr size_t kMaxChoices = 20;

static constexpr int64_t kMaxElements = int64_t(1) << 40;

Type m2c::elementType(MLIRContext *context, int type) {
  auto integer = [&](unsigned bits, bool isUnsigned = false) -> Type {
    return IntegerType::get(context, bits,
                            isUnsigned ? IntegerType::Unsigned
                                       : IntegerType::Signless);
  };
  switch (type) {
  case pb::TensorProto::FLOAT:
    return Float32Type::get(context);
  case pb::TensorProto::FLOAT16:
    return Float16Type::get(context);
  case pb::TensorProto::DOUBLE:
    return Float64Type::get(context);
  case pb::TensorProto::BOOL:
    return integer(1);
  case kInt4:
    return integer(4);
  case pb::TensorProto::INT8:
    return integer(8);
  case pb::TensorProto::INT16:
    return integer(16);
  case pb::TensorProto::INT32:
    return integer(32);
  case pb::TensorProto::INT64:
    return integer(64);
  case kUint4:
    return integer(4, /*isUnsigned=*/true);
  case pb::TensorProto::UINT8:
    return integer(8, /*isUnsigned=*/true);
  case pb::TensorProto::UINT16:
    return integer(16, /*isUnsigned=*/true);
  case pb::TensorProto::UINT32:
    return integer(32, /*isUnsigned=*/true);
  case pb::TensorProto::UINT64:
    return integer(64, /*isUnsigned=*/true);
  default:
    return {};
  }
}

std::string m2c::elementTypeName(int type) {
  // Numbers above 16 are newer than the packaged protobuf classes.
  static constexpr llvm::StringLiteral names[] = {
      "undefined",      "float",      "uint8",
      "int8",           "uint16",     "int16",
      "int32",          "int64",      "string",
      "bool",           "float16",    "double",
      "uint32",         "uint64",     "complex64",
      "complex128",     "bfloat16",   "float8e4m3fn",
      "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz",
      "uint4",          "int4",       "float4e2m1",
      "float8e8m0",     "uint2",      "int2"};
  if (type >= 0 && type < static_cast<int>(std::size(names)))
    return names[type].str();
  return "number " + std::to_string(type);
}

std::optional<int64_t> m2c::countElements(ArrayRef<int64_t> shape) {
  if (shape.size() > kMaxRank)
    return std::nullopt;
  int64_t product = 1;
  for (int64_t dim : shape) {
    if (dim < 0 || (dim != 0 && product > kMaxElements / dim))
      return std::nullopt;
    product *= dim == 0 ? 1 : dim;
  }
  return llvm::is_contained(shape, 0) ? 0 : product;
}

std::string m2c::shapeText(ArrayRef<int64_t> shape) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << '[';
  llvm::interleaveComma(shape.take_front(kMaxRank), os);
  os << (shape.size() > kMaxRank ? ", ...]" : "]");
  return text;
}

RankedTensorType m2c::staticType(MLIRContext *context,
                                 const pb::TypeProto &type) {
  if (!type.has_tensor_type() || !type.tensor_type().has_shape())
    return {};
  Type element = elementType(context, type.tensor_type().elem_type());
  SmallVector<int64_t> shape;
  for (const auto &dim : type.tensor_type().shape().dim()) {
    // Some exporters write 0 or -1 for "unknown".
    if (!dim.has_dim_value() || dim.dim_value() <= 0)
      return {};
    shape.push_back(dim.dim_value());
  }
  if (!element || !countElements(shape))
    return {};
  return RankedTensorType::get(shape, element);
}

void InputShapes::checkGiven() {
  llvm::StringSet<> seen;
  for (const auto &[name, size] : given) {
    std::string flag = "--dim " + name;
    if (size < 1 || size > std::numeric_limits<int32_t>::max())
      errors.reportFile(flag + ": expected a size of 1 to 2147483647, got " +
                        Twine(size));
    if (!seen.insert(name).second)
      errors.reportFile(flag + ": expected one size, got several");
  }
}

std::optional<int64_t> InputShapes::lookup(StringRef name) {
  if (known.size() < kMaxChoices && !llvm::is_contained(known, name))
    known.push_back(name.str());
  for (const auto &[givenName, size] : given) {
    if (givenName != name)
      continue;
    used.insert(name);
    return size;
  }
  return std::nullopt;
}

std::optional<int64_t>
InputShapes::dimension(StringRef input, unsigned axis,
                       const pb::TensorShapeProto::Dimension &dim) {
  if (dim.has_dim_value() && dim.dim_value() > 0)
    return dim.dim_value();
  std::string place = llvm::formatv("{0}:{1}", cleanName(input), axis);
  std::string symbol = cleanName(dim.dim_param());
  std::optional<int64_t> size;
  // The symbol first: it is the name to offer. The place overrides it.
  if (!symbol.empty())
    size = lookup(symbol);
  if (symbol.empty() ||
      llvm::is_contained(llvm::make_first_range(given), place))
    size = lookup(place);
  if (size || axis == 0)
    return size.value_or(1);
  errors.report(
      input,
      "input " + quoteName(input) + ": dimension " + Twine(axis) +
          (symbol.empty() ? std::string() : " (" + quoteName(symbol) + ")") +
          " is not known; give it with --dim " +
          (symbol.empty() ? place : symbol) + "=N");
  return std::nullopt;
}

RankedTensorType InputShapes::resolve(const pb::ValueInfoProto &input) {
  auto fail = [&](const Twine &message) {
    errors.report(input.name(),
                  "input " + quoteName(input.name()) + ": " + message);
    return RankedTensorType();
  };
  if (!input.type().has_tensor_type())
    return fail("expected a tensor, got a sequence, map, optional, sparse or "
                "missing type");
  const pb::TypeProto::Tensor &tensor = input.type().tensor_type();
  Type element = elementType(context, tensor.elem_type());
  if (!element)
    return fail("unsupported element type " +
                elementTypeName(tensor.elem_type()) + "; expected " +
                kKnownElementTypes);
  if (!tensor.has_shape())
    return fail("expected a shape, got none; export the model with the shape "
                "of its inputs");
  if (static_cast<size_t>(tensor.shape().dim_size()) > kMaxRank)
    return fail("expected at most " + Twine(kMaxRank) + " dimensions, got " +
                Twine(tensor.shape().dim_size()));
  SmallVector<int64_t> shape;
  for (const auto &[axis, dim] : llvm::enumerate(tensor.shape().dim()))
    if (std::optional<int64_t> size = dimension(input.name(), axis, dim))
      shape.push_back(*size);
  if (shape.size() != static_cast<size_t>(tensor.shape().dim_size()))
    return {};
  if (!countElements(shape))
    return fail("shape " + shapeText(shape) + " is too large for any memory");
  return RankedTensorType::get(shape, element);
}

void InputShapes::checkAllUsed() {
  for (const auto &[name, size] : given) {
    if (used.contains(name))
      continue;
    errors.reportFile(
        "--dim " + name + ": no input of the model has this dimension; " +
        (known.empty() ? std::string("all its dimensions are known")
                       : "expected one of " + quoteNames(known)));
  }
}
