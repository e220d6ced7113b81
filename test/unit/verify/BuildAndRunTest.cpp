// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Builds and runs the hand-written model tiny/ for every target and with each
// kind of compiler; expected values are its closed form.
#include "compiler/Verify/BuildAndRun.h"
#include "test/unit/verify/TinyModel.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstdlib>

using namespace m2c;

namespace {

std::string
buildName(const testing::TestParamInfo<std::pair<StringRef, StringRef>> &info) {
  std::string name = (info.param.first + "_" + info.param.second).str();
  for (char &c : name)
    if (!llvm::isAlnum(c))
      c = '_';
  return name;
}

class EveryTarget
    : public testing::TestWithParam<std::pair<StringRef, StringRef>> {};

} // namespace

TEST_P(EveryTarget, ComputesTheClosedForm) {
  TinyRequest tiny(GetParam().first);
  tiny.request.compiler = GetParam().second.str();
  llvm::Expected<BuildAndRunResult> result = buildAndRun(tiny.request);
  ASSERT_TRUE(bool(result)) << llvm::toString(result.takeError());
  ASSERT_EQ(result->outputs.size(), 2u);
  std::vector<float> probs = result->floats(0), gap = result->floats(1);
  ASSERT_EQ(probs.size(), 2 * 3u);
  ASSERT_EQ(gap.size(), 2 * 1u);
  for (size_t i = 0; i < probs.size(); ++i)
    EXPECT_EQ(probs[i], tiny.audio[i] * 2 + 1) << "probs " << i;
  for (size_t i = 0; i < gap.size(); ++i)
    EXPECT_EQ(gap[i], tiny.image[2 * i] - tiny.image[2 * i + 1]) << "gap " << i;
}

/// Every target with the compilers that setup.sh installs.
static std::vector<std::pair<StringRef, StringRef>> allBuilds() {
  std::vector<std::pair<StringRef, StringRef>> builds;
  for (const Target &target : allTargets())
    for (const TargetCompiler &compiler : target.compilers.take_front(2))
      builds.push_back({target.name, compiler.program});
  return builds;
}
INSTANTIATE_TEST_SUITE_P(Verify, EveryTarget, testing::ValuesIn(allBuilds()),
                         buildName);

// A function with an array of 5000 bytes below the model, and a small one.
TEST(BuildAndRun, MeasuresTheStack) {
  for (StringRef target :
       {"host", "cortex-m0plus", "cortex-m7", "cortex-a72"}) {
    TinyRequest shallow(target), deep(target);
    deep.request.extraFlags = {"-DTINY_DEEP=5000"};
    llvm::Expected<BuildAndRunResult> small = buildAndRun(shallow.request);
    llvm::Expected<BuildAndRunResult> large = buildAndRun(deep.request);
    ASSERT_TRUE(bool(small)) << llvm::toString(small.takeError());
    ASSERT_TRUE(bool(large)) << llvm::toString(large.takeError());
    EXPECT_LE(small->stackBytes, 256) << target.str();
    EXPECT_GE(large->stackBytes, 5000) << target.str();
    EXPECT_LE(large->stackBytes, 5000 + 256) << target.str();
  }
}

TEST(BuildAndRun, ReportsProgress) {
  TinyRequest tiny("host");
  std::vector<std::string> steps;
  tiny.request.progress = [&](StringRef step) { steps.push_back(step.str()); };
  llvm::Expected<BuildAndRunResult> result = buildAndRun(tiny.request);
  EXPECT_TRUE(bool(result)) << llvm::toString(result.takeError());
  EXPECT_EQ(steps, (std::vector<std::string>{"building for host",
                                             "running 2 samples for host"}));
}

TEST(BuildAndRun, LeavesNothingBehind) {
  llvm::SmallString<128> root;
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("m2c-test", root));
  const char *set = std::getenv("TMPDIR");
  std::string before = set ? set : "";
  setenv("TMPDIR", root.c_str(), 1);
  for (const char *flag : {"-DTINY_GOOD", "-DTINY_BREAK_SYNTAX"}) {
    TinyRequest tiny("cortex-a72");
    tiny.request.extraFlags = {flag};
    llvm::Expected<BuildAndRunResult> result = buildAndRun(tiny.request);
    EXPECT_EQ(bool(result), StringRef(flag) == "-DTINY_GOOD");
    if (!result)
      llvm::consumeError(result.takeError());
  }
  // Only an empty folder can be removed this way.
  EXPECT_FALSE(llvm::sys::fs::remove(root));
  EXPECT_FALSE(llvm::sys::fs::exists(root));
  before.empty() ? unsetenv("TMPDIR") : setenv("TMPDIR", before.c_str(), 1);
}

TEST(BuildAndRun, KeepsAGivenWorkFolderWithOddCharacters) {
  llvm::SmallString<128> root;
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("m2c-test", root));
  TinyRequest tiny("host");
  tiny.request.workDir = (root + "/a \"b\" \\c? \xc3\xa4").str();
  llvm::Expected<BuildAndRunResult> result = buildAndRun(tiny.request);
  EXPECT_TRUE(bool(result)) << llvm::toString(result.takeError());
  EXPECT_TRUE(llvm::sys::fs::exists(tiny.request.workDir + "/harness_model.h"));
  (void)llvm::sys::fs::remove_directories(root);
}

TEST(BuildAndRun, ModelFlagsReachTheModel) {
  TinyRequest tiny("host");
  // Without the store of the second output its guard value must come back.
  tiny.request.extraFlags = {"-DTINY_BREAK_SILENT"};
  llvm::Expected<BuildAndRunResult> result = buildAndRun(tiny.request);
  ASSERT_TRUE(bool(result)) << llvm::toString(result.takeError());
  EXPECT_TRUE(std::isnan(result->floats(1)[0]));
}

TEST(BuildAndRun, TheArenaHoldsNaNBeforeEachRun) {
  TinyRequest tiny("host");
  tiny.request.extraFlags = {"-DTINY_BREAK_READ"};
  llvm::Expected<BuildAndRunResult> result = buildAndRun(tiny.request);
  ASSERT_TRUE(bool(result)) << llvm::toString(result.takeError());
  EXPECT_TRUE(std::isnan(result->floats(1)[0]));
  EXPECT_TRUE(std::isnan(result->floats(1)[1]));
}
