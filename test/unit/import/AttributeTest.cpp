// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Attributes of nodes in all their types, and the forms of Constant.
#include "test/unit/import/ImportTest.h"

using namespace m2c;
using namespace mlir;
using pb::AttributeProto;

namespace {
class AttributeTest : public ImportTest {
protected:
  AttributeTest() {
    addInput("x", {"1"});
    foo = addNode("Foo", {"x"}, {"y"}, "foo");
    addOutput("y");
  }

  static AttributeProto *add(pb::NodeProto *node, const std::string &name,
                             AttributeProto::AttributeType type) {
    AttributeProto *attribute = node->add_attribute();
    attribute->set_name(name);
    attribute->set_type(type);
    return attribute;
  }

  /// Makes the node a Constant and prints its value.
  std::string constantText() {
    foo->set_op_type("Constant");
    foo->clear_input();
    return import() ? text(constant("foo").getValue()) : errors;
  }

  std::string attributeText(StringRef name) {
    Attribute attribute = node("foo").getAttrs().get(name);
    return attribute ? text(attribute) : "none";
  }

  pb::NodeProto *foo;
};
} // namespace

TEST_F(AttributeTest, AllTypes) {
  add(foo, "i", AttributeProto::INT)->set_i(INT64_MIN);
  add(foo, "zero", AttributeProto::INT);
  add(foo, "f", AttributeProto::FLOAT)->set_f(0.5f);
  add(foo, "s", AttributeProto::STRING)->set_s("SAME_UPPER");
  auto *ints = add(foo, "ints", AttributeProto::INTS);
  ints->add_ints(1);
  ints->add_ints(-2);
  add(foo, "noInts", AttributeProto::INTS);
  add(foo, "floats", AttributeProto::FLOATS)->add_floats(1.5f);
  auto *strings = add(foo, "strings", AttributeProto::STRINGS);
  strings->add_strings("a");
  strings->add_strings("b");
  pb::TensorProto tensor;
  tensor.set_data_type(pb::TensorProto::INT64);
  tensor.add_dims(2);
  tensor.add_int64_data(3);
  tensor.add_int64_data(4);
  *add(foo, "t", AttributeProto::TENSOR)->mutable_t() = tensor;
  *add(foo, "tensors", AttributeProto::TENSORS)->add_tensors() = tensor;
  ASSERT_TRUE(import()) << errors;
  EXPECT_EQ(attributeText("i"), "-9223372036854775808 : i64");
  EXPECT_EQ(attributeText("zero"), "0 : i64");
  EXPECT_EQ(attributeText("f"), "5.000000e-01 : f32");
  EXPECT_EQ(attributeText("s"), "\"SAME_UPPER\"");
  EXPECT_EQ(attributeText("ints"), "array<i64: 1, -2>");
  EXPECT_EQ(attributeText("noInts"), "array<i64>");
  EXPECT_EQ(attributeText("floats"), "array<f32: 1.500000e+00>");
  EXPECT_EQ(attributeText("strings"), "[\"a\", \"b\"]");
  EXPECT_EQ(attributeText("t"), "dense<[3, 4]> : tensor<2xi64>");
  EXPECT_EQ(attributeText("tensors"), "[dense<[3, 4]> : tensor<2xi64>]");
}

TEST_F(AttributeTest, TypeFromTheFieldInUse) {
  add(foo, "i", AttributeProto::UNDEFINED)->set_i(3);
  add(foo, "f", AttributeProto::UNDEFINED)->set_f(3);
  add(foo, "s", AttributeProto::UNDEFINED)->set_s("3");
  add(foo, "ints", AttributeProto::UNDEFINED)->add_ints(3);
  for (AttributeProto &attribute : *foo->mutable_attribute())
    attribute.clear_type();
  ASSERT_TRUE(import()) << errors;
  EXPECT_EQ(attributeText("i"), "3 : i64");
  EXPECT_EQ(attributeText("f"), "3.000000e+00 : f32");
  EXPECT_EQ(attributeText("s"), "\"3\"");
  EXPECT_EQ(attributeText("ints"), "array<i64: 3>");
}

