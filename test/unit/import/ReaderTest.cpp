// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Files that are no model, or of an unknown version, and what the module says
// about its file.
#include "compiler/Import/OnnxReader.h"
#include "test/unit/import/ImportTest.h"
#include "llvm/Support/FileSystem.h"

using namespace m2c;
using llvm::StringRef;

namespace {
class ReaderTest : public ImportTest {
protected:
  ReaderTest() {
    addInput("x", {"1", "4"});
    addNode("Relu", {"x"}, {"y"}, "relu");
    addOutput("y");
  }
};
} // namespace

TEST_F(ReaderTest, FilesThatAreNone) {
  EXPECT_FALSE(importFile("absent.onnx"));
  EXPECT_TRUE(contains(errors, "absent.onnx: No such file or directory\n"));
  EXPECT_FALSE(importFile("."));
  EXPECT_TRUE(contains(errors, ": expected a regular file\n"));
  EXPECT_TRUE(contains(bytesErrors(""),
                       "bytes.onnx: expected an ONNX model, got an empty "
                       "file\n"));
}

TEST_F(ReaderTest, OtherFormats) {
  EXPECT_TRUE(contains(bytesErrors("<html>\n"), "bytes.onnx: truncated or not "
                                                "an ONNX model\n"));
  EXPECT_TRUE(contains(bytesErrors("PK\x03\x04 torch"), "PyTorch or Keras?"));
  EXPECT_TRUE(contains(bytesErrors("\x89HDF\r\n"), "HDF5"));
  EXPECT_TRUE(contains(bytesErrors(StringRef("\x1c\0\0\0TFL3\0\0", 10)),
                       "TensorFlow Lite"));
  EXPECT_TRUE(contains(bytesErrors(StringRef("\x1c\0\0\0ORTM\0\0", 10)),
                       "ONNX Runtime (.ort)"));
  EXPECT_TRUE(
      contains(bytesErrors("version https://git-lfs.github.com/spec/v1\noid"),
               "git lfs pull"));
  // A field that no version of ONNX has: protobuf accepts it.
  EXPECT_TRUE(contains(bytesErrors(StringRef("\xf2\x7f\x01"
                                             "a")),
                       "expected an ONNX model, got a file without "
                       "ir_version\n"));
}

TEST_F(ReaderTest, EveryTruncationFails) {
  std::string bytes = model.SerializeAsString();
  for (size_t size = 1; size < bytes.size(); ++size)
    EXPECT_TRUE(contains(bytesErrors(StringRef(bytes).take_front(size)),
                         "bytes.onnx: "))
        << size;
  EXPECT_TRUE(import());
}

TEST_F(ReaderTest, TooLargeForProtobuf) {
  // A file with a hole: nothing is written.
  int descriptor = 0;
  ASSERT_FALSE(llvm::sys::fs::openFileForWrite(path("huge.onnx"), descriptor));
  ASSERT_FALSE(
      llvm::sys::fs::resize_file_sparse(descriptor, uint64_t(1) << 31));
  llvm::sys::fs::file_t file = llvm::sys::fs::convertFDToNativeFile(descriptor);
  ASSERT_FALSE(llvm::sys::fs::closeFile(file));
  EXPECT_FALSE(importFile("huge.onnx"));
  EXPECT_TRUE(contains(errors, "huge.onnx: expected at most 2 GiB"));
}

TEST_F(ReaderTest, Versions) {
  model.set_ir_version(2);
  EXPECT_EQ(importErrors(), "model.onnx: expected ir_version 3 to "
                            "14, got 2\n");
  model.set_ir_version(15);
  EXPECT_TRUE(contains(importErrors(), "expected ir_version 3 to 14, got 15"));
  model.clear_ir_version();
  EXPECT_TRUE(contains(importErrors(), "without ir_version"));
  model.set_ir_version(-1);
  EXPECT_TRUE(contains(importErrors(), "got -1"));
  for (int64_t version : {kOldestIr, kNewestIr}) {
    model.set_ir_version(version);
    EXPECT_TRUE(import());
  }
}

TEST_F(ReaderTest, Opsets) {
  auto *opset = model.mutable_opset_import(0);
  opset->set_version(6);
  EXPECT_TRUE(contains(importErrors(), "expected ai.onnx opset 7 to 28, got 6; "
                                       "onnx.version_converter"));
  opset->set_domain("ai.onnx");
  opset->set_version(29);
  EXPECT_TRUE(contains(importErrors(), "opset 7 to 28, got 29;"));
  for (int64_t version : {kOldestOpset, kNewestOpset}) {
    opset->set_version(version);
    EXPECT_TRUE(import());
    EXPECT_EQ(node().getVersion(), uint64_t(version));
  }
  auto *second = model.add_opset_import();
  second->set_version(9);
  EXPECT_TRUE(contains(importErrors(), "expected one opset version of domain "
                                       "'', got 28 and 9\n"));
  model.clear_opset_import();
  EXPECT_TRUE(contains(importErrors(), "got no opset_import"));
}

TEST_F(ReaderTest, NoGraph) {
  model.clear_graph();
  EXPECT_TRUE(contains(importErrors(), "expected a graph, got a model without "
                                       "one"));
}

TEST_F(ReaderTest, ModelAttribute) {
  model.set_producer_name("pytorch");
  model.set_producer_version("2.1\n");
  auto *ml = model.add_opset_import();
  ml->set_domain("ai.onnx.ml");
  ml->set_version(3);
  // Floating-point initialisers of all widths count as 4 bytes a value.
  addTensor("a", {2, 3})->set_raw_data(std::string(24, '\0'));
  addTensor("b", {2}, pb::TensorProto::DOUBLE)
      ->set_raw_data(std::string(16, '\0'));
  addTensor("c", {}, pb::TensorProto::FLOAT16)
      ->set_raw_data(std::string(2, '\0'));
  addTensor("d", {5}, pb::TensorProto::INT8)
      ->set_raw_data(std::string(5, '\0'));
  ASSERT_TRUE(import());
  auto facts =
      (*module)->getAttrOfType<mlir::DictionaryAttr>(m2c::onnx::kModelAttr);
  ASSERT_TRUE(facts);
  EXPECT_EQ(text(facts.get("ir_version")), "8 : i64");
  EXPECT_EQ(text(facts.get("fp32_bytes")), "36 : i64");
  EXPECT_EQ(text(facts.get("producer")), "\"pytorch 2.1\\EF\\BF\\BD\"");
  EXPECT_EQ(text(facts.get("opsets")),
            "{ai.onnx = 17 : i64, ai.onnx.ml = 3 : i64}");
}

TEST(Reader, Sha256) {
  // `sha256sum` of the ten bytes 08 08 3a 00 42 04 0a 00 10 0d: IR version 8,
  // an empty graph, opset 13.
  llvm::SmallString<128> path;
  int descriptor = 0;
  ASSERT_FALSE(
      llvm::sys::fs::createTemporaryFile("m2c-sha", "onnx", descriptor, path));
  {
    llvm::raw_fd_ostream os(descriptor, /*shouldClose=*/true);
    os << StringRef("\x08\x08\x3a\x00\x42\x04\x0a\x00\x10\x0d", 10);
  }
  llvm::Expected<OnnxFile> file = readOnnxFile(path);
  llvm::sys::fs::remove(path);
  ASSERT_TRUE(bool(file)) << llvm::toString(file.takeError());
  EXPECT_EQ(file->sha256,
            "1236ea9a9648330a6c8e0bb481142d0cca7d0c8dd1499e2ae2922b70ffb4c43c");
}
