// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Attributes, inputs and errors of one ONNX node.
#include "compiler/Support/Text.h"
#include "passes/Convert/OnnxToNn/OnnxToNn.h"

using namespace mlir;

namespace m2c::convert {

InFlightDiagnostic NodeContext::error() const {
  std::string name = "<unnamed>";
  if (auto named = dyn_cast<NameLoc>(loc()))
    name = named.getName().str();
  return emitError(loc()) << "node " << quoteName(name) << " ("
                          << node.getOpType().str() << "): ";
}

FailureOr<int64_t> NodeContext::intAttr(StringRef name,
                                        int64_t fallback) const {
  Attribute attr = node.getAttrs().get(name);
  if (!attr)
    return fallback;
  auto value = dyn_cast<IntegerAttr>(attr);
  if (!value)
    return error() << "expected an integer attribute '" << name << "'";
  return value.getInt();
}

FailureOr<float> NodeContext::floatAttr(StringRef name, float fallback) const {
  Attribute attr = node.getAttrs().get(name);
  if (!attr)
    return fallback;
  auto value = dyn_cast<FloatAttr>(attr);
  if (!value)
    return error() << "expected a float attribute '" << name << "'";
  return static_cast<float>(value.getValueAsDouble());
}

FailureOr<std::vector<int64_t>>
NodeContext::intsAttr(StringRef name, ArrayRef<int64_t> fallback) const {
  Attribute attr = node.getAttrs().get(name);
  if (!attr)
    return std::vector<int64_t>(fallback.begin(), fallback.end());
  auto value = dyn_cast<DenseI64ArrayAttr>(attr);
  if (!value)
    return error() << "expected a list of integers as attribute '" << name
                   << "'";
  return std::vector<int64_t>(value.asArrayRef().begin(),
                              value.asArrayRef().end());
}

FailureOr<std::vector<float>> NodeContext::floatsAttr(StringRef name) const {
  auto value = dyn_cast_or_null<DenseF32ArrayAttr>(node.getAttrs().get(name));
  if (!value)
    return error() << "expected a list of floats as attribute '" << name << "'";
  return std::vector<float>(value.asArrayRef().begin(),
                            value.asArrayRef().end());
}

FailureOr<std::string> NodeContext::stringAttr(StringRef name,
                                               StringRef fallback) const {
  Attribute attr = node.getAttrs().get(name);
  if (!attr)
    return fallback.str();
  auto value = dyn_cast<StringAttr>(attr);
  if (!value)
    return error() << "expected a string attribute '" << name << "'";
  return value.str();
}

FailureOr<Value> NodeContext::tensor(unsigned index) const {
  if (!has(index))
    return error() << "expected input " << index << ", got none";
  if (!inputs[index].tensor)
    return error() << "expected a float tensor as input " << index
                   << ", got an integer one; only "
                   << "float tensors are computed at run time";
  return inputs[index].tensor;
}

FailureOr<std::vector<int64_t>> NodeContext::ints(unsigned index,
                                                  StringRef what) const {
  if (!has(index) || !inputs[index].ints)
    return error() << "expected " << what << " (input " << index
                   << ") to be an integer constant; "
                   << "values computed at run time are not supported there";
  return *inputs[index].ints;
}

FailureOr<std::vector<float>> NodeContext::floats(unsigned index,
                                                  StringRef what) const {
  ElementsAttr attr =
      has(index) ? constantValue(inputs[index].tensor) : ElementsAttr();
  if (!attr)
    return error() << "expected " << what << " (input " << index
                   << ") to be a float constant; "
                   << "values computed at run time are not supported there";
  FailureOr<std::vector<float>> values = floatElements(attr);
  if (failed(values))
    return error() << "expected the values of " << what
                   << ", got a tensor without data";
  return values;
}

void NodeContext::setTensor(unsigned index, Value value) {
  outputs[index].tensor = value;
  outputs[index].shape = SmallVector<int64_t>(shapeOf(value));
}

void NodeContext::setInts(unsigned index, std::vector<int64_t> values,
                          ArrayRef<int64_t> shape) {
  outputs[index].ints = std::move(values);
  outputs[index].shape = SmallVector<int64_t>(shape);
}

FailureOr<Value> NodeContext::transpose(Value value, ArrayRef<int64_t> perm) {
  return create<nn::TransposeOp>(value, {named("perm", perm)});
}

Value NodeContext::reshape(Value value, ArrayRef<int64_t> shape) {
  if (shapeOf(value) == shape)
    return value;
  return nn::ReshapeOp::create(
      builder, loc(),
      RankedTensorType::get(shape, getElementTypeOrSelf(value.getType())),
      value);
}

Value NodeContext::constant(ArrayRef<int64_t> shape, ArrayRef<float> values,
                            StringRef name) {
  return nn::ConstantOp::create(
      builder, loc(),
      makeFloatConstant(builder.getContext(), shape, values, name));
}

FailureOr<int64_t> NodeContext::normalizeAxis(int64_t axis,
                                              int64_t rank) const {
  if (axis < -rank || axis >= rank)
    return error() << "expected an axis in [" << -rank << ", " << rank
                   << "), got " << axis;
  return axis < 0 ? axis + rank : axis;
}

Converter Registry::find(StringRef op, int64_t version) const {
  auto it = entries.find(op);
  if (it == entries.end())
    return nullptr;
  Converter found = nullptr;
  for (auto [since, converter] : it->second)
    if (since <= version)
      found = converter;
  return found;
}

} // namespace m2c::convert
