// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The local functions of a model file, and the fields of ONNX that are newer
// than the packaged protobuf classes.
#ifndef M2C_IMPORT_ONNXFUNCTIONS_H
#define M2C_IMPORT_ONNXFUNCTIONS_H

#include "compiler/Import/ImportErrors.h"
#include "llvm/ADT/StringMap.h"
#include <map>
#include <optional>

namespace m2c {

/// The empty domain's other name is "ai.onnx"; everything else stays.
inline llvm::StringRef normalDomain(llvm::StringRef domain) {
  return domain == "ai.onnx" ? "" : domain;
}

/// Opset version by normal domain.
class OpsetTable {
public:
  /// Reports a domain with two versions. `name`: the function, or empty for the
  /// model itself.
  void add(const ProtoList<pb::OperatorSetIdProto> &imports,
           llvm::StringRef name, ImportErrors &errors);
  std::optional<int64_t> lookup(llvm::StringRef domain) const;
  const std::map<std::string, int64_t> &all() const { return versions; }

private:
  std::map<std::string, int64_t> versions;
};

struct LocalFunction {
  const pb::FunctionProto *proto = nullptr;
  OpsetTable opsets;
  /// Default values of attributes (field attribute_proto).
  ProtoList<pb::AttributeProto> defaults;
  /// What a call costs: the text of the body and of the interface, without the
  /// tensors, which are converted once only.
  size_t bytes = 0;
};

class FunctionTable {
public:
  /// Reports functions that are there twice.
  FunctionTable(const pb::ModelProto &model, ImportErrors &errors);

  /// The function that the node calls, or null.
  const LocalFunction *lookup(const pb::NodeProto &node) const;

private:
  llvm::StringMap<LocalFunction> functions; // by domain, name and overload
};

} // namespace m2c

#endif // M2C_IMPORT_ONNXFUNCTIONS_H
