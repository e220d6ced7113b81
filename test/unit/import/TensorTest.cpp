// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tensors: every element type from raw data and from its typed field, and data
// that does not fit its shape.
#include "compiler/Import/OnnxTypes.h"
#include "dialects/Support/Constants.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "test/unit/import/ImportTest.h"
#include <cstring>

using namespace m2c;
using namespace mlir;
using pb::TensorProto;

namespace {
class TensorTest : public ImportTest {
protected:
  TensorTest() {
    addInput("x", {"1"});
    addNode("Relu", {"x"}, {"y"});
    addOutput("y");
  }

  /// Imports and prints the value of the constant `t`.
  std::string value() {
    return import() ? text(constant("t").getValue()) : errors;
  }
};

template <typename T>
std::string raw(std::initializer_list<T> values) {
  return {reinterpret_cast<const char *>(values.begin()),
          values.size() * sizeof(T)};
}
} // namespace

TEST_F(TensorTest, RawData) {
  TensorProto *tensor = addTensor("t", {2});
  auto check = [&](int type, const std::string &bytes, const char *expected) {
    tensor->set_data_type(type);
    tensor->set_raw_data(bytes);
    EXPECT_EQ(value(), expected);
  };
  check(TensorProto::FLOAT, raw<float>({1.5f, -2.0f}),
        "dense<[1.500000e+00, -2.000000e+00]> : tensor<2xf32>");
  check(TensorProto::DOUBLE, raw<double>({0.25, 3.0}),
        "dense<[2.500000e-01, 3.000000e+00]> : tensor<2xf64>");
  check(TensorProto::FLOAT16, raw<uint16_t>({0x3c00, 0xc100}),
        "dense<[1.000000e+00, -2.500000e+00]> : tensor<2xf16>");
  check(TensorProto::INT8, raw<int8_t>({-128, 127}),
        "dense<[-128, 127]> : tensor<2xi8>");
  check(TensorProto::UINT8, raw<uint8_t>({0, 255}),
        "dense<[0, 255]> : tensor<2xui8>");
  check(TensorProto::INT16, raw<int16_t>({-32768, 1}),
        "dense<[-32768, 1]> : tensor<2xi16>");
  check(TensorProto::UINT16, raw<uint16_t>({65535, 1}),
        "dense<[65535, 1]> : tensor<2xui16>");
  check(TensorProto::INT32, raw<int32_t>({-5, 6}),
        "dense<[-5, 6]> : tensor<2xi32>");
  check(TensorProto::UINT32, raw<uint32_t>({4294967295u, 6}),
        "dense<[4294967295, 6]> : tensor<2xui32>");
  check(TensorProto::INT64, raw<int64_t>({INT64_MIN, 6}),
        "dense<[-9223372036854775808, 6]> : tensor<2xi64>");
  check(TensorProto::UINT64, raw<uint64_t>({UINT64_MAX, 6}),
        "dense<[18446744073709551615, 6]> : tensor<2xui64>");
  check(TensorProto::BOOL, raw<uint8_t>({0, 1}),
        "dense<[false, true]> : tensor<2xi1>");
}

TEST_F(TensorTest, TypedFields) {
  TensorProto *tensor = addTensor("t", {2});
  auto check = [&](int type, const char *expected) {
    tensor->set_data_type(type);
    EXPECT_EQ(value(), expected);
  };
  for (float v : {1.5f, -2.0f})
    tensor->add_float_data(v);
  check(TensorProto::FLOAT,
        "dense<[1.500000e+00, -2.000000e+00]> : tensor<2xf32>");
  for (double v : {0.25, 3.0})
    tensor->add_double_data(v);
  check(TensorProto::DOUBLE,
        "dense<[2.500000e-01, 3.000000e+00]> : tensor<2xf64>");
  for (int64_t v : {INT64_MIN, int64_t(6)})
    tensor->add_int64_data(v);
  check(TensorProto::INT64, "dense<[-9223372036854775808, 6]> : tensor<2xi64>");
  for (uint64_t v : {7, 9})
    tensor->add_uint64_data(v);
  check(TensorProto::UINT32, "dense<[7, 9]> : tensor<2xui32>");
  check(TensorProto::UINT64, "dense<[7, 9]> : tensor<2xui64>");
  for (int32_t v : {0, 1})
    tensor->add_int32_data(v);
  check(TensorProto::BOOL, "dense<[false, true]> : tensor<2xi1>");
  check(TensorProto::INT8, "dense<[0, 1]> : tensor<2xi8>");
  check(TensorProto::UINT8, "dense<[0, 1]> : tensor<2xui8>");
  check(TensorProto::INT16, "dense<[0, 1]> : tensor<2xi16>");
  check(TensorProto::UINT16, "dense<[0, 1]> : tensor<2xui16>");
  check(TensorProto::INT32, "dense<[0, 1]> : tensor<2xi32>");
  tensor->set_int32_data(0, 0x3c00);
  tensor->set_int32_data(1, 0xc100);
  check(TensorProto::FLOAT16,
        "dense<[1.000000e+00, -2.500000e+00]> : tensor<2xf16>");
}

