// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Local functions: inlining, attributes and their defaults, opsets, names.
#include "test/unit/import/ImportTest.h"

using namespace m2c;
using namespace mlir;

namespace {
class FunctionTest : public ImportTest {
protected:
  FunctionTest() {
    addInput("x", {"1", "4"});
    addOutput("y");
  }

  pb::NodeProto *call(const std::string &function, const Names &inputs,
                      const Names &outputs, const std::string &name = "") {
    pb::NodeProto *node = addNode(function, inputs, outputs, name);
    node->set_domain("local");
    return node;
  }

  /// A field that the protobuf classes may not know.
  static void addField(google::protobuf::Message *message, int number,
                       const std::string &bytes) {
    message->GetReflection()->MutableUnknownFields(message)->AddLengthDelimited(
        number, bytes);
  }

  std::string attributeText(StringRef node, StringRef name) {
    Attribute attribute = this->node(node).getAttrs().get(name);
    return attribute ? text(attribute) : "none";
  }
};
} // namespace

TEST_F(FunctionTest, InlinedTwice) {
  pb::FunctionProto *function = addFunction("F", {"a", "b"}, {"s", "t"});
  // Out of order, and with the names of the graph around.
  addNode(function, "Second", {"x", "b"}, {"s"}, "second");
  addNode(function, "First", {"a"}, {"x"}, "first");
  addNode(function, "Third", {"a"}, {"t"});
  call("F", {"x", "h"}, {"y", "t"}, "two");
  call("F", {"x"}, {"h"}, "one");
  ASSERT_TRUE(import()) << errors;
  EXPECT_EQ(nodes(),
            (Names{"one/first First", "one/second Second", "one/t Third",
                   "two/first First", "two/second Second", "two/t Third"}));
  m2c::onnx::NodeOp second = node("two/second");
  EXPECT_EQ(node("one/first").getInputs()[0], Value(main().getArgument(0)));
  EXPECT_EQ(second.getInputs()[0], node("two/first").getResult(0));
  EXPECT_EQ(second.getInputs()[1], node("one/second").getResult(0));
  // The second argument of the first call is absent.
  EXPECT_TRUE(
      node("one/second").getInputs()[1].getDefiningOp<m2c::onnx::NoneOp>());
  EXPECT_EQ(main().front().getTerminator()->getOperand(0), second.getResult(0));
  EXPECT_EQ(second.getVersion(), 13u) << "the function's own opset";
}

TEST_F(FunctionTest, NestedAndPassedThrough) {
  pb::FunctionProto *outer = addFunction("Outer", {"a"}, {"b"});
  addNode(outer, "Inner", {"a"}, {"b"}, "in")->set_domain("local");
  pb::FunctionProto *inner = addFunction("Inner", {"a"}, {"b"});
  addNode(inner, "Foo", {"a"}, {"b"}, "foo");
  addFunction("Same", {"a"}, {"a"});
  call("Outer", {"x"}, {"h"}, "out");
  call("Same", {"h"}, {"y"}, "same");
  ASSERT_TRUE(import()) << errors;
  EXPECT_EQ(nodes(), Names{"out/in/foo Foo"});
  EXPECT_EQ(main().front().getTerminator()->getOperand(0),
            node("out/in/foo").getResult(0));
}

TEST_F(FunctionTest, StatedTypeOfTheCallsResult) {
  pb::FunctionProto *function = addFunction("F", {"a"}, {"b"});
  addNode(function, "Foo", {"a"}, {"b"}, "foo");
  call("F", {"x"}, {"y"}, "f");
  auto *tensor =
      graph->mutable_output(0)->mutable_type()->mutable_tensor_type();
  tensor->set_elem_type(pb::TensorProto::FLOAT);
  tensor->mutable_shape()->add_dim()->set_dim_value(7);
  ASSERT_TRUE(import()) << errors;
  EXPECT_EQ(text(node("f/foo").getResult(0).getType()), "tensor<7xf32>");
  EXPECT_EQ(text(main().getResultTypes()[0]), "tensor<7xf32>");
}

