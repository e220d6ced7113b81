// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Turns the nodes of a graph into ops, with calls of local functions inlined.
#ifndef M2C_IMPORT_NODEIMPORTER_H
#define M2C_IMPORT_NODEIMPORTER_H

#include "compiler/Import/OnnxAttributes.h"
#include "compiler/Import/OnnxFunctions.h"
#include "mlir/IR/Builders.h"

namespace m2c {

/// What the names in a graph, or in one inlined call of a function, stand for.
/// The keys point into the model.
struct Scope {
  llvm::DenseMap<llvm::StringRef, mlir::Value> values;
  llvm::DenseMap<llvm::StringRef, const pb::TypeProto *> types;
  const OpsetTable *opsets = nullptr;
  /// Of the function around; null in the graph itself.
  const AttributeScope *attributes = nullptr;
  /// Of locations: "call/" for each call around.
  std::string prefix;
};

class NodeImporter {
public:
  NodeImporter(mlir::OpBuilder &builder, const FunctionTable &functions,
               TensorLoader &tensors, ImportErrors &errors)
      : builder(builder), functions(functions),
        attributes(builder.getContext(), tensors, errors), errors(errors) {}

  /// Creates the ops of `nodes` at the builder's place and adds their outputs
  /// to `scope.values`. Reports what is wrong and goes on where that helps;
  /// failure means it did not.
  mlir::LogicalResult importNodes(const ProtoList<pb::NodeProto> &nodes,
                                  Scope &scope);

  /// The value of absent inputs, and of what could not be imported. Needs an
  /// insertion point in a block; made once, at that block's start.
  mlir::Value standIn();

private:
  mlir::LogicalResult importNode(const pb::NodeProto &node, Scope &scope);
  mlir::LogicalResult importCall(const pb::NodeProto &node,
                                 const LocalFunction &function, Scope &scope);
  void importOperator(const pb::NodeProto &node, Scope &scope);
  void importConstant(const pb::NodeProto &node, const NodeAttributes &read,
                      Scope &scope);
  mlir::LogicalResult checkCall(const pb::NodeProto &node,
                                const LocalFunction &function,
                                const NodeLabel &label);
  AttributeScope bindAttributes(const pb::NodeProto &node,
                                const LocalFunction &function,
                                const NodeLabel &label, const Scope &scope);
  std::optional<int64_t> findVersion(const pb::NodeProto &node,
                                     const NodeLabel &label,
                                     const Scope &scope);
  mlir::Value operand(llvm::StringRef name, const Scope &scope);
  mlir::Type resultType(llvm::StringRef name, const Scope &scope);
  void define(llvm::StringRef name, mlir::Value value, Scope &scope);

  mlir::OpBuilder &builder;
  const FunctionTable &functions;
  AttributeReader attributes;
  ImportErrors &errors;
  mlir::Value none;
  llvm::SmallVector<const LocalFunction *> calls; // being inlined, outer first
  size_t inlinedBytes = 0;
  llvm::StringSet<> reportedDomains;
};

} // namespace m2c

#endif // M2C_IMPORT_NODEIMPORTER_H
