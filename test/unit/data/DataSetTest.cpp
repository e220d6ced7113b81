// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sample sets in all forms of DATA: which array serves which tensor, how
// samples are counted, and what is said about every kind of wrong data.
#include "compiler/Data/DataSet.h"
#include "TensorBytes.h"
#include "compiler/Data/Npz.h"

using namespace llvm;
using namespace m2c;

namespace {
class DataSetTest : public TestFolder {
protected:
  std::string writeArchive(ArrayRef<NamedArray> arrays) {
    std::vector<char> bytes = cantFail(writeNpz(arrays));
    return write("d.npz", StringRef(bytes.data(), bytes.size()));
  }
  Expected<DataSet> load(ArrayRef<NamedArray> arrays, unsigned limit = 0) {
    return loadDataSet(writeArchive(arrays), inputs, outputs, limit);
  }
  std::string writeNpyFile(const Twine &name, StringRef shape,
                           std::initializer_list<float> values) {
    return write(name, npyFile(npyHeader("<f4", shape), bytesOf(values)));
  }

  std::vector<TensorSpec> inputs = {{"audio", {1, 2}}, {"image", {1, 1, 2}}};
  std::vector<TensorSpec> outputs = {{"probs", {1, 3}}, {"aux", {1}}};
};

NpyArray floatArray(ArrayRef<int64_t> shape,
                    std::initializer_list<float> values) {
  return makeArray<float>(NpyType::Float32, shape, values);
}

NamedArray audio() { return {"audio", floatArray({2, 2}, {1, 2, 3, 4})}; }
NamedArray image() { return {"image", floatArray({2, 1, 2}, {5, 6, 7, 8})}; }

std::vector<float> vec(ArrayRef<float> values) { return values.vec(); }
} // namespace

#define ASSERT_LOADS(data)                                                     \
  ASSERT_TRUE(bool(data)) << toString((data).takeError())

TEST_F(DataSetTest, SamplesOnAxis0) {
  Expected<DataSet> data = load({audio(), image()});
  ASSERT_LOADS(data);
  EXPECT_EQ(data->numSamples(), 2u);
  EXPECT_EQ(vec(data->input(0, 0)), (std::vector<float>{1, 2}));
  EXPECT_EQ(vec(data->input(0, 1)), (std::vector<float>{3, 4}));
  EXPECT_EQ(vec(data->input(1, 1)), (std::vector<float>{7, 8}));
  EXPECT_FALSE(data->hasAnyExpected());
  EXPECT_TRUE(data->labels().empty());
}

TEST_F(DataSetTest, BatchAxisMayBeKept) {
  Expected<DataSet> data =
      load({{"audio", floatArray({2, 1, 2}, {1, 2, 3, 4})},
            {"image", floatArray({2, 1, 1, 2}, {5, 6, 7, 8})}});
  ASSERT_LOADS(data);
  EXPECT_EQ(data->numSamples(), 2u);
  EXPECT_EQ(vec(data->input(1, 1)), (std::vector<float>{7, 8}));
}

TEST_F(DataSetTest, LargerBatchNeedsASampleAxis) {
  inputs = {{"x", {2, 2}}};
  Expected<DataSet> data =
      load({{"x", floatArray({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8})}});
  ASSERT_LOADS(data);
  EXPECT_EQ(data->numSamples(), 2u);
  EXPECT_EQ(vec(data->input(0, 1)), (std::vector<float>{5, 6, 7, 8}));
  expectError(load({{"x", floatArray({2, 2}, {1, 2, 3, 4})}}),
              {"d.npz: array 'x': expected shape (N, 2, 2) with N samples for "
               "tensor 'x' of shape (2, 2), got (2, 2)"});
}

TEST_F(DataSetTest, ScalarAndVectorInputs) {
  inputs = {{"s", {}}, {"v", {1}}};
  Expected<DataSet> data = load({{"s", floatArray({3}, {1, 2, 3})},
                                 {"v", floatArray({3, 1}, {4, 5, 6})}});
  ASSERT_LOADS(data);
  EXPECT_EQ(vec(data->input(0, 2)), (std::vector<float>{3}));
  EXPECT_EQ(vec(data->input(1, 2)), (std::vector<float>{6}));
}