TEST_F(AttributeTest, MarkersForWhatHasNoForm) {
  // The subgraph's own mistakes do not matter, its node is not supported.
  auto *body = add(foo, "body", AttributeProto::GRAPH)->mutable_g();
  body->add_node()->add_input("undefined");
  add(foo, "bodies", AttributeProto::GRAPHS)->add_graphs();
  add(foo, "sparse", AttributeProto::SPARSE_TENSOR);
  add(foo, "type", AttributeProto::TYPE_PROTO);
  ASSERT_TRUE(import()) << errors;
  EXPECT_EQ(attributeText("body"), "\"<graph>\"");
  EXPECT_EQ(attributeText("bodies"), "\"<graph>\"");
  EXPECT_EQ(attributeText("sparse"), "\"<sparse tensor>\"");
  EXPECT_EQ(attributeText("type"), "\"<type>\"");
}

TEST_F(AttributeTest, Errors) {
  addInt(foo, "a", 1);
  addInt(foo, "a", 2);
  addInt(foo, "", 2);
  add(foo, "t", AttributeProto::TENSOR);
  foo->add_attribute()->set_name("u");
  addReference(foo, "r", "alpha");
  EXPECT_EQ(
      importErrors(),
      "foo: node 'foo' (Foo): attribute 'a' is given twice\n"
      "foo: node 'foo' (Foo): expected a name for each attribute, got an empty "
      "one\n"
      "foo: node 'foo' (Foo): attribute 't': unsupported element type "
      "undefined; expected float, float16, double, bool, int4 to int64 or "
      "uint4 to uint64\n"
      "foo: node 'foo' (Foo): attribute 'u' has no value of a known type\n"
      "foo: node 'foo' (Foo): attribute 'r' refers to 'alpha', but there is no "
      "function around the node\n");
}

TEST_F(AttributeTest, ConstantForms) {
  auto *value = add(foo, "value", AttributeProto::TENSOR);
  value->mutable_t()->set_data_type(pb::TensorProto::FLOAT);
  value->mutable_t()->add_dims(1);
  value->mutable_t()->add_float_data(0.5f);
  EXPECT_EQ(constantText(), "dense<5.000000e-01> : tensor<1xf32>");
  EXPECT_TRUE(nodes().empty());
  EXPECT_EQ(main().front().getTerminator()->getOperand(0),
            Value(constant("foo").getResult()));
  foo->clear_attribute();
  add(foo, "value_float", AttributeProto::FLOAT)->set_f(2);
  EXPECT_EQ(constantText(), "dense<2.000000e+00> : tensor<f32>");
  foo->clear_attribute();
  add(foo, "value_int", AttributeProto::INT)->set_i(-3);
  EXPECT_EQ(constantText(), "dense<-3> : tensor<i64>");
  foo->clear_attribute();
  auto *ints = add(foo, "value_ints", AttributeProto::INTS);
  EXPECT_EQ(constantText(), "dense<> : tensor<0xi64>");
  ints->add_ints(4);
  ints->add_ints(-5);
  EXPECT_EQ(constantText(), "dense<[4, -5]> : tensor<2xi64>");
  foo->clear_attribute();
  auto *floats = add(foo, "value_floats", AttributeProto::FLOATS);
  for (int i = 0; i < 2; ++i)
    floats->add_floats(1.5f);
  EXPECT_EQ(constantText(), "dense<1.500000e+00> : tensor<2xf32>");
  for (int i = 0; i < 15; ++i)
    floats->add_floats(1.5f);
  EXPECT_EQ(constantText(), "dense_resource<foo> : tensor<17xf32>");
}

TEST_F(AttributeTest, ConstantErrors) {
  const std::string node = "foo: node 'foo' (Constant): ";
  auto *value = add(foo, "value_string", AttributeProto::STRING);
  value->set_s("a");
  EXPECT_EQ(constantText(), node + "attribute 'value_string' is not supported; "
                                   "expected value, value_float, value_floats, "
                                   "value_int or value_ints\n");
  value->set_name("sparse_value");
  value->set_type(AttributeProto::SPARSE_TENSOR);
  EXPECT_TRUE(contains(constantText(), "'sparse_value' is not supported"));
  // The name of one form with the type of another.
  value->set_name("value_ints");
  value->set_type(AttributeProto::INT);
  EXPECT_TRUE(contains(constantText(), "'value_ints' is not supported"));
  addInt(foo, "value_int", 1);
  EXPECT_EQ(constantText(), node + "expected exactly one of value, "
                                   "value_float, value_floats, value_int and "
                                   "value_ints, got 2 attributes\n");
  foo->clear_attribute();
  EXPECT_TRUE(contains(constantText(), "got 0 attributes"));
  foo->add_output("z");
  EXPECT_EQ(constantText(), node + "expected one output and no input, got 2 "
                                   "and 0\n");
}
