// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Builds the module: arguments and initialisers, then the nodes, then results.
// What goes wrong is collected, with a stand-in value where one is missing.
#include "compiler/Import/OnnxImporter.h"
#include "compiler/Import/NodeImporter.h"
#include "compiler/Import/OnnxReader.h"
#include "compiler/Import/OnnxTypes.h"
#include "dialects/Onnx/Onnx.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Verifier.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace m2c;

namespace {
class ModelImporter {
public:
  ModelImporter(MLIRContext *context, const OnnxFile &file,
                const ImportOptions &options)
      : file(file), graph(file.model->graph()), builder(context),
        errors(context, file.path), tensors(context, file.path),
        shapes(context, options.dims, errors), functions(*file.model, errors),
        nodes(builder, functions, tensors, errors) {}

  FailureOr<OwningOpRef<ModuleOp>> run();

private:
  void importInputs();
  void importInitializers();
  void collectTypes();
  void importOutputs();
  void setModelAttribute();
  DictionaryAttr nameAttribute(StringRef name);

  const OnnxFile &file;
  const pb::GraphProto &graph;
  OpBuilder builder;
  ImportErrors errors;
  TensorLoader tensors;
  InputShapes shapes;
  FunctionTable functions;
  NodeImporter nodes;
  OpsetTable opsets;
  Scope scope;
  OwningOpRef<ModuleOp> module;
  func::FuncOp main;
};
} // namespace

DictionaryAttr ModelImporter::nameAttribute(StringRef name) {
  return builder.getDictionaryAttr(builder.getNamedAttr(
      m2c::onnx::kNameAttr, builder.getStringAttr(cleanName(name))));
}

/// Arguments for the inputs that no initialiser gives a value.
void ModelImporter::importInputs() {
  llvm::DenseSet<StringRef> initialized;
  for (const pb::TensorProto &tensor : graph.initializer())
    if (!tensor.name().empty())
      initialized.insert(tensor.name());
  shapes.checkGiven();
  llvm::StringSet<> names;
  SmallVector<Type> types;
  SmallVector<DictionaryAttr> attributes;
  SmallVector<StringRef> arguments;
  for (const pb::ValueInfoProto &input : graph.input()) {
    if (initialized.contains(input.name()))
      continue;
    if (input.name().empty() || !names.insert(cleanName(input.name())).second) {
      errors.report(
          input.name(),
          "input " + quoteName(input.name()) +
              ": expected a name of its own, got " +
              (input.name().empty() ? "none" : "that of another input"));
      continue;
    }
    Type type = shapes.resolve(input);
    types.push_back(type ? type : builder.getNoneType());
    attributes.push_back(nameAttribute(input.name()));
    arguments.push_back(input.name());
  }
  shapes.checkAllUsed();

  main = func::FuncOp::create(builder, module->getLoc(), "main",
                              builder.getFunctionType(types, {}));
  main.setAllArgAttrs(attributes);
  Block *entry = main.addEntryBlock();
  for (auto [name, argument] :
       llvm::zip_equal(arguments, entry->getArguments())) {
    scope.values[name] = argument;
    argument.setLoc(nameLocation(builder.getContext(), name));
  }
  builder.setInsertionPointToStart(entry);
}

void ModelImporter::importInitializers() {
  for (const pb::TensorProto &tensor : graph.initializer()) {
    if (errors.full())
      return;
    auto fail = [&](const Twine &message) {
      errors.report(tensor.name(),
                    "initialiser " + quoteName(tensor.name()) + ": " + message);
    };
    if (tensor.name().empty()) {
      fail("expected a name, got none");
      continue;
    }
    if (scope.values.contains(tensor.name())) {
      fail("the name is already defined");
      continue;
    }
    llvm::Expected<ElementsAttr> elements = tensors.load(tensor, tensor.name());
    if (!elements) {
      fail(llvm::toString(elements.takeError()));
      scope.values[tensor.name()] = nodes.standIn();
      continue;
    }
    scope.values[tensor.name()] = m2c::onnx::ConstOp::create(
        builder, nameLocation(builder.getContext(), tensor.name()),
        elements->getShapedType(), *elements);
  }
  for (const pb::SparseTensorProto &tensor : graph.sparse_initializer())
    errors.report(tensor.values().name(),
                  "initialiser " + quoteName(tensor.values().name()) +
                      ": sparse tensors are not supported; store it dense");
}