TEST_F(DataSetTest, QuantizedArrays) {
  // (q - zero) * scale, each step rounded to float32.
  Expected<DataSet> data =
      load({audio(),
            {"image_q",
             makeArray<uint8_t>(NpyType::UInt8, {2, 1, 2}, {0, 128, 129, 255})},
            {"image_scale", floatArray({}, {0.1f})},
            {"image_zero", makeArray<int32_t>(NpyType::Int32, {}, {128})}});
  ASSERT_LOADS(data);
  EXPECT_EQ(vec(data->input(1, 0)), (std::vector<float>{-128 * 0.1f, 0}));
  EXPECT_EQ(vec(data->input(1, 1)), (std::vector<float>{0.1f, 127 * 0.1f}));
}

TEST_F(DataSetTest, AnInputMayBeCalledLikeAQuantizedOne) {
  inputs = {{"x", {1, 1}}, {"x_q", {1, 1}}};
  Expected<DataSet> data =
      load({{"x", floatArray({1, 1}, {1})}, {"x_q", floatArray({1, 1}, {2})}});
  ASSERT_LOADS(data);
  EXPECT_EQ(data->input(0, 0)[0], 1);
  EXPECT_EQ(data->input(1, 0)[0], 2);
}

TEST_F(DataSetTest, Float16AndNan) {
  Expected<DataSet> data =
      load({{"audio",
             makeArray<uint16_t>(NpyType::Float16, {1, 2}, {0x3e00, 0x7e00})},
            {"image",
             makeArray<double>(NpyType::Float64, {1, 1, 2}, {0.1, INFINITY})}});
  ASSERT_LOADS(data);
  EXPECT_EQ(data->input(0, 0)[0], 1.5f);
  EXPECT_TRUE(std::isnan(data->input(0, 0)[1]));
  EXPECT_EQ(vec(data->input(1, 0)), (std::vector<float>{0.1f, INFINITY}));
}

TEST_F(DataSetTest, ExpectedOutputsAndLabels) {
  Expected<DataSet> data =
      load({audio(),
            image(),
            {"out_probs", floatArray({2, 3}, {0, 1, 2, 3, 4, 5})},
            {"labels", makeArray<uint8_t>(NpyType::UInt8, {2}, {1, 255})},
            {"paths_differ", floatArray({}, {0})}});
  ASSERT_LOADS(data);
  EXPECT_TRUE(data->hasAnyExpected());
  EXPECT_TRUE(data->hasExpected(0));
  EXPECT_FALSE(data->hasExpected(1));
  EXPECT_EQ(vec(data->expected(0, 1)), (std::vector<float>{3, 4, 5}));
  EXPECT_EQ(data->labels().vec(), (std::vector<int64_t>{1, 255}));
}

TEST_F(DataSetTest, LimitTakesTheFirstSamples) {
  std::vector<NamedArray> arrays = {
      audio(),
      image(),
      {"out_aux", floatArray({2}, {8, 9})},
      {"labels", makeArray<int64_t>(NpyType::Int64, {2, 1}, {-1, 4})}};
  Expected<DataSet> one = load(arrays, 1);
  ASSERT_LOADS(one);
  EXPECT_EQ(one->numSamples(), 1u);
  EXPECT_EQ(vec(one->input(1, 0)), (std::vector<float>{5, 6}));
  EXPECT_EQ(vec(one->expected(1, 0)), (std::vector<float>{8}));
  EXPECT_EQ(one->labels().vec(), (std::vector<int64_t>{-1}));
  Expected<DataSet> all = load(arrays, 99);
  ASSERT_LOADS(all);
  EXPECT_EQ(all->numSamples(), 2u);
}

TEST_F(DataSetTest, NamesWithSlashes) {
  inputs = {{"a/b", {1, 1}}, {"/c", {1, 1}}};
  Expected<DataSet> archive =
      load({{"a/b", floatArray({1, 1}, {1})}, {"/c", floatArray({1, 1}, {2})}});
  ASSERT_LOADS(archive);
  EXPECT_EQ(archive->input(0, 0)[0], 1);
  EXPECT_EQ(archive->input(1, 0)[0], 2);

  inputs = {{"a/b", {1, 1}}, {"../c", {1, 1}}};
  writeNpyFile("set/a/b.npy", "(1, 1)", {3});
  writeNpyFile("c.npy", "(1, 1)", {4});
  expectError(
      loadDataSet((folder + "/set").str(), inputs, outputs),
      {"set: expected one array per model input, missing '../c'", "got 'a/b'"});
  inputs.pop_back();
  Expected<DataSet> data = loadDataSet((folder + "/set").str(), inputs, {});
  ASSERT_LOADS(data);
  EXPECT_EQ(data->input(0, 0)[0], 3);
}

