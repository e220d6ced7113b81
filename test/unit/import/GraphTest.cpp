// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Graphs: inputs, initialisers, absent values, order, names, and what makes a
// graph none.
#include "mlir/Parser/Parser.h"
#include "test/unit/import/ImportTest.h"

using namespace m2c;
using namespace mlir;

namespace {
class GraphTest : public ImportTest {
protected:
  GraphTest() { addInput("x", {"1", "4"}); }
};
} // namespace

TEST_F(GraphTest, Model) {
  addTensor("w", {1})->add_float_data(2);
  addNode("Mul", {"x", "w"}, {"h"}, "mul");
  addNode("Relu", {"h"}, {"y"}, "relu");
  addOutput("y");
  addOutput("h");
  ASSERT_TRUE(import()) << errors;
  EXPECT_EQ(nodes(), (Names{"mul Mul", "relu Relu"}));
  EXPECT_EQ(argumentNames(), Names{"x"});
  EXPECT_EQ(resultNames(), (Names{"y", "h"}));
  m2c::onnx::NodeOp mul = node("mul");
  EXPECT_EQ(mul.getDomain(), "");
  EXPECT_EQ(mul.getVersion(), 17u);
  EXPECT_EQ(mul.getInputs()[0], Value(main().getArgument(0)));
  EXPECT_EQ(mul.getInputs()[1], Value(constant("w").getResult()));
  EXPECT_EQ(node("relu").getInputs()[0], mul.getResult(0));
  Operation *end = main().front().getTerminator();
  EXPECT_EQ(end->getOperand(0), node("relu").getResult(0));
  EXPECT_EQ(end->getOperand(1), mul.getResult(0));
  EXPECT_EQ(text(mul.getResult(0).getType()), "!onnx.value");
}

TEST_F(GraphTest, TextParsesBack) {
  addTensor("w", {20})->set_raw_data(std::string(80, 'a'));
  pb::NodeProto *foo = addNode("Foo", {"x", "", "w"}, {"y", "", "z"}, "foo");
  foo->set_domain("com.example");
  auto *import2 = model.add_opset_import();
  import2->set_domain("com.example");
  import2->set_version(2);
  addInt(foo, "axis", -1);
  addOutput("z");
  ASSERT_TRUE(import()) << errors;
  std::string printed;
  llvm::raw_string_ostream(printed) << **module;
  EXPECT_TRUE(contains(printed, "onnx.node \"Foo\" domain \"com.example\" "
                                "version 2"));
  MLIRContext other;
  other.loadDialect<func::FuncDialect, m2c::onnx::OnnxDialect>();
  OwningOpRef<ModuleOp> again = parseSourceString<ModuleOp>(printed, &other);
  ASSERT_TRUE(again);
  std::string reprinted;
  llvm::raw_string_ostream(reprinted) << **again;
  EXPECT_EQ(reprinted, printed);
}

TEST_F(GraphTest, InitialisersThatAreInputs) {
  // IR version 3: every initialiser is also an input.
  addInput("w", {"N", "symbolic"});
  addInput("z", {"1"});
  addTensor("w", {1})->add_float_data(2);
  addNode("Add", {"x", "w", "z"}, {"y"}, "add");
  addOutput("y");
  ASSERT_TRUE(import()) << errors;
  EXPECT_EQ(argumentNames(), (Names{"x", "z"}));
  EXPECT_EQ(node("add").getInputs()[1], Value(constant("w").getResult()));
  EXPECT_EQ(node("add").getInputs()[2], Value(main().getArgument(1)));
}

