// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Types of graph inputs: unknown dimensions, and what cannot be an input.
#include "test/unit/import/ImportTest.h"

using namespace m2c;

namespace {
class DimTest : public ImportTest {
protected:
  DimTest() {
    addNode("Foo", {"x"}, {"y"}, "foo");
    addOutput("y");
  }

  std::string argumentType(unsigned index = 0) {
    return import() ? text(main().getArgument(index).getType()) : errors;
  }
};
} // namespace

TEST_F(DimTest, LeadingDimensionIsOne) {
  addInput("x", {"N", "3"});
  EXPECT_EQ(argumentType(), "tensor<1x3xf32>");
  EXPECT_EQ(argumentNames(), Names{"x"});
  options.dims = {{"N", 4}};
  EXPECT_EQ(argumentType(), "tensor<4x3xf32>");
  graph->mutable_input(0)
      ->mutable_type()
      ->mutable_tensor_type()
      ->mutable_shape()
      ->mutable_dim(0)
      ->clear_dim_param();
  options.dims.clear();
  EXPECT_EQ(argumentType(), "tensor<1x3xf32>");
  // As some exporters write "unknown".
  for (int64_t size : {0, -1}) {
    graph->mutable_input(0)
        ->mutable_type()
        ->mutable_tensor_type()
        ->mutable_shape()
        ->mutable_dim(0)
        ->set_dim_value(size);
    EXPECT_EQ(argumentType(), "tensor<1x3xf32>");
  }
}

TEST_F(DimTest, OtherDimensionsMustBeGiven) {
  addInput("x", {"N", "time", "", "8"});
  addInput("z", {"time", "M"});
  EXPECT_EQ(importErrors(),
            "x: input 'x': dimension 1 ('time') is not known; give it with "
            "--dim time=N\n"
            "x: input 'x': dimension 2 is not known; give it with --dim "
            "x:2=N\n"
            "z: input 'z': dimension 1 ('M') is not known; give it with --dim "
            "M=N\n");
  options.dims = {{"time", 16}, {"x:2", 5}, {"M", 7}};
  EXPECT_EQ(argumentType(0), "tensor<1x16x5x8xf32>");
  EXPECT_EQ(argumentType(1), "tensor<16x7xf32>");
  // The place is more specific than the symbol.
  options.dims.push_back({"z:0", 9});
  EXPECT_EQ(argumentType(0), "tensor<1x16x5x8xf32>");
  EXPECT_EQ(argumentType(1), "tensor<9x7xf32>");
}

TEST_F(DimTest, UnusedNames) {
  addInput("x", {"N", "3"});
  options.dims = {{"n", 1}};
  EXPECT_EQ(importErrors(),
            "model.onnx: --dim n: no input of the model has this "
            "dimension; expected one of 'N'\n");
  options.dims = {{"N", 2}, {"x:1", 3}};
  EXPECT_TRUE(contains(importErrors(), "--dim x:1: no input of the model has "
                                       "this dimension; expected one of "
                                       "'N'\n"));
  graph->clear_input();
  addInput("x", {"1"});
  EXPECT_TRUE(contains(importErrors(), "all its dimensions are known"));
}

TEST_F(DimTest, BadSizes) {
  addInput("x", {"N", "3"});
  for (int64_t size : {int64_t(0), int64_t(-1), int64_t(1) << 31}) {
    options.dims = {{"N", size}};
    EXPECT_TRUE(contains(importErrors(), "--dim N: expected a size of 1 to "
                                         "2147483647, got " +
                                             std::to_string(size)));
  }
  options.dims = {{"N", 1}, {"N", 2}};
  EXPECT_TRUE(contains(importErrors(), "--dim N: expected one size, got "
                                       "several"));
}