/// Types that the file states for intermediate values and results.
void ModelImporter::collectTypes() {
  for (const auto *infos : {&graph.value_info(), &graph.output()})
    for (const pb::ValueInfoProto &info : *infos)
      scope.types.try_emplace(info.name(), &info.type());
}

void ModelImporter::importOutputs() {
  if (graph.output_size() == 0)
    errors.reportFile("expected at least one graph output, got none");
  SmallVector<Value> values;
  SmallVector<DictionaryAttr> attributes;
  llvm::StringSet<> names;
  for (const pb::ValueInfoProto &output : graph.output()) {
    Value value = scope.values.lookup(output.name());
    std::string label = "graph output " + quoteName(output.name());
    if (!value)
      errors.report(output.name(),
                    label +
                        " is not defined by any input, initialiser or node");
    if (!names.insert(cleanName(output.name())).second)
      errors.report(output.name(), label + " is listed twice");
    values.push_back(value);
    attributes.push_back(nameAttribute(output.name()));
  }
  if (errors.any())
    return;
  func::ReturnOp::create(builder, main.getLoc(), values);
  main.setFunctionType(builder.getFunctionType(main.getArgumentTypes(),
                                               ValueRange(values).getTypes()));
  main.setAllResultAttrs(attributes);
}

void ModelImporter::setModelAttribute() {
  const pb::ModelProto &model = *file.model;
  SmallVector<NamedAttribute> versions;
  llvm::StringSet<> domains;
  for (const auto &[domain, version] : opsets.all()) {
    std::string name = domain.empty() ? "ai.onnx" : cleanName(domain);
    if (domains.insert(name).second)
      versions.push_back(
          builder.getNamedAttr(name, builder.getI64IntegerAttr(version)));
  }
  std::string producer =
      cleanName(model.producer_name() + " " + model.producer_version());
  NamedAttribute entries[] = {
      builder.getNamedAttr("sha256", builder.getStringAttr(file.sha256)),
      builder.getNamedAttr("ir_version",
                           builder.getI64IntegerAttr(model.ir_version())),
      builder.getNamedAttr("producer",
                           builder.getStringAttr(StringRef(producer).trim())),
      builder.getNamedAttr("fp32_bytes",
                           builder.getI64IntegerAttr(countFloatBytes(graph))),
      builder.getNamedAttr("opsets", builder.getDictionaryAttr(versions))};
  (*module)->setAttr(m2c::onnx::kModelAttr, builder.getDictionaryAttr(entries));
}

FailureOr<OwningOpRef<ModuleOp>> ModelImporter::run() {
  // The folder is no part of the model: it must not change the output.
  Location location =
      nameLocation(builder.getContext(), llvm::sys::path::filename(file.path));
  module = ModuleOp::create(builder, location);
  builder.setInsertionPointToStart(module->getBody());
  opsets.add(file.model->opset_import(), "", errors);
  scope.opsets = &opsets;
  importInputs();
  importInitializers();
  collectTypes();
  if (failed(nodes.importNodes(graph.node(), scope)))
    return failure();
  importOutputs();
  if (errors.any())
    return failure();
  setModelAttribute();
  if (failed(verify(*module)))
    return failure();
  return std::move(module);
}

FailureOr<OwningOpRef<ModuleOp>> m2c::importOnnx(MLIRContext &context,
                                                 StringRef path,
                                                 const ImportOptions &options) {
  context.loadDialect<func::FuncDialect, m2c::onnx::OnnxDialect>();
  llvm::Expected<OnnxFile> file = readOnnxFile(path);
  if (!file) {
    ImportErrors(&context, path)
        .reportFile(cleanName(llvm::toString(file.takeError())));
    return failure();
  }
  return ModelImporter(&context, *file, options).run();
}