TEST_F(DataSetTest, FolderOfNpyFiles) {
  writeNpyFile("audio.npy", "(2, 2)", {1, 2, 3, 4});
  write("image_q.npy",
        npyFile(npyHeader("|i1", "(2, 1, 2)"), bytesOf<int8_t>({-4, 0, 2, 4})));
  writeNpyFile("image_scale.npy", "(1,)", {0.5f});
  writeNpyFile("image_zero.npy", "()", {0});
  writeNpyFile("out_aux.npy", "(2, 1)", {6, 7});
  write("labels.npy",
        npyFile(npyHeader("<i8", "(2,)"), bytesOf<int64_t>({3, 4})));
  for (const Twine &path : {Twine(folder), folder + "/"}) {
    Expected<DataSet> data = loadDataSet(path.str(), inputs, outputs);
    ASSERT_LOADS(data);
    EXPECT_EQ(vec(data->input(1, 0)), (std::vector<float>{-2, 0}));
    EXPECT_EQ(data->expected(1, 1)[0], 7);
    EXPECT_EQ(data->labels().vec(), (std::vector<int64_t>{3, 4}));
  }
}

TEST_F(DataSetTest, MissingArrays) {
  expectError(load({audio()}),
              {"d.npz: expected one array per model input, missing 'image', "
               "got 'audio'"});
  expectError(
      load({{"Audio", floatArray({1}, {0})}, {"imgae", floatArray({1}, {0})}}),
      {"missing 'audio' (nearest: 'Audio'), 'image' (nearest: 'imgae')",
       "got 'Audio', 'imgae'"});
  expectError(load({{"arr_0", floatArray({1}, {0})}}),
              {"got 'arr_0'", "NAME=array"});
  // A folder is searched no deeper than the names of the model go.
  writeNpyFile("set/x.npy", "()", {0});
  writeNpyFile("set/deep/audio.npy", "(2, 2)", {1, 2, 3, 4});
  EXPECT_TRUE(
      StringRef(errorOf(loadDataSet((folder + "/set").str(), inputs, outputs)))
          .ends_with("got 'x'"));
}

TEST_F(DataSetTest, ManyNamesAreCut) {
  std::vector<NamedArray> arrays;
  for (unsigned index = 10; index < 40; ++index)
    arrays.push_back({"zz" + std::to_string(index), floatArray({1}, {0})});
  expectError(load(arrays), {"'zz10', 'zz11'", "'zz29' and 10 more"});
}

TEST_F(DataSetTest, MisnamedOutput) {
  NamedArray wrong = {"out_prob", floatArray({2, 3}, {0, 1, 2, 3, 4, 5})};
  expectError(load({audio(), image(), wrong}),
              {"d.npz: array 'out_prob': expected the name of a model output "
               "(nearest: 'out_probs')",
               "one of 'out_probs', 'out_aux'"});
  outputs.clear(); // nothing is to be compared
  Expected<DataSet> data = load({audio(), image(), wrong});
  ASSERT_LOADS(data);
}

TEST_F(DataSetTest, WrongShapes) {
  expectError(
      load({{"audio", floatArray({2, 3}, {0, 0, 0, 0, 0, 0})}, image()}),
      {"d.npz: array 'audio': expected shape (N, 2) or (N, 1, 2) with "
       "N samples for tensor 'audio' of shape (1, 2), got (2, 3)"});
  expectError(load({{"audio", floatArray({}, {0})}, image()}), {"got ()"});
  expectError(
      load({audio(), image(), {"out_aux", floatArray({2, 2}, {0, 0, 0, 0})}}),
      {"array 'out_aux': expected shape (N,) or (N, 1)", "got (2, 2)"});
  expectError(load({audio(),
                    image(),
                    {"labels", makeArray<uint8_t>(NpyType::UInt8, {2, 2},
                                                  {0, 0, 0, 0})}}),
              {"array 'labels': expected shape (N,)", "got (2, 2)"});
  inputs[0].shape = {-1, 2};
  expectError(load({audio(), image()}),
              {"tensor 'audio': expected a static, non-empty shape"});
}