TEST_F(TensorTest, NarrowValuesMustFit) {
  TensorProto *tensor = addTensor("t", {1}, TensorProto::UINT8);
  tensor->add_int32_data(256);
  EXPECT_EQ(importErrors(),
            "t: initialiser 't': value 256 does not fit the element type\n");
  tensor->set_int32_data(0, -1);
  EXPECT_TRUE(contains(importErrors(), "value -1 does not fit"));
  tensor->set_data_type(TensorProto::INT16);
  tensor->set_int32_data(0, -32769);
  EXPECT_TRUE(contains(importErrors(), "value -32769 does not fit"));
}

// Two values of 4 bits per byte, the low half first; an odd count leaves the last
// half unused.
TEST_F(TensorTest, Nibbles) {
  TensorProto *tensor = addTensor("t", {5}, kInt4);
  tensor->set_raw_data("\x98\x7f\xf1");
  EXPECT_EQ(value(), "dense<[-8, -7, -1, 7, 1]> : tensor<5xi4>");
  tensor->set_data_type(kUint4);
  EXPECT_EQ(value(), "dense<[8, 9, 15, 7, 1]> : tensor<5xui4>");
  tensor->clear_raw_data();
  for (int v : {0x98, 0x7f, 0xf1})
    tensor->add_int32_data(v);
  EXPECT_EQ(value(), "dense<[8, 9, 15, 7, 1]> : tensor<5xui4>");
  tensor->set_data_type(kInt4);
  EXPECT_EQ(value(), "dense<[-8, -7, -1, 7, 1]> : tensor<5xi4>");
  addTensor("s", {}, kInt4)->add_int32_data(0xf7);
  addTensor("e", {0}, kUint4);
  ASSERT_TRUE(import());
  EXPECT_EQ(text(constant("s").getValue()), "dense<7> : tensor<i4>");
  EXPECT_EQ(text(constant("e").getType()), "tensor<0xui4>");
}

TEST_F(TensorTest, NibblesMustFillTheShape) {
  TensorProto *tensor = addTensor("t", {5}, kInt4);
  tensor->set_raw_data("ab");
  EXPECT_EQ(importErrors(), "t: initialiser 't': expected 3 bytes of raw data "
                            "for shape [5] of int4, got 2\n");
  tensor->set_raw_data("abcd");
  EXPECT_TRUE(contains(importErrors(), "expected 3 bytes"));
  tensor->clear_raw_data();
  tensor->add_int32_data(1);
  EXPECT_EQ(importErrors(),
            "t: initialiser 't': expected 3 bytes of two values "
            "for shape [5] of int4, got 1\n");
  tensor->set_int32_data(0, 256);
  EXPECT_TRUE(contains(importErrors(), "value 256 does not fit"));
}

TEST_F(TensorTest, ScalarsAndEmptyTensors) {
  addTensor("t", {})->add_float_data(2.0f);
  EXPECT_EQ(value(), "dense<2.000000e+00> : tensor<f32>");
  addTensor("e", {0, 3});
  addTensor("b", {0}, TensorProto::BOOL);
  ASSERT_TRUE(import());
  EXPECT_EQ(text(constant("e").getType()), "tensor<0x3xf32>");
  EXPECT_EQ(text(constant("b").getType()), "tensor<0xi1>");
}

