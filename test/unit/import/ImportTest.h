// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Base of the importer's tests: a model to fill in, a temporary folder, and the
// module or the errors that importing gives.
#ifndef M2C_TEST_UNIT_IMPORT_IMPORTTEST_H
#define M2C_TEST_UNIT_IMPORT_IMPORTTEST_H

#include "compiler/Import/OnnxImporter.h"
#include "compiler/Import/Proto.h"
#include "dialects/Onnx/Onnx.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "test/unit/Contains.h"
#include "gtest/gtest.h"

namespace m2c {

using Names = std::vector<std::string>;

class ImportTest : public testing::Test {
protected:
  ImportTest();
  ~ImportTest() override;

  /// Graph input; a dimension is a number, a symbol, or "" for neither.
  pb::ValueInfoProto *addInput(const std::string &name, const Names &dims,
                               int type = pb::TensorProto::FLOAT);
  /// Graph output without a type.
  pb::ValueInfoProto *addOutput(const std::string &name);
  pb::NodeProto *addNode(const std::string &op, const Names &inputs,
                         const Names &outputs, const std::string &name = "");
  static pb::NodeProto *addNode(pb::FunctionProto *function,
                                const std::string &op, const Names &inputs,
                                const Names &outputs,
                                const std::string &name = "");
  pb::FunctionProto *addFunction(const std::string &name, const Names &inputs,
                                 const Names &outputs,
                                 const Names &attributes = {});
  /// Initialiser without values.
  pb::TensorProto *addTensor(const std::string &name,
                             const std::vector<int64_t> &dims,
                             int type = pb::TensorProto::FLOAT);
  static pb::AttributeProto *addInt(pb::NodeProto *node,
                                    const std::string &name, int64_t value);
  static pb::AttributeProto *addReference(pb::NodeProto *node,
                                          const std::string &name,
                                          const std::string &attribute);

  std::string path(const std::string &file) const {
    return folder + "/" + file;
  }
  void write(const std::string &file, llvm::StringRef bytes) const;

  /// Writes `model` and imports it; false after errors, which go to `errors`.
  bool import();
  /// Imports the file of that name in the folder.
  bool importFile(const std::string &file);
  /// As import, for models that must fail: returns the errors, one a line, each
  /// after its location: "conv1: node 'conv1' (Conv): ...".
  std::string importErrors();
  /// As importErrors for a file whose content is `bytes`.
  std::string bytesErrors(llvm::StringRef bytes);

  /// The nodes in order: "name Op", their location and operator.
  Names nodes();
  /// The first op of that kind in order, or the one with that location.
  onnx::NodeOp node(llvm::StringRef name = "");
  onnx::ConstOp constant(llvm::StringRef name = "");
  mlir::func::FuncOp main();
  /// `onnx.name` of the arguments and of the results.
  Names argumentNames();
  Names resultNames();
  std::string text(mlir::Type type);
  std::string text(mlir::Attribute attribute);

  pb::ModelProto model;
  pb::GraphProto *graph;
  ImportOptions options;
  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::string errors;

private:
  std::string folder;
};

} // namespace m2c

#endif // M2C_TEST_UNIT_IMPORT_IMPORTTEST_H
