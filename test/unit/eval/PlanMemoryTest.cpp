// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The poisoned arena alone: what is NaN when.
#include "compiler/Eval/PlanMemory.h"
#include "EvalTest.h"

using namespace llvm;

namespace m2c::eval {
namespace {

void write(PlanMemory &memory, unsigned index, float value) {
  memory.poisonForeign(index);
  llvm::fill(memory.values(index), value);
  memory.poisonForeign(index);
}

std::vector<float> read(PlanMemory &memory, unsigned index) {
  memory.poisonForeign(index);
  Values values = memory.values(index);
  return std::vector<float>(values.begin(), values.end());
}

size_t countNan(const std::vector<float> &values) {
  return llvm::count_if(values, [](float x) { return std::isnan(x); });
}

TEST(PlanMemory, LiveBuffersKeepTheirValues) {
  PlanMemory memory(8, {{0, 4, 0, 2}, {4, 4, 1, 2}});
  memory.reset();
  memory.beginCall(0);
  write(memory, 0, 1.0f);
  memory.endCall(0);
  memory.beginCall(1);
  expectEqual(read(memory, 0), std::vector<float>(4, 1.0f));
  write(memory, 1, 2.0f);
  memory.endCall(1);
  memory.beginCall(2);
  expectEqual(read(memory, 0), std::vector<float>(4, 1.0f));
  expectEqual(read(memory, 1), std::vector<float>(4, 2.0f));
}

TEST(PlanMemory, PoisonSignals) {
  PlanMemory memory(1, {{0, 1, 0, 0}});
  memory.reset();
  memory.beginCall(0);
  uint32_t bits;
  std::memcpy(&bits, memory.values(0).data(), sizeof(bits));
  EXPECT_EQ(bits & 0x7fc00000u, 0x7f800000u); // quiet bit clear
  EXPECT_NE(bits & 0x003fffffu, 0u);          // not infinity
}

TEST(PlanMemory, UnwrittenIsNan) {
  PlanMemory memory(2, {{0, 2, 0, 1}});
  memory.reset();
  memory.beginCall(0);
  EXPECT_EQ(countNan(read(memory, 0)), 2u);
}

TEST(PlanMemory, EachRunStartsAnew) {
  PlanMemory memory(2, {{0, 2, 0, 1}});
  for (int run = 0; run < 2; ++run) {
    memory.reset();
    memory.beginCall(0);
    EXPECT_EQ(countNan(read(memory, 0)), 2u) << "run " << run;
    write(memory, 0, 1.0f);
    memory.endCall(0);
    memory.beginCall(1);
    EXPECT_EQ(countNan(read(memory, 0)), 0u) << "run " << run;
    memory.endCall(1);
  }
}

TEST(PlanMemory, DeadBuffersAreNan) {
  PlanMemory memory(2, {{0, 2, 0, 0}});
  memory.reset();
  memory.beginCall(0);
  write(memory, 0, 1.0f);
  memory.endCall(0);
  memory.beginCall(1);
  EXPECT_EQ(countNan(read(memory, 0)), 2u);
}

TEST(PlanMemory, WritingAfterDeathDoesNotHelp) {
  PlanMemory memory(2, {{0, 2, 0, 0}});
  memory.reset();
  memory.beginCall(0);
  memory.endCall(0);
  memory.beginCall(1);
  write(memory, 0, 1.0f);
  EXPECT_EQ(countNan(read(memory, 0)), 2u);
}

TEST(PlanMemory, BuffersUsedBeforeBirthAreNan) {
  PlanMemory memory(2, {{0, 2, 1, 2}});
  memory.reset();
  memory.beginCall(0);
  write(memory, 0, 1.0f);
  EXPECT_EQ(countNan(read(memory, 0)), 2u);
  memory.endCall(0);
  memory.beginCall(1);
  EXPECT_EQ(countNan(read(memory, 0)), 2u);
}

TEST(PlanMemory, OverlapSpoilsTheOlder) {
  PlanMemory memory(6, {{0, 4, 0, 2}, {3, 3, 1, 2}});
  memory.reset();
  memory.beginCall(0);
  write(memory, 0, 1.0f);
  memory.endCall(0);
  memory.beginCall(1);
  EXPECT_EQ(countNan(read(memory, 0)), 1u);
  EXPECT_EQ(countNan(read(memory, 1)), 3u);
}

TEST(PlanMemory, OverlapSpoilsTheYoungerToo) {
  // The older one is written again while the younger one is live.
  PlanMemory memory(6, {{0, 4, 0, 3}, {3, 3, 1, 3}});
  memory.reset();
  memory.beginCall(0);
  memory.endCall(0);
  memory.beginCall(1);
  write(memory, 1, 2.0f);
  EXPECT_EQ(countNan(read(memory, 1)), 0u);
  memory.endCall(1);
  memory.beginCall(2);
  write(memory, 0, 1.0f);
  memory.endCall(2);
  memory.beginCall(3);
  EXPECT_EQ(countNan(read(memory, 1)), 1u);
}

TEST(PlanMemory, OneAfterTheOtherMayShare) {
  PlanMemory memory(4, {{0, 4, 0, 1}, {0, 4, 2, 3}});
  memory.reset();
  for (int64_t call = 0; call < 4; ++call) {
    memory.beginCall(call);
    if (call % 2 == 0)
      write(memory, call / 2, float(call));
    EXPECT_EQ(countNan(read(memory, call / 2)), 0u) << "call " << call;
    memory.endCall(call);
  }
}

} // namespace
} // namespace m2c::eval
