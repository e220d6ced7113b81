// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Model building and importing for the tests of the importer.
#include "test/unit/import/ImportTest.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>

using namespace mlir;
using namespace m2c;

ImportTest::ImportTest() : graph(model.mutable_graph()) {
  model.set_ir_version(8);
  model.add_opset_import()->set_version(17);
  graph->set_name("g");
  SmallString<128> made;
  EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("m2c-import", made));
  folder = made.str().str();
}

ImportTest::~ImportTest() { llvm::sys::fs::remove_directories(folder); }

pb::ValueInfoProto *ImportTest::addInput(const std::string &name,
                                         const Names &dims, int type) {
  pb::ValueInfoProto *input = graph->add_input();
  input->set_name(name);
  auto *tensor = input->mutable_type()->mutable_tensor_type();
  tensor->set_elem_type(type);
  tensor->mutable_shape();
  for (const std::string &dim : dims) {
    auto *added = tensor->mutable_shape()->add_dim();
    int64_t size = 0;
    if (!StringRef(dim).getAsInteger(10, size))
      added->set_dim_value(size);
    else if (!dim.empty())
      added->set_dim_param(dim);
  }
  return input;
}

pb::ValueInfoProto *ImportTest::addOutput(const std::string &name) {
  pb::ValueInfoProto *output = graph->add_output();
  output->set_name(name);
  return output;
}

static pb::NodeProto *fillNode(pb::NodeProto *node, const std::string &op,
                               const Names &inputs, const Names &outputs,
                               const std::string &name) {
  node->set_op_type(op);
  for (const std::string &input : inputs)
    node->add_input(input);
  for (const std::string &output : outputs)
    node->add_output(output);
  if (!name.empty())
    node->set_name(name);
  return node;
}

pb::NodeProto *ImportTest::addNode(const std::string &op, const Names &inputs,
                                   const Names &outputs,
                                   const std::string &name) {
  return fillNode(graph->add_node(), op, inputs, outputs, name);
}

pb::NodeProto *ImportTest::addNode(pb::FunctionProto *function,
                                   const std::string &op, const Names &inputs,
                                   const Names &outputs,
                                   const std::string &name) {
  return fillNode(function->add_node(), op, inputs, outputs, name);
}

pb::FunctionProto *ImportTest::addFunction(const std::string &name,
                                           const Names &inputs,
                                           const Names &outputs,
                                           const Names &attributes) {
  pb::FunctionProto *function = model.add_functions();
  function->set_name(name);
  function->set_domain("local");
  function->add_opset_import()->set_version(13);
  for (const std::string &input : inputs)
    function->add_input(input);
  for (const std::string &output : outputs)
    function->add_output(output);
  for (const std::string &attribute : attributes)
    function->add_attribute(attribute);
  return function;
}

pb::TensorProto *ImportTest::addTensor(const std::string &name,
                                       const std::vector<int64_t> &dims,
                                       int type) {
  pb::TensorProto *tensor = graph->add_initializer();
  tensor->set_name(name);
  tensor->set_data_type(type);
  for (int64_t dim : dims)
    tensor->add_dims(dim);
  return tensor;
}

pb::AttributeProto *ImportTest::addInt(pb::NodeProto *node,
                                       const std::string &name, int64_t value) {
  pb::AttributeProto *attribute = node->add_attribute();
  attribute->set_name(name);
  attribute->set_type(pb::AttributeProto::INT);
  attribute->set_i(value);
  return attribute;
}

pb::AttributeProto *ImportTest::addReference(pb::NodeProto *node,
                                             const std::string &name,
                                             const std::string &attribute) {
  pb::AttributeProto *reference = node->add_attribute();
  reference->set_name(name);
  reference->set_type(pb::AttributeProto::INT);
  reference->set_ref_attr_name(attribute);
  return reference;
}

void ImportTest::write(const std::string &file, StringRef bytes) const {
  std::error_code error;
  llvm::raw_fd_ostream os(path(file), error);
  EXPECT_FALSE(error);
  os << bytes;
}

bool ImportTest::import() {
  write("model.onnx", model.SerializeAsString());
  return importFile("model.onnx");
}

bool ImportTest::importFile(const std::string &file) {
  errors.clear();
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    llvm::raw_string_ostream os(errors);
    Location location = diagnostic.getLocation();
    if (auto name = dyn_cast<NameLoc>(location))
      os << name.getName().getValue();
    else if (auto file = dyn_cast<FileLineColLoc>(location))
      os << file.getFilename().getValue();
    os << ": " << diagnostic << '\n';
    for (Diagnostic &note : diagnostic.getNotes())
      os << "note: " << note << '\n';
  });
  FailureOr<OwningOpRef<ModuleOp>> result =
      importOnnx(context, path(file), options);
  EXPECT_EQ(failed(result), !errors.empty()) << errors;
  if (failed(result))
    return false;
  module = std::move(*result);
  return true;
}

std::string ImportTest::importErrors() {
  EXPECT_FALSE(import());
  // The folder has another name each time.
  std::string text = errors;
  for (size_t at; (at = text.find(folder + "/")) != std::string::npos;)
    text.erase(at, folder.size() + 1);
  return text;
}

std::string ImportTest::bytesErrors(StringRef bytes) {
  write("bytes.onnx", bytes);
  EXPECT_FALSE(importFile("bytes.onnx"));
  return errors;
}

static std::string locationName(Operation *op) {
  auto location = dyn_cast<NameLoc>(op->getLoc());
  return location ? location.getName().str() : "no name";
}

func::FuncOp ImportTest::main() {
  return module->lookupSymbol<func::FuncOp>("main");
}

Names ImportTest::nodes() {
  Names names;
  for (auto op : main().getOps<m2c::onnx::NodeOp>())
    names.push_back(locationName(op) + " " + op.getOpType().str());
  return names;
}

template <typename OpTy>
static OpTy findOp(func::FuncOp main, StringRef name) {
  for (auto op : main.getOps<OpTy>())
    if (name.empty() || locationName(op) == name)
      return op;
  ADD_FAILURE() << "no op " << name.str();
  return {};
}

m2c::onnx::NodeOp ImportTest::node(StringRef name) {
  return findOp<m2c::onnx::NodeOp>(main(), name);
}

m2c::onnx::ConstOp ImportTest::constant(StringRef name) {
  return findOp<m2c::onnx::ConstOp>(main(), name);
}

static std::string nameOf(DictionaryAttr attributes) {
  auto name = attributes ? attributes.getAs<StringAttr>(m2c::onnx::kNameAttr)
                         : StringAttr();
  return name ? name.str() : "no onnx.name";
}

Names ImportTest::argumentNames() {
  Names names;
  for (unsigned i = 0, e = main().getNumArguments(); i < e; ++i)
    names.push_back(nameOf(main().getArgAttrDict(i)));
  return names;
}

Names ImportTest::resultNames() {
  Names names;
  for (unsigned i = 0, e = main().getNumResults(); i < e; ++i)
    names.push_back(nameOf(main().getResultAttrDict(i)));
  return names;
}

std::string ImportTest::text(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

std::string ImportTest::text(Attribute attribute) {
  std::string text;
  llvm::raw_string_ostream(text) << attribute;
  return text;
}