TEST_F(DataSetTest, SampleCountsDiffer) {
  expectError(load({audio(), {"image", floatArray({1, 1, 2}, {5, 6})}}),
              {"array 'image': expected 2 samples, as many as ",
               "array 'audio' holds, got 1"});
  // Also beyond the limit.
  expectError(load({audio(), {"image", floatArray({1, 1, 2}, {5, 6})}}, 1),
              {"array 'image': expected 2 samples"});
  expectError(load({audio(), image(), {"out_aux", floatArray({1}, {0})}}),
              {"array 'out_aux': expected 2 samples"});
  expectError(load({audio(),
                    image(),
                    {"labels", makeArray<uint8_t>(NpyType::UInt8, {1}, {0})}}),
              {"array 'labels': expected 2 samples"});
}

TEST_F(DataSetTest, NoSamples) {
  expectError(load({{"audio", floatArray({0, 2}, {})},
                    {"image", floatArray({0, 1, 2}, {})}}),
              {"array 'audio': expected at least one sample, got none"});
}

TEST_F(DataSetTest, WrongQuantization) {
  NamedArray q = {"image_q",
                  makeArray<uint8_t>(NpyType::UInt8, {2, 1, 2}, {0, 1, 2, 3})};
  NamedArray scale = {"image_scale", floatArray({}, {1})};
  expectError(load({audio(), q}),
              {"expected the scalar 'image_scale' that belongs to 'image_q'",
               "got 'audio', 'image_q'"});
  expectError(load({audio(), q, scale}), {"expected the scalar 'image_zero'"});
  expectError(
      load({audio(), q, scale, {"image_zero", floatArray({2}, {0, 0})}}),
      {"array 'image_zero': expected a scalar, got shape (2,)"});
  expectError(load({audio(), image(), q, scale}),
              {"expected one of 'image' and 'image_q', got both"});
}

TEST_F(DataSetTest, UnsupportedTypeNamesFileAndArray) {
  write("image.npy",
        npyFile(npyHeader("<c8", "(2, 1, 2)"), std::string(32, '\0')));
  writeNpyFile("audio.npy", "(2, 2)", {1, 2, 3, 4});
  expectError(loadDataSet(folder, inputs, outputs),
              {"image.npy: unsupported dtype '<c8'"});
}

TEST_F(DataSetTest, WrongPaths) {
  expectError(loadDataSet("/no/such/data", inputs, outputs),
              {"/no/such/data: ", "No such file"});
  expectError(loadDataSet(write("d.npz", "text"), inputs, outputs),
              {"d.npz: expected an .npz (zip) archive"});
  expectError(loadDataSet(write("empty.npz", ""), inputs, outputs),
              {"empty.npz: expected an .npz (zip) archive"});
  expectError(loadDataSet(writeNpyFile("a.npy", "()", {0}), inputs, outputs),
              {"a.npy: expected an .npz archive or the folder", "one .npy"});
  write("only/readme.txt", "");
  expectError(loadDataSet((folder + "/only").str(), inputs, outputs),
              {"only: expected NAME.npy files, input_N.pb files or "
               "test_data_set_N folders"});
}

TEST_F(DataSetTest, OnnxTestData) {
  // Names are given to none: numbers count. Sets are taken by number, not in
  // the order of their names.
  for (unsigned set : {0, 2, 10}) {
    std::string dir = "test_data_set_" + std::to_string(set);
    float v = static_cast<float>(set);
    write(dir + "/input_0.pb", floatTensor("", {1, 2}, {v, v + 1}));
    write(dir + "/input_1.pb", floatTensor("", {1, 1, 2}, {v + 2, v + 3}));
    write(dir + "/output_0.pb", floatTensor("", {1, 3}, {v, v, v}));
  }
  write("model.onnx", "not read");
  Expected<DataSet> data = loadDataSet(folder, inputs, outputs);
  ASSERT_LOADS(data);
  EXPECT_EQ(data->numSamples(), 3u);
  EXPECT_EQ(vec(data->input(1, 1)), (std::vector<float>{4, 5}));
  EXPECT_EQ(vec(data->input(1, 2)), (std::vector<float>{12, 13}));
  EXPECT_EQ(data->expected(0, 2)[0], 10);
  EXPECT_FALSE(data->hasExpected(1));

  Expected<DataSet> two = loadDataSet(folder, inputs, outputs, 2);
  ASSERT_LOADS(two);
  EXPECT_EQ(two->numSamples(), 2u);

  Expected<DataSet> one =
      loadDataSet((folder + "/test_data_set_2").str(), inputs, outputs);
  ASSERT_LOADS(one);
  EXPECT_EQ(one->numSamples(), 1u);
  EXPECT_EQ(one->input(0, 0)[0], 2);
}

