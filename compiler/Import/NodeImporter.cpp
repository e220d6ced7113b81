// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Nodes to ops. Inlining is where a small file could ask for endless work: its
// depth and its total size are limited.
#include "compiler/Import/NodeImporter.h"
#include "compiler/Import/NodeOrder.h"
#include "compiler/Import/OnnxReader.h"
#include "compiler/Import/OnnxTypes.h"
#include "dialects/Onnx/Onnx.h"

using namespace mlir;
using namespace m2c;

static constexpr size_t kMaxCallDepth = 64;

/// Text of all inlined bodies together (LocalFunction::bytes).
static constexpr size_t kMaxInlinedBytes = size_t(64) << 20;

/// A list of names without the absent ones at its end.
static int presentNames(const ProtoList<std::string> &names) {
  int count = names.size();
  while (count > 0 && names[count - 1].empty())
    --count;
  return count;
}

Value NodeImporter::standIn() {
  if (!none) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(builder.getInsertionBlock());
    none = m2c::onnx::NoneOp::create(builder, builder.getUnknownLoc(),
                                     builder.getNoneType());
  }
  return none;
}

Value NodeImporter::operand(StringRef name, const Scope &scope) {
  // An undefined name was reported when the nodes were put in order.
  Value value = name.empty() ? Value() : scope.values.lookup(name);
  return value ? value : standIn();
}

Type NodeImporter::resultType(StringRef name, const Scope &scope) {
  const pb::TypeProto *stated = scope.types.lookup(name);
  RankedTensorType type =
      stated ? staticType(builder.getContext(), *stated) : RankedTensorType();
  return type ? Type(type) : m2c::onnx::ValueType::get(builder.getContext());
}

void NodeImporter::define(StringRef name, Value value, Scope &scope) {
  if (!name.empty())
    scope.values.try_emplace(name, value);
}

std::optional<int64_t> NodeImporter::findVersion(const pb::NodeProto &node,
                                                 const NodeLabel &label,
                                                 const Scope &scope) {
  StringRef domain = normalDomain(node.domain());
  std::optional<int64_t> version = scope.opsets->lookup(domain);
  if (!version) {
    if (reportedDomains.insert(domain).second)
      errors.report(label, "expected domain " +
                               quoteName(domain.empty() ? "ai.onnx" : domain) +
                               " in opset_import, which does not list it");
    return std::nullopt;
  }
  // The model's own import was checked by the reader, a function's was not.
  if (domain.empty() && (*version < kOldestOpset || *version > kNewestOpset)) {
    if (reportedDomains.insert(domain).second)
      errors.report(label, "expected ai.onnx opset " + Twine(kOldestOpset) +
                               " to " + Twine(kNewestOpset) +
                               " in its function, got " + Twine(*version));
    return std::nullopt;
  }
  return version;
}

void NodeImporter::importConstant(const pb::NodeProto &node,
                                  const NodeAttributes &read, Scope &scope) {
  NodeLabel label(node, scope.prefix);
  if (node.output_size() != 1 || node.input_size() != 0) {
    errors.report(label, "expected one output and no input, got " +
                             Twine(node.output_size()) + " and " +
                             Twine(node.input_size()));
    return;
  }
  if (ElementsAttr value = attributes.constant(read, label))
    define(node.output(0),
           m2c::onnx::ConstOp::create(
               builder, nameLocation(builder.getContext(), label.name()),
               value.getShapedType(), value),
           scope);
}

void NodeImporter::importOperator(const pb::NodeProto &node, Scope &scope) {
  NodeLabel label(node, scope.prefix);
  if (node.op_type().empty())
    return errors.report(label, "expected an operator name, got none");
  std::optional<int64_t> version = findVersion(node, label, scope);
  NodeAttributes read =
      attributes.read(node.attribute(), label, scope.attributes);
  StringRef domain = normalDomain(node.domain());
  if (!version)
    return;
  if (domain.empty() && node.op_type() == "Constant")
    return importConstant(node, read, scope);

  SmallVector<Value> operands;
  for (int i = 0, e = presentNames(node.input()); i < e; ++i)
    operands.push_back(operand(node.input(i), scope));
  SmallVector<Type> types;
  for (int i = 0, e = presentNames(node.output()); i < e; ++i)
    types.push_back(resultType(node.output(i), scope));
  auto op = m2c::onnx::NodeOp::create(
      builder, nameLocation(builder.getContext(), label.name()), types,
      builder.getStringAttr(cleanName(node.op_type())),
      builder.getStringAttr(cleanName(domain)),
      builder.getI64IntegerAttr(*version), attributes.dictionary(read),
      operands);
  for (auto [value, name] : llvm::zip_first(op.getOutputs(), node.output()))
    define(name, value, scope);
}