TEST_F(FunctionTest, AttributesAndDefaults) {
  pb::FunctionProto *inner = addFunction("Inner", {"a"}, {"b"}, {"p", "q"});
  pb::NodeProto *foo = addNode(inner, "Foo", {"a"}, {"b"}, "foo");
  addReference(foo, "axis", "p");
  addReference(foo, "other", "q");
  addInt(foo, "own", 9);
  pb::FunctionProto *outer = addFunction("Outer", {"a"}, {"b"}, {"alpha"});
  pb::NodeProto *nested = addNode(outer, "Inner", {"a"}, {"b"}, "in");
  nested->set_domain("local");
  addReference(nested, "p", "alpha");
  addReference(nested, "q", "beta");
  // attribute_proto of IR version 9: beta is 5 unless the call says otherwise.
  pb::AttributeProto beta;
  beta.set_name("beta");
  beta.set_type(pb::AttributeProto::INT);
  beta.set_i(5);
  addField(outer, 11, beta.SerializeAsString());
  addInt(call("Outer", {"x"}, {"y"}, "one"), "alpha", 3);
  pb::NodeProto *two = call("Outer", {"x"}, {"z"}, "two");
  addInt(two, "beta", 6);
  ASSERT_TRUE(import()) << errors;
  EXPECT_EQ(attributeText("one/in/foo", "axis"), "3 : i64");
  EXPECT_EQ(attributeText("one/in/foo", "other"), "5 : i64");
  EXPECT_EQ(attributeText("one/in/foo", "own"), "9 : i64");
  // alpha is not given: the attribute is absent.
  EXPECT_EQ(attributeText("two/in/foo", "axis"), "none");
  EXPECT_EQ(attributeText("two/in/foo", "other"), "6 : i64");
}

TEST_F(FunctionTest, ConstantsFromAttributes) {
  pb::FunctionProto *function = addFunction("F", {}, {"b"}, {"p"});
  addReference(addNode(function, "Constant", {}, {"b"}, "c"), "value_int", "p");
  addInt(call("F", {}, {"y"}, "f"), "p", 4);
  ASSERT_TRUE(import()) << errors;
  EXPECT_EQ(text(constant("f/c").getValue()), "dense<4> : tensor<i64>");
}

TEST_F(FunctionTest, WeightsAreConvertedOnce) {
  pb::FunctionProto *function = addFunction("F", {"a"}, {"b"});
  auto *value = addNode(function, "Constant", {}, {"w"}, "w")->add_attribute();
  value->set_name("value");
  value->set_type(pb::AttributeProto::TENSOR);
  value->mutable_t()->set_data_type(pb::TensorProto::FLOAT);
  value->mutable_t()->add_dims(100);
  value->mutable_t()->set_raw_data(std::string(400, '\0'));
  addNode(function, "Add", {"a", "w"}, {"b"}, "add");
  call("F", {"x"}, {"h"}, "one");
  call("F", {"h"}, {"y"}, "two");
  ASSERT_TRUE(import()) << errors;
  EXPECT_EQ(constant("one/w").getValue(), constant("two/w").getValue());
}

TEST_F(FunctionTest, Overloads) {
  for (const char *overload : {"", "second"}) {
    pb::FunctionProto *function = addFunction("F", {"a"}, {"b"});
    addNode(function, std::string("Foo") + overload, {"a"}, {"b"}, "foo");
    if (*overload)
      addField(function, 13, overload);
  }
  call("F", {"x"}, {"h"}, "one");
  addField(call("F", {"h"}, {"y"}, "two"), 8, "second");
  ASSERT_TRUE(import()) << errors;
  EXPECT_EQ(nodes(), (Names{"one/foo Foo", "two/foo Foosecond"}));
}