TEST_F(DataSetTest, OnnxTensorsAreMatchedByNameWhereTheyHaveThem) {
  write("input_0.pb", floatTensor("image", {1, 1, 2}, {3, 4}));
  write("input_1.pb", floatTensor("audio", {1, 2}, {1, 2}));
  Expected<DataSet> data = loadDataSet(folder, inputs, outputs);
  ASSERT_LOADS(data);
  EXPECT_EQ(vec(data->input(0, 0)), (std::vector<float>{1, 2}));
  EXPECT_EQ(vec(data->input(1, 0)), (std::vector<float>{3, 4}));
}

TEST_F(DataSetTest, OnnxTensorsOfOneNameAreMatchedByNumber) {
  write("input_0.pb", floatTensor("audio", {1, 2}, {1, 2}));
  write("input_1.pb", floatTensor("audio", {1, 1, 2}, {3, 4}));
  Expected<DataSet> data = loadDataSet(folder, inputs, outputs);
  ASSERT_LOADS(data);
  EXPECT_EQ(vec(data->input(1, 0)), (std::vector<float>{3, 4}));
}

TEST_F(DataSetTest, LimitMayCutATestDataSet) {
  inputs = {{"x", {1, 1}}};
  write("test_data_set_0/input_0.pb", floatTensor("", {2, 1}, {1, 2}));
  write("test_data_set_1/input_0.pb", floatTensor("", {2, 1}, {3, 4}));
  write("test_data_set_01/input_0.pb", floatTensor("", {2, 1}, {9, 9}));
  write("test_data_set_2/input_0.pb", "not read");
  for (auto [set, v] : {std::pair("0", 5.0f), std::pair("1", 7.0f)})
    write("test_data_set_" + Twine(set) + "/output_0.pb",
          floatTensor("", {2, 1, 3}, {v, v, v, v + 1, v + 1, v + 1}));
  Expected<DataSet> data = loadDataSet(folder, inputs, outputs, 3);
  ASSERT_LOADS(data);
  EXPECT_EQ(data->numSamples(), 3u);
  EXPECT_EQ(data->input(0, 2)[0], 3);
  EXPECT_EQ(data->expected(0, 2)[0], 7);
}

TEST_F(DataSetTest, OneOnnxTensorMayBeOneSampleOfAnyBatch) {
  inputs = {{"x", {2, 2}}};
  write("input_0.pb", floatTensor("x", {2, 2}, {1, 2, 3, 4}));
  Expected<DataSet> data = loadDataSet(folder, inputs, outputs);
  ASSERT_LOADS(data);
  EXPECT_EQ(data->numSamples(), 1u);
  EXPECT_EQ(vec(data->input(0, 0)), (std::vector<float>{1, 2, 3, 4}));
}

TEST_F(DataSetTest, WrongOnnxTestData) {
  write("input_0.pb", floatTensor("", {1, 2}, {1, 2}));
  expectError(loadDataSet(folder, inputs, outputs),
              {"expected 2 files input_N.pb for the model inputs 'audio', "
               "'image', got 1"});
  write("input_2.pb", floatTensor("", {1, 1, 2}, {1, 2}));
  expectError(loadDataSet(folder, inputs, outputs),
              {"expected input_1.pb, got input_2.pb next"});
  write("input_1.pb", floatTensor("", {1, 3}, {1, 2, 3}));
  write("input_2.pb", "");
  expectError(loadDataSet(folder, inputs, outputs), {"got 3"});
  inputs.push_back({"third", {1}});
  expectError(loadDataSet(folder, inputs, outputs),
              {"input_2.pb: expected an ONNX tensor"});
  write("input_2.pb", floatTensor("", {1}, {1}));
  expectError(loadDataSet(folder, inputs, outputs),
              {"input_1.pb: expected shape (N, 1, 2) or (N, 1, 1, 2)",
               "tensor 'image'", "got (1, 3)"});
}

TEST_F(DataSetTest, OnnxOutputsInSomeSetsOnly) {
  inputs = {{"x", {1, 1}}};
  write("test_data_set_0/input_0.pb", floatTensor("", {1, 1}, {1}));
  write("test_data_set_1/input_0.pb", floatTensor("", {1, 1}, {1}));
  write("test_data_set_1/output_0.pb", floatTensor("", {1, 3}, {1, 2, 3}));
  expectError(loadDataSet(folder, inputs, outputs),
              {"test_data_set_1: expected values of output 'probs' in all "
               "test data sets or in none"});
}
