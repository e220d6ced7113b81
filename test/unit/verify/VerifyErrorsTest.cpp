// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What buildAndRun says when a tool is missing or the model breaks its promises.
#include "compiler/Verify/BuildAndRun.h"
#include "compiler/Verify/VerifyError.h"
#include "test/unit/Contains.h"
#include "test/unit/verify/TinyModel.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "gtest/gtest.h"

using namespace m2c;

namespace {

struct Failure {
  VerifyErrorKind kind;
  std::string message;
};

/// The error that `request` ends with; a failed expectation if it does not.
Failure failureOf(const BuildAndRunRequest &request) {
  Failure failure{VerifyErrorKind::Internal, ""};
  llvm::Expected<BuildAndRunResult> result = buildAndRun(request);
  EXPECT_FALSE(bool(result));
  if (!result)
    llvm::handleAllErrors(result.takeError(), [&](const VerifyError &error) {
      failure = {error.getKind(),
                 llvm::toString(llvm::make_error<VerifyError>(error))};
    });
  return failure;
}

/// A folder with links to some of the installed programs.
class ToolFolder {
public:
  explicit ToolFolder(const std::vector<std::string> &programs) {
    EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("m2c-tools", path));
    for (const std::string &program : programs) {
      auto found = llvm::sys::findProgramByName(program);
      EXPECT_TRUE(bool(found)) << program;
      if (found)
        EXPECT_FALSE(llvm::sys::fs::create_link(*found, path + "/" + program));
    }
  }
  ~ToolFolder() { (void)llvm::sys::fs::remove_directories(path); }
  std::vector<std::string> searchPath() const { return {path.str().str()}; }

private:
  llvm::SmallString<128> path;
};

Failure failureWithTools(StringRef target,
                         const std::vector<std::string> &programs) {
  ToolFolder folder(programs);
  TinyRequest tiny(target);
  tiny.request.searchPath = folder.searchPath();
  return failureOf(tiny.request);
}

Failure failureWithFlag(StringRef target, StringRef flag) {
  TinyRequest tiny(target);
  tiny.request.extraFlags = {flag.str()};
  return failureOf(tiny.request);
}

} // namespace

TEST(VerifyErrors, MissingCompilerNamesProgramsAndPackage) {
  Failure failure = failureWithTools("cortex-m4", {});
  EXPECT_EQ(failure.kind, VerifyErrorKind::Tool);
  EXPECT_EQ(failure.message,
            "cannot find a compiler for cortex-m4 ('arm-none-eabi-gcc' or "
            "'clang-22'); expected it on PATH (Debian: apt-get install "
            "gcc-arm-none-eabi)");
}

TEST(VerifyErrors, MissingLinker) {
  Failure failure = failureWithTools("cortex-m4", {"clang-22"});
  EXPECT_EQ(failure.kind, VerifyErrorKind::Tool);
  EXPECT_TRUE(contains(failure.message, "'arm-none-eabi-gcc', which links"));
  EXPECT_TRUE(contains(failure.message, "libnewlib-arm-none-eabi"));
}

TEST(VerifyErrors, MissingBoardEmulator) {
  Failure failure = failureWithTools("cortex-m4", {"arm-none-eabi-gcc"});
  EXPECT_EQ(failure.kind, VerifyErrorKind::Tool);
  EXPECT_EQ(failure.message,
            "cannot find 'qemu-system-arm', which runs code for cortex-m4; "
            "expected it on PATH (Debian: apt-get install qemu-system-arm)");
}

TEST(VerifyErrors, MissingUserEmulator) {
  Failure failure = failureWithTools("cortex-a72", {"aarch64-linux-gnu-gcc"});
  EXPECT_EQ(failure.kind, VerifyErrorKind::Tool);
  EXPECT_TRUE(contains(failure.message, "'qemu-aarch64'"));
  EXPECT_TRUE(contains(failure.message, "install qemu-user)"));
}

TEST(VerifyErrors, UnknownCompilerOverride) {
  TinyRequest tiny("host");
  tiny.request.compiler = "no-such-cc";
  Failure failure = failureOf(tiny.request);
  EXPECT_EQ(failure.kind, VerifyErrorKind::Tool);
  EXPECT_EQ(failure.message, "cannot find the compiler 'no-such-cc' for host");
}

TEST(VerifyErrors, CompileErrorShowsTheCompilersWords) {
  Failure failure = failureWithFlag("host", "-DTINY_BREAK_SYNTAX");
  EXPECT_EQ(failure.kind, VerifyErrorKind::Verify);
  EXPECT_TRUE(contains(failure.message, "tiny.c' for host"));
  EXPECT_TRUE(contains(failure.message, "this model does not compile"));
}

TEST(VerifyErrors, AWarningIsAnError) {
  // -Wconversion is on: m2c promises code without a warning.
  Failure failure = failureWithFlag("host", "-DTINY_INPUT_AUDIO_COUNT=1");
  EXPECT_EQ(failure.kind, VerifyErrorKind::Verify);
  EXPECT_TRUE(contains(failure.message, "TINY_INPUT_AUDIO_COUNT"));
}

