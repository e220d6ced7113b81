// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// AttributeProto to Attribute, references to function attributes included, and
// the forms of Constant.
#include "compiler/Import/OnnxAttributes.h"
#include "compiler/Import/OnnxImporter.h"
#include "dialects/Support/Constants.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace m2c;
using pb::AttributeProto;

/// The declared type; by the field in use for files of IR version 1, which had
/// no declaration.
static int attributeType(const AttributeProto &attribute) {
  if (attribute.type() != AttributeProto::UNDEFINED)
    return attribute.type();
  struct Field {
    bool isUsed;
    int type;
  };
  const Field fields[] = {
      {attribute.has_f(), AttributeProto::FLOAT},
      {attribute.has_i(), AttributeProto::INT},
      {attribute.has_s(), AttributeProto::STRING},
      {attribute.has_t(), AttributeProto::TENSOR},
      {attribute.has_g(), AttributeProto::GRAPH},
      {attribute.floats_size() != 0, AttributeProto::FLOATS},
      {attribute.ints_size() != 0, AttributeProto::INTS},
      {attribute.strings_size() != 0, AttributeProto::STRINGS},
      {attribute.tensors_size() != 0, AttributeProto::TENSORS},
      {attribute.graphs_size() != 0, AttributeProto::GRAPHS}};
  for (const Field &field : fields)
    if (field.isUsed)
      return field.type;
  return AttributeProto::UNDEFINED;
}

Attribute AttributeReader::convertTensor(const pb::TensorProto &tensor,
                                         StringRef attribute,
                                         const NodeLabel &label) {
  llvm::Expected<ElementsAttr> elements = tensors.load(
      tensor, tensor.name().empty() ? label.name() : tensor.name());
  if (elements)
    return *elements;
  errors.report(label, "attribute " + quoteName(attribute) + ": " +
                           llvm::toString(elements.takeError()));
  return {};
}

Attribute AttributeReader::convert(const AttributeProto &attribute, int type,
                                   const NodeLabel &label) {
  Builder builder(context);
  SmallVector<Attribute> elements;
  switch (type) {
  case AttributeProto::FLOAT:
    return builder.getF32FloatAttr(attribute.f());
  case AttributeProto::INT:
    return builder.getI64IntegerAttr(attribute.i());
  case AttributeProto::STRING:
    return builder.getStringAttr(attribute.s());
  case AttributeProto::TENSOR:
    return convertTensor(attribute.t(), attribute.name(), label);
  case AttributeProto::FLOATS:
    return builder.getDenseF32ArrayAttr(
        {attribute.floats().data(), size_t(attribute.floats_size())});
  case AttributeProto::INTS:
    return builder.getDenseI64ArrayAttr(
        {attribute.ints().data(), size_t(attribute.ints_size())});
  case AttributeProto::STRINGS:
    for (const std::string &text : attribute.strings())
      elements.push_back(builder.getStringAttr(text));
    return builder.getArrayAttr(elements);
  case AttributeProto::TENSORS:
    for (const pb::TensorProto &tensor : attribute.tensors()) {
      elements.push_back(convertTensor(tensor, attribute.name(), label));
      if (!elements.back())
        return {};
    }
    return builder.getArrayAttr(elements);
  case AttributeProto::GRAPH:
  case AttributeProto::GRAPHS:
    return builder.getStringAttr(kGraphMarker);
  case AttributeProto::SPARSE_TENSOR:
  case AttributeProto::SPARSE_TENSORS:
    return builder.getStringAttr(kSparseMarker);
  case AttributeProto::TYPE_PROTO:
  case AttributeProto::TYPE_PROTOS:
    return builder.getStringAttr(kTypeMarker);
  default:
    errors.report(label, "attribute " + quoteName(attribute.name()) +
                             " has no value of a known type");
    return {};
  }
}