TEST_F(TensorTest, LargeFloatsAreResources) {
  std::vector<float> values(17);
  for (int i = 0; i < 17; ++i)
    values[i] = 0.5f * static_cast<float>(i);
  TensorProto *typed = addTensor("t", {17});
  std::string bytes(reinterpret_cast<char *>(values.data()), 68);
  addTensor("r", {1, 17})->set_raw_data(bytes);
  addTensor("h", {17}, TensorProto::FLOAT16)->set_raw_data(bytes.substr(0, 34));
  addTensor("i", {17}, TensorProto::INT32)->set_raw_data(bytes);
  for (float v : values)
    typed->add_float_data(v);
  ASSERT_TRUE(import());
  for (const char *name : {"t", "r"}) {
    auto value = dyn_cast<DenseResourceElementsAttr>(constant(name).getValue());
    ASSERT_TRUE(value);
    EXPECT_EQ(value.getRawHandle().getKey(), name);
    FailureOr<std::vector<float>> read = floatElements(value);
    ASSERT_TRUE(succeeded(read));
    EXPECT_EQ(*read, values);
  }
  EXPECT_TRUE(isa<DenseResourceElementsAttr>(constant("h").getValue()));
  EXPECT_TRUE(isa<DenseElementsAttr>(constant("i").getValue()));
}

TEST_F(TensorTest, DataMustFillTheShape) {
  TensorProto *tensor = addTensor("t", {2, 2});
  EXPECT_EQ(importErrors(), "t: initialiser 't': expected 4 values for shape "
                            "[2, 2] of float, got 0\n");
  tensor->set_raw_data(std::string(15, 'a'));
  EXPECT_EQ(importErrors(), "t: initialiser 't': expected 16 bytes of raw data "
                            "for shape [2, 2] of float, got 15\n");
  tensor->set_raw_data(std::string(17, 'a'));
  EXPECT_TRUE(contains(importErrors(), "expected 16 bytes"));
  tensor->clear_raw_data();
  for (int i = 0; i < 5; ++i)
    tensor->add_float_data(1);
  EXPECT_TRUE(contains(importErrors(), "expected 4 values"));
  // The values of another type than the declared one.
  tensor->set_data_type(TensorProto::INT64);
  EXPECT_TRUE(contains(importErrors(), "got 0"));
}

TEST_F(TensorTest, BadShapes) {
  const int64_t big = int64_t(1) << 40;
  for (const std::vector<int64_t> &dims :
       std::vector<std::vector<int64_t>>{{big, big, -5},
                                         {big, big},
                                         {-1},
                                         {INT64_MIN, -1},
                                         {0, INT64_MAX, INT64_MAX},
                                         std::vector<int64_t>(33, 1)}) {
    graph->clear_initializer();
    addTensor("t", dims)->set_raw_data("ab");
    EXPECT_TRUE(contains(importErrors(), "t: initialiser 't': shape ["));
    EXPECT_TRUE(contains(errors, "is negative or too large for any memory"));
  }
}

TEST_F(TensorTest, UnsupportedElementTypes) {
  TensorProto *tensor = addTensor("t", {1});
  for (auto [type, name] :
       {std::pair(0, "undefined"), std::pair(8, "string"),
        std::pair(14, "complex64"), std::pair(16, "bfloat16"),
        std::pair(17, "float8e4m3fn"), std::pair(26, "int2"),
        std::pair(99, "number 99"), std::pair(-1, "number -1")}) {
    tensor->set_data_type(type);
    EXPECT_EQ(importErrors(),
              "t: initialiser 't': unsupported element type " +
                  std::string(name) +
                  "; expected float, float16, double, bool, int4 to int64 or "
                  "uint4 to uint64\n");
  }
  tensor->set_data_type(TensorProto::FLOAT);
  tensor->mutable_segment()->set_begin(0);
  EXPECT_TRUE(contains(importErrors(), "got a segment"));
  graph->clear_initializer();
  graph->add_sparse_initializer()->mutable_values()->set_name("s");
  EXPECT_TRUE(contains(importErrors(), "s: initialiser 's': sparse tensors"));
}

TEST_F(TensorTest, AllErrorsAtOnce) {
  addTensor("a", {2});
  addTensor("b", {-2});
  addTensor("c", {2}, TensorProto::STRING);
  EXPECT_EQ(llvm::count(importErrors(), '\n'), 3);
}