TEST_F(GraphTest, AbsentInputsAndOutputs) {
  addNode("Foo", {"x", "", "x", "", ""}, {"y", "", "z", "", ""}, "foo");
  addNode("Bar", {"", ""}, {"v"}, "bar");
  addNode("Sink", {"z"}, {}, "sink");
  addOutput("z");
  addOutput("v");
  ASSERT_TRUE(import()) << errors;
  m2c::onnx::NodeOp foo = node("foo");
  ASSERT_EQ(foo.getInputs().size(), 3u);
  EXPECT_TRUE(foo.getInputs()[1].getDefiningOp<m2c::onnx::NoneOp>());
  ASSERT_EQ(foo.getNumResults(), 3u);
  EXPECT_TRUE(foo.getResult(1).use_empty());
  EXPECT_EQ(main().front().getTerminator()->getOperand(0), foo.getResult(2));
  EXPECT_EQ(node("bar").getInputs().size(), 0u);
  EXPECT_EQ(node("sink").getNumResults(), 0u);
}

TEST_F(GraphTest, OutputsThatNoNodeDefines) {
  addTensor("w", {1})->add_float_data(2);
  addOutput("x");
  addOutput("w");
  ASSERT_TRUE(import()) << errors;
  Operation *end = main().front().getTerminator();
  EXPECT_EQ(end->getOperand(0), Value(main().getArgument(0)));
  EXPECT_EQ(end->getOperand(1), Value(constant("w").getResult()));
}

TEST_F(GraphTest, OrderOfTheFileWhereFree) {
  addNode("E", {"d"}, {"e"}, "e");
  addNode("A", {"x"}, {"a"}, "a");
  addNode("D", {"b", "c"}, {"d"}, "d");
  addNode("C", {"a"}, {"c"}, "c");
  addNode("B", {"a"}, {"b"}, "b");
  addNode("F", {"x"}, {"f"}, "f");
  addOutput("e");
  ASSERT_TRUE(import()) << errors;
  EXPECT_EQ(nodes(), (Names{"a A", "c C", "b B", "d D", "e E", "f F"}));
}

TEST_F(GraphTest, Cycles) {
  addNode("First", {"x"}, {"f"}, "first");
  addNode("After", {"b"}, {"after"}, "after");
  addNode("A", {"f", "c"}, {"a"}, "a");
  addNode("B", {"a"}, {"b"}, "b");
  addNode("C", {"b", "x"}, {"c"}, "c");
  addOutput("after");
  EXPECT_EQ(importErrors(), "b: expected a graph without cycles, got 'b' -> "
                            "'c' -> 'a' -> 'b'\n");
  graph->clear_node();
  addNode("Self", {"after"}, {"after"}, "self");
  EXPECT_EQ(importErrors(), "self: expected a graph without cycles, got 'self' "
                            "-> 'self'\n");
}

TEST_F(GraphTest, UndefinedNames) {
  addNode("Foo", {"x", "p"}, {"y"}, "foo");
  addNode("Bar", {"q", "r"}, {"z"}, "bar");
  addOutput("y");
  addOutput("nowhere");
  EXPECT_EQ(importErrors(),
            "foo: node 'foo' (Foo): input 'p' is not defined by any input, "
            "initialiser or node\n"
            "bar: node 'bar' (Bar): input 'q' is not defined by any input, "
            "initialiser or node\n"
            "bar: node 'bar' (Bar): input 'r' is not defined by any input, "
            "initialiser or node\n"
            "nowhere: graph output 'nowhere' is not defined by any input, "
            "initialiser or node\n");
}

TEST_F(GraphTest, NamesDefinedTwice) {
  addTensor("w", {1})->add_float_data(2);
  addTensor("w", {1})->add_float_data(3);
  addInput("x", {"1"});
  addNode("Foo", {"x"}, {"y"}, "foo");
  addNode("Bar", {"x"}, {"y"}, "bar");
  addNode("Baz", {"x"}, {"x"}, "baz");
  addNode("Boo", {"x"}, {"w"}, "boo");
  addNode("Two", {"x"}, {"t", "t"}, "two");
  addOutput("y");
  addOutput("y");
  EXPECT_EQ(importErrors(),
            "x: input 'x': expected a name of its own, got that of another "
            "input\n"
            "w: initialiser 'w': the name is already defined\n"
            "bar: node 'bar' (Bar): output 'y' is already defined by node "
            "'foo' (Foo)\n"
            "baz: node 'baz' (Baz): output 'x' is already defined by an input "
            "or initialiser\n"
            "boo: node 'boo' (Boo): output 'w' is already defined by an input "
            "or initialiser\n"
            "two: node 'two' (Two): output 't' is already defined by node "
            "'two' (Two)\n"
            "y: graph output 'y' is listed twice\n");
}