TEST(VerifyErrors, AgreementOnTensorSizesIsChecked) {
  TinyRequest tiny("host");
  tiny.request.inputs[0].count = 6;
  tiny.request.samples = 1;
  tiny.request.inputData[1] = bytesOf(tiny.image).take_front(8);
  Failure failure = failureOf(tiny.request);
  EXPECT_EQ(failure.kind, VerifyErrorKind::Verify);
  EXPECT_TRUE(contains(failure.message, "unexpected size of input audio"));
}

TEST(VerifyErrors, StatusOfRun) {
  for (StringRef target : {"host", "cortex-m7", "cortex-a53"}) {
    Failure failure = failureWithFlag(target, "-DTINY_BREAK_STATUS");
    EXPECT_EQ(failure.kind, VerifyErrorKind::Verify);
    EXPECT_EQ(failure.message,
              "'tiny' for " + target.str() + " returned -2; expected 0");
  }
}

TEST(VerifyErrors, WritesOutsideTheBuffers) {
  for (StringRef target : {"host", "cortex-m4"}) {
    Failure failure = failureWithFlag(target, "-DTINY_BREAK_ARENA");
    EXPECT_EQ(failure.message,
              "'tiny' for " + target.str() + " wrote outside 'the arena'");
    failure = failureWithFlag(target, "-DTINY_BREAK_OUTPUT");
    EXPECT_EQ(failure.message,
              "'tiny' for " + target.str() + " wrote outside 'gap'");
  }
}

TEST(VerifyErrors, FaultOnEveryBoard) {
  for (const Target &target : allTargets()) {
    if (target.run.kind != RunKind::System)
      continue;
    Failure failure = failureWithFlag(target.name, "-DTINY_BREAK_FAULT");
    EXPECT_EQ(failure.kind, VerifyErrorKind::Verify);
    EXPECT_TRUE(contains(failure.message, "for " + target.name.str() +
                                              " stopped with a fault at 0x"));
  }
}

TEST(VerifyErrors, StackOverflowOnEveryBoard) {
  for (const Target &target : allTargets()) {
    if (target.run.kind != RunKind::System)
      continue;
    Failure failure = failureWithFlag(target.name, "-DTINY_BREAK_STACK");
    EXPECT_EQ(failure.kind, VerifyErrorKind::Verify);
    EXPECT_TRUE(
        contains(failure.message, "for " + target.name.str() +
                                      " stopped with a fault: stack overflow"));
  }
}

TEST(VerifyErrors, CrashInAProcess) {
  llvm::SmallString<128> before, folder;
  ASSERT_FALSE(llvm::sys::fs::current_path(before));
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("m2c-crash", folder));
  ASSERT_FALSE(llvm::sys::fs::set_current_path(folder));
  for (StringRef target : {"host", "cortex-a72"}) {
    Failure failure = failureWithFlag(target, "-DTINY_BREAK_FAULT");
    EXPECT_EQ(failure.kind, VerifyErrorKind::Verify);
    EXPECT_TRUE(contains(failure.message,
                         "'tiny' for " + target.str() + " was stopped: "));
  }
  // No core file: only an empty folder can be removed this way.
  ASSERT_FALSE(llvm::sys::fs::set_current_path(before));
  EXPECT_FALSE(llvm::sys::fs::remove(folder));
  EXPECT_FALSE(llvm::sys::fs::exists(folder));
}

TEST(VerifyErrors, AModelThatHangsIsEnded) {
  for (StringRef target : {"host", "cortex-m4"}) {
    TinyRequest tiny(target);
    tiny.request.extraFlags = {"-DTINY_BREAK_HANG"};
    tiny.request.timeoutSeconds = 1;
    Failure failure = failureOf(tiny.request);
    EXPECT_EQ(failure.kind, VerifyErrorKind::Verify);
    EXPECT_TRUE(contains(failure.message, "was stopped: "));
  }
}

TEST(VerifyErrors, AModelTooLargeForTheBoard) {
  Failure failure = failureWithFlag("cortex-m4", "-DTINY_BREAK_FIT");
  EXPECT_EQ(failure.kind, VerifyErrorKind::Tool);
  EXPECT_TRUE(contains(failure.message,
                       "'tiny' does not fit the emulated board mps2-an386 "
                       "(4096 K of code and constants, 4096 K of RAM)"));
}

TEST(VerifyErrors, BadRequests) {
  TinyRequest tiny("host");
  tiny.request.inputs[0].dtype = "complex64";
  EXPECT_TRUE(contains(failureOf(tiny.request).message, "'complex64'"));
  tiny.request.inputs[0].dtype = "int16";
  EXPECT_EQ(failureOf(tiny.request).message,
            "expected 12 bytes for input 'audio', got 24");
  tiny.request.samples = 0;
  EXPECT_EQ(failureOf(tiny.request).kind, VerifyErrorKind::Internal);
}

TEST(VerifyErrors, AMissingModelFile) {
  TinyRequest tiny("host");
  tiny.request.dir += "/nowhere";
  Failure failure = failureOf(tiny.request);
  EXPECT_EQ(failure.kind, VerifyErrorKind::Verify);
  EXPECT_TRUE(contains(failure.message, "nowhere/tiny.c"));
}