TEST_F(FunctionTest, FunctionsOfTheStandardDomain) {
  pb::FunctionProto *function = addFunction("Relu", {"a"}, {"b"});
  function->set_domain("ai.onnx");
  addNode(function, "Max", {"a", "a"}, {"b"}, "max");
  addNode("Relu", {"x"}, {"y"}, "relu");
  ASSERT_TRUE(import()) << errors;
  EXPECT_EQ(nodes(), Names{"relu/max Max"});
}

TEST_F(FunctionTest, Recursion) {
  pb::FunctionProto *f = addFunction("F", {"a"}, {"b"});
  addNode(f, "G", {"a"}, {"b"}, "g")->set_domain("local");
  pb::FunctionProto *g = addFunction("G", {"a"}, {"b"});
  addNode(g, "F", {"a"}, {"b"}, "f")->set_domain("local");
  call("F", {"x"}, {"y"}, "start");
  EXPECT_EQ(importErrors(), "start/g/f: node 'start/g/f' (F): function 'F' "
                            "calls itself: 'F' -> 'G' -> 'F'\n");
}

TEST_F(FunctionTest, WrongCalls) {
  pb::FunctionProto *f = addFunction("F", {"a"}, {"b"});
  addNode(f, "Foo", {"a"}, {"b"}, "foo");
  pb::NodeProto *node = call("F", {"x", "x"}, {"y"}, "f");
  EXPECT_EQ(importErrors(), "f: node 'f' (F): function 'F' has 1 inputs and 1 "
                            "outputs, got 2 and 1\n");
  node->set_input(1, "");
  EXPECT_TRUE(import()) << errors;
  node->add_output("z");
  EXPECT_TRUE(contains(importErrors(), "got 2 and 2"));
  node->mutable_output()->RemoveLast();
  f->set_output(0, "c");
  EXPECT_EQ(importErrors(), "f: node 'f' (F): function 'F': output 'c' is not "
                            "defined by any input or node\n");
}

TEST_F(FunctionTest, WrongBodies) {
  pb::FunctionProto *f = addFunction("F", {"a", "a"}, {"b"}, {"p"});
  pb::NodeProto *foo = addNode(f, "Foo", {"a", "x"}, {"b"}, "foo");
  addReference(foo, "axis", "q");
  addReference(foo, "wrong", "p");
  foo->mutable_attribute(1)->set_type(pb::AttributeProto::FLOAT);
  addInt(call("F", {"x"}, {"y"}, "f"), "p", 1);
  EXPECT_EQ(importErrors(),
            "f: node 'f' (F): function 'F' has two inputs 'a'\n"
            "f/foo: node 'f/foo' (Foo): input 'x' is not defined by any input, "
            "initialiser or node\n"
            "f/foo: node 'f/foo' (Foo): attribute 'axis' refers to 'q', which "
            "its function does not declare\n"
            "f/foo: node 'f/foo' (Foo): attribute 'wrong': expected a value of "
            "type FLOAT for 'p', got one of another type\n");
}

TEST_F(FunctionTest, WrongFunctions) {
  pb::FunctionProto *f = addFunction("F", {"a"}, {"b"});
  addNode(f, "Foo", {"a"}, {"b"}, "foo");
  call("F", {"x"}, {"y"}, "f");
  addFunction("F", {"a"}, {"b"});
  EXPECT_EQ(importErrors(),
            "F: function 'F' of domain 'local' is defined twice\n");
  model.mutable_functions()->RemoveLast();
  f->mutable_opset_import(0)->set_version(6);
  EXPECT_TRUE(contains(importErrors(), "node 'f/foo' (Foo): expected ai.onnx "
                                       "opset 7 to 28 in its function, got "
                                       "6\n"));
  f->clear_opset_import();
  EXPECT_TRUE(contains(importErrors(), "expected domain 'ai.onnx' in "
                                       "opset_import"));
  addField(f, 11, "\x08");
  EXPECT_TRUE(contains(importErrors(), "F: function 'F': the default of an "
                                       "attribute is damaged"));
}
