// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The table of targets: lookup, messages, and what the records say about the
// compilers compared with what the compilers say.
#include "compiler/Targets/Target.h"
#include "compiler/Verify/Process.h"
#include "compiler/Verify/Toolchain.h"
#include "test/unit/Contains.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "gtest/gtest.h"

using namespace m2c;

TEST(Targets, AllOfTheContractInOrder) {
  std::vector<std::string> names;
  for (const Target &target : allTargets())
    names.push_back(target.name.str());
  EXPECT_EQ(names, (std::vector<std::string>{"host", "generic", "cortex-m0plus",
                                             "cortex-m4", "cortex-m7",
                                             "cortex-m33", "cortex-m55",
                                             "cortex-a53", "cortex-a72"}));
  for (const Target &target : allTargets())
    EXPECT_EQ(lookupTarget(target.name), &target);
}

TEST(Targets, FieldsOfARecord) {
  const Target *m7 = lookupTarget("cortex-m7");
  ASSERT_TRUE(m7);
  EXPECT_EQ(m7->compilers[0].program, "arm-none-eabi-gcc");
  EXPECT_TRUE(m7->compilers[0].flags.empty());
  EXPECT_EQ(m7->compilers[1].flags[0], "--target=arm-none-eabi");
  EXPECT_EQ(m7->flags[2], "-mfpu=fpv5-d16");
  EXPECT_EQ(m7->kernelSets[0], "dsp");
  EXPECT_EQ(m7->pointerBits, 32u);
  EXPECT_EQ(m7->arenaAlignment, 16u);
  EXPECT_TRUE(m7->hasFpu);
  EXPECT_EQ(m7->memoryBytes("dtcm"), 128u * 1024);
  EXPECT_EQ(m7->memoryBytes("flash"), 2048u * 1024);
  EXPECT_FALSE(m7->memoryBytes("l2").has_value());
  EXPECT_EQ(m7->cost("mac.f32"), 4.6);
  EXPECT_FALSE(m7->cost("mac.f128").has_value());
  EXPECT_EQ(m7->run.kind, RunKind::System);
  EXPECT_EQ(m7->run.machine, "mps2-an500");
  EXPECT_EQ(m7->run.ram.origin, 0x20000000u);

  const Target *a72 = lookupTarget("cortex-a72");
  ASSERT_TRUE(a72);
  EXPECT_EQ(a72->pointerBits, 64u);
  EXPECT_EQ(a72->run.kind, RunKind::User);
  EXPECT_EQ(a72->run.cpu, "cortex-a72");
  EXPECT_EQ(a72->memoryBytes("ram"), uint64_t(1) << 30);
  EXPECT_FALSE(lookupTarget("cortex-m0plus")->hasFpu);
  EXPECT_EQ(lookupTarget("host")->run.kind, RunKind::Native);
}

TEST(Targets, EveryRecordIsUsable) {
  for (const Target &target : allTargets()) {
    SCOPED_TRACE(target.name.str());
    EXPECT_EQ(target.kernelSets.back(), "c");
    EXPECT_EQ(target.arenaAlignment, 16u);
    EXPECT_TRUE(target.cost("mac.f32").value_or(0) > 0);
    for (const char *key :
         {"mac.s8", "mac.s8w4", "mac.s4", "mac.s4w4", "elem.s8"})
      EXPECT_TRUE(target.cost(key).value_or(0) > 0) << key;
    uint64_t previous = 0;
    for (const MemoryLevel &level : target.memory) {
      EXPECT_GT(level.bytes, previous) << level.name.str();
      previous = level.bytes;
    }
  }
}

TEST(Targets, UnknownNameListsAllAndTheNearest) {
  EXPECT_EQ(lookupTarget("cortex-m5"), nullptr);
  EXPECT_EQ(lookupTarget(""), nullptr);
  EXPECT_EQ(lookupTarget("Cortex-M4"), nullptr);
  EXPECT_EQ(unknownTargetMessage("cortex-m77"),
            "unknown target 'cortex-m77'; expected one of host, generic, "
            "cortex-m0plus, cortex-m4, cortex-m7, cortex-m33, cortex-m55, "
            "cortex-a53, cortex-a72; did you mean 'cortex-m7'?");
  EXPECT_TRUE(contains(unknownTargetMessage("Cortex_M55"), "'cortex-m55'?"));
  EXPECT_TRUE(contains(unknownTargetMessage("cortexa72"), "'cortex-a72'?"));
  EXPECT_TRUE(contains(unknownTargetMessage("m33"), "'cortex-m33'?"));
  EXPECT_TRUE(contains(unknownTargetMessage("HOST"), "'host'?"));
  EXPECT_FALSE(contains(unknownTargetMessage("riscv64"), "did you mean"));
  EXPECT_FALSE(contains(unknownTargetMessage(""), "did you mean"));
}

/// The macros that the target's compiler `program` defines.
static llvm::StringSet<> macrosOf(const Target &target, StringRef program) {
  llvm::StringSet<> macros;
  llvm::Expected<Toolchain> tools = findToolchain({target, program.str(), {}});
  EXPECT_TRUE(bool(tools)) << llvm::toString(tools.takeError());
  if (!tools)
    return macros;
  llvm::SmallString<128> log;
  EXPECT_FALSE(llvm::sys::fs::createTemporaryFile("m2c-macros", "txt", log));
  std::vector<std::string> command = {tools->compiler};
  command.insert(command.end(), tools->flags.begin(), tools->flags.end());
  command.insert(command.end(), {"-dM", "-E", "-x", "c", "/dev/null"});
  ProcessResult result = runProcess(command, log);
  (void)llvm::sys::fs::remove(log);
  EXPECT_EQ(result.code, 0) << result.output;
  llvm::SmallVector<StringRef> lines;
  StringRef(result.output).split(lines, '\n');
  for (StringRef line : lines)
    if (line.consume_front("#define "))
      macros.insert(line.split(' ').first);
  return macros;
}

TEST(Targets, CompilersDefineWhatTheRecordsSay) {
  for (const Target &target : allTargets())
    for (const TargetCompiler &compiler : target.compilers.take_front(2)) {
      SCOPED_TRACE((target.name + " with " + compiler.program).str());
      llvm::StringSet<> macros = macrosOf(target, compiler.program);
      for (StringRef macro : target.featureMacros)
        EXPECT_TRUE(macros.contains(macro)) << macro.str();
      if (!target.archMacro.empty())
        EXPECT_TRUE(macros.contains(target.archMacro));
      if (target.run.kind == RunKind::System)
        EXPECT_EQ(macros.contains("__ARM_FP"), target.hasFpu);
      if (target.name != "generic")
        EXPECT_EQ(macros.contains("__LP64__"), target.pointerBits == 64);
    }
}

TEST(Targets, KernelSetsNeedTheirFeatureMacros) {
  for (const Target &target : allTargets()) {
    SCOPED_TRACE(target.name.str());
    for (auto [set, macro] : {std::pair("dsp", "__ARM_FEATURE_DSP"),
                              std::pair("mve", "__ARM_FEATURE_MVE"),
                              std::pair("neon", "__ARM_NEON")})
      EXPECT_EQ(llvm::is_contained(target.kernelSets, set),
                llvm::is_contained(target.featureMacros, macro));
  }
}
