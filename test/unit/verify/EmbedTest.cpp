// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Embedded files must be the repository's files, byte for byte.
#include "compiler/Verify/Harness.h"
#include "test/unit/Contains.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

using namespace m2c;

TEST(Embed, BytesAreThoseOfTheFiles) {
  std::string base = M2C_TINY_MODEL_DIR "/../../../../compiler/Verify/";
  EXPECT_FALSE(verifyBoardFiles().empty());
  for (const EmbeddedFile &file : verifyBoardFiles()) {
    auto buffer = llvm::MemoryBuffer::getFile(base + file.name.str());
    ASSERT_TRUE(bool(buffer)) << file.name.str();
    EXPECT_EQ((*buffer)->getBuffer(), file.text) << file.name.str();
  }
}

TEST(Embed, FilesAreFoundByName) {
  EXPECT_TRUE(findEmbeddedFile(verifyBoardFiles(), "board/startup.c"));
  EXPECT_FALSE(findEmbeddedFile(verifyBoardFiles(), "startup.c"));
}

TEST(LinkerScript, VectorsAtTheStartOfTheCodeTakeTheirRoom) {
  std::string script = boardLinkerScript(lookupTarget("cortex-m33")->run);
  EXPECT_TRUE(contains(script, "VECTORS (rx) : ORIGIN = 0x10000000"));
  EXPECT_TRUE(
      contains(script, "CODE (rx) : ORIGIN = 0x10000400, LENGTH = 0x3FFC00"));
  EXPECT_FALSE(contains(script, "@"));
}

TEST(LinkerScript, VectorsElsewhereLeaveTheCodeWhole) {
  std::string script = boardLinkerScript(lookupTarget("cortex-m55")->run);
  EXPECT_TRUE(contains(script, "VECTORS (rx) : ORIGIN = 0x0,"));
  EXPECT_TRUE(
      contains(script, "CODE (rx) : ORIGIN = 0x70000000, LENGTH = 0x1000000"));
}
