// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ONNX tensor files: every data field and type, and files that lie about their
// shape.
#include "compiler/Import/TensorFile.h"
#include "TensorBytes.h"

using namespace llvm;
using namespace m2c;

namespace {
class TensorFileTest : public TestFolder {
protected:
  Expected<NamedArray> read(StringRef bytes) {
    return readTensorFile(write("t.pb", bytes));
  }
  void expectTensor(StringRef bytes, const NpyArray &expected) {
    Expected<NamedArray> tensor = read(bytes);
    ASSERT_TRUE(bool(tensor)) << toString(tensor.takeError());
    EXPECT_EQ(tensor->array, expected);
  }
};
} // namespace

TEST_F(TensorFileTest, RawDataAndName) {
  Expected<NamedArray> tensor = read(floatTensor("a/b", {1, 2}, {1, -2}));
  ASSERT_TRUE(bool(tensor)) << toString(tensor.takeError());
  EXPECT_EQ(tensor->name, "a/b");
  EXPECT_EQ(tensor->array, makeArray<float>(NpyType::Float32, {1, 2}, {1, -2}));
}

TEST_F(TensorFileTest, TypedFields) {
  expectTensor(tensorHead(Float, {2}) +
                   block(FloatData, bytesOf<float>({0.5f, -3})),
               makeArray<float>(NpyType::Float32, {2}, {0.5f, -3}));
  expectTensor(tensorHead(Double, {1}) +
                   block(DoubleData, bytesOf<double>({0.1})),
               makeArray<double>(NpyType::Float64, {1}, {0.1}));
  expectTensor(tensorHead(Int64, {2}) + packed(Int64Data, {INT64_MIN, 5}),
               makeArray<int64_t>(NpyType::Int64, {2}, {INT64_MIN, 5}));
  expectTensor(tensorHead(Uint64, {1}) + packed(Uint64Data, {-1}),
               makeArray<uint64_t>(NpyType::UInt64, {1}, {UINT64_MAX}));
  expectTensor(tensorHead(Uint32, {1}) + packed(Uint64Data, {0xffffffff}),
               makeArray<uint32_t>(NpyType::UInt32, {1}, {UINT32_MAX}));
  expectTensor(tensorHead(Int32, {2}) + packed(Int32Data, {INT32_MIN, 7}),
               makeArray<int32_t>(NpyType::Int32, {2}, {INT32_MIN, 7}));
}

TEST_F(TensorFileTest, NarrowTypesInInt32Data) {
  expectTensor(tensorHead(Int8, {2}) + packed(Int32Data, {-128, 127}),
               makeArray<int8_t>(NpyType::Int8, {2}, {-128, 127}));
  expectTensor(tensorHead(Uint8, {2}) + packed(Int32Data, {0, 255}),
               makeArray<uint8_t>(NpyType::UInt8, {2}, {0, 255}));
  expectTensor(tensorHead(Int16, {1}) + packed(Int32Data, {-32768}),
               makeArray<int16_t>(NpyType::Int16, {1}, {-32768}));
  expectTensor(tensorHead(Uint16, {1}) + packed(Int32Data, {65535}),
               makeArray<uint16_t>(NpyType::UInt16, {1}, {65535}));
  expectTensor(tensorHead(Bool, {2}) + packed(Int32Data, {1, 0}),
               makeArray<uint8_t>(NpyType::Bool, {2}, {1, 0}));
  // 0x3c00 is 1.0 as float16; 0xbfc0 is -1.5 as bfloat16.
  expectTensor(tensorHead(Float16, {1}) + packed(Int32Data, {0x3c00}),
               makeArray<uint16_t>(NpyType::Float16, {1}, {0x3c00}));
  expectTensor(tensorHead(Bfloat16, {1}) + packed(Int32Data, {0xbfc0}),
               makeArray<float>(NpyType::Float32, {1}, {-1.5f}));
}

TEST_F(TensorFileTest, RawHalfFloats) {
  expectTensor(tensorHead(Float16, {2}) +
                   block(RawData, bytesOf<uint16_t>({0x3c00, 0xc000})),
               makeArray<uint16_t>(NpyType::Float16, {2}, {0x3c00, 0xc000}));
  expectTensor(tensorHead(Bfloat16, {2}) +
                   block(RawData, bytesOf<uint16_t>({0x3f80, 0xbfc0})),
               makeArray<float>(NpyType::Float32, {2}, {1.0f, -1.5f}));
}

TEST_F(TensorFileTest, ScalarsAndEmptyTensors) {
  expectTensor(tensorHead(Float, {}) + block(RawData, bytesOf<float>({2})),
               makeArray<float>(NpyType::Float32, {}, {2}));
  expectTensor(tensorHead(Float, {3, 0}),
               makeArray<float>(NpyType::Float32, {3, 0}, {}));
}

TEST_F(TensorFileTest, RefusesForeignFiles) {
  expectError(readTensorFile("/no/such.pb"), {"/no/such.pb: ", "No such file"});
  expectError(read(""), {"t.pb: expected an ONNX tensor"});
  expectError(read("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
              {"t.pb: truncated or not an ONNX tensor"});
  expectError(read(tensorHead(String, {1})),
              {"unsupported element type string", "expected bool"});
  expectError(read(tensorHead(Float8, {1})),
              {"unsupported element type number 17"});
}

TEST_F(TensorFileTest, RefusesDataThatDoesNotFitTheShape) {
  expectError(read(tensorHead(Float, {3}) + block(RawData, "01234567")),
              {"t.pb: expected 12 bytes of raw data for shape (3,) of float32, "
               "got 8"});
  expectError(read(tensorHead(Float, {3})), {"expected 3 values", "got 0"});
  expectError(
      read(tensorHead(Float, {1}) + block(FloatData, bytesOf<float>({1, 2}))),
      {"expected 1 values", "got 2"});
  // The right number of values in the field of another type.
  expectError(read(tensorHead(Float, {1}) + packed(Int32Data, {1})),
              {"expected 1 values for shape (1,), got 0"});
  expectError(read(tensorHead(Uint8, {1}) + packed(Int32Data, {256})),
              {"value 256 does not fit uint8"});
  expectError(read(tensorHead(Int8, {1}) + packed(Int32Data, {-129})),
              {"value -129 does not fit int8"});
}

TEST_F(TensorFileTest, RefusesHostileShapes) {
  int64_t huge = int64_t(1) << 40;
  expectError(read(tensorHead(Float, {huge, huge}) + block(RawData, "01")),
              {"negative or too large"});
  expectError(read(tensorHead(Float, {-5}) + block(RawData, "01")),
              {"shape (-5,) is negative or too large"});
  expectError(read(tensorHead(Float, {huge})), {"got 0"});
}

TEST_F(TensorFileTest, RefusesDataElsewhere) {
  expectError(read(tensorHead(Float, {1}) + number(DataLocation, 1)),
              {"external or segmented data"});
  expectError(read(tensorHead(Float, {1}) + block(Segment, "")),
              {"external or segmented data"});
}

TEST_F(TensorFileTest, EveryTruncationIsAnError) {
  std::string bytes = floatTensor("x", {2, 2}, {1, 2, 3, 4});
  for (size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(errorOf(read(StringRef(bytes).take_front(size))).empty())
        << size;
}