TEST_F(GraphTest, MissingNames) {
  addInput("", {"1"});
  addTensor("", {1})->add_float_data(2);
  addNode("", {"x"}, {"y"}, "foo");
  addOutput("y");
  EXPECT_EQ(importErrors(),
            ": input '': expected a name of its own, got none\n"
            ": initialiser '': expected a name, got none\n"
            "foo: node 'foo' (): expected an operator name, got none\n");
}

TEST_F(GraphTest, NoOutputs) {
  addNode("Foo", {"x"}, {"y"}, "foo");
  EXPECT_EQ(importErrors(), "model.onnx: expected at least one "
                            "graph output, got none\n");
  addOutput("");
  EXPECT_TRUE(contains(importErrors(), "graph output '' is not defined"));
}

TEST_F(GraphTest, Domains) {
  addNode("Foo", {"x"}, {"y"}, "foo")->set_domain("com.example");
  addNode("Bar", {"x"}, {"z"}, "bar")->set_domain("com.example");
  addNode("Baz", {"x"}, {"w"}, "baz")->set_domain("ai.onnx");
  addOutput("y");
  EXPECT_EQ(importErrors(), "foo: node 'foo' (Foo): expected domain "
                            "'com.example' in opset_import, which does not "
                            "list it\n");
  auto *opset = model.add_opset_import();
  opset->set_domain("com.example");
  opset->set_version(1);
  ASSERT_TRUE(import()) << errors;
  EXPECT_EQ(node("foo").getDomain(), "com.example");
  EXPECT_EQ(node("foo").getVersion(), 1u);
  EXPECT_EQ(node("baz").getDomain(), "");
  EXPECT_EQ(node("baz").getVersion(), 17u);
  model.mutable_opset_import(0)->set_domain("other");
  EXPECT_TRUE(contains(importErrors(), "expected domain 'ai.onnx' in"));
}

TEST_F(GraphTest, NodesWithoutNames) {
  addNode("Foo", {"x"}, {"", "y"});
  addNode("Sink", {"y"}, {});
  addOutput("y");
  ASSERT_TRUE(import()) << errors;
  EXPECT_EQ(nodes(), (Names{"y Foo", "Sink Sink"}));
}

TEST_F(GraphTest, InvalidUtf8AndControlCharacters) {
  graph->clear_input();
  addInput("x\xff", {"1"});
  addNode("Fo\xfeo", {"x\xff"}, {"y\n"}, "n\x1b[1m");
  addOutput("y\n");
  ASSERT_TRUE(import()) << errors;
  const std::string replaced = "\xEF\xBF\xBD";
  EXPECT_EQ(argumentNames(), Names{"x" + replaced});
  EXPECT_EQ(resultNames(), Names{"y" + replaced});
  EXPECT_EQ(nodes(), Names{"n" + replaced + "[1m Fo" + replaced + "o"});
  // Two names that become one.
  addInput("x\xfe", {"1"});
  EXPECT_TRUE(contains(importErrors(), "got that of another input"));
}

TEST_F(GraphTest, NoMoreThanFiftyErrors) {
  for (int i = 0; i < 1000; ++i)
    addNode("Foo", {"p" + std::to_string(i)}, {"y" + std::to_string(i)});
  addOutput("y0");
  importErrors();
  EXPECT_EQ(llvm::count(errors, '\n'), 51);
  EXPECT_TRUE(contains(errors, "note: more errors may follow; these are the "
                               "first 50\n"));
}