TEST_F(DimTest, ElementTypes) {
  addInput("x", {"2"});
  auto *tensor = graph->mutable_input(0)->mutable_type()->mutable_tensor_type();
  for (auto [type, expected] :
       {std::pair(pb::TensorProto::FLOAT16, "tensor<2xf16>"),
        std::pair(pb::TensorProto::DOUBLE, "tensor<2xf64>"),
        std::pair(pb::TensorProto::INT8, "tensor<2xi8>"),
        std::pair(pb::TensorProto::UINT8, "tensor<2xui8>"),
        std::pair(pb::TensorProto::INT64, "tensor<2xi64>"),
        std::pair(pb::TensorProto::BOOL, "tensor<2xi1>")}) {
    tensor->set_elem_type(type);
    EXPECT_EQ(argumentType(), expected);
  }
  tensor->set_elem_type(pb::TensorProto::STRING);
  EXPECT_TRUE(contains(importErrors(), "x: input 'x': unsupported element type "
                                       "string; expected float, "));
  tensor->set_elem_type(pb::TensorProto::BFLOAT16);
  EXPECT_TRUE(contains(importErrors(), "element type bfloat16"));
}

TEST_F(DimTest, NoTensor) {
  pb::ValueInfoProto *input = addInput("x", {"1"});
  const std::string expected =
      "x: input 'x': expected a tensor, got a sequence, map, optional, sparse "
      "or missing type\n";
  input->mutable_type()->mutable_sequence_type();
  EXPECT_EQ(importErrors(), expected);
  input->mutable_type()->mutable_map_type();
  EXPECT_EQ(importErrors(), expected);
  input->mutable_type()->mutable_optional_type();
  EXPECT_EQ(importErrors(), expected);
  input->mutable_type()->mutable_sparse_tensor_type();
  EXPECT_EQ(importErrors(), expected);
  input->clear_type();
  EXPECT_EQ(importErrors(), expected);
  input->mutable_type()->mutable_tensor_type()->set_elem_type(1);
  EXPECT_TRUE(contains(importErrors(), "expected a shape, got none"));
}

TEST_F(DimTest, ScalarsAndHugeShapes) {
  pb::ValueInfoProto *input = addInput("x", {});
  EXPECT_EQ(argumentType(), "tensor<f32>");
  auto *shape = input->mutable_type()->mutable_tensor_type()->mutable_shape();
  shape->add_dim()->set_dim_value(int64_t(1) << 40);
  shape->add_dim()->set_dim_value(int64_t(1) << 40);
  EXPECT_TRUE(contains(importErrors(), "x: input 'x': shape [1099511627776, "
                                       "1099511627776] is too large"));
  for (int i = 0; i < 40; ++i)
    shape->add_dim()->set_dim_value(1);
  EXPECT_TRUE(contains(importErrors(), "expected at most 32 dimensions, got "
                                       "42"));
}

TEST_F(DimTest, StatedTypesOfOtherValues) {
  addInput("x", {"N", "3"});
  auto state = [&](pb::ValueInfoProto *info, std::vector<int64_t> dims) {
    auto *tensor = info->mutable_type()->mutable_tensor_type();
    tensor->set_elem_type(pb::TensorProto::FLOAT);
    tensor->clear_shape();
    for (int64_t dim : dims)
      tensor->mutable_shape()->add_dim()->set_dim_value(dim);
  };
  addNode("Bar", {"y"}, {"z"}, "bar");
  addOutput("z");
  graph->add_value_info()->set_name("y");
  ASSERT_TRUE(import());
  EXPECT_EQ(text(node("foo").getResult(0).getType()), "!onnx.value");
  state(graph->mutable_value_info(0), {1, 3});
  state(graph->mutable_output(1), {3, 2});
  ASSERT_TRUE(import());
  EXPECT_EQ(text(node("foo").getResult(0).getType()), "tensor<1x3xf32>");
  EXPECT_EQ(text(node("bar").getResult(0).getType()), "tensor<3x2xf32>");
  EXPECT_EQ(text(main().getResultTypes()[1]), "tensor<3x2xf32>");
  state(graph->mutable_value_info(0), {-1, 3});
  ASSERT_TRUE(import());
  EXPECT_EQ(text(node("foo").getResult(0).getType()), "!onnx.value");
}
