// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Attributes of ONNX nodes as MLIR attributes, by the conventions of onnx.node
// (dialects/Onnx/OnnxOps.td).
#ifndef M2C_IMPORT_ONNXATTRIBUTES_H
#define M2C_IMPORT_ONNXATTRIBUTES_H

#include "compiler/Import/ImportErrors.h"
#include "compiler/Import/OnnxTensor.h"
#include "llvm/ADT/StringSet.h"
#include <string>
#include <vector>

namespace m2c {

/// A converted attribute. `type` is its AttributeProto.AttributeType, which
/// says more than the MLIR attribute where that is a marker.
struct NodeAttribute {
  std::string name; // clean, not empty
  int type;
  mlir::Attribute value;
};
using NodeAttributes = std::vector<NodeAttribute>;

/// The attributes that a function's body may refer to. A declared attribute
/// without value is absent wherever it is referred to.
struct AttributeScope {
  llvm::StringMap<NodeAttribute> values;
  llvm::StringSet<> declared;
};

class AttributeReader {
public:
  AttributeReader(mlir::MLIRContext *context, TensorLoader &tensors,
                  ImportErrors &errors)
      : context(context), tensors(tensors), errors(errors) {}

  /// Converts `attributes`, those of the node `label`, in their order.
  /// References are replaced by what `scope` holds (null: no function around).
  /// Reports what cannot be converted, and names that occur twice, and leaves
  /// it out.
  NodeAttributes read(const ProtoList<pb::AttributeProto> &attributes,
                      const NodeLabel &label, const AttributeScope *scope);

  mlir::DictionaryAttr dictionary(const NodeAttributes &attributes);

  /// The tensor that a Constant node with these attributes stands for, whatever
  /// their form; null after reporting why there is none.
  mlir::ElementsAttr constant(const NodeAttributes &attributes,
                              const NodeLabel &label);

private:
  mlir::Attribute convert(const pb::AttributeProto &attribute, int type,
                          const NodeLabel &label);
  mlir::Attribute convertTensor(const pb::TensorProto &tensor,
                                llvm::StringRef attribute,
                                const NodeLabel &label);
  bool resolveReference(const pb::AttributeProto &attribute,
                        const NodeLabel &label, const AttributeScope *scope,
                        NodeAttribute &result);

  mlir::MLIRContext *context;
  TensorLoader &tensors;
  ImportErrors &errors;
};

} // namespace m2c

#endif // M2C_IMPORT_ONNXATTRIBUTES_H
