// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// External data: what is read, and that nothing outside the model's folder is.
#include "dialects/Support/Constants.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "test/unit/import/ImportTest.h"
#include "llvm/Support/FileSystem.h"

using namespace m2c;
using namespace mlir;
using pb::TensorProto;

namespace {
class ExternalDataTest : public ImportTest {
protected:
  ExternalDataTest() {
    addInput("x", {"1"});
    addNode("Relu", {"x"}, {"y"});
    addOutput("y");
    for (int i = 0; i < 64; ++i)
      values.push_back(0.25f * static_cast<float>(i));
    write("weights.bin",
          StringRef(reinterpret_cast<char *>(values.data()), 256));
  }

  TensorProto *
  addExternal(const std::string &name, const std::vector<int64_t> &dims,
              const std::string &location, const std::string &offset = "",
              const std::string &length = "", int type = TensorProto::FLOAT) {
    TensorProto *tensor = addTensor(name, dims, type);
    tensor->set_data_location(TensorProto::EXTERNAL);
    for (auto [key, value] :
         {std::pair("location", location), std::pair("offset", offset),
          std::pair("length", length)})
      if (!value.empty()) {
        auto *entry = tensor->add_external_data();
        entry->set_key(key);
        entry->set_value(value);
      }
    return tensor;
  }

  std::string errorsFor(const std::string &location,
                        const std::string &offset = "",
                        const std::string &length = "") {
    graph->clear_initializer();
    addExternal("w", {4}, location, offset, length);
    return importErrors();
  }

  std::vector<float> values;
};
} // namespace

TEST_F(ExternalDataTest, Slices) {
  addExternal("all", {64}, "weights.bin");
  addExternal("some", {4, 5}, "./weights.bin", "16", "80");
  addExternal("odd", {8}, "weights.bin", "129", "32"); // unaligned
  addExternal("oddLarge", {24}, "weights.bin", "1");   // unaligned, no length
  addExternal("ints", {2}, "weights.bin", "4", "8", TensorProto::INT32);
  addExternal("none", {0}, "weights.bin", "256", "0");
  ASSERT_TRUE(import()) << errors;
  auto all = dyn_cast<DenseResourceElementsAttr>(constant("all").getValue());
  ASSERT_TRUE(all);
  EXPECT_EQ(*floatElements(all), values);
  EXPECT_EQ(*floatElements(constant("some").getValue()),
            std::vector<float>(values.begin() + 4, values.begin() + 24));
  // The bytes of 0.25 and 0.5.
  EXPECT_EQ(text(constant("ints").getValue()),
            "dense<[1048576000, 1056964608]> : tensor<2xi32>");
  std::vector<float> odd(8), oddLarge(24);
  std::memcpy(odd.data(), reinterpret_cast<char *>(values.data()) + 129, 32);
  std::memcpy(oddLarge.data(), reinterpret_cast<char *>(values.data()) + 1, 96);
  EXPECT_EQ(*floatElements(constant("odd").getValue()), odd);
  EXPECT_EQ(*floatElements(constant("oddLarge").getValue()), oddLarge);
}

TEST_F(ExternalDataTest, SubfoldersAndModelsElsewhere) {
  ASSERT_FALSE(llvm::sys::fs::create_directory(path("sub")));
  write("sub/w.bin", StringRef("\0\0\x80\x3f\0\0\0\x40", 8));
  addExternal("w", {2}, "sub/w.bin");
  ASSERT_TRUE(import()) << errors;
  EXPECT_EQ(text(constant("w").getValue()),
            "dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>");
}

TEST_F(ExternalDataTest, OutsideTheFolder) {
  for (const char *location :
       {"/etc/passwd", "../weights.bin", "sub/../../weights.bin", "..",
        "a/../weights.bin"})
    EXPECT_EQ(errorsFor(location),
              "w: initialiser 'w': expected external data inside the model's "
              "folder, got location '" +
                  std::string(location) + "'\n");
  EXPECT_TRUE(contains(errorsFor(std::string("weights.bin\0x", 13)),
                       "expected external data inside the model's folder"));
  EXPECT_TRUE(contains(errorsFor(""), "with a location, got none"));
}

TEST_F(ExternalDataTest, Links) {
  ASSERT_FALSE(llvm::sys::fs::create_link("weights.bin", path("inside.bin")));
  ASSERT_FALSE(llvm::sys::fs::create_link("/etc/passwd", path("outside.bin")));
  ASSERT_FALSE(llvm::sys::fs::create_link("/etc", path("folder")));
  // A sibling whose name begins as the folder's does.
  std::string sibling = path("") + "x";
  sibling.erase(sibling.find("/x"), 1);
  ASSERT_FALSE(llvm::sys::fs::create_directory(sibling));
  ASSERT_FALSE(llvm::sys::fs::create_link(sibling, path("sibling")));
  EXPECT_TRUE(contains(errorsFor("outside.bin"),
                       "external data file 'outside.bin': expected a file "
                       "inside the model's folder, got a link to "
                       "'/etc/passwd'"));
  EXPECT_TRUE(contains(errorsFor("folder/passwd"), "got a link to"));
  EXPECT_TRUE(contains(errorsFor("sibling"), "got a link to"));
  llvm::sys::fs::remove(sibling);
  graph->clear_initializer();
  addExternal("w", {64}, "inside.bin");
  EXPECT_TRUE(import()) << errors;
}

TEST_F(ExternalDataTest, FilesThatAreNone) {
  EXPECT_TRUE(contains(errorsFor("absent.bin"),
                       "absent.bin': No such file or directory"));
  EXPECT_TRUE(contains(errorsFor("."), "expected a regular file"));
}

TEST_F(ExternalDataTest, OffsetsAndLengths) {
  EXPECT_EQ(errorsFor("weights.bin", "241"),
            "w: initialiser 'w': external data file 'weights.bin': expected 16 "
            "bytes at offset 241, got a file of 256 bytes\n");
  EXPECT_TRUE(contains(errorsFor("weights.bin", "18446744073709551615", "16"),
                       "at offset 18446744073709551615"));
  EXPECT_TRUE(contains(errorsFor("weights.bin", "0", "12"),
                       "expected 16 bytes of external data for the shape, got "
                       "length 12"));
  for (const char *number : {"-1", "0x10", "1e2", "99999999999999999999"}) {
    EXPECT_TRUE(contains(errorsFor("weights.bin", number),
                         "expected a number as offset of the external data, "
                         "got '" +
                             std::string(number) + "'"));
    EXPECT_TRUE(contains(errorsFor("weights.bin", "0", number),
                         "as length of the external data"));
  }
}

TEST_F(ExternalDataTest, OverlappingCopiesAreLimited) {
  write("ints.bin", std::string(1 << 20, 'a'));
  for (int i = 0; i < 7; ++i)
    addExternal("w" + std::to_string(i), {(1 << 20) - 8}, "ints.bin",
                std::to_string(i), "", TensorProto::INT8);
  EXPECT_TRUE(contains(importErrors(), "w5: initialiser 'w5': expected "
                                       "external tensors that share few "
                                       "bytes"));
}