LogicalResult NodeImporter::checkCall(const pb::NodeProto &node,
                                      const LocalFunction &function,
                                      const NodeLabel &label) {
  const pb::FunctionProto &proto = *function.proto;
  std::string name = "function " + quoteName(proto.name());
  if (llvm::is_contained(calls, &function)) {
    std::string path;
    for (const LocalFunction *call :
         ArrayRef(calls).drop_until([&](auto *f) { return f == &function; }))
      path += quoteName(call->proto->name()) + " -> ";
    errors.report(label,
                  name + " calls itself: " + path + quoteName(proto.name()));
    return failure();
  }
  if (calls.size() >= kMaxCallDepth) {
    errors.report(label, "expected functions nested at most " +
                             Twine(kMaxCallDepth) + " deep, got more");
    return failure();
  }
  if (presentNames(node.input()) > proto.input_size() ||
      presentNames(node.output()) > proto.output_size()) {
    errors.report(label, name + " has " + Twine(proto.input_size()) +
                             " inputs and " + Twine(proto.output_size()) +
                             " outputs, got " + Twine(node.input_size()) +
                             " and " + Twine(node.output_size()));
    return failure();
  }
  inlinedBytes += function.bytes;
  if (inlinedBytes > kMaxInlinedBytes) {
    errors.report(label, "expected a model of at most about a million nodes "
                         "after inlining its functions, got more");
    return failure();
  }
  return success();
}

AttributeScope NodeImporter::bindAttributes(const pb::NodeProto &node,
                                            const LocalFunction &function,
                                            const NodeLabel &label,
                                            const Scope &scope) {
  AttributeScope bound;
  for (const std::string &name : function.proto->attribute())
    bound.declared.insert(name);
  // The call first: it goes before the defaults.
  for (NodeAttribute &read :
       attributes.read(node.attribute(), label, scope.attributes))
    bound.values.try_emplace(read.name, read);
  for (NodeAttribute &read :
       attributes.read(function.defaults, label, nullptr)) {
    bound.declared.insert(read.name);
    bound.values.try_emplace(read.name, read);
  }
  return bound;
}

LogicalResult NodeImporter::importCall(const pb::NodeProto &node,
                                       const LocalFunction &function,
                                       Scope &scope) {
  const pb::FunctionProto &proto = *function.proto;
  NodeLabel label(node, scope.prefix);
  if (failed(checkCall(node, function, label)))
    return failure();
  AttributeScope bound = bindAttributes(node, function, label, scope);
  Scope inner;
  inner.opsets = &function.opsets;
  inner.attributes = &bound;
  inner.prefix = label.name().substr(0, 500) + "/";
  for (int i = 0, e = proto.input_size(); i < e; ++i)
    if (!inner.values
             .try_emplace(proto.input(i), i < node.input_size()
                                              ? operand(node.input(i), scope)
                                              : standIn())
             .second)
      errors.report(label, "function " + quoteName(proto.name()) +
                               " has two inputs " + quoteName(proto.input(i)));
  calls.push_back(&function);
  LogicalResult result = importNodes(proto.node(), inner);
  calls.pop_back();
  if (failed(result))
    return failure();

  for (int i = 0, e = presentNames(node.output()); i < e; ++i) {
    Value value = inner.values.lookup(proto.output(i));
    if (!value && !node.output(i).empty())
      errors.report(label, "function " + quoteName(proto.name()) + ": output " +
                               quoteName(proto.output(i)) +
                               " is not defined by any input or node");
    if (!value)
      value = standIn();
    // The graph may state what the function's body cannot.
    if (isa<m2c::onnx::ValueType>(value.getType()))
      value.setType(resultType(node.output(i), scope));
    define(node.output(i), value, scope);
  }
  return success();
}

LogicalResult NodeImporter::importNode(const pb::NodeProto &node,
                                       Scope &scope) {
  if (errors.full())
    return failure();
  if (const LocalFunction *function = functions.lookup(node))
    return importCall(node, *function, scope);
  importOperator(node, scope);
  // So that what follows finds every name, also after an error.
  if (errors.any())
    for (const std::string &output : node.output())
      define(output, standIn(), scope);
  return success();
}

LogicalResult NodeImporter::importNodes(const ProtoList<pb::NodeProto> &nodes,
                                        Scope &scope) {
  auto isDefined = [&](StringRef name) { return scope.values.contains(name); };
  FailureOr<std::vector<int>> order =
      orderNodes(nodes, isDefined, scope.prefix, errors);
  if (failed(order))
    return failure();
  for (int index : *order)
    if (failed(importNode(nodes[index], scope)))
      return failure();
  return success();
}
