// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The poisoned arena alone: what is NaN when.
#include "compiler/Eval/PlanMemory.h"
#include "EvalTest.h"

using namespace llvm;

namespace m2c::eval {
namespace {

constexpr Element kS4 = {Element::Signed, 4}, kS8 = {Element::Signed, 8},
                  kU8 = {Element::Unsigned, 8}, kS16 = {Element::Signed, 16};

/// An arena of floats, everything counted in floats; `counts` are those of the
/// buffers.
struct Floats {
  struct Buffer {
    int64_t offset, count, first, last;
  };
  Floats(int64_t size, std::vector<Buffer> list)
      : memory(4 * size, bytes(list)) {
    for (const Buffer &buffer : list)
      counts.push_back(buffer.count);
  }
  static std::vector<PlanBuffer> bytes(const std::vector<Buffer> &list) {
    std::vector<PlanBuffer> result;
    for (const Buffer &b : list)
      result.push_back({4 * b.offset, b.count, b.first, b.last});
    return result;
  }
  void reset() { memory.reset(); }
  void beginCall(int64_t call) { memory.beginCall(call); }
  void endCall(int64_t call) { memory.endCall(call); }

  PlanMemory memory;
  std::vector<size_t> counts;
};

void write(Floats &floats, unsigned index, float value) {
  floats.memory.store(index, std::vector<float>(floats.counts[index], value));
}

std::vector<float> read(Floats &floats, unsigned index) {
  std::vector<float> values(floats.counts[index]);
  floats.memory.load(index, values);
  return values;
}

/// Of an arena with any buffers.
std::vector<float> load(PlanMemory &memory, unsigned index, size_t count) {
  std::vector<float> values(count);
  memory.load(index, values);
  return values;
}

size_t countNan(const std::vector<float> &values) {
  return llvm::count_if(values, [](float x) { return std::isnan(x); });
}

TEST(PlanMemory, LiveBuffersKeepTheirValues) {
  Floats memory(8, {{0, 4, 0, 2}, {4, 4, 1, 2}});
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
  Floats memory(1, {{0, 1, 0, 0}});
  memory.reset();
  memory.beginCall(0);
  std::vector<float> values = read(memory, 0);
  uint32_t bits;
  std::memcpy(&bits, values.data(), sizeof(bits));
  EXPECT_EQ(bits & 0x7fc00000u, 0x7f800000u); // quiet bit clear
  EXPECT_NE(bits & 0x003fffffu, 0u);          // not infinity
}

TEST(PlanMemory, UnwrittenIsNan) {
  Floats memory(2, {{0, 2, 0, 1}});
  memory.reset();
  memory.beginCall(0);
  EXPECT_EQ(countNan(read(memory, 0)), 2u);
}

TEST(PlanMemory, EachRunStartsAnew) {
  Floats memory(2, {{0, 2, 0, 1}});
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
  Floats memory(2, {{0, 2, 0, 0}});
  memory.reset();
  memory.beginCall(0);
  write(memory, 0, 1.0f);
  memory.endCall(0);
  memory.beginCall(1);
  EXPECT_EQ(countNan(read(memory, 0)), 2u);
}

TEST(PlanMemory, WritingAfterDeathDoesNotHelp) {
  Floats memory(2, {{0, 2, 0, 0}});
  memory.reset();
  memory.beginCall(0);
  memory.endCall(0);
  memory.beginCall(1);
  write(memory, 0, 1.0f);
  EXPECT_EQ(countNan(read(memory, 0)), 2u);
}

TEST(PlanMemory, BuffersUsedBeforeBirthAreNan) {
  Floats memory(2, {{0, 2, 1, 2}});
  memory.reset();
  memory.beginCall(0);
  write(memory, 0, 1.0f);
  EXPECT_EQ(countNan(read(memory, 0)), 2u);
  memory.endCall(0);
  memory.beginCall(1);
  EXPECT_EQ(countNan(read(memory, 0)), 2u);
}

TEST(PlanMemory, OverlapSpoilsTheOlder) {
  Floats memory(6, {{0, 4, 0, 2}, {3, 3, 1, 2}});
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
  Floats memory(6, {{0, 4, 0, 3}, {3, 3, 1, 3}});
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
  Floats memory(4, {{0, 4, 0, 1}, {0, 4, 2, 3}});
  memory.reset();
  for (int64_t call = 0; call < 4; ++call) {
    memory.beginCall(call);
    if (call % 2 == 0)
      write(memory, call / 2, float(call));
    EXPECT_EQ(countNan(read(memory, call / 2)), 0u) << "call " << call;
    memory.endCall(call);
  }
}

TEST(PlanMemory, IntegersOfEveryWidthSideBySide) {
  // At odd offsets: bytes 1-2, 3, 4, 5-8 and a float at 9-12.
  PlanMemory memory(13, {{1, 3, 0, 1, kS4},
                         {3, 1, 0, 1, kS8},
                         {4, 1, 0, 1, kU8},
                         {5, 2, 0, 1, kS16},
                         {9, 1, 0, 1}});
  memory.reset();
  memory.beginCall(0);
  memory.store(0, {-8.0f, 7.0f, -1.0f});
  memory.store(1, {-128.0f});
  memory.store(2, {255.0f});
  memory.store(3, {-32768.0f, 300.0f});
  memory.store(4, {0.1f});
  memory.endCall(0);
  memory.beginCall(1);
  expectEqual(load(memory, 0, 3), {-8.0f, 7.0f, -1.0f});
  expectEqual(load(memory, 1, 1), {-128.0f});
  expectEqual(load(memory, 2, 1), {255.0f});
  expectEqual(load(memory, 3, 2), {-32768.0f, 300.0f});
  expectEqual(load(memory, 4, 1), {0.1f});
}

TEST(PlanMemory, NanPoisonsItsIntegerAlone) {
  PlanMemory memory(3, {{0, 3, 0, 0, kS4}, {2, 1, 0, 0, kS8}});
  memory.reset();
  memory.beginCall(0);
  memory.store(0, {1.0f, kNan, 3.0f});
  std::vector<float> values = load(memory, 0, 3);
  EXPECT_EQ(values[0], 1.0f);
  EXPECT_TRUE(std::isnan(values[1]));
  EXPECT_EQ(values[2], 3.0f);
  // Written again, it is sound: how concat fills a byte by halves.
  values[1] = -2.0f;
  memory.store(0, values);
  expectEqual(load(memory, 0, 3), {1.0f, -2.0f, 3.0f});
  memory.store(1, {kNan});
  EXPECT_TRUE(std::isnan(load(memory, 1, 1)[0]));
}

TEST(PlanMemory, WhatAnElementCannotHoldIsNan) {
  PlanMemory memory(4,
                    {{0, 2, 0, 0, kS4}, {1, 2, 0, 0, kS8}, {3, 1, 0, 0, kU8}});
  memory.reset();
  memory.beginCall(0);
  memory.store(0, {8.0f, -9.0f});
  EXPECT_EQ(countNan(load(memory, 0, 2)), 2u);
  memory.store(1, {128.0f, 0.5f});
  EXPECT_EQ(countNan(load(memory, 1, 2)), 2u);
  memory.store(2, {-1.0f});
  EXPECT_EQ(countNan(load(memory, 2, 1)), 1u);
}

TEST(PlanMemory, OneSharedByteSpoilsBothNibblesOfAnother) {
  PlanMemory memory(4, {{0, 6, 0, 1, kS4}, {2, 2, 1, 1, kS8}});
  memory.reset();
  memory.beginCall(0);
  memory.store(0, {1.0f, 2.0f, 3.0f, 4.0f, 5.0f, 6.0f});
  memory.endCall(0);
  memory.beginCall(1);
  std::vector<float> values = load(memory, 0, 6);
  EXPECT_EQ(countNan(values), 2u);
  EXPECT_TRUE(std::isnan(values[4]) && std::isnan(values[5]));
  // Written by the one that does not own it, the byte is lost to its owner.
  memory.store(1, {7.0f, 8.0f});
  memory.store(0, {1.0f, 2.0f, 3.0f, 4.0f, 5.0f, 6.0f});
  EXPECT_TRUE(std::isnan(load(memory, 1, 2)[0]));
  EXPECT_EQ(load(memory, 1, 2)[1], 8.0f);
}

TEST(PlanMemory, ScratchIsGarbage) {
  PlanMemory memory(4, {{0, 2, 0, 0, kS8}, {1, 2, 0, 0, kS8}});
  memory.reset();
  memory.beginCall(0);
  memory.store(0, {1.0f, 2.0f});
  memory.store(1, {3.0f, 4.0f});
  memory.scribble(1);
  EXPECT_EQ(countNan(load(memory, 1, 2)), 2u);
  EXPECT_EQ(load(memory, 0, 2)[0], 1.0f);
  EXPECT_TRUE(std::isnan(load(memory, 0, 2)[1]));
}

} // namespace
} // namespace m2c::eval
