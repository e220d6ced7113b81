// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Local functions by name. Fields that ONNX gained in IR versions 9 and 10 are
// read by number, so that old and new protobuf classes both do.
#include "compiler/Import/OnnxFunctions.h"
#include "llvm/Support/FormatVariadic.h"
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

using namespace mlir;
using namespace m2c;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::UnknownField;

// onnx.proto of ONNX 1.16 and later.
static constexpr int kNodeOverload = 8;
static constexpr int kFunctionDefaults = 11;
static constexpr int kFunctionOverload = 13;

/// The values of the string or message field `number`, serialised; whether or
/// not the protobuf classes know the field.
static std::vector<std::string> readField(const Message &message, int number) {
  std::vector<std::string> values;
  const google::protobuf::Reflection *reflection = message.GetReflection();
  if (const FieldDescriptor *field =
          message.GetDescriptor()->FindFieldByNumber(number)) {
    if (field->is_repeated())
      for (int i = 0, e = reflection->FieldSize(message, field); i < e; ++i)
        values.push_back(reflection->GetRepeatedMessage(message, field, i)
                             .SerializeAsString());
    else
      values.push_back(reflection->GetString(message, field));
    return values;
  }
  const google::protobuf::UnknownFieldSet &unknown =
      reflection->GetUnknownFields(message);
  for (int i = 0, e = unknown.field_count(); i < e; ++i)
    if (unknown.field(i).number() == number &&
        unknown.field(i).type() == UnknownField::TYPE_LENGTH_DELIMITED)
      values.push_back(unknown.field(i).length_delimited());
  return values;
}

static std::string readString(const Message &message, int number) {
  std::vector<std::string> values = readField(message, number);
  return values.empty() ? std::string() : values.back();
}

void OpsetTable::add(const ProtoList<pb::OperatorSetIdProto> &imports,
                     StringRef name, ImportErrors &errors) {
  for (const pb::OperatorSetIdProto &opset : imports) {
    auto [entry, isNew] = versions.try_emplace(
        normalDomain(opset.domain()).str(), opset.version());
    if (isNew || entry->second == opset.version())
      continue;
    std::string message = llvm::formatv(
        "expected one opset version of domain {0}, got {1} and {2}",
        quoteName(opset.domain()), entry->second, opset.version());
    if (name.empty())
      errors.reportFile(message);
    else
      errors.report(name, "function " + quoteName(name) + ": " + message);
  }
}

std::optional<int64_t> OpsetTable::lookup(StringRef domain) const {
  auto found = versions.find(normalDomain(domain).str());
  if (found == versions.end())
    return std::nullopt;
  return found->second;
}

static std::string functionKey(StringRef domain, StringRef name,
                               StringRef overload) {
  return (normalDomain(domain) + Twine('\0') + name + Twine('\0') + overload)
      .str();
}

static size_t namesBytes(const ProtoList<std::string> &names) {
  size_t bytes = 0;
  for (const std::string &name : names)
    bytes += 8 + name.size();
  return bytes;
}

static size_t attributesBytes(const ProtoList<pb::AttributeProto> &attributes) {
  size_t bytes = 0;
  for (const pb::AttributeProto &attribute : attributes)
    bytes += 16 + (attribute.has_t() || attribute.tensors_size() != 0
                       ? attribute.name().size()
                       : attribute.ByteSizeLong());
  return bytes;
}

static size_t callBytes(const LocalFunction &function) {
  const pb::FunctionProto &proto = *function.proto;
  size_t bytes = namesBytes(proto.input()) + namesBytes(proto.output()) +
                 namesBytes(proto.attribute()) +
                 attributesBytes(function.defaults);
  for (const pb::NodeProto &node : proto.node())
    bytes += 16 + node.name().size() + node.op_type().size() +
             namesBytes(node.input()) + namesBytes(node.output()) +
             attributesBytes(node.attribute());
  return bytes;
}

FunctionTable::FunctionTable(const pb::ModelProto &model,
                             ImportErrors &errors) {
  for (const pb::FunctionProto &proto : model.functions()) {
    std::string label = "function " + quoteName(proto.name());
    auto [entry, isNew] = functions.try_emplace(functionKey(
        proto.domain(), proto.name(), readString(proto, kFunctionOverload)));
    if (!isNew) {
      errors.report(proto.name(), label + " of domain " +
                                      quoteName(proto.domain()) +
                                      " is defined twice");
      continue;
    }
    LocalFunction &function = entry->second;
    function.proto = &proto;
    function.opsets.add(proto.opset_import(), proto.name(), errors);
    for (const std::string &bytes : readField(proto, kFunctionDefaults))
      if (!function.defaults.Add()->ParseFromString(bytes))
        errors.report(proto.name(),
                      label + ": the default of an attribute is damaged");
    function.bytes = callBytes(function);
  }
}

const LocalFunction *FunctionTable::lookup(const pb::NodeProto &node) const {
  if (functions.empty())
    return nullptr;
  auto found = functions.find(functionKey(node.domain(), node.op_type(),
                                          readString(node, kNodeOverload)));
  return found == functions.end() ? nullptr : &found->second;
}