/// False: the attribute is absent, or its reference was reported.
bool AttributeReader::resolveReference(const AttributeProto &attribute,
                                       const NodeLabel &label,
                                       const AttributeScope *scope,
                                       NodeAttribute &result) {
  const std::string &name = attribute.ref_attr_name();
  if (!scope || !scope->declared.contains(name)) {
    errors.report(label,
                  "attribute " + quoteName(attribute.name()) + " refers to " +
                      quoteName(name) + ", " +
                      (scope ? "which its function does not declare"
                             : "but there is no function around the node"));
    return false;
  }
  auto found = scope->values.find(name);
  if (found == scope->values.end())
    return false;
  const NodeAttribute &actual = found->second;
  if (attribute.type() != AttributeProto::UNDEFINED &&
      attribute.type() != actual.type) {
    errors.report(label,
                  "attribute " + quoteName(attribute.name()) +
                      ": expected a value of type " +
                      AttributeProto::AttributeType_Name(attribute.type()) +
                      " for " + quoteName(name) + ", got one of another type");
    return false;
  }
  result.type = actual.type;
  result.value = actual.value;
  return true;
}

NodeAttributes
AttributeReader::read(const ProtoList<AttributeProto> &attributes,
                      const NodeLabel &label, const AttributeScope *scope) {
  NodeAttributes result;
  llvm::StringSet<> names;
  for (const AttributeProto &attribute : attributes) {
    NodeAttribute read{
        cleanName(attribute.name()), attributeType(attribute), {}};
    if (read.name.empty()) {
      errors.report(label, "expected a name for each attribute, got an empty "
                           "one");
      continue;
    }
    if (!names.insert(read.name).second) {
      errors.report(label,
                    "attribute " + quoteName(read.name) + " is given twice");
      continue;
    }
    if (!attribute.ref_attr_name().empty()) {
      if (!resolveReference(attribute, label, scope, read))
        continue;
    } else {
      read.value = convert(attribute, read.type, label);
    }
    if (read.value)
      result.push_back(std::move(read));
  }
  return result;
}

DictionaryAttr AttributeReader::dictionary(const NodeAttributes &attributes) {
  SmallVector<NamedAttribute> entries;
  for (const NodeAttribute &attribute : attributes)
    entries.emplace_back(StringAttr::get(context, attribute.name),
                         attribute.value);
  return DictionaryAttr::get(context, entries);
}

ElementsAttr AttributeReader::constant(const NodeAttributes &attributes,
                                       const NodeLabel &label) {
  if (attributes.size() != 1) {
    if (!errors.any()) // else the attribute may be missing because of an error
      errors.report(label, "expected exactly one of value, value_float, "
                           "value_floats, value_int and value_ints, got " +
                               Twine(attributes.size()) + " attributes");
    return {};
  }
  const NodeAttribute &attribute = attributes.front();
  Builder builder(context);
  auto type = [](ArrayRef<int64_t> shape, Type element) {
    return RankedTensorType::get(shape, element);
  };
  if (attribute.name == "value")
    if (auto value = dyn_cast<ElementsAttr>(attribute.value);
        value && attribute.type == AttributeProto::TENSOR)
      return value;
  if (attribute.name == "value_float")
    if (auto value = dyn_cast<FloatAttr>(attribute.value))
      return DenseElementsAttr::get(type({}, builder.getF32Type()),
                                    value.getValue());
  if (attribute.name == "value_int")
    if (auto value = dyn_cast<IntegerAttr>(attribute.value))
      return DenseElementsAttr::get(type({}, builder.getI64Type()),
                                    value.getValue());
  if (attribute.name == "value_floats")
    if (auto values = dyn_cast<DenseF32ArrayAttr>(attribute.value))
      return makeFloatConstant(context, {values.size()}, values.asArrayRef(),
                               StringRef(label.name()).take_front(200));
  if (attribute.name == "value_ints")
    if (auto values = dyn_cast<DenseI64ArrayAttr>(attribute.value))
      return DenseElementsAttr::get(type({values.size()}, builder.getI64Type()),
                                    values.asArrayRef());
  errors.report(label, "attribute " + quoteName(attribute.name) +
                           " is not supported; expected value, value_float, "
                           "value_floats, value_int or value_ints");
  return {};
}
